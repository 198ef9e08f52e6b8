"""Two at once on one case: one wins, the other is told, nothing is half done. Only PostgreSQL has two writers."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from filings.errors import WorkflowRefused
from filings.models import Document, HistoryLine, PendingAct, Recommendation
from filings.services.history import broken_chains
from filings.services.signing import sign_act
from filings.services.verification import save_verification, take_case
from filings.workflow import Role
from tests.factories import make_user
from tests.factories_applications import make_submitted
from tests.factories_district import clerk_of, make_verified, prepare

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*calls):
    """What each call gave or how it was refused, all begun behind one barrier."""
    barrier = Barrier(len(calls))

    def run(call):
        try:
            barrier.wait(timeout=30)
            return call()
        except WorkflowRefused as refused:
            return refused.explanation
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_two_signers():
    application = make_verified()
    act = prepare(application)
    signers = [make_user(Role.DISTRICT, can_sign=True) for _ in range(2)]
    answers = at_once(*(lambda signer=signer: sign_act(act, actor=signer).state for signer in signers))
    assert sorted(answers) == sorted(["recommended", "这一事项已签发，不用再办理。"])
    assert HistoryLine.objects.filter(action="recommend").count() == 1
    issued = Document.objects.filter(application=application).exclude(kind="application_form")
    assert sorted(issued.values_list("kind", flat=True)) == ["prescreen_opinion", "recommendation_letter"]
    assert Recommendation.objects.count() == 1
    assert PendingAct.objects.get().status == "signed"
    assert broken_chains() == []


def test_a_signature_and_a_finding():
    application = make_verified()
    act = prepare(application)
    signer, clerk = clerk_of(application, can_sign=True), clerk_of(application)
    signed, saved = at_once(
        lambda: sign_act(act, actor=signer).state,
        lambda: save_verification(application, "5.2.area", actor=clerk, verdict="confirmed", finding="改后").finding,
    )
    assert signed == "recommended"
    assert saved.startswith("这件申请")
    assert not application.verifications.filter(finding="改后").exists()


def test_two_take_one_case():
    application = make_submitted()
    clerks = [make_user(Role.DISTRICT) for _ in range(2)]
    answers = at_once(
        *(lambda clerk=clerk: take_case(application, actor=clerk, seen_handler=None).handler_id for clerk in clerks)
    )
    application.refresh_from_db()
    assert application.handler_id in answers
    assert sum(isinstance(answer, str) for answer in answers) == 1
    assert HistoryLine.objects.filter(action="take_case").count() == 1
