"""Made-up returns pass every check, and go on plausibly from year to year."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from evaluation.demo.figures import plausible_figures
from evaluation.statistics.checks import errors_of
from evaluation.statistics.columns import FIELDS
from evaluation.statistics.comparing import Cause, Yardsticks, warnings_of


@given(seed=st.integers(0, 2**32), residents=st.integers(1, 400), years=st.integers(1, 6))
def test_every_year_passes_every_check(seed, residents, years):
    random, figures = Random(seed), None
    for _year in range(years):
        figures = plausible_figures(random, residents=residents, previous=figures)
        assert list(figures) == list(FIELDS)
        assert errors_of(figures) == []


def test_the_same_seed_gives_the_same_figures():
    assert plausible_figures(Random(7), residents=75) == plausible_figures(Random(7), residents=75)


def test_a_following_year_raises_few_questions():
    random = Random(5)
    first = [plausible_figures(random, residents=75) for _ in range(40)]
    asked = [
        warning.cause
        for last in first
        for warning in warnings_of(plausible_figures(random, residents=75, previous=last), Yardsticks(last_year=last))
    ]
    assert Cause.UNIT not in asked
    assert len(asked) < len(first) * 2
