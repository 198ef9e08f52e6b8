"""A scheme with one thing changed: everything else stays where it was."""

from dataclasses import replace
from decimal import Decimal

import pytest

from evaluation.scoring.scheme_editing import (
    indicators_in,
    new_group_code,
    with_group,
    with_group_moved,
    with_indicator_moved,
    without_group,
)
from evaluation.scoring.schemes import KINDS, Group
from tests.evaluation.scoring.schemes import GROUPS, INDICATORS, small_scheme


def codes(rows):
    return "".join(each.code for each in rows)


def test_a_group_is_added_at_the_end_and_renamed_in_its_place():
    scheme = small_scheme()
    added = with_group(scheme, Group(new_group_code(scheme), "开放合作", Decimal(5)))
    assert [group.code for group in added.groups] == ["a", "b", "c", "d", "g5"]
    assert new_group_code(added) == "g6"
    renamed = with_group(scheme, replace(GROUPS[1], name="孵化成效"))
    assert [group.name for group in renamed.groups] == ["综合服务能力", "孵化成效", "可持续发展", "加分项"]
    assert without_group(added, "g5") == scheme


@pytest.mark.parametrize(
    ("code", "step", "order"),
    [("b", -1, "bacd"), ("b", 1, "acbd"), ("a", -1, "abcd"), ("d", 1, "abcd"), ("none", 1, "abcd")],
)
def test_a_group_moves_one_place(code, step, order):
    moved = with_group_moved(small_scheme(), code, step)
    assert (codes(moved.groups), moved.kinds) == (order, small_scheme().kinds)


@pytest.mark.parametrize(
    ("code", "step", "order"),
    [("W", 1, "TWIVGL"), ("T", -1, "TWIVGL"), ("T", 1, "WTIVGL"), ("V", -1, "WTVIGL"), ("G", 1, "WTIVGL"), ("X", 1, "WTIVGL")],
)  # fmt: skip
def test_an_indicator_moves_within_its_group_of_one_kind(code, step, order):
    moved = with_indicator_moved(small_scheme(), "professional", code, step)
    assert codes(moved.indicators("professional")) == order
    assert moved.indicators("comprehensive") == INDICATORS


def test_rows_of_a_group_that_do_not_stand_together_move_past_the_others():
    rows = (INDICATORS[0], INDICATORS[2], INDICATORS[1])
    moved = with_indicator_moved(small_scheme(kinds=dict.fromkeys(KINDS, rows)), "comprehensive", "T", -1)
    assert codes(moved.indicators("comprehensive")) == "TIW"


def test_the_indicators_of_a_group_are_those_of_both_kinds():
    assert codes(indicators_in(small_scheme(), "a")) == "WTWT"
