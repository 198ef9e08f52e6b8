"""Reminders, extensions, marks, findings, and what the evaluation takes from them (第十三条)."""

from datetime import date

import pytest

from evaluation.models import ReportingFinding, ReturnExtension, TorchMark
from evaluation.selectors.returns.article13 import Breach, breaches_of
from evaluation.selectors.returns.board import board_lines, waiting_findings
from evaluation.services.compliance.findings import decide_finding, raise_finding, reply_to_finding
from evaluation.services.compliance.marks import extend_returns, mark_torch
from evaluation.services.compliance.reminders import Reminded, remind_by_calendar, remind_missing
from filings.errors import WorkflowRefused
from filings.models import HistoryLine, Notice
from filings.services.daily import run_daily
from filings.services.history import broken_chains
from tests.factories import make_district, make_space, make_user
from tests.factories_statistics import make_filed_space, make_finding, make_return, make_window, moment

pytestmark = pytest.mark.django_db
REPLY_BY = date(2026, 3, 12)


def account(space):
    return make_user("operator", operator=space.operator)


@pytest.fixture
def city():
    make_window()
    return make_user("city")


def test_one_click_reminds_all_that_are_missing_once_a_day(city):
    waiting, sent, lonely = make_filed_space(), make_return(state="submitted").space, make_filed_space()
    member = account(waiting)
    account(sent)
    window = make_window()
    assert remind_missing(window, district=None, actor=city) == Reminded(1, 0, 1)
    assert remind_missing(window, district=None, actor=city) == Reminded(0, 1, 1)
    (notice,) = Notice.objects.filter(key__startswith="report:")
    assert (notice.user, notice.title) == (member, f"请报送统计数据：{waiting}2025年度")
    assert notice.body.startswith("请在3月31日（星期二）前报送。未报送统计数据的，当年绩效评价为不合格（第十三条）")
    assert lonely.operator.accounts.count() == 0
    lines = HistoryLine.objects.filter(action="remind_missing").order_by("sequence")
    assert [line.details["reminded"] for line in lines] == [1, 0]


def test_a_district_reminds_its_own(city):
    near, far = make_filed_space(), make_filed_space(district=make_district("jinshui"))
    for space in (near, far):
        account(space)
    done = remind_missing(make_window(), district=None, actor=make_user("district", district=near.district))
    assert done == Reminded(1, 0, 0)
    assert remind_missing(make_window(), district=far.district, actor=city) == Reminded(1, 0, 0)


@pytest.mark.parametrize(
    ("on", "number"),
    [
        (date(2026, 3, 1), 1),
        (date(2026, 3, 20), 0),
        (date(2026, 3, 21), 1),
        (date(2026, 3, 28), 1),
        (date(2026, 3, 31), 1),
        (date(2026, 4, 1), 1),
        (date(2026, 4, 2), 0),
    ],
)
def test_the_calendar_reminds_ahead_on_the_day_and_after(city, on, number):
    account(make_filed_space())
    assert (remind_by_calendar(on), remind_by_calendar(on)) == (number, 0)


@pytest.mark.day("2026-03-31")
def test_the_daily_run_reminds(city):
    account(make_filed_space())
    assert (run_daily(date(2026, 3, 31)).reminders, run_daily(date(2026, 3, 31)).reminders) == (1, 0)


def test_an_extension_is_given_told_and_replaced(city):
    space = make_filed_space()
    member, window = account(space), make_window()
    assert extend_returns(window, [space], until=date(2026, 4, 10), reason="审计未完成", actor=city) == 1
    extend_returns(window, [space], until=date(2026, 4, 20), reason="审计仍未完成", actor=city)
    assert ReturnExtension.objects.get().until == date(2026, 4, 20)
    assert Notice.objects.filter(user=member, title=f"统计报送延期：{space}2025年度").count() == 2
    assert HistoryLine.objects.filter(action="extend_returns").count() == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"until": date(2026, 3, 31)}, "延期后的截止日应晚于2026年3月31日"),
        ({"reason": " "}, "请选择众创空间并填写延期理由"),
        ({"spaces": []}, "请选择众创空间并填写延期理由"),
    ],
)
def test_what_an_extension_wants(city, changes, said):
    given = {"spaces": [make_filed_space()], "until": date(2026, 4, 10), "reason": "审计未完成"} | changes
    with pytest.raises(WorkflowRefused, match=said):
        extend_returns(make_window(), given["spaces"], until=given["until"], reason=given["reason"], actor=city)
    assert ReturnExtension.objects.count() == 0


def test_extensions_are_the_citys_alone(city):
    space = make_filed_space()
    with pytest.raises(WorkflowRefused, match="延期由市科技局办理"):
        extend_returns(
            make_window(),
            [space],
            until=date(2026, 4, 10),
            reason="审计",
            actor=make_user("district", district=space.district),
        )


