"""Article 8 beside the correction round and the review of a decline: what ends what, and who is kept from it."""

import pytest

from filings import models as m
from filings.errors import WorkflowRefused
from filings.rules.periods import next_day
from filings.services.applications import withdraw_application
from filings.services.correction_requests import extend_correction, lapse_application
from filings.services.decline_reviews import overturn_decline, uphold_decline
from filings.services.recusals import declare_recusal
from filings.services.seals import broken_records
from filings.workflow import State
from tests.factories import TODAY
from tests.factories_applications import member_of
from tests.factories_correction import DUE, make_returned, make_reviewed_decline, resubmit, settle_all
from tests.factories_district import clerk_of
from tests.factories_fraud import find, make_case
from tests.factories_story import city_clerk

pytestmark = pytest.mark.django_db
REASON = "与申报单位负责人有近亲属关系。"
NOTICED = "这件申请已经认定弄虚作假，不能责令重审"


def test_a_finding_ends_a_returned_application_and_its_correction_round():
    application = make_returned()
    case = find(make_case("heard", application))
    application.refresh_from_db()
    assert (application.state, application.due_on, case.state) == (State.DISQUALIFIED, None, "found")
    assert not m.CorrectionRequest.objects.filter(application=application, closed_at=None).exists()
    with pytest.raises(WorkflowRefused, match="取消参评资格"):
        resubmit(application)
    assert broken_records() == []


def test_a_returned_application_is_not_withdrawn_from_a_case():
    application = make_returned()
    make_case("proposed", application)
    with pytest.raises(WorkflowRefused, match="办结前不能撤回"):
        withdraw_application(application, actor=member_of(application.operator), reason="另行申请。")
    application.refresh_from_db()
    assert application.state == State.RETURNED
    assert m.CorrectionRequest.objects.filter(application=application, closed_at=None).count() == 1


def test_corrections_go_on_beside_a_case():
    application = make_returned()
    make_case("served", application)
    assert resubmit(settle_all(application)).state == State.SUBMITTED


def test_what_lapsed_meanwhile_stays_lapsed_and_the_ban_is_laid():
    application = make_returned()
    case = make_case("heard", application)
    lapse_application(application, on=next_day(DUE))
    case = find(case)
    application.refresh_from_db()
    assert (application.state, case.state) == (State.LAPSED, "found")
    assert m.Ban.objects.get().case == case


def test_a_decline_is_not_overturned_once_fraud_was_found():
    application = make_reviewed_decline()
    find(make_case("heard", application))
    with pytest.raises(WorkflowRefused, match=NOTICED):
        overturn_decline(application, actor=city_clerk(), reason="场地面积另有测绘报告。")
    application.refresh_from_db()
    assert application.state == State.DECLINED
    review = uphold_decline(application, actor=city_clerk(), reason="已认定弄虚作假。")
    assert review.outcome == m.DeclineReview.Outcome.UPHELD


def test_a_decline_is_overturned_while_nothing_is_found():
    application = make_reviewed_decline()
    make_case("served", application)
    assert overturn_decline(application, actor=city_clerk(), reason="请重新核实。").state == State.SUBMITTED


def test_who_stepped_aside_gives_no_more_time():
    application = make_returned()
    clerk = clerk_of(application)
    declare_recusal(application, actor=clerk, reason=REASON)
    with pytest.raises(WorkflowRefused, match="已声明回避"):
        extend_correction(application, actor=clerk, due_on=next_day(DUE), reason="节假日。")
    application.refresh_from_db()
    assert application.due_on == DUE > TODAY


def test_who_stepped_aside_answers_no_review():
    application = make_reviewed_decline()
    clerk = city_clerk()
    declare_recusal(application, actor=clerk, reason=REASON)
    for answer in (overturn_decline, uphold_decline):
        with pytest.raises(WorkflowRefused, match="已声明回避"):
            answer(application, actor=clerk, reason="理由充分。")
    assert application.decline_reviews.get().is_open
