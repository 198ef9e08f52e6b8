"""A result as it is explained, on pages and in the report alike: figures, arithmetic, marks, median and rank of peers, the
next grade. Nothing else works the explanation out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.safestring import mark_safe

from evaluation.models import Campaign, Entry, Result
from evaluation.scoring.evaluating import Entrant, Ground, Mark, Outcome, mark_of
from evaluation.scoring.explaining import Ahead, ahead_of, arithmetic, rule_text
from evaluation.scoring.grades import Forced, Grade
from evaluation.scoring.schemes import Group, Indicator, Scheme
from evaluation.selectors.campaigns.scored import entrant_from
from evaluation.statistics.radar import Axis, radar_svg
from evaluation.statistics.rates import percent


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of a result."""

    indicator: Indicator
    rule: str
    arithmetic: str
    marks: Decimal
    share: Decimal | None
    median: Decimal | None
    median_share: Decimal | None
    rank: int | None
    is_adjusted: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """The indicators of a group with the sum of their marks."""

    group: Group
    lines: tuple[Line, ...]

    @property
    def marks(self) -> Decimal:
        return sum((line.marks for line in self.lines), Decimal(0))


@dataclass(frozen=True, slots=True)
class Explained:
    """A result explained; `lines` and `parts` are empty where no marks were given."""

    lines: tuple[Line, ...]
    parts: tuple[Part, ...]
    number: int
    median: Decimal | None
    ahead: Ahead | None
    radar: str


def explained(result: Result, campaign: Campaign, kind: str) -> Explained:
    """Everything from what was frozen with the result; no query."""
    scheme = campaign.scheme.scheme
    peers = campaign.summary.get("peers", {}).get(kind, {})
    entrant = entrant_from(0, kind, result.inputs, forced_of(result))
    if not result.marks:
        return Explained((), (), peers.get("number", 0), decimal_or_none(peers.get("median")), None, "")
    marks = marks_of(result, scheme, kind, entrant)
    lines = tuple(
        line_of(each, mark, entrant, result, peers) for each, mark in zip(scheme.indicators(kind), marks, strict=True)
    )
    outcome = Outcome(
        0, kind, marks, result.total, Grade(result.grade), Ground(result.ground), result.rank, forced_of(result)
    )
    return Explained(
        lines,
        parts_of(lines, scheme),
        peers.get("number", 0),
        decimal_or_none(peers.get("median")),
        ahead_of(scheme, entrant, outcome),
        radar_of(lines, scheme),
    )


def parts_of(lines: Iterable[Line], scheme: Scheme) -> tuple[Part, ...]:
    """Lines by group; a group of which the kind has no indicator is left out."""
    parts = (
        Part(group, tuple(line for line in lines if line.indicator.group == group.code)) for group in scheme.groups
    )
    return tuple(part for part in parts if part.lines)


def forced_of(result: Result) -> Forced | None:
    """What forced the grade."""
    return Forced(result.clause, result.forced_reason) if result.clause else None


def marks_of(result: Result, scheme: Scheme, kind: str, entrant: Entrant) -> tuple[Mark, ...]:
    """The marks that were given, with the figures read again from what was frozen."""
    return tuple(
        replace(mark_of(each, entrant), marks=Decimal(result.marks[each.code]["marks"]))
        for each in scheme.indicators(kind)
    )


def line_of(each: Indicator, mark: Mark, entrant: Entrant, result: Result, peers: dict[str, Any]) -> Line:
    """One line of the explanation."""
    median = decimal_or_none(peers.get("medians", {}).get(each.code))
    return Line(
        indicator=each,
        rule=rule_text(each),
        arithmetic=arithmetic(each, mark, entrant),
        marks=mark.marks,
        share=percent(mark.marks, each.full),
        median=median,
        median_share=None if median is None else percent(median, each.full),
        rank=result.marks[each.code]["rank"],
        is_adjusted=each.code in entrant.adjusted,
    )


def decimal_or_none(text: str | None) -> Decimal | None:
    """A figure from JSON."""
    return None if text is None else Decimal(text)


def radar_of(lines: Iterable[Line], scheme: Scheme) -> str:
    """The radar of all indicators but the bonus: marks in per cent of full marks against the median's."""
    bonus = {group.code for group in scheme.groups if group.bonus}
    shown = [line for line in lines if line.indicator.group not in bonus]
    axes = [Axis(line.indicator.code, line.share, line.median_share) for line in shown]
    spoken = "；".join(f"{line.indicator.name}得分率{line.share}%，同类中位{line.median_share}%" for line in shown)
    return mark_safe(radar_svg(axes, f"各项得分率与同类中位数：{spoken}"))  # noqa: S308 - all words in it are escaped


def standing_result(entry: Entry) -> Result | None:
    """The result of an entry that stands. One query."""
    return entry.results.filter(superseded_at=None).first()