def test_the_national_return_is_marked_by_the_district_and_corrected(city):
    space = make_filed_space()
    clerk = make_user("district", district=space.district)
    mark_torch(space, 2025, reported=True, note="", actor=clerk)
    mark = mark_torch(space, 2025, reported=False, note="系统中没有", actor=clerk)
    assert (TorchMark.objects.count(), mark.reported) == (1, False)
    lines = HistoryLine.objects.filter(record=f"torchmark:{mark.pk}").order_by("sequence")
    assert [line.details["reported"] for line in lines] == [True, False]
    for stranger in (make_user("district", district=make_district("jinshui")), city):
        with pytest.raises(WorkflowRefused, match="由所在区县标记"):
            mark_torch(space, 2025, reported=True, note="", actor=stranger)


def test_a_finding_from_its_raising_to_the_decision(city):
    space = make_filed_space()
    member = account(space)
    record = raise_finding(
        space, make_window(), grounds=["untrue"], reason="与审计报告不符", reply_due_on=REPLY_BY, actor=city
    )
    raised = Notice.objects.get(user=member)
    with pytest.raises(WorkflowRefused, match="还可以在2026年3月12日前说明"):
        decide_finding(record, upheld=True, conclusion="失实", actor=city)
    replied = reply_to_finding(record, reply="已更正并附审计报告", actor=member)
    raised.refresh_from_db()
    assert (replied.status, raised.url) == ("replied", "")
    with pytest.raises(WorkflowRefused, match="不能再说明"):
        reply_to_finding(record, reply="再说明", actor=member)
    decided = decide_finding(record, upheld=True, conclusion="数据失实", actor=city)
    assert (decided.status, decided.decided_by) == ("upheld", city)
    with pytest.raises(WorkflowRefused, match="已经办结"):
        decide_finding(record, upheld=False, conclusion="改判", actor=city)
    actions = HistoryLine.objects.filter(record=f"reportingfinding:{record.pk}").order_by("sequence")
    assert [line.action for line in actions] == ["raise_finding", "reply_to_finding", "decide_finding"]
    assert broken_chains() == []


@pytest.mark.parametrize(("due", "said"), [(date(2026, 3, 11), "最早2026年3月12日"), (REPLY_BY, "")])
def test_a_reply_has_five_working_days(city, due, said):
    space = make_filed_space()
    given = {"grounds": ["late"], "reason": "逾期", "reply_due_on": due, "actor": city}
    if not said:
        assert raise_finding(space, make_window(), **given).status == "open"
        return
    with pytest.raises(WorkflowRefused, match=said):
        raise_finding(space, make_window(), **given)


def test_one_finding_at_a_time_and_only_against_who_owes(city):
    space = make_finding(make_filed_space()).space
    given = {"grounds": ["late"], "reason": "逾期", "reply_due_on": REPLY_BY, "actor": city}
    with pytest.raises(WorkflowRefused, match="不能重复提出"):
        raise_finding(space, make_window(), **given)
    with pytest.raises(WorkflowRefused, match="没有报送义务"):
        raise_finding(make_space(), make_window(), **given)


@pytest.mark.parametrize(("on", "decidable"), [(date(2026, 3, 20), False), (date(2026, 3, 21), True)])
def test_without_a_reply_the_city_waits_for_the_day(on, decidable):
    finding = make_finding(make_filed_space())
    assert waiting_findings(ReportingFinding.objects.all(), on).exists() == decidable
    assert finding.status == "open"


def test_what_breaks_article_13_and_why(city):
    window = make_window()
    nothing, late = make_filed_space(), make_return(state="submitted", at=moment(date(2026, 4, 2))).space
    back = make_return(state="returned", due_on=date(2026, 3, 20)).space
    good = make_return(state="confirmed").space
    found_out = make_finding(make_return(state="confirmed").space, status="upheld")
    make_finding(good, status="dropped")
    assert breaches_of(window, on=date(2026, 3, 20)).keys() == {late.pk, found_out.space_id}
    found = breaches_of(window, on=date(2026, 4, 3))
    assert {key: (each.breach, each.reason) for key, each in found.items()} == {
        nothing.pk: (Breach.NOT_REPORTED, "未报送统计数据（截止日2026年3月31日）"),
        late.pk: (Breach.NOT_REPORTED, "未在2026年3月31日前报送统计数据"),
        back.pk: (Breach.NOT_REPORTED, "统计数据退回后，未在2026年3月20日前重新报送"),
        found_out.space_id: (Breach.FINDING, "统计数据报送不真实：数据失实"),
    }
    assert found[found_out.space_id].finding == found_out.pk


def test_the_board_counts_by_district(city):
    here, there = make_district("gxq"), make_district("jinshui")
    make_return(make_filed_space(district=here), state="submitted")
    make_filed_space(district=here)
    marked = make_filed_space(district=there)
    mark_torch(marked, 2025, reported=True, note="", actor=make_user("district", district=there))
    lines = board_lines(city, make_window(), today=date(2026, 3, 5))
    assert [(line.district, line.total, line.reported, line.share, line.torch) for line in lines] == [
        (there, 1, 0, 0, 1),
        (here, 2, 1, 50, 0),
        (None, 3, 1, 33, 1),
    ]
