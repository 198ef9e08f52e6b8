"""What returns are compared with, for one makerspace or thousands in the same number of queries: last year's figures,
medians of peers, counts of the registers at the year's end. Nothing is written here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any, Final, TypeAlias

from django.db.models import Count, Q, QuerySet, Sum

from evaluation.models import AnnualReturn
from evaluation.statistics.columns import BY_FIELD, FIELDS, Kind, Value
from evaluation.statistics.comparing import MONEY, Yardsticks
from evaluation.workflow import EDITABLE
from filings import models as m
from filings.models import Space

FEWEST_PEERS: Final = 5
"""A median of fewer returns says nothing."""
MOST_NAMED: Final = 1_000
"""Makerspaces that a query names one by one; of more, it asks for all and leaves out who was not meant."""
WAN_IN_THOUSANDS: Final = 10
"""The registers hold 万元, returns 千元."""

Among: TypeAlias = Any
"""Ids of makerspaces, or a query that gives them: what space__in takes."""


@dataclass(frozen=True, slots=True)
class YardsticksBySpace(Mapping[int, Yardsticks]):
    """The yardsticks of makerspaces by their ids, put together when one is asked for: of thousands, last year's figures
    take a quarter of the memory as they come from the database.
    """

    kinds: Mapping[int, str]
    last_years: Mapping[int, tuple[Value, ...]]
    medians: Mapping[str, Mapping[str, Value]]
    counts: Mapping[int, Mapping[str, Value]]

    def __getitem__(self, space: int) -> Yardsticks:
        kind = self.kinds[space]
        last = self.last_years.get(space)
        return Yardsticks(
            last_year=dict(zip(FIELDS, last, strict=True)) if last else {},
            peers=self.medians[kind],
            registers=self.counts.get(space, {}),
        )

    def __iter__(self) -> Iterator[int]:
        return iter(self.kinds)

    def __len__(self) -> int:
        return len(self.kinds)


def yardsticks_for(spaces: Collection[Space], year: int) -> YardsticksBySpace:
    """The yardsticks of each space by its id, for a return of `year`."""
    ids: Among = [space.pk for space in spaces] if len(spaces) <= MOST_NAMED else Space.objects.values("pk")
    kinds = {space.pk: space.kind for space in spaces}
    return YardsticksBySpace(
        kinds=kinds,
        last_years=figures_by_space(AnnualReturn.objects.filter(year=year - 1, space__in=ids)),
        medians={kind: peer_medians(kind, year) for kind in set(kinds.values())},
        counts=register_counts(ids, year),
    )


def figures_by_space(returns: QuerySet[AnnualReturn]) -> dict[int, tuple[Value, ...]]:
    """The figures of reported returns by space, in the order of FIELDS."""
    rows = returns.exclude(state__in=EDITABLE).values_list("space_id", *FIELDS)
    return {row[0]: row[1:] for row in rows.iterator()}


def peer_medians(kind: str, year: int) -> Mapping[str, Value]:
    """Medians of the 千元 fields over returns of the kind for the year, or the year before while there are too few."""
    for asked in (year, year - 1):
        rows = list(
            AnnualReturn.objects.filter(year=asked, space__kind=kind)
            .exclude(state__in=EDITABLE)
            .values_list(*MONEY)
            .iterator()
        )
        if len(rows) >= FEWEST_PEERS:
            return {name: median(values) for name, values in zip(MONEY, zip(*rows, strict=True), strict=True)}
    return {}


def register_counts(spaces: Among, year: int) -> dict[int, dict[str, Value]]:
    """What the registers count at the end of a year, by space; a space whose registers are empty is left out."""
    found: dict[int, dict[str, Value]] = defaultdict(dict)
    for query in register_queries(spaces, year):
        for row in query.iterator():
            space = row.pop("space")
            found[space].update({name: as_figure(name, value) for name, value in row.items()})
    return dict(found)


def as_figure(name: str, value: Any) -> Value:
    """Counts and areas as they are; amounts in 千元."""
    kind = BY_FIELD[name].kind
    if kind is Kind.COUNT:
        return int(value or 0)
    return value * WAN_IN_THOUSANDS if kind is Kind.MONEY else value


def register_queries(spaces: Among, year: int) -> list[Any]:
    """One query a register, each giving rows of space and fields of the return."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    running = Q(valid_from__lte=last) & (Q(valid_until__isnull=True) | Q(valid_until__gte=last))
    held = Q(on__range=(first, last), struck_on__isnull=True)
    return [
        _counted(
            m.Site,
            spaces,
            a1=Sum("total_area_m2", filter=running, default=Decimal(0)),
            a4=Sum("workstations", filter=running, default=0),
        ),
        _counted(m.Resident, spaces, **resident_counts(first, last)),
        _counted(
            m.StaffMember,
            spaces,
            c1=Count("pk", running),
            c2=Count("pk", running & Q(full_time=True)),
            c3=Count("pk", running & Q(full_time=True, degree__in=m.StaffMember.BACHELOR_AND_ABOVE)),
        ),
        _counted(m.Mentor, spaces, c4=Count("pk", running), c5=Count("pk", running & Q(full_time=True))),
        _counted(
            m.Activity,
            spaces,
            e1=Count("pk", held & ~Q(kind=m.Activity.Kind.TRAINING)),
            e2=Count("pk", held & Q(kind=m.Activity.Kind.TRAINING)),
        ),
        _counted(m.IncubationCase, spaces, e5=Count("pk", held)),
        _counted(m.Fund, spaces, f5=Sum("amount_wan", filter=running, default=Decimal(0))),
    ]


def _counted(model: Any, spaces: Among, **counts: Any) -> Any:
    return model.objects.filter(space__in=spaces).order_by().values("space").annotate(**counts)


def resident_counts(first: date, last: date) -> dict[str, Any]:
    """Teams and startups of a year from the register of residents; a team that incorporated counts as a startup then."""
    served = Q(entered_on__lte=last) & (Q(left_on__isnull=True) | Q(left_on__gte=first))
    there = Q(entered_on__lte=last) & (Q(left_on__isnull=True) | Q(left_on__gte=last))
    company = company_by(last)
    team = ~Q(kind=m.Resident.Kind.STARTUP)
    return {
        "d1": Count("pk", served & team & (Q(incorporated_on__isnull=True) | Q(incorporated_on__gte=first))),
        "d6": Count("pk", team & Q(entered_on__range=(first, last))),
        "d7": Count("pk", team & Q(incorporated_on__range=(first, last))),
        "d8": Count("pk", served & company),
        "d11": Count("pk", there & ~company),
        "d12": Count("pk", there & company),
        "d13": Count("pk", company & Q(left_on__range=(first, last))),
    }


def company_by(day: date) -> Q:
    """A startup on a day: one from the beginning, or a team incorporated by then."""
    return Q(kind=m.Resident.Kind.STARTUP) | Q(incorporated_on__isnull=False, incorporated_on__lte=day)
