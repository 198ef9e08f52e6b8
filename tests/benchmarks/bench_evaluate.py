"""How long 10,000 makerspaces take to be scored from the database: entries, returns of two years, experts' marks, ranks, cap.

Run by `make bench` on both databases.
"""

import statistics
import sys
import time
from datetime import date
from decimal import Decimal
from random import Random

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluation.demo.figures import plausible_figures
from evaluation.models import AnnualReturn, Campaign, EvaluationScheme, ExpertMark, MarkingAssignment
from evaluation.selectors.campaigns.scored import scored_campaign
from evaluation.services.campaigns.campaigns import create_campaign, open_campaign
from tests.benchmarks.bench_export import let_database_count, populate_spaces
from tests.factories import make_user
from tests.factories_statistics import YEAR, make_window

BAR = 10
QUERIES = 8
SPACES = 10_000
RUNS = 3
SEED = 20260305


def populate():
    """So many makerspaces on file with locked returns of two years, each marked by one expert."""
    dice, now = Random(SEED), timezone.now()
    spaces = populate_spaces(SPACES)
    instants = dict.fromkeys(("submitted_at", "first_submitted_at", "confirmed_at", "locked_at"), now)
    for year in (YEAR - 1, YEAR):
        make_window(year, closed_at=now)
        AnnualReturn.objects.bulk_create(
            [
                AnnualReturn(
                    space=space,
                    year=year,
                    state="locked",
                    **instants,
                    **plausible_figures(dice, residents=10 + number % 90),
                )
                for number, space in enumerate(spaces)
            ],
            batch_size=500,
        )
    city, expert = make_user("city"), make_user("expert")
    scheme = EvaluationScheme.objects.get(code="example")
    days = {"filed_until": date(YEAR, 6, 30), "self_due_on": date(2026, 5, 15), "marks_due_on": date(2026, 5, 31)}
    campaign = open_campaign(create_campaign(YEAR, scheme=scheme, actor=city, **days), actor=city)
    places = MarkingAssignment.objects.bulk_create(
        [
            MarkingAssignment(entry=entry, expert=expert, assigned_by=city, status="submitted", submitted_at=now)
            for entry in campaign.entries.all()
        ],
        batch_size=500,
    )
    marks = [ExpertMark(assignment=place, indicator="F5", marks=Decimal(dice.randint(0, 16)) / 2) for place in places]
    ExpertMark.objects.bulk_create(marks, batch_size=500)
    return campaign


def main():
    campaign = populate()
    let_database_count()
    campaign = Campaign.objects.select_related("scheme").get(pk=campaign.pk)
    spent = []
    for _ in range(RUNS):
        with CaptureQueriesContext(connection) as caught:
            start = time.perf_counter()
            scored = scored_campaign(campaign)
            spent.append(time.perf_counter() - start)
    outcomes = scored.evaluation.outcomes
    if len(outcomes) != SPACES or scored.waiting or scored.unmarked:
        raise SystemExit("not every makerspace was scored")
    seconds, queries = statistics.median(spent), len(caught)
    lines = (
        (f"evaluation of {SPACES:,} makerspaces, {connection.vendor} (at most {BAR} s)", f"{seconds:.2f} s"),
        (f"queries (at most {QUERIES})", f"{queries}"),
    )
    sys.stdout.write("\n" + "".join(f"{label:<62}{value:>12}\n" for label, value in lines))
    return 0 if seconds <= BAR and queries <= QUERIES else 1
