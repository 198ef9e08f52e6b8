"""Recusal: the official is off the case for good, out of reach of it and of its messages; colleagues take over."""

import pytest

from filings import models as m
from filings.errors import WorkflowRefused
from filings.permissions import (
    can,
    visible_applications,
    visible_documents,
    visible_files,
    visible_fraud_cases,
    visible_objections,
    visible_pending_acts,
)
from filings.services.notices import city_staff, district_staff, signers_for
from filings.services.panels import assign_experts
from filings.services.recusals import declare_recusal
from filings.services.signing import sign_act
from filings.services.verification import save_verification, take_case
from filings.workflow import Action, Role
from tests.factories import TODAY, make_district, make_user
from tests.factories_applications import make_submitted, member_of
from tests.factories_district import clerk_of, make_recommended, make_verified, prepare
from tests.factories_fraud import make_case
from tests.factories_story import accept, city_clerk, make_experts

pytestmark = pytest.mark.django_db
REASON = "与申报单位负责人有近亲属关系。"


def recuse(application, actor=None):
    return declare_recusal(application, actor=actor or clerk_of(application), reason=REASON)


def test_the_application_is_out_of_reach_with_all_that_hangs_on_it():
    application = make_submitted()
    make_case("served", application)
    clerk, colleague = clerk_of(application), make_user(Role.DISTRICT, district=application.district)
    scopes = (visible_applications, visible_documents, submitted_files, visible_fraud_cases)
    assert [scope(clerk).exists() for scope in scopes] == [True] * 4
    recuse(application)
    assert [scope(clerk).exists() for scope in scopes] == [False] * 4
    assert [scope(colleague).exists() for scope in scopes] == [True] * 4


def submitted_files(user):
    """What was submitted; the organisation's licence is its district's to see all the same."""
    return visible_files(user).filter(attachments__isnull=False)


def test_a_workflow_action_is_refused_with_the_reason():
    application = make_verified()
    recuse(application)
    decision = can(clerk_of(application), Action.RECOMMEND, application)
    assert (bool(decision), decision.reason) == (False, "您已声明回避，不能再办理这件申请。")


def test_services_refuse_even_where_no_page_leads():
    application = make_submitted()
    clerk = clerk_of(application)
    recuse(application)
    with pytest.raises(WorkflowRefused, match="声明回避"):
        take_case(application, actor=clerk, seen_handler=None)
    with pytest.raises(WorkflowRefused, match="声明回避"):
        save_verification(application, "5.4.residents", actor=clerk, verdict="confirmed")
    accepted, city = accept(make_recommended()), city_clerk()
    recuse(accepted, city)
    with pytest.raises(WorkflowRefused, match="声明回避"):
        assign_experts(accepted, actor=city, experts=make_experts(), due_on=TODAY)


def test_the_handler_is_cleared_and_colleagues_are_told():
    application = make_submitted()
    clerk, colleague = clerk_of(application), make_user(Role.DISTRICT, district=application.district)
    application = take_case(application, actor=clerk, seen_handler=None)
    recuse(application)
    application.refresh_from_db()
    assert application.handler is None
    notice = colleague.notices.get(title__startswith="经办人员回避")
    assert clerk.notices.filter(title__startswith="经办人员回避").count() == 0
    assert str(clerk) in notice.body


def test_what_was_prepared_lapses_and_says_so():
    application = make_verified()
    act = prepare(application)
    colleague = make_user(Role.DISTRICT, district=application.district)
    recuse(application)
    act.refresh_from_db()
    line = m.HistoryLine.objects.filter(record=f"application:{application.pk}").order_by("sequence").last()
    assert (act.status, line.action, line.reason, line.details) == (
        "lapsed",
        "declare_recusal",
        REASON,
        {"lapsed": [act.pk]},
    )
    assert "请重新拟办" in colleague.notices.get(title__startswith="经办人员回避").body


def test_a_recused_signer_neither_sees_nor_signs():
    act = prepare(make_verified())
    signer = clerk_of(act.application, can_sign=True)
    assert list(signers_for(act)) == [signer]
    recuse(act.application, signer)
    assert list(signers_for(act)) == []
    assert not visible_pending_acts(signer).exists()
    with pytest.raises(WorkflowRefused, match="声明回避"):
        sign_act(act, actor=signer)


def test_no_more_messages_of_the_case_reach_the_recused():
    application = make_submitted()
    recuse(application)
    city = city_clerk()
    recuse(application, city)
    assert clerk_of(application) not in set(district_staff(application))
    assert (city in set(city_staff(application)), city in set(city_staff())) == (False, True)


def test_once_is_enough_and_other_cases_stay_open():
    application, other = make_submitted(), make_submitted()
    clerk = clerk_of(application)
    recuse(application)
    with pytest.raises(WorkflowRefused, match="不用重复声明"):
        recuse(application)
    assert list(visible_applications(clerk)) == [other]
    assert not visible_objections(clerk).exists()


@pytest.mark.parametrize("role", ["operator", "expert", "foreign district"])
def test_others_have_nothing_to_declare(role):
    application = make_submitted()
    people = {
        "operator": lambda: member_of(application.operator),
        "expert": lambda: make_user(Role.EXPERT),
        "foreign district": lambda: make_user(Role.DISTRICT, district=make_district("jinshui")),
    }
    with pytest.raises(WorkflowRefused):
        recuse(application, people[role]())
    assert m.Recusal.objects.count() == 0


def test_a_reason_is_asked_for():
    application = make_submitted()
    with pytest.raises(WorkflowRefused, match="请写明回避理由"):
        declare_recusal(application, actor=clerk_of(application), reason=" ")
