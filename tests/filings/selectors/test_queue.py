"""The queue as a query: what other tables say of a row."""

import pytest
from django.db.models import F

from filings.models import Recommendation
from filings.selectors.queue import queue_of, severity
from filings.workflow import Role
from tests.factories import make_user
from tests.factories_applications import make_submitted
from tests.factories_district import make_recommended

pytestmark = pytest.mark.django_db


def test_the_outcome_is_the_recommended_one_and_before_that_the_submitted_one():
    submitted, recommended = make_submitted(), make_recommended()
    kept = Recommendation.objects.get(application=recommended)
    Recommendation.objects.filter(pk=kept.pk).update(result=kept.result | {"outcome": "fail"})
    rows = queue_of(make_user(Role.CITY)).annotate(found=F("outcome"), rank=severity())
    outcomes = {row.pk: (row.found, row.rank) for row in rows}
    before = submitted.snapshots.get().result["outcome"]
    assert before != "fail"
    assert outcomes[submitted.pk][0] == before
    assert outcomes[recommended.pk] == ("fail", 0)
