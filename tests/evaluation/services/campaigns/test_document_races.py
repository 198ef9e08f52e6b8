"""Two clerks at once on the documents of an evaluation: one issues, the other is told why not. Only PostgreSQL has two writers."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from evaluation.models import CampaignDocument
from evaluation.services.campaigns.documents import issue_documents
from evaluation.services.campaigns.results import correct_result
from filings.models import HistoryLine
from filings.services.history import broken_chains
from tests.factories import make_user, pdf_bytes
from tests.factories_campaign_documents import ISSUED_AT, NUMBER, make_published
from tests.factories_evaluation import entry_of
from tests.filings.services.test_recommendation_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

OTHER = "郑科〔2026〕32号"


@pytest.fixture(autouse=True)
def _plain_papers(monkeypatch):
    monkeypatch.setattr("evaluation.documents.issuing.render_pdf", lambda *_, **__: pdf_bytes(1))


def issuing(campaign, clerk, number):
    """What issue() does, without its own change of the clock: the clock is one for both threads."""
    return issue_documents(
        campaign, number=number, on=date(2026, 3, 24), addressee="各区县", copies=[], actor=clerk
    ).number


def test_documents_are_issued_once():
    campaign, *_spaces = make_published()
    clerks = [make_user("city"), make_user("city")]
    with time_machine.travel(ISSUED_AT):
        answers = at_once(
            *(lambda clerk=clerk, number=number: issuing(campaign, clerk, number)
              for clerk, number in zip(clerks, (NUMBER, OTHER), strict=True))
        )  # fmt: skip
    issued = CampaignDocument.objects.get(kind="evaluation_circular").number
    assert sorted(map(str, answers)) == sorted([issued, f"{issued}通报以后没有等级更正，不用再次通报。"])
    assert CampaignDocument.objects.count() == 5
    assert HistoryLine.objects.filter(action="issue_documents").count() == 1
    assert broken_chains() == []


def test_a_correction_beside_the_issue_is_told_in_one_report_or_two():
    campaign, _good, plain, _silent = make_published()
    clerks = [make_user("city"), make_user("city")]
    entry = entry_of(campaign, plain)
    with time_machine.travel(ISSUED_AT):
        at_once(
            lambda: issuing(campaign, clerks[0], NUMBER),
            lambda: correct_result(entry, reason="更正", marks={"T": Decimal(20)}, actor=clerks[1]).pk,
        )
    reports = CampaignDocument.objects.filter(entry=entry, kind="evaluation_report").order_by("pk")
    assert [each.is_superseded for each in reports] in ([False], [True, False])
    assert broken_chains() == []
