"""Until when the review of a refusal to recommend may be asked for."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from filings.selectors.decline_reviews import decline_notice, last_day_to_ask
from filings.services.documents import record_service
from tests.factories_correction import make_declined
from tests.factories_district import clerk_of

pytestmark = pytest.mark.django_db


def test_the_days_run_from_the_service_on_record_else_from_the_day_in_the_system():
    application = make_declined()
    assert last_day_to_ask(decline_notice(application)) == date(2026, 3, 20)
    with time_machine.travel(timezone.now() + timedelta(days=7)):
        record_service(
            decline_notice(application), actor=clerk_of(application), served_on=date(2026, 3, 11), manner="post"
        )
    assert last_day_to_ask(decline_notice(application)) == date(2026, 3, 26)
