"""What the yearly report of statistics says: the overview of the desk, trends of several figures, tables of groups."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Max
from django.utils import timezone

from evaluation.models import AnnualReturn
from evaluation.permissions import charted_spaces
from evaluation.selectors.statistics.cube import STATES
from evaluation.selectors.statistics.overview import (
    distribution_of,
    folded,
    long_sums,
    overview_of,
    splits_for,
    trend_of,
    years_shown,
)
from evaluation.selectors.statistics.shapes import Asked, Distribution, Overview, Split, Trend
from evaluation.statistics.columns import BY_CODE, Value
from filings.models import User

TREND_FIGURES: Final = tuple(BY_CODE[code] for code in ("B1", "D9", "F3"))
GROUP_FIGURES: Final = tuple(BY_CODE[code] for code in ("B1", "D1", "D8", "D9", "F3"))
"""The first is also drawn, and orders the fields."""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group with several figures."""

    label: str
    owed: int
    counted: int
    totals: tuple[Value | None, ...]


@dataclass(frozen=True, slots=True)
class GroupTable:
    """Groups of one kind: the distribution that is drawn, and the table."""

    drawn: Distribution
    rows: tuple[GroupRow, ...]


@dataclass(frozen=True, slots=True)
class YearlyReport:
    """All that the report holds; `as_of` is the day of the last change of a counted return, None where none is counted."""

    overview: Overview
    trends: tuple[Trend, ...]
    tables: tuple[GroupTable, ...]
    as_of: date | None


def yearly_report(user: User, asked: Asked) -> YearlyReport:
    """The report of a year within an account's reach, in a constant number of queries."""
    years = years_shown(asked.year)
    two = folded(user, asked, years)
    long = long_sums(user, asked, years, [column.field for column in TREND_FIGURES], two.recent)
    tables = []
    for split in splits_for(user):
        if split is not Split.WHOLE:
            by_figure = [distribution_of(two.recent, two.same, each, asked.year, split) for each in GROUP_FIGURES]
            tables.append(GroupTable(by_figure[0], rows_of(by_figure)))
    return YearlyReport(
        overview=overview_of(user, asked, two, years),
        trends=tuple(trend_of(long, column, years, Split.WHOLE) for column in TREND_FIGURES),
        tables=tuple(tables),
        as_of=last_change(user, asked),
    )


def rows_of(by_figure: list[Distribution]) -> tuple[GroupRow, ...]:
    """One row a group, in the order of the first figure."""
    totals = [{part.label: part.total for part in each.parts} for each in by_figure]
    return tuple(
        GroupRow(part.label, part.owed, part.counted, tuple(each[part.label] for each in totals))
        for part in by_figure[0].parts
    )


def last_change(user: User, asked: Asked) -> date | None:
    """The day on which a counted return of the year was last written."""
    counted = AnnualReturn.objects.filter(
        year=asked.year, state__in=STATES[asked.counting], space__in=charted_spaces(user).values("pk")
    )
    moment = counted.aggregate(last=Max("updated_at"))["last"]
    return timezone.localdate(moment) if moment else None
