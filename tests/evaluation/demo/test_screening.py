"""The demo's nightly runs and its letters to the nation."""

import pytest

from evaluation.demo.screening import screen_and_recommend
from filings.models import Screening, Shortfall, UpwardLetter, UpwardRecommendation
from filings.services.history import broken_chains
from tests.factories import make_user
from tests.factories_screening import make_short, make_sound


@pytest.mark.django_db
def test_warnings_letters_and_results_are_there_and_made_once():
    make_user("city", "city1")
    make_user("city", "city_sign", can_sign=True)
    short = make_short(filed_on="2026-01-05")
    for _ in range(3):
        make_sound(filed_on="2026-01-05")
    screen_and_recommend()
    assert Shortfall.objects.filter(filing=short, check_id="5.2.workstations", ended_on=None).exists()
    assert sorted(UpwardLetter.objects.values_list("status", flat=True)) == ["pending", "signed"]
    states = UpwardRecommendation.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["granted", "refused", "recommended", "prepared"]
    before = Screening.objects.count(), UpwardLetter.objects.count()
    screen_and_recommend()
    assert (Screening.objects.count(), UpwardLetter.objects.count()) == before
    assert broken_chains() == []
