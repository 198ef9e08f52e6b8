"""Asking the city to review a decline, and its two answers."""

import pytest
from django.utils import timezone

from filings.errors import WorkflowRefused
from filings.models import Application, DeclineReview, HistoryLine
from filings.selectors.decline_reviews import day_to_ask, last_day_to_ask
from filings.services.decline_reviews import ask_decline_review, overturn_decline, uphold_decline
from filings.workflow import Role
from tests.factories import TODAY, make_user
from tests.factories_applications import make_draft, make_submitted, member_of
from tests.factories_correction import make_declined, make_reviewed_decline
from tests.factories_district import clerk_of

pytestmark = pytest.mark.django_db


def ask(application, reason="场地面积有测绘报告。"):
    return ask_decline_review(application, actor=member_of(application.operator), reason=reason)


def test_asking_writes_request_and_line_and_tells_the_city():
    city = make_user(Role.CITY)
    application = make_declined()
    review = ask(application)
    assert (review.outcome, review.notice.kind) == ("open", "decline_notice")
    line = HistoryLine.objects.get(record=f"application:{application.pk}", action="ask_decline_review")
    assert (line.role, line.reason, line.to_state) == ("operator", "场地面积有测绘报告。", "")
    assert city.notices.filter(key=f"review-asked:{review.pk}").exists()
    assert Application.objects.get(pk=application.pk).state == "declined"


def test_it_is_asked_once_with_a_reason_by_the_operator_of_a_declined_application():
    application = make_declined()
    with pytest.raises(WorkflowRefused, match="理由"):
        ask(application, " ")
    with pytest.raises(WorkflowRefused, match="角色"):
        ask_decline_review(application, actor=make_user(Role.OPERATOR), reason="好")
    ask(application)
    with pytest.raises(WorkflowRefused, match="已经申请过复核"):
        ask(application)
    with pytest.raises(WorkflowRefused, match="不能申请复核"):
        ask(make_submitted())
    assert DeclineReview.objects.count() == 1


def test_the_fifteenth_day_is_the_last_or_the_working_day_after_it():
    application = make_declined()
    notice = application.documents.get(kind="decline_notice")
    assert last_day_to_ask(notice).isoformat() == "2026-03-20"
    assert day_to_ask(application, on=last_day_to_ask(notice)) == last_day_to_ask(notice)
    application.documents.filter(pk=notice.pk).update(created_at=timezone.make_aware(timezone.datetime(2026, 2, 17)))
    assert day_to_ask(application, on=TODAY) is None
    with pytest.raises(WorkflowRefused, match="期限已于2026年3月4日届满"):
        ask(application)


def test_overturning_gives_it_back_to_the_district_with_a_due_day_and_its_marks():
    city = make_user(Role.CITY)
    application = make_reviewed_decline()
    back = overturn_decline(application, actor=city, reason="测绘报告有效，请重新核实。")
    review = application.decline_reviews.get()
    assert (back.state, review.outcome, review.reply) == ("submitted", "overturned", "测绘报告有效，请重新核实。")
    assert back.due_on is not None
    assert clerk_of(application).notices.filter(title__startswith="责令重审").exists()
    assert member_of(application.operator).notices.filter(title__startswith="复核结果：责令重审").exists()
    line = HistoryLine.objects.get(record=f"application:{application.pk}", action="overturn")
    assert (line.from_state, line.to_state, line.reason) == ("declined", "submitted", "测绘报告有效，请重新核实。")


def test_overturning_needs_a_request_a_reason_and_a_free_space():
    city = make_user(Role.CITY)
    with pytest.raises(WorkflowRefused, match="没有待答复的复核申请"):
        overturn_decline(make_declined(), actor=city, reason="理由")
    application = make_reviewed_decline()
    with pytest.raises(WorkflowRefused, match="理由"):
        overturn_decline(application, actor=city, reason=" ")
    make_draft(application.space, round_=application.round)
    with pytest.raises(WorkflowRefused, match="已有一件在办的申请"):
        overturn_decline(application, actor=city, reason="理由充分。")
    assert application.decline_reviews.get().is_open


def test_upholding_answers_and_leaves_the_state():
    city = make_user(Role.CITY)
    application = make_reviewed_decline()
    with pytest.raises(WorkflowRefused, match="角色"):
        uphold_decline(application, actor=clerk_of(application), reason="维持")
    review = uphold_decline(application, actor=city, reason="面积确实不足。")
    assert (review.outcome, review.reply, review.decided_by) == ("upheld", "面积确实不足。", city)
    assert Application.objects.get(pk=application.pk).state == "declined"
    assert member_of(application.operator).notices.filter(title__startswith="复核结果：维持").exists()
    with pytest.raises(WorkflowRefused):
        overturn_decline(application, actor=city, reason="改主意。")
