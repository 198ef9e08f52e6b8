"""From figures and experts' marks to totals, ranks, medians and grades, for all makerspaces of a campaign at once. Pure and
deterministic: the order of the makerspaces changes nothing.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from evaluation.scoring.catalogue import CATALOGUE, Figures, read
from evaluation.scoring.grades import GRADES, Forced, Grade
from evaluation.scoring.panels import half_up
from evaluation.scoring.scales import NOUGHT, Expert, Linear, expert_marks, linear_marks, step_marks
from evaluation.scoring.schemes import Indicator, Scheme, Ties


class Ground(StrEnum):
    """Why a grade is what it is."""

    SCORE = "score"
    CAP = "cap"
    FORCED = "forced"


@dataclass(frozen=True, slots=True)
class Adjusted:
    """Marks that the city set in place of the experts', with the reason."""

    marks: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class Entrant:
    """A makerspace as it is scored. `figures` None without a return that counts, `before` without one of the year before;
    `experts` holds the marks given, by the indicator's code, `adjusted` those that take their place.
    """

    key: int
    kind: str
    figures: Figures | None
    before: Figures | None = None
    experts: Mapping[str, tuple[Decimal, ...]] = field(default_factory=dict)
    forced: Forced | None = None
    adjusted: Mapping[str, Adjusted] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mark:
    """One indicator's marks. `value` is the figure, None for experts' marks and where it cannot be worked out; `lacking` an
    indicator that no expert has marked yet.
    """

    code: str
    marks: Decimal
    value: Fraction | None = None
    lacking: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an entrant comes to. `marks` are empty and `total` None without figures; `rank` is that among peers of its kind
    (equal totals rank equally), None for a forced grade.
    """

    key: int
    kind: str
    marks: tuple[Mark, ...]
    total: Decimal | None
    grade: Grade
    ground: Ground
    rank: int | None = None
    forced: Forced | None = None

    @property
    def is_peer(self) -> bool:
        """Whether others are compared with it."""
        return self.ground is not Ground.FORCED

    @property
    def lacks_experts(self) -> bool:
        return any(mark.lacking for mark in self.marks)


@dataclass(frozen=True)
class Peers:
    """The makerspaces of a kind whose grade is not forced: how many, their totals and marks in ascending order."""

    totals: tuple[Decimal, ...]
    marks: Mapping[str, tuple[Decimal, ...]]

    @property
    def number(self) -> int:
        return len(self.totals)

    @cached_property
    def medians(self) -> Mapping[str, Decimal | None]:
        """The median of the marks by indicator."""
        return {code: median_of(marks) for code, marks in self.marks.items()}

    @cached_property
    def median(self) -> Decimal | None:
        """The median of the totals."""
        return median_of(self.totals)

    def rank_of(self, code: str, marks: Decimal) -> int:
        """The rank of marks for an indicator; equal marks rank equally."""
        return rank_in(self.marks[code], marks)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All outcomes by key, ascending, and the peers of each kind; `seats` is how many may be 优秀, None without a cap."""

    outcomes: Mapping[int, Outcome]
    peers: Mapping[str, Peers]
    seats: int | None

    def distribution(self, kind: str = "") -> dict[Grade, int]:
        """How many have each grade, best first; of one kind where it is given."""
        counts = dict.fromkeys(GRADES, 0)
        for outcome in self.outcomes.values():
            if kind in ("", outcome.kind):
                counts[outcome.grade] += 1
        return counts


def median_of(ascending: Sequence[Decimal]) -> Decimal | None:
    """The middle, or the mean of the two in the middle, half up to 0.01; None of nothing."""
    if not ascending:
        return None
    middle = len(ascending) // 2
    if len(ascending) % 2:
        return ascending[middle]
    return half_up(Fraction(ascending[middle - 1] + ascending[middle]) / 2)


def rank_in(ascending: Sequence[Decimal], marks: Decimal) -> int:
    """One more than how many have more."""
    return len(ascending) - bisect_right(ascending, marks) + 1


def mark_of(indicator: Indicator, entrant: Entrant) -> Mark:
    """The marks of one indicator for an entrant with figures."""
    if isinstance(indicator.scale, Expert):
        if indicator.code in entrant.adjusted:
            return Mark(indicator.code, half_up(Fraction(entrant.adjusted[indicator.code].marks)))
        given = entrant.experts.get(indicator.code, ())
        return Mark(indicator.code, min(expert_marks(given), indicator.full), None, not given)
    value = read(CATALOGUE[indicator.figure], entrant.figures or {}, entrant.before).value
    if value is None:
        return Mark(indicator.code, half_up(Fraction(indicator.absent)))
    if isinstance(indicator.scale, Linear):
        return Mark(indicator.code, linear_marks(indicator.scale, indicator.full, value), value)
    return Mark(indicator.code, step_marks(indicator.scale, value), value)


