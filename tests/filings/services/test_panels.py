"""Who sits on a panel: assigning, excusing, replacing, declaring, each refused with its sentence."""

from datetime import timedelta

import pytest
from django.urls import reverse

from filings.errors import WorkflowRefused
from filings.models import HistoryLine, Notice, ReviewAssignment
from filings.services.panels import (
    assign_experts,
    declare_interest,
    excuse_expert,
    extend_review,
    mark_submitted,
    replace_expert,
)
from filings.workflow import Role
from tests.factories import TODAY, make_mentor, make_user
from tests.factories_city import (
    DUE,
    declare_free,
    make_accepted,
    make_clerk,
    make_expert,
    make_in_review,
    make_recommended,
    make_reviewed,
    score,
)

pytestmark = pytest.mark.django_db
Status = ReviewAssignment.Status


def places(application):
    return list(application.assignments.order_by("pk"))


def test_assign_writes_rows_and_one_line_and_stays_silent_before_the_review():
    application, clerk = make_accepted(), make_clerk()
    experts = [make_expert() for _ in range(3)]
    rows = assign_experts(application, actor=clerk, experts=experts, due_on=DUE)
    assert [(row.expert, row.status, row.due_on, row.assigned_by) for row in rows] == [
        (expert, "assigned", DUE, clerk) for expert in experts
    ]
    line = HistoryLine.objects.order_by("-pk").first()
    assert (line.action, line.details["experts"]) == ("assign_experts", [expert.pk for expert in experts])
    assert not Notice.objects.filter(user__role=Role.EXPERT).exists()


def test_assigning_during_the_review_tells_the_expert_where():
    application, expert = make_in_review(), make_expert()
    (row,) = assign_experts(application, actor=make_clerk(), experts=[expert], due_on=DUE)
    notice = Notice.objects.get(user=expert)
    assert (notice.title, notice.url) == (f"待评审：{application.space}", f"/review/{row.pk}/")


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.DISTRICT, Role.EXPERT, Role.ADMIN])
def test_only_the_city_assigns(role):
    with pytest.raises(WorkflowRefused, match="您的角色不能办理这一事项"):
        assign_experts(make_accepted(), actor=make_user(role), experts=[make_expert()], due_on=DUE)


@pytest.mark.parametrize(("make", "state"), [(make_recommended, "已推荐"), (make_reviewed, "评审完成")])
def test_panels_change_only_between_acceptance_and_result(make, state):
    with pytest.raises(WorkflowRefused, match=f"现在是“{state}”，不能再调整评审专家"):
        assign_experts(make(), actor=make_clerk(), experts=[make_expert()], due_on=DUE)


def test_due_day_must_not_be_past():
    with pytest.raises(WorkflowRefused, match="评分截止日不能早于今天"):
        assign_experts(make_accepted(), actor=make_clerk(), experts=[make_expert()], due_on=TODAY - timedelta(days=1))


def test_only_active_experts_are_assigned():
    application, clerk = make_accepted(), make_clerk()
    for account in (make_user(Role.CITY), make_expert(is_active=False)):
        with pytest.raises(WorkflowRefused, match="只能分派在用的评审专家账号"):
            assign_experts(application, actor=clerk, experts=[account], due_on=DUE)


def test_an_expert_is_assigned_once():
    application, clerk, expert = make_accepted(), make_clerk(), make_expert(full_name="周教授")
    (row,) = assign_experts(application, actor=clerk, experts=[expert], due_on=DUE)
    excuse_expert(row, actor=clerk, reason="出国")
    with pytest.raises(WorkflowRefused, match="周教授已在本件申请的专家名单中"):
        assign_experts(application, actor=clerk, experts=[expert], due_on=DUE)


def test_an_expert_employed_by_the_operator_is_refused():
    application = make_accepted()
    expert = make_expert(full_name="周教授", employer=f" {application.operator.name}")
    with pytest.raises(WorkflowRefused, match="有专家应当回避") as refused:
        assign_experts(application, actor=make_clerk(), experts=[expert], due_on=DUE, cleared="已核对")
    assert refused.value.problems == ("周教授工作单位是运营机构",)


def test_a_namesake_of_a_mentor_needs_the_clerks_word():
    application, clerk = make_accepted(), make_clerk()
    make_mentor(application.space, name="钱学东")
    expert = make_expert(full_name="钱学东")
    with pytest.raises(WorkflowRefused, match="有专家可能需要回避") as refused:
        assign_experts(application, actor=clerk, experts=[expert], due_on=DUE)
    assert refused.value.problems == ("钱学东与创业导师同名",)
    assign_experts(application, actor=clerk, experts=[expert], due_on=DUE, cleared="电话核对，不是同一人。")
    assert HistoryLine.objects.order_by("-pk").first().reason == "电话核对，不是同一人。"


def test_excuse_ends_the_place_with_a_reason():
    application = make_in_review()
    row = places(application)[0]
    excuse_expert(row, actor=make_clerk(), reason="连续出差")
    row.refresh_from_db()
    assert (row.status, row.ended_reason) == ("excused", "连续出差")
    asked = Notice.objects.get(user=row.expert, key=f"review:{row.pk}")
    assert (asked.url, asked.body, asked.read_at is None) == ("", "这件评审已经结束，不用再办理。", False)
    assert Notice.objects.get(user=row.expert, key=f"excused:{row.pk}").title == f"不用再评审：{application.space}"
    with pytest.raises(WorkflowRefused, match="这位专家已解除，不用再解除"):
        excuse_expert(row, actor=make_clerk(), reason="再次")


