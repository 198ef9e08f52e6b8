"""Changes, shares and means between sums, and how they are printed."""

from decimal import Decimal

import pytest

from evaluation.statistics.rates import change, mean, percent, signed, unsigned


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(1, 8, "12.5"), (2, 3, "66.7"), (1, 2000, "0.1"), (1, 2001, "0.0"), (Decimal("0.05"), Decimal(40), "0.1")],
)
def test_a_percentage_is_rounded_half_up_to_a_tenth(part, whole, expected):
    assert percent(part, whole) == Decimal(expected)


def test_there_is_no_percentage_of_nought():
    assert percent(3, 0) is None


@pytest.mark.parametrize(
    ("new", "old", "expected"), [(12, 8, "50.0"), (8, 12, "-33.3"), (0, 8, "-100.0"), (8, 8, "0.0")]
)
def test_a_change_is_against_what_was(new, old, expected):
    assert change(new, old) == Decimal(expected)


@pytest.mark.parametrize(("new", "old"), [(5, 0), (5, None), (None, 5)])
def test_there_is_no_change_from_nothing(new, old):
    assert change(new, old) is None


def test_a_mean_is_rounded_half_up_to_a_hundredth():
    assert mean(Decimal("0.05"), 2) == Decimal("0.03")
    assert (mean(7, 0), mean(None, 3)) == (None, None)


def test_rates_are_printed_with_full_width_signs():
    rates = [Decimal("12.3"), Decimal("-0.4"), Decimal("0.0"), None]
    assert [signed(rate) for rate in rates] == ["＋12.3%", "－0.4%", "0.0%", "—"]
    assert [unsigned(rate) for rate in rates[:1] + rates[3:]] == ["12.3%", "—"]
