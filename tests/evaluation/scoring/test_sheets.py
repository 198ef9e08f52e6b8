"""Marks in steps, comments under the floor, what is lacking."""

from decimal import Decimal

import pytest

from evaluation.scoring.default_forms import DEFAULT_FORMS
from evaluation.scoring.sheets import (
    Entry,
    comment_floor,
    comment_problem,
    full_of,
    lacking,
    mark_problem,
    plain,
    total_of,
)


def entry(position=1, full="15", marks=None, comment=""):
    full_marks = Decimal(full)
    given = None if marks is None else Decimal(marks)
    return Entry(position, full_marks, comment_floor(full_marks, 60), given, comment)


@pytest.mark.parametrize(
    ("marks", "problem"),
    [
        ("0", ""),
        ("0.5", ""),
        ("15", ""),
        ("15.0", ""),
        ("15.5", "请填写0至15之间的分数。"),
        ("-0.5", "请填写0至15之间的分数。"),
        ("12.25", "按0.5分计，请填写整分或半分。"),
        ("0.1", "按0.5分计，请填写整分或半分。"),
    ],
)
def test_marks_go_in_steps_of_a_half(marks, problem):
    assert mark_problem(Decimal(marks), Decimal("15.00")) == problem


@pytest.mark.parametrize(("marks", "needed"), [("8.5", True), ("9", False), ("9.5", False), ("0", True), (None, False)])
def test_comment_is_needed_below_the_floor(marks, needed):
    assert entry(marks=marks).needs_comment is needed


@pytest.mark.parametrize(
    ("length", "problem"),
    [
        (49, "总评至少50字，还差1字"),
        (50, ""),
        (500, ""),
        (501, "总评最多500字，已多1字"),
    ],
)
def test_overall_comment_has_fifty_to_five_hundred_characters(length, problem):
    assert comment_problem("评" * length) == problem


def test_what_is_lacking_stands_in_the_order_of_the_page():
    entries = [entry(1, marks="12"), entry(2, marks="8.5"), entry(3), entry(4, "20", marks="11.5", comment="偏少")]
    assert lacking(entries, recommend=None, comment="") == (
        "第3项评分",
        "第2项评语（低于9分）",
        "总体意见",
        "总评",
    )


def test_a_complete_sheet_lacks_nothing():
    assert lacking([entry(marks="12")], recommend=False, comment="评" * 50) == ()


def test_a_no_is_an_opinion():
    assert lacking([entry(marks="12")], recommend=False, comment="短") == ("总评至少50字，还差49字",)


def test_totals_count_what_is_marked():
    entries = [entry(1, marks="12.5"), entry(2), entry(3, "20", marks="15")]
    assert (total_of(entries), full_of(entries), full_of(entries, marked_only=True)) == (
        Decimal("27.5"),
        Decimal(50),
        Decimal(35),
    )


@pytest.mark.parametrize(("figure", "text"), [("15.00", "15"), ("8.50", "8.5"), ("100", "100"), ("0.00", "0")])
def test_plain_figures(figure, text):
    assert plain(Decimal(figure)) == text


@pytest.mark.parametrize("form", DEFAULT_FORMS, ids=lambda form: form.kind)
def test_default_forms_add_up_to_a_hundred(form):
    assert sum(criterion.full_marks for criterion in form.criteria) == 100


def test_default_forms_read_every_clause_of_their_kind():
    read = {form.kind: {s for criterion in form.criteria for s in criterion.sections} for form in DEFAULT_FORMS}
    article_5 = {f"5.{number}" for number in range(1, 9)}
    assert read == {"comprehensive": article_5, "professional": article_5 | {f"6.{n}" for n in range(1, 5)}}
