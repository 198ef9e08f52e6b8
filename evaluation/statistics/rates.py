"""Rates between sums of figures: changes, shares, means, and how they are printed. Pure: no model, no query."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from evaluation.statistics.columns import Value

TENTH: Final = Decimal("0.1")
CENT: Final = Decimal("0.01")
NONE: Final = "—"
"""Where there is nothing to compare with."""


def percent(part: Value, whole: Value) -> Decimal | None:
    """A part in per cent of its whole, half up to one place; None of nought."""
    return (Decimal(part) * 100 / Decimal(whole)).quantize(TENTH, ROUND_HALF_UP) if whole else None


def change(new: Value | None, old: Value | None) -> Decimal | None:
    """The growth from old to new in per cent; None where either is lacking or there was nothing before."""
    return None if new is None or not old else percent(new - old, old)


def mean(total: Value | None, number: int) -> Decimal | None:
    """The mean, half up to two places."""
    return None if total is None or not number else (Decimal(total) / number).quantize(CENT, ROUND_HALF_UP)


def signed(rate: Decimal | None) -> str:
    """＋12.3%, －0.4%, 0.0%; — where there is none."""
    if rate is None:
        return NONE
    sign = "＋" if rate > 0 else "－" if rate < 0 else ""
    return f"{sign}{abs(rate)}%"


def unsigned(rate: Decimal | None) -> str:
    """12.3%."""
    return NONE if rate is None else f"{rate}%"
