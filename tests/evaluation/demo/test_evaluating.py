"""The demo's evaluations: last year's published with its exceptions, this year's under way."""

from collections import Counter

import pytest
from django.utils import timezone

from evaluation.demo.evaluating import evaluate_years
from evaluation.demo.people import create_accounts, register_operators
from evaluation.demo.returns import report_statistics
from evaluation.models import (
    Campaign,
    CampaignDocument,
    CampaignScan,
    CampaignService,
    Entry,
    MarkingAssignment,
    Result,
    ReviewRequest,
    TypicalPractice,
)
from evaluation.selectors.campaigns.standing import revocation_proposals
from filings import models as m
from filings.services.districts import install_districts
from filings.services.seals import broken_records


@pytest.mark.django_db
def test_a_published_year_and_one_under_way():
    install_districts()
    create_accounts()
    register_operators()
    report_statistics()
    evaluate_years()
    evaluate_years()  # a second time adds nothing
    assert dict(Campaign.objects.values_list("year", "state")) == {2024: "published", 2025: "open"}
    standing = Result.objects.filter(superseded_at=None)
    grades = Counter(standing.values_list("grade", flat=True))
    assert (sum(grades.values()), grades["fail"] >= 2, len(grades) >= 3) == (26, True, True)
    assert ReviewRequest.objects.get().status == "denied"
    assert TypicalPractice.objects.get().entry.campaign.year == 2024
    assert [(each.space.name, each.years) for each in revocation_proposals()] == [("秦岭路创业坊", (2023, 2024))]
    papers = Counter(CampaignDocument.objects.values_list("kind", flat=True))
    assert papers == {
        "evaluation_circular": 1,
        "evaluation_report": 26,
        "evaluation_failure_notice": grades["fail"],
    }
    assert sorted(CampaignScan.objects.values_list("document__kind", flat=True)) == [
        "evaluation_circular",
        "evaluation_failure_notice",
    ]
    assert CampaignService.objects.get().document.kind == "evaluation_failure_notice"
    under_way = Entry.objects.filter(campaign__year=2025)
    assert (under_way.count(), under_way.filter(self_assessed_at__isnull=False).count()) == (26, 5)
    assert Counter(MarkingAssignment.objects.filter(entry__in=under_way).values_list("status", flat=True)) == {
        "submitted": 2,
        "assigned": 8,
    }
    assert m.HistoryLine.objects.filter(at__gt=timezone.now()).count() == 0
    assert broken_records() == []
