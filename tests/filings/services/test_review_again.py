"""A review held again: old result, sheets and notice stay on file; the new one counts; objections of old are done with."""

from datetime import timedelta

import pytest
from django.urls import reverse

from evaluation.models import ScoreSheet
from evaluation.services.panels import finish_panel
from filings.errors import WorkflowRefused
from filings.models import Document, HistoryLine, Notice, ReviewAssignment, User
from filings.selectors.public_notices import latest_result, notice_document, takes_objections
from filings.selectors.timeline import documents_by_line, history_of
from filings.services.decisions import prepare_approval
from filings.services.panels import assign_experts
from filings.services.publication import dismiss_objection, publicise, record_objection, uphold_objection
from filings.services.review_again import review_again
from filings.services.signing import sign_act
from filings.workflow import Role
from tests.factories import TODAY, make_user
from tests.factories_city import (
    DUE,
    letter_number,
    make_clerk,
    make_expert,
    make_publicised,
    make_reviewed,
    make_signer,
    objection_fields,
    score,
)

pytestmark = pytest.mark.django_db
REASON = "两位专家的评分表合计有误。"
FAULT = {"ground": "fault", "reason": REASON}


def again(application, **changes):
    return review_again(application, actor=make_clerk(), **FAULT | {"panel": "new"} | changes)


def upheld(days=5):
    application = make_publicised(days)
    objection = record_objection(application.public_notices.get(), actor=make_clerk(), **objection_fields())
    uphold_objection(objection, actor=make_clerk(), resolution="属实。")
    return application


class TestWhatStays:
    def test_result_sheets_and_documents(self):
        application = make_reviewed((80, 82, 84))
        member = make_user(Role.OPERATOR, operator=application.operator)
        reopened = again(application)
        result = application.review_results.get()
        assert (reopened.state, result.mean, result.superseded_reason) == ("in_review", 82, REASON)
        assert result.superseded_at is not None
        assert set(application.assignments.values_list("status", "sequence")) == {("past", 1)}
        assert ScoreSheet.objects.filter(assignment__application=application, submitted_at__isnull=False).count() == 3
        assert Document.objects.filter(application=application, kind="score_sheet").count() == 3
        line = HistoryLine.objects.order_by("-pk").first()
        assert (line.action, line.from_state, line.to_state, line.reason) == (
            "review_again", "reviewed", "in_review", REASON,
        )  # fmt: skip
        assert line.details == {"ground": "fault", "panel": "new", "review": 2, "experts": []}
        assert (
            Notice.objects.get(user=member, key__startswith="review-again:").title == f"重新评审：{application.space}"
        )

    def test_the_panel_page_still_shows_it(self, client):
        application = again(make_reviewed((80, 82, 84)))
        client.force_login(make_clerk())
        text = client.get(reverse("filings:application-panel", args=[application.pk])).content.decode()
        assert "第1次评审结果" in text
        assert "已重新评审，存档" in text
        assert REASON in text
        assert "（80 ＋ 82 ＋ 84）÷ 3 ＝ 82.00" in text

    def test_experts_of_a_past_review_see_nothing(self, client):
        application = again(make_reviewed())
        for place in application.assignments.all():
            client.force_login(place.expert)
            for name in ("score-sheet", "review-dossier", "review-declare", "review-recuse"):
                assert client.get(reverse(f"evaluation:{name}", args=[place.pk])).status_code == 404


class TestNewPanel:
    def test_its_result_counts_and_the_old_one_is_readable(self):
        application = again(make_reviewed((50, 52, 54)))
        with pytest.raises(WorkflowRefused, match="至少需要3位评审专家，现有0位"):
            finish_panel(application, actor=make_clerk())
        places = assign_experts(application, actor=make_clerk(), experts=[make_expert() for _ in range(3)], due_on=DUE)
        assert {place.sequence for place in places} == {2}
        assert all(Notice.objects.filter(user=place.expert).exists() for place in places)
        for place in places:
            score(place, 90)
        finish_panel(application, actor=make_clerk())
        results = list(application.review_results.all())
        assert [(each.sequence, each.passed, each.superseded_at is None) for each in results] == [
            (1, False, False), (2, True, True),
        ]  # fmt: skip
        assert latest_result(application).sequence == 2
        publicise(application, actor=make_clerk(), number=letter_number())

    def test_old_members_cannot_be_assigned(self):
        application = make_reviewed()
        sat = application.assignments.first().expert
        again(application)
        with pytest.raises(WorkflowRefused) as told:
            assign_experts(application, actor=make_clerk(), experts=[sat], due_on=DUE)
        assert told.value.problems == (f"{sat}参加过本件上次评审",)


