"""What one makerspace comes to when its result is corrected while all others stay as they are: nobody else moves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from evaluation.scoring.evaluating import Entrant, Ground, Outcome, Peers, rank_in, scored
from evaluation.scoring.grades import Grade
from evaluation.scoring.schemes import Scheme


@dataclass(frozen=True, slots=True)
class Others:
    """The other makerspaces of a campaign as they stand: totals and marks of the peers of its kind in any order, the totals
    of those of both kinds that are 优秀, and the seats there were.
    """

    totals: Sequence[Decimal]
    marks: Mapping[str, Sequence[Decimal]]
    excellent: Sequence[Decimal]
    seats: int | None


def corrected(scheme: Scheme, entrant: Entrant, others: Others) -> tuple[Outcome, Peers]:
    """The outcome with its rank, and the peers with it among them.

    优秀 keeps to the cap: while seats are left, or with a total that is no less than one that has a seat.
    """
    outcome = scored(scheme, entrant)
    total = outcome.total
    if not outcome.is_peer or total is None:
        return outcome, peers_with(others, None)
    if outcome.grade is Grade.EXCELLENT and not is_seated(total, others):
        outcome = replace(outcome, grade=Grade.GOOD, ground=Ground.CAP)
    peers = peers_with(others, outcome)
    return replace(outcome, rank=rank_in(peers.totals, total)), peers


def is_seated(total: Decimal, others: Others) -> bool:
    """Whether a total in the band of 优秀 keeps it under the cap."""
    if others.seats is None or len(others.excellent) < others.seats:
        return True
    return bool(others.excellent) and total >= min(others.excellent)


def peers_with(others: Others, outcome: Outcome | None) -> Peers:
    """The peers, with one more where it is one."""
    own = {mark.code: mark.marks for mark in outcome.marks} if outcome else {}
    totals = [*others.totals, *([outcome.total] if outcome and outcome.total is not None else [])]
    marks = {
        code: tuple(sorted([*given, *([own[code]] if code in own else [])])) for code, given in others.marks.items()
    }
    return Peers(tuple(sorted(totals)), marks)
