"""Results of recommendations upward: recorded with number, day and notice, corrected with a reason, told."""

from datetime import timedelta

import pytest

from filings.errors import WorkflowRefused
from filings.models import HistoryLine
from filings.services.upward.results import record_results, reopen_result
from tests.factories import TODAY, make_user
from tests.factories_applications import make_upload
from tests.factories_screening import make_sound
from tests.factories_story import city_clerk
from tests.factories_upward import make_granted, make_letter, sign

pytestmark = pytest.mark.django_db
NUMBER = "国科火字〔2026〕12号"


def test_one_notice_tells_of_several():
    filings = [make_sound() for _ in range(3)]
    member = make_user("operator", operator=filings[0].operator)
    letter = sign(make_letter(filings))
    first, second, third = letter.recommendations.order_by("pk")
    done = record_results(
        letter,
        {first.pk: "granted", second.pk: "refused"},
        actor=city_clerk(),
        on=TODAY,
        number=NUMBER,
        note="按公示结果",
        upload=make_upload("结果通知.pdf"),
    )
    assert [each.state for each in done] == ["granted", "refused"]
    for record in (first, second, third):
        record.refresh_from_db()
    assert (first.result_number, first.result_on, first.result_note) == (NUMBER, TODAY, "按公示结果")
    assert first.result_file == second.result_file
    assert third.state == "recommended"
    line = HistoryLine.objects.filter(record=f"filing:{filings[0].pk}").latest("sequence")
    assert (line.action, line.to_state, line.details["number"]) == ("grant_upward", "granted", NUMBER)
    assert line.details["file"] == first.result_file.sha256
    assert member.notices.first().title == f"{filings[0].space}：国家级2026年度第一批推荐获批"


def test_guards_of_results():
    letter = sign(make_letter([make_sound()]))
    record, clerk = letter.recommendations.get(), city_clerk()
    granted = {record.pk: "granted"}
    for results, fields, said in (
        ({}, {}, "请至少选择一家"),
        ({record.pk: "dropped"}, {}, "请至少选择一家"),
        (granted, {"number": ""}, "请填写获批文件的文号"),
        (granted, {"on": TODAY + timedelta(days=1)}, "至今天之间"),
        (granted, {"on": TODAY - timedelta(days=1)}, "至今天之间"),
        ({record.pk + 1: "granted"}, {}, "不在这份推荐函中"),
    ):
        with pytest.raises(WorkflowRefused, match=said):
            record_results(letter, results, actor=clerk, **{"number": NUMBER, "on": TODAY} | fields)
    with pytest.raises(WorkflowRefused, match="您的角色"):
        record_results(letter, granted, actor=make_user("district"), number=NUMBER, on=TODAY)
    record_results(letter, {record.pk: "refused"}, actor=clerk, on=TODAY)
    with pytest.raises(WorkflowRefused, match="现在是“未获批”"):
        record_results(letter, granted, actor=clerk, number=NUMBER, on=TODAY)


def test_a_wrong_result_is_taken_back_with_its_reason_and_recorded_anew():
    filing = make_sound()
    member = make_user("operator", operator=filing.operator)
    record = make_granted(filing)
    with pytest.raises(WorkflowRefused, match="请填写更正原因"):
        reopen_result(record, actor=city_clerk(), reason=" ")
    again = reopen_result(record, actor=city_clerk(), reason="登记时看错了名单。")
    assert (again.state, again.result_number, again.result_on, again.result_file) == ("recommended", "", None, None)
    line = HistoryLine.objects.filter(record=f"filing:{filing.pk}").latest("sequence")
    assert (line.action, line.reason, line.details["number"]) == (
        "reopen_upward",
        "登记时看错了名单。",
        NUMBER,
    )
    record_results(again.letter, {again.pk: "granted"}, actor=city_clerk(), number=NUMBER, on=TODAY)
    assert member.notices.count() == 4  # recommended, granted, being corrected, granted
    waiting = sign(make_letter([filing], batch="第二批")).recommendations.get()
    with pytest.raises(WorkflowRefused, match="现在是“推荐中”"):
        reopen_result(waiting, actor=city_clerk(), reason="没有结果")
