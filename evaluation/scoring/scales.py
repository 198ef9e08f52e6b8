"""How a figure becomes marks: linear between floor and target, banded steps, or experts' marks. Exact, half up to 0.01."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from evaluation.scoring.panels import half_up

NOUGHT = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Linear:
    """Nothing at the floor, full marks at the target, in between in proportion; a target below the floor: less is better."""

    floor: Decimal
    target: Decimal


@dataclass(frozen=True, slots=True)
class Step:
    """From this figure on, these marks."""

    start: Decimal
    marks: Decimal


@dataclass(frozen=True, slots=True)
class Steps:
    """Marks by bands, ascending; below the first band nothing."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Expert:
    """Experts give marks for what the makerspace states and proves; `guidance` says what is looked at."""

    guidance: str = ""


Scale: TypeAlias = Linear | Steps | Expert


def linear_marks(scale: Linear, full: Decimal, value: Fraction) -> Decimal:
    """The part of the way from floor to target, of full marks, within nothing and full."""
    part = (value - Fraction(scale.floor)) / (Fraction(scale.target) - Fraction(scale.floor))
    if part <= 0:
        return NOUGHT
    return half_up(Fraction(full) * min(part, Fraction(1)))


def step_reached(scale: Steps, value: Fraction) -> Step | None:
    """The last band whose beginning the figure has reached; None below the first."""
    place = bisect_right(scale.steps, value, key=lambda step: Fraction(step.start))
    return scale.steps[place - 1] if place else None


def step_marks(scale: Steps, value: Fraction) -> Decimal:
    """The marks of the band that was reached."""
    step = step_reached(scale, value)
    return half_up(Fraction(step.marks)) if step else NOUGHT


def expert_marks(marks: Sequence[Decimal]) -> Decimal:
    """The mean of what the experts gave; nothing where nobody has."""
    return half_up(Fraction(sum(marks, Decimal(0))) / len(marks)) if marks else NOUGHT


def figure_for(scale: Linear | Steps, full: Decimal, marks: Decimal) -> Fraction | None:
    """The figure at which these marks are reached; None where the scale never gives them."""
    if marks > full:
        return None
    if isinstance(scale, Linear):
        return Fraction(scale.floor) + (Fraction(scale.target) - Fraction(scale.floor)) * Fraction(marks) / Fraction(
            full
        )
    return next((Fraction(step.start) for step in scale.steps if step.marks >= marks), None)
