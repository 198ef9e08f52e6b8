"""Cells to values: what is forgiven, what is not, and that nothing turns into nought by itself."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zzspace.sheets import BadCell, Wrong, safe_cell, to_count, to_date, to_decimal, to_text
from zzspace.sheets.cells import Fault

EXPECTED = "应为0或正整数"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (0.0, 0),
        (12.0, 12),
        (12, 12),
        ("12", 12),
        (" 12　", 12),
        ("１２", 12),
        ("1,234", 1234),
        ("１，２３４", 1234),
        ("1 234", 1234),
        ("12.0", 12),
        ("-0", 0),
        ("\u202d12\u202c", 12),
        ("\ufeff12\u200b", 12),
        (999_999_999_999_999.0, 999_999_999_999_999),
        ("", None),
        ("　 ", None),
    ],
)
def test_counts(cell, value):
    assert to_count(cell, EXPECTED) == value
    assert type(to_count(cell, EXPECTED)) is type(value)


@pytest.mark.parametrize(
    ("cell", "found", "expected"),
    [
        ("六人", "六人", EXPECTED),
        ("\u202e21", "\u202e21", EXPECTED),
        ("10²", "10²", EXPECTED),
        ("①", "①", EXPECTED),
        ("٣", "٣", EXPECTED),
        ("—", "—", EXPECTED),
        ("无", "无", EXPECTED),
        (2.5, "2.5", EXPECTED),
        ("1,23", "1,23", EXPECTED),
        ("1e3", "1e3", EXPECTED),
        ("(12)", "(12)", EXPECTED),
        (True, "TRUE", EXPECTED),
        (1e15, "1000000000000000", EXPECTED),
        ("9" * 5000, f"{'9' * 40}…", EXPECTED),
        (float("nan"), "NaN", EXPECTED),
        (float("inf"), "Infinity", EXPECTED),
        (date(2025, 3, 1), "2025-03-01", f"单元格是日期或时间，{EXPECTED}"),
        (datetime(2025, 3, 1, 8, 0), "2025-03-01 08:00:00", f"单元格是日期或时间，{EXPECTED}"),  # noqa: DTZ001 - as sheets have it
        (time(8, 0), "08:00:00", f"单元格是日期或时间，{EXPECTED}"),
        (BadCell(Fault.ERROR, "#DIV/0!"), "#DIV/0!", f"单元格是错误值，{EXPECTED}"),
        (BadCell(Fault.FORMULA, "公式"), "公式", f"公式没有计算结果，{EXPECTED}"),
    ],
)
def test_what_is_no_count(cell, found, expected):
    assert to_count(cell, EXPECTED) == Wrong(found, expected)


@pytest.mark.parametrize(
    ("cell", "value"),
    [(0.30000000000000004, "0.3"), (1050.5, "1050.50"), ("1,050.5", "1050.5"), (4862000.0, "4862000"), (-3.0, "-3")],
)
def test_decimals_are_what_the_sheet_shows(cell, value):
    assert to_decimal(cell, 2, EXPECTED) == Decimal(value)


@pytest.mark.parametrize("cell", [1.005, "1.005", "abc"])
def test_more_places_than_allowed(cell):
    assert isinstance(to_decimal(cell, 2, EXPECTED), Wrong)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2026-03-05", date(2026, 3, 5)),
        ("2026/3/5", date(2026, 3, 5)),
        ("2026年3月5日", date(2026, 3, 5)),
        ("２０２６．３．５", date(2026, 3, 5)),
        (datetime(2026, 3, 5, 8, 0), date(2026, 3, 5)),  # noqa: DTZ001 - as sheets have it
        ("", None),
        ("2026-02-30", Wrong("2026-02-30", "应为日期")),
        (46086.0, Wrong("46086", "应为日期")),
    ],
)
def test_days(cell, value):
    assert to_date(cell, "应为日期") == value


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc"))).map(str.strip))
def test_text_made_safe_comes_back_as_it_was(text):
    safe = safe_cell(text)
    assert not str(safe).startswith(("=", "+", "-", "@"))
    assert to_text(safe) == text


@given(st.decimals(min_value=0, max_value=10**10, places=2))
def test_figures_come_back_through_the_floats_of_a_sheet(figure):
    assert to_decimal(float(figure), 2, EXPECTED) == figure


def test_whole_numbers_as_text_have_no_point():
    assert to_text(2025.0) == "2025"
