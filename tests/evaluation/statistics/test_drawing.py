"""Charts on paper: well-formed, lengths in proportion to the figures, axes that end on round numbers, the same bytes."""

from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from evaluation.statistics.drawing import Series, axis_figure, columns_chart, length, rows_chart, top_of

SVG = "{http://www.w3.org/2000/svg}"
SPOKEN = "总收入<历年>&“合计”"
BLUE, GREY = "#17498f", "#a9b6c6"


def columns(*values, unit="千元"):
    names = [f"{2021 + number}年" for number in range(len(values))]
    return ET.fromstring(columns_chart(names, values, unit=unit, spoken=SPOKEN))  # noqa: S314 - our own


def rows(categories, *series):
    drawn = [Series(name, values) for name, values in series]
    return ET.fromstring(rows_chart(categories, drawn, unit="个", spoken=SPOKEN))  # noqa: S314 - our own


def bars(picture, colour, measure, *, key=True):
    """The lengths of the bars of a colour; the first of them may be its key."""
    found = [Decimal(each.get(measure)) for each in picture.iter(f"{SVG}rect") if each.get("fill") == colour]
    return found[1:] if key else found


def words(picture):
    return [each.text for each in picture.iter(f"{SVG}text")]


@pytest.mark.parametrize(
    ("values", "top"),
    [((), 4), ((0,), 4), ((3,), 4), ((4,), 4), ((5,), 8), ((17,), 20), ((21,), 40), ((65508,), 80000), ((1000,), 1000)],
)
def test_an_axis_ends_on_a_round_number_above_the_largest(values, top):
    assert top_of(values) == top


def test_lengths_are_in_proportion():
    assert [length(value, Decimal(80), 60) for value in (80, 40, Decimal("13.34"), 0)] == [60, 30, Decimal("10.01"), 0]


def test_upright_bars_are_as_high_as_their_figures():
    picture = columns(Decimal(20), Decimal(40), None, Decimal("30.50"))
    assert bars(picture, BLUE, "height", key=False) == [30, 60, Decimal("45.75")]
    base = {Decimal(y.get("y")) + Decimal(y.get("height")) for y in picture.iter(f"{SVG}rect")}
    assert base == {Decimal(86)}


def test_upright_bars_say_their_figures_units_and_years():
    assert words(columns(Decimal(2000), None)) == [
        *("单位：千元", "0", "500", "1,000", "1,500", "2,000"),
        *("2021年", "2,000", "2022年"),
    ]


def test_lying_bars_are_as_long_as_their_figures():
    picture = rows(["金水区", "郑东新区"], ("2025年", (100, 50)), ("2024年", (None, 25)))
    assert bars(picture, BLUE, "width") == [260, 130]
    assert bars(picture, GREY, "width") == [65]
    assert words(picture)[:3] == ["单位：个", "2025年", "2024年"]


def test_lying_bars_make_the_picture_as_high_as_its_groups():
    heights = [
        rows([f"区{n}" for n in range(number)], ("2025年", (1,) * number), ("2024年", (1,) * number)).get("height")
        for number in (1, 2, 16)
    ]
    assert heights == ["53pt", "76pt", "398pt"]


def test_long_names_are_cut_beside_their_bars():
    assert "郑州航空港经济综合实验…" in words(rows(["郑州航空港经济综合实验园区"], ("2025年", (1,))))


def test_words_are_escaped():
    assert columns(Decimal(1)).get("aria-label") == SPOKEN


def test_the_same_figures_give_the_same_bytes():
    first, second = (columns_chart(["2025年"], [7], unit="个", spoken="甲") for _ in range(2))
    assert first == second


@pytest.mark.parametrize(("value", "text"), [("0", "0"), ("20000", "20,000"), ("2.50", "2.5"), ("1E+3", "1,000")])
def test_figures_at_an_axis(value, text):
    assert axis_figure(Decimal(value)) == text
