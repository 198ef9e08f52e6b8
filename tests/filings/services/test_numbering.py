"""Filing numbers under real concurrency: no gap, no double, one filing for one case. Only PostgreSQL has many writers."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from filings.errors import WorkflowRefused
from filings.models import Document, Filing, HistoryLine, PendingAct
from filings.services.decisions import prepare_approval
from filings.services.history import broken_chains
from filings.services.publication import record_objection
from filings.services.signing import sign_act
from tests.factories_city import letter_number, make_clerk, make_publicised, make_signer, objection_fields

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
THREADS = 8


@pytest.fixture(autouse=True)
def _no_rendering(monkeypatch):
    """The bytes of documents are not the matter here."""
    monkeypatch.setattr("filings.documents.issuing.render_document", lambda pk: None)


def at_once(calls):
    """What each call gave or how it was refused, all begun behind one barrier."""
    barrier = Barrier(len(calls))

    def run(call):
        try:
            barrier.wait(timeout=60)
            return call()
        except WorkflowRefused as refused:
            return refused.explanation
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def prepared(clerk):
    return prepare_approval(make_publicised(clerk=clerk), actor=clerk, number=letter_number())


def test_eight_approvals_at_once_number_without_gap_or_double():
    clerk = make_clerk()
    acts = [prepared(clerk) for _ in range(THREADS)]
    signers = [make_signer() for _ in range(THREADS)]
    states = at_once(
        [
            lambda act=act, signer=signer: sign_act(act, actor=signer).state
            for act, signer in zip(acts, signers, strict=True)
        ]
    )
    assert states == ["approved"] * THREADS
    assert sorted(Filing.objects.values_list("serial", flat=True)) == list(range(1, THREADS + 1))
    assert Filing.objects.values("code").distinct().count() == THREADS
    assert broken_chains() == []


def test_eight_signers_of_one_act_make_one_filing():
    act = prepared(make_clerk())
    signers = [make_signer() for _ in range(THREADS)]
    answers = at_once([lambda signer=signer: sign_act(act, actor=signer).state for signer in signers])
    assert sorted(answers) == sorted(["approved"] + ["这一事项已签发，不用再办理。"] * (THREADS - 1))
    assert Filing.objects.get().number == "郑众创备〔2026〕1号"
    assert Document.objects.filter(kind="certificate").count() == 1
    assert HistoryLine.objects.filter(action="approve").count() == 1
    assert PendingAct.objects.get().status == "signed"


def test_an_objection_and_a_signature_never_both_get_through():
    clerk, signer = make_clerk(), make_signer()
    act = prepared(clerk)
    notice = act.application.public_notices.get()
    signed, recorded = at_once(
        [
            lambda: sign_act(act, actor=signer).state,
            lambda: record_objection(notice, actor=clerk, **objection_fields()).status,
        ]
    )
    assert (signed, recorded) in {
        ("approved", "这件申请已经办结，不能再对公示提出异议。"),
        ("还有1件异议没有办结，请先核实办理。", "open"),
    }
    assert Filing.objects.exists() == (signed == "approved")
