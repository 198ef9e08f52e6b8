"""What holds whatever the figures: more of a good figure never costs marks, marks stay within bounds, totals are exact, order
is irrelevant, equals stay equal, caps hold, forced grades are nobody's peers.
"""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.scoring.catalogue import CATALOGUE
from evaluation.scoring.evaluating import Ground, band_of, evaluate, lowest_seated, mark_of
from evaluation.scoring.example_scheme import EXAMPLE
from evaluation.scoring.explaining import ahead_of
from evaluation.scoring.grades import Forced, Grade
from evaluation.scoring.schemes import Ties
from tests.evaluation.scoring.schemes import INDICATORS, NO_STATISTICS, entrant, small_scheme, unreported

CENT = Decimal("0.01")
counts = st.integers(0, 400)
marks_given = st.lists(st.integers(0, 40).map(lambda n: Decimal(n) / 2), min_size=1, max_size=4)
KINDS = st.sampled_from(["comprehensive", "professional"])


@st.composite
def entrants(draw, key):
    return entrant(
        key,
        draw(counts),
        draw(counts),
        draw(counts),
        draw(counts),
        str(draw(st.decimals(0, 20000, places=2))),
        draw(counts),
        draw(st.none() | counts),
        draw(st.integers(0, 3)),
        draw(marks_given),
        draw(KINDS),
        draw(st.sampled_from([None, None, None, NO_STATISTICS])),
    )


fields = st.integers(1, 12).flatmap(lambda number: st.tuples(*(entrants(key) for key in range(number))))
caps = st.none() | st.integers(1, 100).map(Decimal)
schemes = st.builds(small_scheme, cap_percent=caps, ties=st.sampled_from(Ties), excellent=st.just(Decimal(75)))


@given(fields, schemes)
def test_marks_lie_within_nothing_and_full_and_add_up_exactly(field, scheme):
    for outcome in evaluate(scheme, field).outcomes.values():
        full = scheme.indicators(outcome.kind)
        assert all(0 <= mark.marks <= each.full for mark, each in zip(outcome.marks, full, strict=True))
        assert all(mark.marks.as_tuple().exponent == -2 for mark in outcome.marks)
        assert outcome.total == sum(mark.marks for mark in outcome.marks)
        assert outcome.total.as_tuple().exponent == -2


@given(fields, schemes, st.randoms(use_true_random=False))
def test_the_order_of_makerspaces_is_irrelevant(field, scheme, chance):
    shuffled = list(field)
    chance.shuffle(shuffled)
    first, second = evaluate(scheme, field), evaluate(scheme, shuffled)
    assert first == second
    assert list(first.outcomes) == list(second.outcomes)


@given(fields, schemes)
def test_equal_totals_have_equal_ranks_and_grades(field, scheme):
    seen = {}
    for outcome in evaluate(scheme, field).outcomes.values():
        if outcome.is_peer:
            assert seen.setdefault(("rank", outcome.kind, outcome.total), outcome.rank) == outcome.rank
            assert seen.setdefault(("grade", outcome.total), outcome.grade) == outcome.grade


@given(fields, schemes)
def test_the_cap_is_kept(field, scheme):
    result = evaluate(scheme, field)
    peers = [outcome for outcome in result.outcomes.values() if outcome.is_peer]
    best = [outcome for outcome in peers if outcome.grade is Grade.EXCELLENT]
    if result.seats is None:
        assert not any(outcome.ground is Ground.CAP for outcome in peers)
        return
    if scheme.ties is Ties.OUT:
        assert len(best) <= result.seats
    elif len(best) > result.seats:  # only those level with the last seat are beyond it
        last = sorted((outcome.total for outcome in best), reverse=True)[max(result.seats - 1, 0)]
        assert result.seats
        assert min(outcome.total for outcome in best) == last
    held = [outcome for outcome in peers if outcome.ground is Ground.CAP]
    assert all(outcome.grade is Grade.GOOD and outcome.total >= scheme.excellent for outcome in held)
    assert all(one.total > other.total for one in best for other in held)


