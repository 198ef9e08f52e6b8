"""A grade is corrected while a revocation on it is signed: one waits for the other. Only PostgreSQL has two writers."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
import time_machine
from django.db import OperationalError, connection, transaction

from evaluation.models import HistoricGrade
from evaluation.services.campaigns.results import correct_result
from evaluation.services.campaigns.revocations import propose_for_failures
from filings.errors import WorkflowRefused
from filings.models import Filing
from filings.services.history import broken_chains
from filings.services.signing import sign_act
from tests.factories import pdf_bytes
from tests.factories_campaign_documents import make_published
from tests.factories_evaluation import entry_of
from tests.factories_revocations import ask_to_revoke, make_revocation
from tests.factories_story import city_clerk

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _plain_papers(monkeypatch):
    monkeypatch.setattr("evaluation.documents.issuing.render_pdf", lambda *_, **__: pdf_bytes(1))


@pytest.fixture
def failed():
    """The entry of a makerspace of two years of 不合格, and the revocation on them that waits for its signature."""
    city = city_clerk()
    campaign, _good, plain, _silent = make_published(city)
    HistoricGrade.objects.create(space=plain, year=2024, grade="fail", loaded_by=city)
    with time_machine.travel("2026-03-24T10:00:00+08:00"):
        entry = entry_of(campaign, plain)
        correct_result(entry, reason="弄虚作假", clause="第八条", forced_reason="经查实", actor=city)
        revocation = propose_for_failures(plain, actor=city, facts="2024年度、2025年度均为不合格。")
        act = ask_to_revoke(make_revocation("checked", revocation=revocation))
        yield entry, act


def has_to_wait(call):
    """Whether a call on another connection finds locked what it needs."""

    def run():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '500ms'")
            call()
        except OperationalError as error:
            return "lock timeout" in str(error)
        else:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


def test_a_signature_waits_for_a_correction_and_is_then_refused(failed):
    entry, act = failed
    city, signer = city_clerk(), city_clerk(can_sign=True)
    with transaction.atomic():
        correct_result(entry, reason="复查", marks={"T": Decimal(18)}, actor=city)
        assert has_to_wait(lambda: sign_act(act, actor=signer))
    with pytest.raises(WorkflowRefused, match="2025年度的评价等级已更正为“良好”"):
        sign_act(act, actor=signer)
    assert Filing.objects.get(space=entry.space).state == "active"
    assert broken_chains() == []


def test_a_correction_waits_for_a_signature(failed):
    entry, act = failed
    city, signer = city_clerk(), city_clerk(can_sign=True)
    with transaction.atomic():
        sign_act(act, actor=signer)
        assert has_to_wait(lambda: correct_result(entry, reason="复查", marks={"T": Decimal(18)}, actor=city))
    assert Filing.objects.get(space=entry.space).state == "revoked"
    assert correct_result(entry, reason="复查", marks={"T": Decimal(18)}, actor=city).grade == "good"
    assert broken_chains() == []
