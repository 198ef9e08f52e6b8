"""Who has reported for a year, and in time: the one place that says so, as one expression for lists, counts and filters."""

from datetime import date
from enum import StrEnum
from typing import Any, Final

from django.db.models import Case, Count, DateField, F, FilteredRelation, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Coalesce, Greatest, TruncDate

from evaluation.models import AnnualReturn, StatisticsYear
from evaluation.permissions import reportable_spaces
from evaluation.selectors.returns.windows import owing_spaces
from evaluation.workflow import REPORTED, ReturnState
from filings.models import Space, User


class Standing(StrEnum):
    """How a makerspace stands with a year's return."""

    WAITING = "waiting"
    RETURNED = "returned"
    REPORTED = "reported"
    LATE = "late"
    MISSING = "missing"


STANDING_LABELS: Final[dict[Standing, str]] = {
    Standing.WAITING: "待报送",
    Standing.RETURNED: "退回待修改",
    Standing.REPORTED: "按时报送",
    Standing.LATE: "逾期报送",
    Standing.MISSING: "未报送",
}
NOT_IN_TIME: Final = frozenset({Standing.LATE, Standing.MISSING})
"""Nothing submitted by the last day, or sent back and not resubmitted in time (第十三条)."""


def with_standing(spaces: QuerySet[Space], window: StatisticsYear, *, today: date) -> QuerySet[Any]:
    """Makerspaces with how they stand with the year's return on a day, in the same query.

    Adds `report_id`, `report_state`, `report_source`, `report_due_on`, `first_on` and `latest_on` (days of the first and the
    latest submission), `extended_until`, `last_day` (the window's, or the extension's where later), `due_day` (that, or the
    day by which a return that was sent back is due, with its extension) and `standing`.
    """
    joined = spaces.annotate(
        report=FilteredRelation("returns", condition=Q(returns__year=window.year)),
        extension=FilteredRelation("return_extensions", condition=Q(return_extensions__year=window.year)),
    )
    closes_on = Value(window.closes_on, output_field=DateField())
    described = joined.annotate(
        report_id=F("report__pk"),
        report_state=F("report__state"),
        report_source=F("report__source"),
        report_due_on=F("report__due_on"),
        missed_on=F("report__missed_on"),
        first_on=TruncDate("report__first_submitted_at"),
        latest_on=TruncDate("report__submitted_at"),
        extended_until=F("extension__until"),
        last_day=Greatest(closes_on, Coalesce("extension__until", closes_on)),
    )
    again_by = Greatest(F("report_due_on"), Coalesce("extended_until", "report_due_on"))
    due_day = Case(When(report_state=ReturnState.RETURNED, then=again_by), default=F("last_day"))
    return described.annotate(due_day=due_day, standing=standing_on(today))


def standing_on(today: date) -> Case:
    """The standing as an expression over what with_standing() joined; an extension covers a due day as well."""
    day = Value(today, output_field=DateField())
    sent_back = Q(report_state=ReturnState.RETURNED)
    reported = Q(report_state__in=sorted(REPORTED))
    covered = Q(extended_until__isnull=False, latest_on__lte=F("extended_until"))
    overdue = Q(first_on__gt=F("last_day")) | Q(missed_on__isnull=False) & ~covered
    whens: list[tuple[Q, Standing]] = [
        (Q(report_source=AnnualReturn.Source.HISTORIC), Standing.REPORTED),
        (sent_back & (Q(report_due_on__gte=day) | Q(extended_until__gte=day)), Standing.RETURNED),
        (sent_back, Standing.MISSING),
        (reported & overdue, Standing.LATE),
        (reported, Standing.REPORTED),
        (Q(last_day__gte=day), Standing.WAITING),
    ]
    cases = [When(condition, then=Value(standing.value)) for condition, standing in whens]
    return Case(*cases, default=Value(Standing.MISSING.value), output_field=TextField())


def owing(user: User, window: StatisticsYear, *, today: date) -> QuerySet[Any]:
    """The makerspaces within reach that owe a return for the year, with how they stand."""
    spaces = reportable_spaces(user).filter(pk__in=owing_spaces(window.year).values("pk"))
    return with_standing(spaces, window, today=today).select_related("operator", "district")


def standing_counts(spaces: QuerySet[Any]) -> dict[Standing, int]:
    """How many of them stand how; every standing is there. One query."""
    found = dict(spaces.order_by().values_list("standing").annotate(n=Count("pk")))
    return {standing: found.get(standing.value, 0) for standing in Standing}