@given(fields, schemes)
def test_forced_grades_are_no_peers(field, scheme):
    free = [each for each in field if each.forced is None]
    with_all, without = evaluate(scheme, field), evaluate(scheme, free)
    assert with_all.peers == without.peers
    assert with_all.seats == without.seats
    for each in field:
        outcome = with_all.outcomes[each.key]
        if each.forced:
            assert (outcome.grade, outcome.ground, outcome.rank) == (Grade.FAIL, Ground.FORCED, None)
        else:
            assert outcome == without.outcomes[each.key]


AUTOMATIC = [each for kind in EXAMPLE.kinds.values() for each in kind if each.figure]


@pytest.mark.parametrize(
    "indicator", AUTOMATIC + [each for each in INDICATORS if each.figure], ids=lambda each: each.name
)
@given(st.data())
def test_more_of_a_good_figure_never_costs_marks(indicator, data):
    figure = CATALOGUE[indicator.figure]
    figures = {code.lower(): data.draw(counts) for code in figure.codes}
    before = {code.lower(): data.draw(counts) for code in figure.codes}
    more = figures | {
        code.lower(): figures[code.lower()] + data.draw(counts) for code in figure.parts if code not in figure.base
    }
    now = replace(entrant(1, 0, 0, 0, 0, "0", 0), figures=figures, before=before)
    assert mark_of(indicator, replace(now, figures=more)).marks >= mark_of(indicator, now).marks


@given(entrants(1))
def test_each_path_reaches_the_next_grade(one):
    """The change that a path names, made in the figures, gives the marks that were lacking."""
    scheme = small_scheme()
    outcome = evaluate(scheme, [one]).outcomes[1]
    ahead = ahead_of(scheme, one, outcome)
    for path in ahead.paths if ahead else ():
        figure = CATALOGUE[path.indicator.figure]
        first = figure.parts[0].lower()
        more = path.amount - sum(one.figures[code.lower()] for code in figure.parts)
        changed = replace(one, figures=one.figures | {first: one.figures[first] + more})
        assert more > 0
        assert evaluate(scheme, [changed]).outcomes[1].total >= dict(scheme.bands)[ahead.grade]


def test_an_indicator_that_nobody_marked_is_lacking():
    outcome = evaluate(small_scheme(), [entrant(1, 1, 2, 1, 2, "1", 3)]).outcomes[1]
    assert outcome.lacks_experts
    assert [mark.code for mark in outcome.marks if mark.lacking] == ["T"]


def test_a_return_that_is_lacking_wants_a_forced_grade():
    with pytest.raises(ValueError, match="neither figures nor a forced grade"):
        evaluate(small_scheme(), [replace(unreported(7), forced=None)])


def test_a_forced_grade_keeps_the_marks_of_its_figures_for_reading():
    one = entrant(1, 54, 60, 10, 40, "12000", 36, 30, experts=("20",), forced=Forced("第十三条", "统计数据报送不真实"))
    outcome = evaluate(small_scheme(), [one]).outcomes[1]
    assert (outcome.total, outcome.grade, outcome.forced.reason) == (
        Decimal("100.00"),
        Grade.FAIL,
        "统计数据报送不真实",
    )


@pytest.mark.parametrize(
    ("totals", "seats", "ties", "lowest"),
    [
        ("90 88 86", 3, Ties.OUT, "86"),  # all fit
        ("90 88 86", 2, Ties.OUT, "88"),
        ("90 88 88 86", 2, Ties.OUT, "90"),  # two share the last seat: both out
        ("90 88 88 86", 2, Ties.IN, "88"),  # both in
        ("90 90 90", 1, Ties.OUT, None),
        ("90 90 90", 1, Ties.IN, "90"),
        ("90", 0, Ties.IN, None),  # a share that rounds down to no seat
        ("", 0, Ties.OUT, None),
        ("", 3, Ties.OUT, None),
    ],
)
def test_ties_across_the_cap(totals, seats, ties, lowest):
    scheme = small_scheme(cap_percent=Decimal(10), ties=ties)
    found = lowest_seated(scheme, [Decimal(total) for total in totals.split()], seats)
    assert found == (None if lowest is None else Decimal(lowest))


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("85.00", "excellent"),
        ("84.99", "good"),
        ("75.00", "good"),
        ("74.99", "pass"),
        ("60.00", "pass"),
        ("59.99", "fail"),
    ],
)
def test_bands(total, grade):

    assert band_of(EXAMPLE, Decimal(total)) is Grade(grade)
