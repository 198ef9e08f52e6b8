"""Sums of annual returns by year, district, kind and field, added up by the database in a number of queries that does not
grow with the returns. Which of them a page shows is asked in overview.py.

A return counts for a year whose last day finds the makerspace on file, and under the kind of that filing: so no more are
counted than owe one, and an upgrade changes nothing in the years before it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Cast, Round

from evaluation.models import AnnualReturn
from evaluation.selectors.returns.windows import owing_spaces
from evaluation.statistics.columns import BY_FIELD, Kind, Value
from evaluation.workflow import REPORTED, ReturnState
from filings.models import Filing, Space

HUNDREDTHS: Final = 100
CENT: Final = Decimal("0.01")


class Counting(StrEnum):
    """Which returns are counted. What was sent back never is: its figures are being changed."""

    CHECKED = "checked"
    REPORTED = "reported"


COUNTING_LABELS: Final[dict[Counting, str]] = {
    Counting.CHECKED: "已审核和已锁定的报表",
    Counting.REPORTED: "已报送的报表，含待审核的",
}
STATES: Final[dict[Counting, list[str]]] = {
    Counting.CHECKED: sorted({ReturnState.CONFIRMED, ReturnState.LOCKED}),
    Counting.REPORTED: sorted(REPORTED),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a makerspace belongs in a year: its district's slug, the kind of its filing, its field ("" for 综合性)."""

    district: str
    kind: str
    field: str


@dataclass(frozen=True, slots=True)
class Cell:
    """The counted returns of a place in a year: how many, and the sums of the figures asked for."""

    year: int
    place: Place
    returns: int
    sums: dict[str, Value]


def cells(
    spaces: QuerySet[Space],
    years: Sequence[int],
    names: Iterable[str],
    counting: Counting,
    *,
    placed_in: int | None = None,
) -> list[Cell]:
    """The sums of the figures `names` over the returns of makerspaces, a cell for each year and place. One query.

    With `placed_in` all years are put where the makerspace stood in that one.
    """
    names = list(names)
    counted = AnnualReturn.objects.filter(space__in=spaces.values("pk"), year__in=years, state__in=STATES[counting])
    kind = Subquery(kind_in(placed_in)) if placed_in else kind_on_file(years)
    rows = (
        counted.annotate(filed_as=kind)
        .filter(filed_as__isnull=False)
        .order_by()
        .values_list("year", "space__district", "filed_as", "space__focus_field")
        .annotate(returns=Count("pk"), **{f"sum_{name}": total_of(name) for name in names})
    )
    return [cell_of(row, names) for row in rows]


def cell_of(row: Sequence[Any], names: Sequence[str]) -> Cell:
    """A row of the query: year, district, kind, field, how many, sums."""
    year, district, kind, field, returns = row[:5]
    sums = {name: as_value(name, total) for name, total in zip(names, row[5:], strict=True)}
    return Cell(year, place_of(district, kind, field), returns, sums)


def kind_on_file(years: Sequence[int]) -> Case:
    """The kind under which a return's makerspace was on file on the last day of the return's year; NULL where it was not."""
    whens = [When(year=year, then=Subquery(kind_in(year))) for year in years]
    return Case(*whens, default=None, output_field=CharField())


def kind_in(year: int) -> QuerySet[Filing, Any]:
    """The kind of the filing in force on the last day of a year, for a subquery over returns; the latest of several."""
    filings = Filing.objects.filter(in_force(year), space=OuterRef("space"))
    return filings.order_by("-filed_on", "-pk").values("kind")[:1]


def in_force(year: int) -> Q:
    """A filing was in force on the last day of a year, as in owing_spaces()."""
    last = date(year, 12, 31)
    return Q(filed_on__lte=last) & (Q(ended_on__isnull=True) | Q(ended_on__gt=last))


def total_of(name: str) -> Sum:
    """The sum of a figure; areas and money in hundredths, for SQLite adds decimals as floats."""
    if BY_FIELD[name].kind is Kind.COUNT:
        return Sum(name)
    return Sum(Cast(Round(F(name) * HUNDREDTHS), BigIntegerField()))


def as_value(name: str, total: Any) -> Value:
    """A sum as the column holds its figures."""
    if BY_FIELD[name].kind is Kind.COUNT:
        return int(total or 0)
    return (Decimal(int(total or 0)) / HUNDREDTHS).quantize(CENT)


def place_of(district: str, kind: str, field: str) -> Place:
    """A place; the field of a comprehensive makerspace says nothing of it."""
    return Place(district, kind, field.strip() if kind == Space.Kind.PROFESSIONAL else "")


def owed(spaces: QuerySet[Space], years: Collection[int]) -> dict[int, dict[Place, int]]:
    """How many makerspaces of each place owe a return, by year. One query."""
    counts = {f"in_{year}": Count("space", distinct=True, filter=in_force(year)) for year in years}
    rows = (
        Filing.objects.filter(space__in=spaces.values("pk"))
        .order_by()
        .values_list("space__district", "kind", "space__focus_field")
        .annotate(**counts)
    )
    found: dict[int, dict[Place, int]] = {year: {} for year in years}
    for *place, in_years in ((*row[:3], row[3:]) for row in rows):
        for year, number in zip(years, in_years, strict=True):
            if number:
                where = place_of(*place)
                found[year][where] = found[year].get(where, 0) + number
    return found


def reported_both(spaces: QuerySet[Space], year: int, counting: Counting) -> QuerySet[Space]:
    """Makerspaces that owed a return for a year and the year before and have counted ones for both: what is compared
    among them is like for like.
    """
    both = spaces
    for each in (year, year - 1):
        counted = AnnualReturn.objects.filter(space=OuterRef("pk"), year=each, state__in=STATES[counting])
        both = both.filter(Exists(counted), pk__in=owing_spaces(each).values("pk"))
    return both


def states_of(spaces: QuerySet[Space], year: int) -> dict[str, int]:
    """How many of the returns that are owed for a year are in which state. One query."""
    due = spaces.filter(pk__in=owing_spaces(year).values("pk"))
    returns = AnnualReturn.objects.filter(year=year, space__in=due.values("pk"))
    return dict(returns.order_by().values_list("state").annotate(n=Count("pk")))


def years_with_returns() -> list[int]:
    """Years of which returns were submitted, earliest first."""
    sent = AnnualReturn.objects.filter(first_submitted_at__isnull=False)
    return sorted(sent.order_by().values_list("year", flat=True).distinct())
