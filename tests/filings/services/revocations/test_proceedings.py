"""A revocation from the notice to the legal check: guards of time and hearing, messages, the end without a revocation."""

from datetime import timedelta

import pytest

from filings import models as m
from filings.errors import WorkflowRefused
from filings.rules.periods import add_working_days
from filings.selectors.revocations.grounds import FALLEN_AWAY
from filings.services.revocations.proceedings import close_hearing, correct_notice_service, drop_revocation
from filings.services.revocations.reminders import remind_of_revocations
from filings.services.seals import broken_records
from tests.factories import TODAY
from tests.factories_applications import member_of
from tests.factories_changes import ask_to_file, district_clerk, file
from tests.factories_revocations import (
    DEFENCE,
    again,
    ask_to_revoke,
    check,
    defend,
    make_revocation,
    notify,
    propose,
    propose_change,
    serve,
)
from tests.factories_story import city_clerk

pytestmark = pytest.mark.django_db

DUE = add_working_days(TODAY, 5)


def clock(monkeypatch, day):
    """Let it be another day for what asks the date."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda value=None, timezone=None: value or day)


def actions(revocation):
    return list(
        m.HistoryLine.objects.filter(record=f"revocation:{revocation.pk}")
        .order_by("sequence")
        .values_list("action", flat=True)
    )


def test_notice_service_defence_and_legal_check_in_their_order():
    revocation = propose()
    member = member_of(revocation.operator)
    clerk = district_clerk(revocation.filing)
    revocation = notify(revocation)
    notice = revocation.notice
    assert (revocation.state, notice.kind, notice.subject) == ("notified", "revocation_notice", revocation.filing)
    assert (notice.context["clause"], notice.context["defence_days"]) == ("第十五条第（三）项", 5)
    assert "拟依据第十五条第（三）项撤销备案资格" in member.notices.get().body
    assert clerk.notices.get().title.startswith("撤销备案事先告知")
    revocation = serve(revocation)
    assert (revocation.served_on, revocation.served_how, revocation.defence_due_on) == (TODAY, "direct", DUE)
    revocation = defend(revocation)
    assert (revocation.state, revocation.defence, revocation.defended_by) == ("heard", DEFENCE, member)
    assert revocation.files.get(part="defence").file.operator == revocation.operator
    revocation = check(revocation)
    assert (revocation.legality, revocation.legal_checker) == ("passed", "政策法规处 周法")
    assert actions(revocation) == [
        *("propose_revocation", "notify_revocation", "serve_revocation_notice", "defend_revocation", "check_legality"),
    ]
    assert broken_records() == []


def test_the_time_for_a_defence_is_not_cut_short():
    revocation = serve(notify(propose()))
    with pytest.raises(WorkflowRefused, match="期满后才能记录"):
        close_hearing(revocation, actor=city_clerk())
    with pytest.raises(WorkflowRefused, match="不能再办理"):
        check(revocation)


def test_once_the_time_is_over_silence_is_recorded_and_the_legal_check_follows(monkeypatch):
    revocation = serve(notify(propose()))
    clock(monkeypatch, DUE)
    with pytest.raises(WorkflowRefused, match="期满后才能记录"):
        close_hearing(revocation, actor=city_clerk())
    clock(monkeypatch, DUE + timedelta(days=1))
    assert defendable(revocation)
    revocation = close_hearing(revocation, actor=city_clerk())
    assert (revocation.state, revocation.defence) == ("heard", "")
    with pytest.raises(WorkflowRefused, match="陈述申辩结束后才能审核"):
        check(revocation, on=DUE)
    with pytest.raises(WorkflowRefused, match="不能再办理"):
        defend(revocation)
    assert check(revocation, on=DUE + timedelta(days=1)).state == "checked"


def defendable(revocation):
    """What comes late is taken until silence is recorded."""
    return again(revocation).state == "served"


def test_the_legal_check_is_of_a_day_after_the_hearing():
    revocation = make_revocation("heard")
    with pytest.raises(WorkflowRefused, match="法制审核日期"):
        check(revocation, on=TODAY - timedelta(days=1))
    with pytest.raises(WorkflowRefused, match="法制审核日期"):
        check(revocation, on=TODAY + timedelta(days=1))
    with pytest.raises(WorkflowRefused, match="请写明审核意见"):
        check(revocation, "refused", opinion=" ")


def test_nothing_is_revoked_without_a_legal_check_that_was_passed():
    revocation = make_revocation("heard")
    with pytest.raises(WorkflowRefused, match="不能再办理"):
        ask_to_revoke(revocation)
    revocation = check(revocation, "amend", opinion="请补充处罚决定的送达回证。")
    with pytest.raises(WorkflowRefused, match="事实、证据不足的，运营机构已经陈述申辩，不能再补充"):
        ask_to_revoke(revocation)
    act = ask_to_revoke(check(revocation))
    check(revocation, "refused", opinion="处罚决定已被推翻。")
    act.refresh_from_db()
    assert act.status == "lapsed"


def test_a_drop_ends_it_tells_those_who_knew_and_leaves_the_filing():
    revocation = make_revocation("checked")
    act = ask_to_revoke(revocation)
    member = member_of(revocation.operator)
    revocation = drop_revocation(revocation, actor=city_clerk(), reason="违法事实已被推翻。")
    act.refresh_from_db()
    filing = m.Filing.objects.get(pk=revocation.filing_id)
    assert (revocation.state, act.status, filing.state) == ("dropped", "lapsed", "active")
    assert member.notices.filter(title__startswith="不予撤销备案").count() == 1
    assert not m.Ban.objects.exists()
    assert again(revocation).decision is None


def test_an_operator_that_was_never_notified_is_told_nothing():
    revocation = propose()
    member = member_of(revocation.operator)
    drop_revocation(revocation, actor=city_clerk(), reason="证据不足。")
    assert member.notices.count() == 0
    with pytest.raises(WorkflowRefused, match="不能再办理"):
        notify(revocation)


def test_the_change_of_a_dropped_revocation_is_filed_with_reason():
    revocation = propose_change()
    drop_revocation(revocation, actor=city_clerk(), reason="差额已经补足。")
    change = again(revocation).change
    assert change.state == "forwarded"
    assert not change.fails
    with pytest.raises(WorkflowRefused, match="请写明理由"):
        ask_to_file(change)
    assert file(change, city_reason="差额已经补足。").state == "filed"


def test_a_ground_that_fell_away_can_only_be_dropped(monkeypatch):
    revocation = propose()
    monkeypatch.setitem(FALLEN_AWAY, "violation", lambda _: "处罚决定已被撤销。")
    with pytest.raises(WorkflowRefused, match="处罚决定已被撤销。请作出不予撤销"):
        notify(revocation)
    monkeypatch.setitem(FALLEN_AWAY, "violation", lambda _: "")
    revocation = make_revocation("checked", revocation=revocation)
    monkeypatch.setitem(FALLEN_AWAY, "violation", lambda _: "处罚决定已被撤销。")
    with pytest.raises(WorkflowRefused, match="请作出不予撤销"):
        ask_to_revoke(revocation)
    assert drop_revocation(revocation, actor=city_clerk(), reason="处罚决定已被撤销。").state == "dropped"


def test_reminders_go_out_once_each():
    notified, served = propose(), make_revocation("served", None)
    notify(notified)
    member, city = member_of(served.operator), city_clerk()
    for _ in range(2):
        remind_of_revocations(add_working_days(TODAY, 4))
    assert member.notices.filter(title__startswith="陈述申辩期限将到").count() == 1
    assert not city.notices.filter(title__startswith="陈述申辩期限已过").exists()
    for _ in range(2):
        remind_of_revocations(add_working_days(TODAY, 6))
    assert city.notices.filter(title__startswith="陈述申辩期限已过").count() == 1
    asked = city.notices.get(title__startswith="请登记告知书送达")
    assert asked.url
    serve(notified)
    asked.refresh_from_db()
    assert (asked.url, asked.body) == ("", "已登记送达。")


def test_a_wrong_day_of_service_is_corrected_with_its_reason_while_the_time_runs():
    revocation = make_revocation("served")
    member = member_of(revocation.operator)
    remind_of_revocations(add_working_days(TODAY, 4))
    later = add_working_days(TODAY, 1)
    with pytest.raises(WorkflowRefused, match="至今天之间"):
        correct_notice_service(revocation, actor=city_clerk(), on=later, how="post", reason="误登")
    m.Document.objects.filter(pk=revocation.notice_id).update(issued_on=TODAY - timedelta(days=9))
    earlier = TODAY - timedelta(days=7)
    with pytest.raises(WorkflowRefused, match="请写明更正原因"):
        correct_notice_service(revocation, actor=city_clerk(), on=earlier, how="post", reason=" ")
    given = {"on": earlier, "how": "post", "reason": "回证所载日期登记错误。", "note": "EMS签收"}
    revocation = correct_notice_service(revocation, actor=city_clerk(), **given)
    due = add_working_days(earlier, 5)
    assert (revocation.state, revocation.served_on, revocation.served_how) == ("served", earlier, "post")
    assert revocation.defence_due_on == due
    line = m.HistoryLine.objects.get(record=f"revocation:{revocation.pk}", action="correct_revocation_service")
    assert (line.reason, line.details["before"]) == ("回证所载日期登记错误。", TODAY.isoformat())
    former = member.notices.filter(title__startswith="请陈述申辩") | member.notices.filter(title__contains="将到")
    assert {(each.url, each.body) for each in former} == {("", "送达记录已更正，期限以更正后的为准。")}
    assert "送达日期更正为" in member.notices.get(title__startswith="送达日期已更正").body
    remind_of_revocations(due)
    assert member.notices.filter(title__startswith="陈述申辩期限将到").exclude(url="").count() == 1
    with pytest.raises(WorkflowRefused, match="不能再办理"):
        correct_notice_service(defend(revocation), actor=city_clerk(), **given)
    assert not member.notices.filter(title__startswith="送达日期已更正").exclude(url="").exists()
    assert broken_records() == []
