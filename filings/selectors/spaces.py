"""What the pages of spaces show: lists, and one space at a glance with its figures, registers and pre-screen."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from filings.models import Application, Ban, Filing, Resident, Space, User
from filings.permissions import visible_applications, visible_registers
from filings.rules.engine import Section, prescreen, sections
from filings.rules.facts import Facts
from filings.rules.verdicts import CheckResult, Prescreen, Verdict
from filings.selectors.facts import (
    FACT_SOURCES,
    RegisterRows,
    build_facts,
    counted_rows,
    register_rows,
)
from filings.selectors.registers import REGISTERS, Register, in_force_count
from filings.selectors.settings import version_on
from filings.selectors.standing import ban_in_force, standing_of
from filings.workflow import LIVE, FilingState


def spaces_listed(user: User, *, words: str = "") -> QuerySet[Space]:
    """Spaces whose registers the user may read, by name, with residents in residence, filing and live application."""
    spaces = visible_registers(user).select_related("operator", "district")
    for word in words.split():
        spaces = spaces.filter(Q(name__icontains=word) | Q(operator__name__icontains=word))
    in_force = Filing.objects.filter(state=FilingState.ACTIVE)
    live = visible_applications(user).filter(state__in=LIVE)
    return spaces.annotate(in_residence=Coalesce(residents_of_space(), 0)).prefetch_related(
        Prefetch("filings", in_force, to_attr="in_force"), Prefetch("applications", live, to_attr="live")
    )


def residents_of_space() -> Subquery:
    """How many residents an outer space has today."""
    here = in_residence(timezone.localdate()).filter(space=OuterRef("pk")).order_by().values("space")
    return Subquery(here.annotate(n=Count("pk")).values("n"), output_field=IntegerField())


def in_residence(day: date) -> QuerySet[Resident]:
    """Residents of all spaces in residence on a day."""
    still = Q(left_on__isnull=True) | Q(left_on__gte=day)
    return Resident.objects.filter(still, entered_on__lte=day)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure at the top of a space's page; `register` is where it opens."""

    label: str
    value: int
    unit: str
    note: str
    register: str


@dataclass(frozen=True, slots=True)
class Overview:
    """One space at a glance as of a day."""

    as_of: date
    facts: Facts
    figures: tuple[Figure, ...]
    registers: tuple[tuple[Register, int], ...]
    result: Prescreen
    sections: tuple[Section, ...]
    gaps: tuple[tuple[CheckResult, str, str], ...]
    filing: Filing | None
    application: Application | None
    ban: Ban | None
    notice: str | None

    @property
    def counts(self) -> dict[Verdict, int]:
        """Verdicts for the bar."""
        return self.result.counts()


def space_overview(space: Space, *, viewer: User, as_of: date) -> Overview:
    """Figures, registers and pre-screen of a space as of a day, with the application under way if the viewer may see it:
    a constant number of queries.
    """
    rows = register_rows(space, as_of=as_of)
    standing = standing_of(space.operator.uscc, space, space.kind, as_of)
    filing = Filing.objects.filter(space=space, state=FilingState.ACTIVE).first()
    purpose = "continuing" if filing else "application"
    facts = build_facts(rows, kind=space.kind, as_of=as_of, purpose=purpose, standing=standing)
    version, notice = version_on(as_of)
    result = prescreen(facts, version)
    return Overview(
        as_of=as_of,
        facts=facts,
        figures=figures(rows, facts),
        registers=tuple((register, in_force_count(rows, register, as_of)) for register in REGISTERS.values()),
        result=result,
        sections=sections(result, version),
        gaps=tuple((check, *mending(version, check)) for check in result.checks if check.verdict is not Verdict.PASS),
        filing=filing,
        application=visible_applications(viewer).filter(space=space, state__in=LIVE).first(),
        ban=ban_in_force(space.operator.uscc, space, as_of),
        notice=notice,
    )


def mending(version: Any, check: CheckResult) -> tuple[str, str]:
    """The register (key, label) that mends a check: that of the first fact it reads; ("", "") for standing."""
    source = next((FACT_SOURCES[key] for key in version.check(check.id).reads if key in FACT_SOURCES), None)
    return source or ("", "")


def figures(rows: RegisterRows, facts: Facts) -> tuple[Figure, ...]:
    """Residence and service in four figures."""
    as_of = facts.as_of
    month = as_of.replace(day=1).isoformat()
    teams = counted_rows(rows, "residents.teams", as_of=as_of)
    startups = counted_rows(rows, "residents.startups", as_of=as_of)
    activities = counted_rows(rows, "mechanisms.activities_in_year", as_of=as_of)
    new_teams = sum(row["entered_on"] >= month for row in teams)
    new_startups = sum((row["incorporated_on"] or row["entered_on"]) >= month for row in startups)
    latest = max((row["on"] for row in activities), default="")
    funded = facts.finance.funded_in_year or 0
    return (
        Figure("在驻团队", len(teams), "家", f"本月新增{new_teams}", "residents"),
        Figure("在孵企业", len(startups), "家", f"本月新增{new_startups}", "residents"),
        Figure("近12个月活动", len(activities), "场", f"最近一次{latest}" if latest else "还没有登记", "activities"),
        Figure("近12个月获融资", funded, "家", "按到账日期统计", "financing"),
    )
