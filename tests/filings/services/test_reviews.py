"""Accepting, beginning a review, freezing its result."""

from datetime import date
from decimal import Decimal

import pytest

from evaluation.services.panels import finish_panel
from filings.errors import WorkflowRefused
from filings.models import Document, HistoryLine, Notice, ReviewResult
from filings.services.panels import declare_interest, excuse_expert
from filings.services.reviews import accept_application, start_review
from filings.workflow import Role
from tests.factories import make_round, make_user
from tests.factories_city import (
    make_accepted,
    make_clerk,
    make_in_review,
    make_panel,
    make_recommended,
    make_scored,
    score,
)

pytestmark = pytest.mark.django_db


def test_accept_sets_the_due_day_and_issues_the_notice():
    application = make_recommended(round=make_round(decide_days=40))
    member = make_user(Role.OPERATOR, operator=application.operator)
    accepted = accept_application(application, actor=make_clerk(), number="郑科〔2026〕301号")
    assert (accepted.state, accepted.due_on) == ("accepted", date(2026, 5, 6))  # 40 working days over 清明 and 劳动节
    document = Document.objects.get(kind="acceptance_notice")
    assert document.number == "郑科〔2026〕301号"
    assert document.context["addressee"] == application.operator.name
    assert document.context["decide_by"] == "2026年5月6日"
    assert document.context["materials"][:3] == ["备案申请书", "推荐函", "预审意见表"]
    assert "学历证明" in document.context["materials"]
    assert Notice.objects.get(user=member).title == f"已受理：{application.space}"


def test_accept_keeps_the_due_day_that_the_recommendation_set():
    application = make_recommended(due_on=date(2026, 4, 20))
    assert accept_application(application, actor=make_clerk(), number="郑科〔2026〕302号").due_on == date(2026, 4, 20)


def test_a_number_is_used_once():
    clerk = make_clerk()
    accept_application(make_recommended(), actor=clerk, number="郑科〔2026〕303号")
    second = make_recommended()
    with pytest.raises(WorkflowRefused, match="发文字号“郑科〔2026〕303号”已经用过"):
        accept_application(second, actor=clerk, number="郑科〔2026〕303号")
    second.refresh_from_db()
    assert second.state == "recommended"


def test_accepting_twice_is_refused():
    application = make_accepted()
    with pytest.raises(WorkflowRefused, match="现在是“已受理”"):
        accept_application(application, actor=make_clerk(), number="郑科〔2026〕304号")


@pytest.mark.parametrize(("number", "lacking"), [(0, 3), (2, 1)])
def test_a_review_needs_three_experts(number, lacking):
    application, clerk = make_accepted(), make_clerk()
    make_panel(application, number, clerk)
    with pytest.raises(WorkflowRefused, match=f"至少需要3位评审专家，现有{number}位，还差{lacking}位"):
        start_review(application, actor=clerk)


def test_a_review_does_not_begin_with_a_conflict_found_since():
    application, clerk = make_accepted(), make_clerk()
    row = make_panel(application, 3, clerk)[0]
    row.expert.employer = application.operator.name
    row.expert.save()
    with pytest.raises(WorkflowRefused, match="请先解除并改选其他专家"):
        start_review(application, actor=clerk)


def test_start_tells_every_expert():
    application = make_in_review(3)
    assert application.state == "in_review"
    told = Notice.objects.filter(user__role=Role.EXPERT).values_list("user", flat=True)
    assert sorted(told) == sorted(application.assignments.values_list("expert", flat=True))


def test_finish_waits_for_every_sheet():
    application = make_in_review(3)
    first, second, third = application.assignments.order_by("pk")
    score(first, 80)
    score(second, 80)
    with pytest.raises(WorkflowRefused, match=f"还有1位专家没有提交评分：{third.expert}"):
        finish_panel(application, actor=make_clerk())
    excuse_expert(third, actor=make_clerk(), reason="失联")
    with pytest.raises(WorkflowRefused, match="至少需要3位评审专家，现有2位"):
        finish_panel(application, actor=make_clerk())


def test_experts_off_the_case_do_not_count():
    application = make_in_review(4)
    conflicted, *others = application.assignments.order_by("pk")
    declare_interest(conflicted, actor=conflicted.expert, in_conflict=True, statement="亲属")
    for row in others:
        score(row, 70)
    finish_panel(application, actor=make_clerk())
    result = ReviewResult.objects.get()
    assert (result.experts, result.mean, result.passed) == (3, Decimal("70.00"), True)


def test_result_is_frozen_with_its_arithmetic():
    application = make_scored((62, 71, 74, 78, 89), against=1)
    finish_panel(application, actor=make_clerk(), discussion="分歧在平台共享记录，核对后一致同意。")
    result = ReviewResult.objects.get(application=application)
    assert (result.sequence, result.mean, result.spread) == (1, Decimal("74.33"), Decimal("27.00"))
    assert (result.recommendations, result.experts, result.passed) == (4, 5, True)
    assert result.details["arithmetic"] == "去掉62和89，（71 ＋ 74 ＋ 78）÷ 3 ＝ 74.33"
    assert result.details["dropped"] == [1, 5]
    assert [sheet["total"] for sheet in result.details["sheets"]] == ["62", "71", "74", "78", "89"]
    assert sum(len(sheet["scores"]) for sheet in result.details["sheets"]) == 30
    line = HistoryLine.objects.filter(action="finish_review").get()
    assert line.details == {"mean": "74.33", "passed": True, "experts": 5}


def test_spread_over_the_limit_wants_a_discussion():
    application = make_scored((60, 70, 80.5))
    with pytest.raises(WorkflowRefused, match=r"最高与最低相差20\.50分，超过上限，请先会商"):
        finish_panel(application, actor=make_clerk(), discussion="  ")
    assert finish_panel(application, actor=make_clerk(), discussion="已会商。").state == "reviewed"


def test_summary_names_no_expert():
    application = make_scored((80, 82, 84))
    finish_panel(application, actor=make_clerk())
    context = Document.objects.get(kind="review_summary").context
    row = context["rows"][0]
    assert (row["scores"], row["average"], row["result"]) == (["80", "82", "84"], "82.00", "通过")
    names = [row.expert.full_name for row in application.assignments.select_related("expert")]
    assert not any(name in str(context) for name in names)