def band_of(scheme: Scheme, total: Decimal) -> Grade:
    """The grade by the score alone."""
    return next((grade for grade, least in scheme.bands if total >= least), Grade.FAIL)


def scored(scheme: Scheme, entrant: Entrant) -> Outcome:
    """Marks, total and grade of one entrant, before ranks and cap."""
    marks: tuple[Mark, ...] = ()
    total: Decimal | None = None
    if entrant.figures is not None:
        marks = tuple(mark_of(indicator, entrant) for indicator in scheme.indicators(entrant.kind))
        total = sum((mark.marks for mark in marks), NOUGHT)
    if entrant.forced:
        forced = entrant.forced
        return Outcome(entrant.key, entrant.kind, marks, total, forced.grade, Ground.FORCED, None, forced)
    if total is None:
        raise ValueError(f"entrant {entrant.key} has neither figures nor a forced grade")
    return Outcome(entrant.key, entrant.kind, marks, total, band_of(scheme, total), Ground.SCORE)


def peers_of(scheme: Scheme, outcomes: Iterable[Outcome], kind: str) -> Peers:
    """The peers of a kind, from outcomes whose marks stand in the order of the scheme."""
    among = [outcome for outcome in outcomes if outcome.kind == kind and outcome.is_peer]
    columns = zip(*(tuple(mark.marks for mark in outcome.marks) for outcome in among), strict=True)
    codes = [indicator.code for indicator in scheme.indicators(kind)]
    marks = {code: tuple(sorted(column)) for code, column in zip(codes, columns, strict=True)} if among else {}
    return Peers(
        totals=tuple(sorted(outcome.total for outcome in among if outcome.total is not None)),
        marks=marks or dict.fromkeys(codes, ()),
    )


def seats_for(scheme: Scheme, number: int) -> int | None:
    """How many of so many may be 优秀, rounded down; None without a cap."""
    return None if scheme.cap_percent is None else int(number * Fraction(scheme.cap_percent) / 100)


def lowest_seated(scheme: Scheme, totals: Sequence[Decimal], seats: int) -> Decimal | None:
    """The lowest total that keeps 优秀 under the cap; None where none does. `totals` are those in the band of 优秀.

    Equal totals across the cap are treated alike: all in (the cap is then exceeded by them), or all out.
    """
    ranked = sorted(totals, reverse=True)
    if len(ranked) <= seats:
        return ranked[-1] if ranked else None
    if not seats:
        return None
    edge = ranked[seats - 1]
    if scheme.ties is Ties.IN or ranked[seats] < edge:
        return edge
    return min((total for total in ranked if total > edge), default=None)


def capped(scheme: Scheme, outcomes: list[Outcome]) -> tuple[list[Outcome], int | None]:
    """The outcomes after the cap on 优秀 over all peers of both kinds, and how many seats there were."""
    peers = [outcome for outcome in outcomes if outcome.is_peer]
    seats = seats_for(scheme, len(peers))
    if seats is None:
        return outcomes, None
    totals = [each.total for each in peers if each.grade is Grade.EXCELLENT and each.total is not None]
    lowest = lowest_seated(scheme, totals, seats)

    def held(outcome: Outcome) -> Outcome:
        over = outcome.is_peer and outcome.grade is Grade.EXCELLENT and outcome.total is not None
        if over and (lowest is None or (outcome.total or NOUGHT) < lowest):
            return replace(outcome, grade=Grade.GOOD, ground=Ground.CAP)
        return outcome

    return [held(outcome) for outcome in outcomes], seats


def evaluate(scheme: Scheme, entrants: Iterable[Entrant]) -> Evaluation:
    """Score, rank and grade all entrants; ValueError for one that has neither figures nor a forced grade."""
    first = sorted((scored(scheme, entrant) for entrant in entrants), key=lambda outcome: outcome.key)
    peers = {kind: peers_of(scheme, first, kind) for kind in scheme.kinds}
    after, seats = capped(scheme, first)
    outcomes = {each.key: ranked(each, peers[each.kind]) for each in after}
    return Evaluation(outcomes, peers, seats)


def ranked(outcome: Outcome, peers: Peers) -> Outcome:
    """The outcome with its rank among peers."""
    if not outcome.is_peer or outcome.total is None:
        return outcome
    return replace(outcome, rank=rank_in(peers.totals, outcome.total))
