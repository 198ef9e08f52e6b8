"""What is scored, read in a number of queries that does not grow; inputs come back from JSON as they were."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluation.models import AnnualReturn
from evaluation.scoring.example_scheme import EXAMPLE
from evaluation.selectors.campaigns.inputs import read_inputs, would_be_takers
from evaluation.selectors.campaigns.scored import entrant_from, inputs_data, scored_campaign, tried_on
from tests.factories import make_user
from tests.factories_evaluation import close_statistics, entry_of, make_open_campaign, make_reported_space, mark_entry
from tests.factories_statistics import make_return, moment

pytestmark = pytest.mark.django_db


def queries_of(function, *arguments):
    with CaptureQueriesContext(
        connection,
    ) as caught:
        function(*arguments)
    return len(caught)


def test_the_number_of_queries_is_constant():
    city = make_user("city")
    spaces = [make_reported_space() for _ in range(6)]
    close_statistics()
    campaign = make_open_campaign(actor=city)
    for space in spaces:
        mark_entry(entry_of(campaign, space), "15", "16", city=city)
    many = queries_of(scored_campaign, campaign)
    campaign.entries.exclude(space=spaces[0]).update(takes_part=False, left_out_reason="停业")
    assert (queries_of(scored_campaign, campaign), many) == (8, 8)


def test_growth_reads_the_locked_return_of_the_year_before():
    space, other = make_reported_space(), make_reported_space()
    make_return(space, "locked", year=2024, d11=20, d12=16)
    make_return(other, "confirmed", year=2024)
    close_statistics()
    scored = tried_on(2025, EXAMPLE)
    growth = {
        key: {mark.code: mark for mark in outcome.marks}["S3"] for key, outcome in scored.evaluation.outcomes.items()
    }
    assert growth[space.pk].value == 50  # 54 after 36
    assert (growth[other.pk].value, growth[other.pk].marks) == (None, Decimal("4.20"))


def test_inputs_come_back_as_they_were():
    make_reported_space(f3=Decimal("1234.5"))
    close_statistics()
    (entrant,) = read_inputs(2025, EXAMPLE, would_be_takers(2025), campaign=None).entrants
    assert entrant_from(entrant.key, entrant.kind, inputs_data(entrant)) == entrant


def test_a_late_return_keeps_its_figures_and_forces_the_grade():
    space = make_reported_space()
    AnnualReturn.objects.filter(space=space).update(first_submitted_at=moment(date(2026, 3, 2)))
    close_statistics()
    outcome = tried_on(2025, EXAMPLE).evaluation.outcomes[space.pk]
    assert (outcome.grade, outcome.forced.clause, outcome.total is not None) == ("fail", "第十三条", True)
