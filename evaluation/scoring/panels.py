"""What a panel's marks come to: mean, spread, pass. Exact Decimals, rounded half up to 0.01 at the very end."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

CENT = Decimal("0.01")
DROP_FROM = 5
"""From this many experts on, the highest and the lowest total do not count."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """One expert's sheet as the panel sees it: the total of the marks and whether filing is recommended."""

    total: Decimal
    recommend: bool


@dataclass(frozen=True, slots=True)
class PanelScore:
    """What the opinions come to. `dropped` and `counted` hold indexes of the opinions in the order given."""

    mean: Decimal
    spread: Decimal
    recommendations: int
    experts: int
    dropped: tuple[int, ...]
    counted: tuple[int, ...]
    is_pass: bool
    is_spread_exceeded: bool


def panel_score(opinions: Sequence[Opinion], *, pass_mark: Decimal, spread_limit: Decimal) -> PanelScore:
    """The result of a panel; ValueError without opinions.

    Mean: without one highest and one lowest total where there are five or more, else of all. Passed: the exact mean
    reaches the pass mark (rounding helps nobody over it) and more than half of all experts recommend. Spread: the
    highest total less the lowest, of all experts; exceeded when above the limit.
    """
    if not opinions:
        raise ValueError("a panel without opinions has no result")
    totals = [opinion.total for opinion in opinions]
    dropped = dropped_indexes(totals)
    counted = tuple(index for index in range(len(totals)) if index not in dropped)
    exact = Fraction(sum((totals[index] for index in counted), Decimal(0))) / len(counted)
    recommendations = sum(opinion.recommend for opinion in opinions)
    spread = max(totals) - min(totals)
    return PanelScore(
        mean=half_up(exact),
        spread=half_up(Fraction(spread)),
        recommendations=recommendations,
        experts=len(opinions),
        dropped=dropped,
        counted=counted,
        is_pass=exact >= Fraction(pass_mark) and recommendations * 2 > len(opinions),
        is_spread_exceeded=spread > spread_limit,
    )


def dropped_indexes(totals: Sequence[Decimal]) -> tuple[int, ...]:
    """The first lowest and the last highest of five or more totals, in order; nothing of fewer."""
    if len(totals) < DROP_FROM:
        return ()
    ranked = sorted(range(len(totals)), key=lambda index: (totals[index], index))
    return tuple(sorted((ranked[0], ranked[-1])))


def half_up(value: Fraction) -> Decimal:
    """A fraction as a Decimal of two places, halves away from zero."""
    whole, rest = divmod(abs(value.numerator) * 100, value.denominator)
    hundredths = whole + (rest * 2 >= value.denominator)
    return (Decimal(hundredths if value >= 0 else -hundredths) / 100).quantize(CENT, ROUND_HALF_UP)
