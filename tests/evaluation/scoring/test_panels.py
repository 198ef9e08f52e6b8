"""Panel arithmetic, each figure worked out by hand, and its bounds for any marks."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.scoring.panels import Opinion, half_up, panel_score


def score(*totals, against=0, pass_mark="60", spread_limit="20"):
    """The result of totals of which the first `against` do not recommend."""
    opinions = [Opinion(Decimal(total), index >= against) for index, total in enumerate(totals)]
    return panel_score(opinions, pass_mark=Decimal(pass_mark), spread_limit=Decimal(spread_limit))


@pytest.mark.parametrize(
    ("totals", "mean", "spread", "dropped"),
    [
        (("84", "86", "88", "90", "91"), "88.00", "7.00", (0, 4)),  # (86 + 88 + 90) / 3
        (("62", "71", "74", "78", "89"), "74.33", "27.00", (0, 4)),  # (71 + 74 + 78) / 3 = 74.333…
        (("55", "57", "59", "63", "66"), "59.67", "11.00", (0, 4)),  # (57 + 59 + 63) / 3 = 59.666…
        (("70", "80", "90"), "80.00", "20.00", ()),  # three: all count
        (("70.5", "80", "80", "71"), "75.38", "9.50", ()),  # four: 301.5 / 4 = 75.375, half up
        (("60", "60", "60", "60", "60"), "60.00", "0.00", (0, 4)),  # of equals, one at each end
        (("61", "90", "62", "63", "90"), "71.67", "29.00", (0, 4)),  # (90 + 62 + 63) / 3: one of the highest stays
        (("50", "60", "70", "80", "90", "100"), "75.00", "50.00", (0, 5)),  # six: four count
        (("77.5",), "77.50", "0.00", ()),
    ],
)
def test_mean_and_spread(totals, mean, spread, dropped):
    result = score(*totals)
    assert (result.mean, result.spread, result.dropped) == (Decimal(mean), Decimal(spread), dropped)
    assert len(result.counted) == len(totals) - len(dropped)


@pytest.mark.parametrize(
    ("totals", "against", "is_pass"),
    [
        (("60", "60", "60"), 0, True),
        (("60", "60", "59.5"), 0, False),  # 59.83
        (("60", "60", "60"), 1, True),  # 2 of 3
        (("60", "60", "60"), 2, False),  # 1 of 3
        (("90", "90", "90", "90"), 2, False),  # half is not more than half
        (("90", "90", "90", "90"), 1, True),
        (("90", "90", "90", "90", "90"), 2, True),  # 3 of 5
        (("90", "90", "90", "90", "90"), 3, False),
        (("0", "60", "60", "60", "100"), 0, True),  # the ends do not count for the mean
    ],
)
def test_passing(totals, against, is_pass):
    assert score(*totals, against=against).is_pass is is_pass


def test_recommendations_of_dropped_experts_count():
    result = score("50", "70", "70", "70", "90", against=2)
    assert (result.recommendations, result.experts, result.is_pass) == (3, 5, True)


def test_rounding_helps_nobody_over_the_mark():
    result = panel_score(
        [Opinion(Decimal("59.995"), recommend=True)] * 3, pass_mark=Decimal(60), spread_limit=Decimal(20)
    )
    assert (result.mean, result.is_pass) == (Decimal("60.00"), False)


@pytest.mark.parametrize(("highest", "exceeded"), [("80", False), ("80.5", True), ("79.5", False)])
def test_spread_limit(highest, exceeded):
    assert score("60", "70", highest).is_spread_exceeded is exceeded


def test_spread_looks_at_the_ends_that_the_mean_leaves_out():
    assert score("41", "60", "62", "64", "66").is_spread_exceeded


def test_no_opinions_have_no_result():
    with pytest.raises(ValueError, match="no result"):
        panel_score([], pass_mark=Decimal(60), spread_limit=Decimal(20))


@pytest.mark.parametrize(
    ("value", "rounded"), [("1/3", "0.33"), ("2/3", "0.67"), ("1/200", "0.01"), ("1/201", "0.00"), ("-1/200", "-0.01")]
)
def test_half_up(value, rounded):
    assert half_up(Fraction(value)) == Decimal(rounded)


MARKS = st.integers(0, 200).map(lambda steps: Decimal(steps) / 2)
PANELS = st.lists(st.builds(Opinion, MARKS, st.booleans()), min_size=1, max_size=15)


@given(PANELS)
def test_result_stays_within_the_marks(opinions):
    result = panel_score(opinions, pass_mark=Decimal(60), spread_limit=Decimal(20))
    totals = [opinion.total for opinion in opinions]
    assert min(totals) <= result.mean <= max(totals)
    assert result.spread == max(totals) - min(totals)
    assert 0 <= result.recommendations <= result.experts == len(opinions)
    assert len(result.counted) == (len(opinions) - 2 if len(opinions) >= 5 else len(opinions))
    assert sorted((*result.dropped, *result.counted)) == list(range(len(opinions)))
    assert result.mean == result.mean.quantize(Decimal("0.01"))


@given(PANELS, st.randoms(use_true_random=False))
def test_order_does_not_matter(opinions, random):
    shuffled = list(opinions)
    random.shuffle(shuffled)
    first, second = (
        panel_score(panel, pass_mark=Decimal(60), spread_limit=Decimal(20)) for panel in (opinions, shuffled)
    )
    assert (first.mean, first.spread, first.is_pass) == (second.mean, second.spread, second.is_pass)


@given(PANELS, MARKS)
def test_a_higher_mark_never_lowers_the_mean(opinions, more):
    raised = [Opinion(max(opinions[0].total, more), opinions[0].recommend), *opinions[1:]]
    limits = {"pass_mark": Decimal(60), "spread_limit": Decimal(20)}
    assert panel_score(raised, **limits).mean >= panel_score(opinions, **limits).mean