def test_replacing_is_all_or_nothing():
    application, clerk = make_in_review(), make_clerk()
    row = places(application)[0]
    unfit = make_expert(employer=application.operator.name)
    with pytest.raises(WorkflowRefused, match="有专家应当回避"):
        replace_expert(row, actor=clerk, reason="出差", expert=unfit, due_on=DUE)
    row.refresh_from_db()
    assert row.status == "assigned"
    new = replace_expert(row, actor=clerk, reason="出差", expert=make_expert(), due_on=DUE)
    row.refresh_from_db()
    assert (row.status, new.status, len(places(application))) == ("excused", "assigned", 4)


def test_declaring_a_conflict_takes_off_the_case_and_tells_the_city():
    application, clerk = make_in_review(), make_clerk()
    row = places(application)[0]
    declare_interest(row, actor=row.expert, in_conflict=True, statement="曾任该空间导师")
    row.refresh_from_db()
    assert (row.status, row.ended_reason, row.declaration.in_conflict) == ("conflicted", "曾任该空间导师", True)
    assert Notice.objects.get(user=clerk, key=f"conflict:{row.pk}").url == f"/applications/{application.pk}/panel/"
    assert HistoryLine.objects.order_by("-pk").first().action == "declare_conflict"
    with pytest.raises(WorkflowRefused, match="已回避，不用再声明"):
        declare_interest(row, actor=row.expert, in_conflict=False)


def test_a_conflict_may_still_be_declared_while_scoring_but_not_after():
    application = make_in_review()
    first, second, _ = places(application)
    declare_free(first)
    declare_interest(first, actor=first.expert, in_conflict=True, statement="刚得知持股")
    first.refresh_from_db()
    assert first.status == "conflicted"
    score(second, 80)
    second.refresh_from_db()
    with pytest.raises(WorkflowRefused, match="已提交，不用再声明"):
        declare_interest(second, actor=second.expert, in_conflict=True)


def test_nobody_declares_for_another():
    row = places(make_in_review())[0]
    with pytest.raises(WorkflowRefused, match="这件评审没有分派给您"):
        declare_interest(row, actor=make_expert(), in_conflict=False)


def test_a_sheet_cannot_come_in_before_the_declaration():
    row = places(make_in_review())[0]
    with pytest.raises(WorkflowRefused, match="待声明，不能再提交评分"):
        mark_submitted(row)


def test_the_city_hears_when_the_last_sheet_is_in():
    clerk = make_clerk()
    application = make_in_review(clerk=clerk)
    for row in places(application):
        assert not Notice.objects.filter(user=clerk, title__startswith="评分已齐").exists()
        score(row, 80)
    notice = Notice.objects.get(user=clerk, title__startswith="评分已齐")
    assert notice.url == f"/applications/{application.pk}/finish-review/"


class TestExtending:
    def test_moves_the_day_with_reason_and_tells_the_expert(self):
        row = places(make_in_review())[0]
        later = DUE + timedelta(days=5)
        extended = extend_review(row, actor=make_clerk(), due_on=later, reason="专家出差。")
        assert extended.due_on == later
        line = HistoryLine.objects.order_by("-pk").first()
        assert (line.action, line.reason) == ("extend_review", "专家出差。")
        assert line.details == {"assignment": row.pk, "from": DUE.isoformat(), "due_on": later.isoformat()}
        assert Notice.objects.get(user=row.expert, key__startswith="review-extended").title.startswith("评分期限已延长")

    @pytest.mark.parametrize(
        ("days", "reason", "words"), [(0, "因", "应晚于"), (-3, "因", "应晚于"), (3, " ", "请填写")]
    )
    def test_only_to_a_later_day_and_with_a_reason(self, days, reason, words):
        row = places(make_in_review())[0]
        with pytest.raises(WorkflowRefused, match=words):
            extend_review(row, actor=make_clerk(), due_on=DUE + timedelta(days=days), reason=reason)

    def test_not_once_the_sheet_is_in(self):
        row = places(make_in_review())[0]
        score(row, 80)
        with pytest.raises(WorkflowRefused, match="不用再延长"):
            extend_review(row, actor=make_clerk(), due_on=DUE + timedelta(days=3), reason="因故。")

    def test_page_says_what_is_wrong_and_extends(self, client):
        row = places(make_in_review())[0]
        client.force_login(make_clerk())
        page = reverse("filings:assignment-extend", args=[row.pk])
        assert (
            "新的截止日应晚于2026年3月20日"
            in client.post(page, {"due_on": "2026-03-20", "reason": "因"}).content.decode()
        )
        client.post(page, {"due_on": "2026-03-27", "reason": "专家出差。"})
        row.refresh_from_db()
        assert row.due_on.isoformat() == "2026-03-27"


def test_a_replaced_expert_loses_access_and_the_other_gets_it(client):
    row = places(make_in_review())[0]
    declare_free(row)
    other = make_expert()
    new = replace_expert(row, actor=make_clerk(), reason="出差。", expert=other, due_on=DUE)
    client.force_login(row.expert)
    assert client.get(reverse("evaluation:score-sheet", args=[row.pk])).status_code == 404
    client.force_login(other)
    assert client.get(reverse("evaluation:review-declare", args=[new.pk])).status_code == 200
