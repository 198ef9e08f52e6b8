"""What figures must satisfy among themselves: below, at and above each whole, and every other contradiction."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.statistics.checks import SHARES, errors_of, holds_together, problems_of
from evaluation.statistics.columns import COLUMNS, FIELDS, Kind
from tests.factories_statistics import SOUND, sound_figures

BLANK = dict.fromkeys(FIELDS)

WRITTEN = {
    ("a2", "a3"): "a1", ("a5",): "a4", ("c2",): "c1", ("c3",): "c2", ("c5",): "c4",
    **{(part,): "d1" for part in ("d3", "d4", "d5", "d6", "d7", "d11", "f1")},
    **{(part,): "d8" for part in ("d12", "d13", "d14", "d15", "d16", "f2")},
    ("d10",): "d9", ("f4",): "f3", ("g2",): "g1", ("g3",): "g1",
}  # fmt: skip
"""Every share of the specification, written out here."""


def problems(**changes):
    return [(problem.fields, problem.message) for problem in errors_of(sound_figures(**changes))]


def test_sound_figures_have_no_error():
    assert errors_of(SOUND) == []


def test_the_shares_are_those_of_the_specification():
    assert {share.parts: share.whole for share in SHARES} == WRITTEN


@pytest.mark.parametrize("share", SHARES, ids=lambda share: share.key)
def test_a_share_below_and_at_its_whole_passes_and_above_it_does_not(share):
    first, rest = share.parts[0], sum(SOUND[part] for part in share.parts[1:])
    room = SOUND[share.whole] - rest
    asked = {
        step: [
            problem.fields
            for problem in errors_of(sound_figures(**{first: room + step}))
            if problem.fields == (*share.parts, share.whole)
        ]
        for step in (-1, 0, 1)
    }
    assert asked == {-1: [], 0: [], 1: [(*share.parts, share.whole)]}


def test_a_share_above_its_whole_is_named_with_both_figures():
    assert problems(d7=48, d6=14) == [(("d7", "d1"), "D7 当年注册为企业的团队48，大于D1 当年服务创业团队40，请核对。")]
    assert problems(a3=Decimal("800.01")) == [(("a2", "a3", "a1"), "A2与A3之和2,000.01，大于A1 总面积2,000，请核对。")]


def test_blanks_are_missing_and_nought_is_not():
    found = errors_of(BLANK)
    assert [problem.fields for problem in found] == [(name,) for name in FIELDS]
    assert found[0].message == "A1 总面积没有填写，没有的填0。"
    assert errors_of(BLANK, complete=False) == []
    assert errors_of({column.field: Decimal(0) if column.kind is not Kind.COUNT else 0 for column in COLUMNS}) == []


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.code)
def test_negative_and_too_large_figures(column):
    low, high = (
        [problem.message for problem in errors_of({**BLANK, column.field: value}, complete=False)]
        for value in (-1, column.largest + 1)
    )
    assert low == [f"{column.title}不能小于0，请核对。"]
    assert high == [f"{column.title}数值过大（{column.largest + 1:,}），请核对单位（{column.unit}）。"]


@pytest.mark.parametrize(("total", "said"), [("4999.99", "差0.01"), ("5000", ""), ("5000.01", "差0.01")])
def test_income_is_the_sum_of_its_parts(total, said):
    found = problems(b1=Decimal(total))
    assert [fields for fields, _ in found] == ([("b1", "b2", "b3", "b4", "b5", "b6")] if said else [])
    assert all(said in message for _, message in found)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"d2": 40}, ""),
        ({"d2": 39}, "D2 团队人员39，小于D1 当年服务创业团队40，每个至少1人，请核对。"),
        ({"d2": 0}, "D1 当年服务创业团队40，D2 团队人员0：人数不能为0，请核对。"),
        ({"d9": 29, "d10": 0}, "D9 初创企业吸纳就业29，小于D8 当年服务初创企业30，每个至少1人，请核对。"),
    ],
)
def test_people_and_units(changes, said):
    assert [message for _, message in problems(**changes)] == ([said] if said else [])


def test_people_without_units():
    nobody = dict.fromkeys(("d1", "d3", "d4", "d5", "d6", "d7", "d11", "f1"), 0)
    assert problems(**nobody, d2=5) == [
        (("d2", "d1"), "D1 当年服务创业团队0，D2 团队人员5：没有当年服务创业团队的人数应为0，请核对。")
    ]
    assert problems(**nobody, d2=0) == []


def test_money_and_recipients():
    assert [fields for fields, _ in problems(f1=0, f2=0)] == [("f3", "f1", "f2")]
    assert [fields for fields, _ in problems(f3=Decimal(0), f4=Decimal(0))] == [("f3", "f1", "f2")]
    assert problems(f1=0, f2=0, f3=Decimal(0), f4=Decimal(0)) == []
    assert problems(f1=0, f2=1) == []


NEAR = st.tuples(st.sampled_from(FIELDS), st.sampled_from((-1, 0, 1, 2, "blank", "nought", "minus", "huge")))
"""A figure and how it is moved."""


def moved(figures, name, step):
    """The figures with one that went so far, or to a place of its own."""
    places = {"blank": None, "nought": 0, "minus": -1, "huge": 10**10}
    value = places[step] if step in places else None if figures[name] is None else figures[name] + step
    return figures | {name: value}


@given(st.lists(NEAR, max_size=4))
def test_the_quick_answer_is_that_of_the_checks_one_by_one(moves):
    figures = dict(SOUND)
    for name, step in moves:
        figures = moved(figures, name, step)
    assert holds_together(figures) == (list(problems_of(figures, complete=True)) == [])


@pytest.mark.parametrize("share", SHARES, ids=lambda share: share.key)
def test_the_quick_answer_sees_every_share(share):
    figures = dict.fromkeys(FIELDS, 0) | {"b1": Decimal(0), share.parts[0]: 1}
    assert not holds_together(figures)


def test_a_return_that_lacks_a_figure_is_not_whole():
    assert not holds_together({name: SOUND[name] for name in FIELDS[1:]})
    assert holds_together(dict.fromkeys(FIELDS, 0))
