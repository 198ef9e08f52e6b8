"""Two at once on one fraud case: one wins, the other is told, nothing is half done. Only PostgreSQL has two writers."""

import pytest

from filings import models as m
from filings.models import FraudCase, HistoryLine, PendingAct
from filings.services.applications import withdraw_application
from filings.services.fraud.proceedings import close_hearing, drop_case, notify_operator, submit_defence
from filings.services.history import broken_chains
from filings.services.signing import sign_act
from filings.workflow import Role, State
from tests.factories import TODAY, make_user
from tests.factories_applications import make_submitted, member_of
from tests.factories_district import clerk_of
from tests.factories_fraud import DEFENCE, ask_to_find, make_case, number, propose
from tests.factories_story import city_clerk
from tests.filings.services.test_recommendation_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
TAKEN = "不能再办理这一事项。可能已由他人办理，请查看办理记录。"


def told(answers):
    """The one who came second, by what was said."""
    refusals = [answer for answer in answers if "。" in str(answer)]
    assert len(refusals) == 1
    return refusals[0]


def test_two_signers():
    case = make_case("heard")
    act = ask_to_find(case)
    signers = [make_user(Role.CITY, can_sign=True) for _ in range(2)]
    answers = at_once(*(lambda signer=signer: sign_act(act, actor=signer).state for signer in signers))
    assert sorted(answers) == sorted([State.DISQUALIFIED, "这一事项已签发，不用再办理。"])
    assert (m.Ban.objects.count(), m.Document.objects.filter(kind="disqualification_decision").count()) == (1, 1)
    assert HistoryLine.objects.filter(action="find_fraud").count() == 1
    assert broken_chains() == []


def test_a_signature_and_a_drop():
    case = make_case("heard")
    act = ask_to_find(case)
    signer, clerk = city_clerk(can_sign=True), city_clerk()
    answers = at_once(
        lambda: sign_act(act, actor=signer).state,
        lambda: drop_case(case, actor=clerk, reason="证据不足以认定。").state,
    )
    case.refresh_from_db()
    case.application.refresh_from_db()
    if case.state == "found":
        assert (case.application.state, m.Ban.objects.count()) == (State.DISQUALIFIED, 1)
        assert told(answers) == f"这件核查现在是“已认定”，{TAKEN}"
    else:
        assert (case.state, case.application.state, m.Ban.objects.count()) == ("dropped", State.SUBMITTED, 0)
        assert told(answers) == "这一事项已失效，不用再办理。"
        assert PendingAct.objects.get(case=case).status == "lapsed"
    assert broken_chains() == []


def test_two_notices():
    case = make_case("proposed")
    clerks, letters = [make_user(Role.CITY) for _ in range(2)], [number(), number()]
    answers = at_once(
        *(
            lambda clerk=clerk, letter=letter: notify_operator(case, actor=clerk, number=letter).state
            for clerk, letter in zip(clerks, letters, strict=True)
        )
    )
    assert told(answers) == f"这件核查现在是“待送达”，{TAKEN}"
    assert m.Document.objects.filter(kind="disqualification_notice").count() == 1
    assert broken_chains() == []


def test_a_defence_and_the_record_that_none_was_made():
    case = make_case("served")
    FraudCase.objects.filter(pk=case.pk).update(defence_due_on=TODAY.replace(day=TODAY.day - 1))
    operator, clerk = member_of(case.application.operator), city_clerk()
    answers = at_once(
        lambda: submit_defence(case, actor=operator, statement=DEFENCE, files=[]).state,
        lambda: close_hearing(case, actor=clerk).state,
    )
    case.refresh_from_db()
    assert told(answers) == f"这件核查现在是“待作出决定”，{TAKEN}"
    lines = set(HistoryLine.objects.filter(to_state="heard").values_list("action", flat=True))
    assert lines == ({"defend_fraud"} if case.defence else {"close_fraud_hearing"})


def test_two_proposals():
    application = make_submitted()
    clerks = [clerk_of(application), city_clerk()]
    answers = at_once(*(lambda clerk=clerk: propose(application, clerk).state for clerk in clerks))
    assert told(answers) == "这件申请已有一件弄虚作假核查正在办理，请在该件中补充。"
    assert FraudCase.objects.get().files.count() == 1


def test_a_proposal_and_a_withdrawal():
    application = make_submitted()
    clerk, operator = clerk_of(application), member_of(application.operator)
    answers = at_once(
        lambda: propose(application, clerk).state,
        lambda: withdraw_application(application, actor=operator, reason="另行申请。").state,
    )
    application.refresh_from_db()
    withdrawn = application.state == State.WITHDRAWN
    assert answers[0] == "proposed"
    assert withdrawn or "办结前不能撤回" in answers[1]
    assert FraudCase.objects.count() == 1
