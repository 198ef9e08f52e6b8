"""What a year's evaluation is scored from, read for all makerspaces in a constant number of queries: locked returns of the year
and the year before, submitted marks of experts, findings that force a grade. Nothing is written here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone

from evaluation.models import AnnualReturn, Campaign, Entry, ExpertMark, MarkingAssignment
from evaluation.scoring.catalogue import CATALOGUE, Figures, columns_read
from evaluation.scoring.evaluating import Adjusted, Entrant
from evaluation.scoring.grades import Forced
from evaluation.scoring.schemes import Scheme
from evaluation.selectors.campaigns.taking_part import candidates, default_filed_until
from evaluation.selectors.returns.article13 import CLAUSE as ARTICLE_13
from evaluation.selectors.returns.article13 import breaches_of
from evaluation.selectors.returns.windows import statistics_year
from evaluation.workflow import ReturnState
from filings.models import FraudCase, Space
from filings.workflow import CaseState
from zzspace.wording import date_zh

ARTICLE_8: Final = "第八条"

ExpertMarks = Mapping[int, Mapping[str, tuple[Decimal, ...]]]
"""Marks by makerspace and indicator."""


@dataclass(frozen=True, slots=True)
class Taker:
    """A makerspace that is scored, as a campaign has it or as it would take part."""

    space: int
    kind: str
    forced: Forced | None = None
    adjusted: Mapping[str, Mapping[str, str]] | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is scored, by makerspace; `waiting` are those whose return is not locked yet and whose grade nothing forces."""

    entrants: tuple[Entrant, ...]
    waiting: tuple[int, ...]


def takers_of(campaign: Campaign, *, only: Entry | None = None) -> list[Taker]:
    """Those who take part in a campaign, or one of them. One query."""
    entries = campaign.entries.filter(takes_part=True).order_by("space_id")
    if only is not None:
        entries = entries.filter(pk=only.pk)
    rows = entries.values_list("space_id", "kind", "forced_clause", "forced_reason", "adjusted")
    return [
        Taker(space, kind, Forced(clause, reason) if clause else None, adjusted)
        for space, kind, clause, reason, adjusted in rows.iterator()
    ]


def would_be_takers(year: int) -> list[Taker]:
    """Those who would take part in a campaign of a year that is not set up. One query."""
    every = candidates(year, default_filed_until(year))
    return [Taker(each.space, each.kind) for each in every if not each.left_out]


def read_inputs(
    year: int, scheme: Scheme, takers: Iterable[Taker], *, campaign: Campaign | None, only: int | None = None
) -> Inputs:
    """The inputs of so many makerspaces, or of the one named `only`. Seven queries."""
    figures = figures_of(year, scheme, only=only)
    before = figures_of(year - 1, scheme, growth=True, only=only)
    experts = expert_marks_of(campaign, only=only)
    forced = forced_by_findings(year, only=only)
    entrants, waiting = [], []
    for taker in takers:
        ground = forced.get(taker.space) or taker.forced
        found = figures.get(taker.space)
        if found is None and ground is None:
            waiting.append(taker.space)
            continue
        given, adjusted = dict(experts.get(taker.space, {})), adjusted_from(taker.adjusted or {})
        entrants.append(Entrant(taker.space, taker.kind, found, before.get(taker.space), given, ground, adjusted))
    return Inputs(tuple(entrants), tuple(waiting))


def adjusted_from(data: Mapping[str, Mapping[str, str]]) -> dict[str, Adjusted]:
    """Marks that the city set, from JSON, in the order of the indicators' codes."""
    return {code: Adjusted(Decimal(data[code]["marks"]), data[code]["reason"]) for code in sorted(data)}


def figures_of(year: int, scheme: Scheme, *, growth: bool = False, only: int | None = None) -> dict[int, Figures]:
    """The figures of locked returns by makerspace: those that the scheme reads, of the year before those that growth reads."""
    codes = [code for code in scheme.figure_codes if CATALOGUE[code].growth or not growth]
    fields = columns_read(tuple(codes))
    if not fields:
        return {}
    returns = AnnualReturn.objects.filter(year=year, state=ReturnState.LOCKED)
    rows = of_one(returns, only).order_by().values_list("space_id", *fields)
    return {row[0]: dict(zip(fields, row[1:], strict=True)) for row in rows.iterator()}


def of_one(rows: QuerySet[Any], space: int | None) -> QuerySet[Any]:
    """Those of one makerspace where it is named."""
    return rows if space is None else rows.filter(space_id=space)


def expert_marks_of(campaign: Campaign | None, *, only: int | None = None) -> ExpertMarks:
    """The marks of submitted assignments, in the order in which they were assigned."""
    if campaign is None:
        return {}
    marks = ExpertMark.objects.filter(
        assignment__entry__campaign=campaign,
        assignment__status=MarkingAssignment.Status.SUBMITTED,
    )
    if only is not None:
        marks = marks.filter(assignment__entry__space_id=only)
    found: dict[int, dict[str, tuple[Decimal, ...]]] = defaultdict(dict)
    rows = marks.order_by("assignment_id", "pk").values_list("assignment__entry__space_id", "indicator", "marks")
    for space, code, given in rows.iterator():
        if given is not None:
            found[space][code] = (*found[space].get(code, ()), given)
    return found


def forced_by_findings(year: int, *, only: int | None = None) -> dict[int, Forced]:
    """Grades forced by what the record holds: fraud found in the year, statistics not reported as required (第十三条)."""
    forced = dict(fraud_found(year, only))
    window = statistics_year(year)
    if window:
        breaches = breaches_of(window, on=timezone.localdate())
        forced |= {space: Forced(ARTICLE_13, each.reason) for space, each in breaches.items() if only in (None, space)}
    return forced


def fraud_found(year: int, only: int | None) -> Iterator[tuple[int, Forced]]:
    """Makerspaces whose application was found to hold false statements in the year (第八条)."""
    cases = FraudCase.objects.filter(state=CaseState.FOUND, found_on__year=year)
    if only is not None:
        cases = cases.filter(application__space_id=only)
    for space, found_on in cases.order_by("pk").values_list("application__space_id", "found_on"):
        yield space, Forced(ARTICLE_8, f"{date_zh(found_on)}经查实弄虚作假")


def names_of(spaces: Iterable[int]) -> dict[int, str]:
    """Names of makerspaces by key. One query."""
    return dict(Space.objects.filter(pk__in=list(spaces)).values_list("pk", "name"))