class TestSamePanel:
    def test_members_declare_and_score_anew(self):
        application = make_reviewed((55, 58, 59))
        before = [place.expert_id for place in application.assignments.order_by("pk")]
        again(application, panel="same", due_on=DUE)
        new = list(application.assignments.filter(sequence=2).order_by("pk"))
        assert [place.expert_id for place in new] == before
        assert {(place.status, place.due_on) for place in new} == {("assigned", DUE)}
        assert not ScoreSheet.objects.filter(assignment__in=new).exists()
        assert all(Notice.objects.filter(user=place.expert, key=f"review:{place.pk}").exists() for place in new)
        for place in new:
            score(place, 70)
        finish_panel(application, actor=make_clerk())
        assert latest_result(application).mean == 70

    @pytest.mark.parametrize("due_on", [None, TODAY - timedelta(days=1)])
    def test_wants_a_due_day(self, due_on):
        with pytest.raises(WorkflowRefused, match="请选择评分截止日"):
            again(make_reviewed(), panel="same", due_on=due_on)

    def test_refused_where_a_member_may_no_longer_sit(self):
        application = make_reviewed()
        expert = application.assignments.first().expert
        User.objects.filter(pk=expert.pk).update(employer=application.operator.name)
        with pytest.raises(WorkflowRefused, match="请另组专家组"):
            again(application, panel="same", due_on=DUE)
        application.refresh_from_db()
        assert (application.state, application.review_results.get().superseded_at) == ("reviewed", None)


class TestObjections:
    def test_the_notice_ends_for_the_public(self, client):
        application = upheld()
        notice = application.public_notices.get()
        again(application, ground="objection")
        notice.refresh_from_db()
        assert notice.ended_at is not None
        assert not takes_objections(notice)
        text = client.get(reverse("filings:notice", args=[notice.pk])).content.decode()
        assert "公示已终止" in text
        assert "因需重新组织专家评审，本次公示终止。" in text
        assert REASON not in text
        assert "已终止" in client.get(reverse("filings:notices")).content.decode()
        refused = client.get(reverse("filings:notice-object", args=[notice.pk]))
        assert (refused.status_code, "公示已于2026年3月5日终止" in refused.content.decode()) == (409, True)

    def test_upheld_before_does_not_keep_the_new_notice_from_approval(self):
        application = upheld(0)
        with pytest.raises(WorkflowRefused, match="只能重新评审或者不予备案"):
            prepare_approval(application, actor=make_clerk(), number=letter_number())
        again(application, ground="objection", panel="same", due_on=DUE)
        for place in application.assignments.filter(sequence=2):
            score(place, 80)
        finish_panel(application, actor=make_clerk())
        publicise(application, actor=make_clerk(), number=letter_number())
        first, second = application.public_notices.order_by("pk")
        documents = [notice_document(first), notice_document(second)]
        assert documents == list(Document.objects.filter(kind="public_notice").order_by("pk"))
        with pytest.raises(WorkflowRefused, match="这次公示已经终止"):
            record_objection(first, actor=make_clerk(), **objection_fields())
        act = prepare_approval(application, actor=make_clerk(), number=letter_number())
        assert sign_act(act, actor=make_signer()).state == "approved"

    def test_every_document_stands_by_its_own_line(self):
        application = again(make_reviewed(), panel="same", due_on=DUE)
        for place in application.assignments.filter(sequence=2):
            score(place, 80)
        finish_panel(application, actor=make_clerk())
        lines = history_of(application)
        summaries = Document.objects.filter(kind="review_summary").order_by("pk")
        by_line = documents_by_line(summaries, lines)
        finished = [line.sequence for line in lines if line.action == "finish_review"]
        assert [by_line[number] for number in finished] == [[document] for document in summaries]

    def test_the_ground_of_an_objection_needs_one(self):
        with pytest.raises(WorkflowRefused, match="没有认定成立的异议"):
            again(make_reviewed(), ground="objection")
        application = make_publicised(5)
        objection = record_objection(application.public_notices.get(), **objection_fields())
        with pytest.raises(WorkflowRefused, match="还有1件异议没有办结"):
            again(application)
        dismiss_objection(objection, actor=make_clerk(), resolution="无据。")
        with pytest.raises(WorkflowRefused, match="没有认定成立的异议"):
            again(application, ground="objection")
        assert again(application).state == "in_review"


class TestRefused:
    @pytest.mark.parametrize("changes", [{"reason": " "}, {"ground": "mood"}, {"panel": ""}])
    def test_without_reason_ground_or_panel(self, changes):
        application = make_reviewed()
        with pytest.raises(WorkflowRefused, match="请写明重新评审的原因"):
            again(application, **changes)
        assert not ReviewAssignment.objects.filter(status="past").exists()

    def test_by_others_and_twice(self):
        application = make_reviewed()
        with pytest.raises(WorkflowRefused, match="您的角色不能办理这一事项"):
            review_again(application, actor=make_user(Role.DISTRICT), panel="new", **FAULT)
        again(application)
        with pytest.raises(WorkflowRefused, match="现在是“专家评审中”"):
            again(application)


def test_page_tells_what_follows_and_begins_anew(client):
    application = upheld()
    client.force_login(make_clerk())
    page = reverse("filings:application-review-again", args=[application.pk])
    text = client.get(page).content.decode()
    assert "公示终止，公示页向公众说明" in text
    kept = client.post(page, {"ground": "objection", "panel": "same", "reason": REASON}).content.decode()
    assert "请选择评分截止日。" in kept
    assert REASON in kept
    answer = client.post(page, {"ground": "objection", "panel": "new", "reason": REASON})
    assert answer.url == reverse("filings:application-panel", args=[application.pk])
    application.refresh_from_db()
    assert application.state == "in_review"
