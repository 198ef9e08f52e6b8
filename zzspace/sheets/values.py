"""Cells to values: forgiving in form (full-width digits, separators, text that is a number), strict in substance. Blank
is None and never nought; what cannot be read is Wrong, with what was found and what is expected.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from zzspace.sheets.cells import BadCell, Cell, Fault
from zzspace.sheets.writing import original

NUMBER: Final = re.compile(r"[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?")
DAY: Final = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
BLANK_AFTER_DIGITS: Final = re.compile(r"(?<=[0-9])[ \u00a0](?=[0-9]{3})")
FORGIVEN: Final = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    **dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u202d\u2060\u2066\u2068\u2069\ufeff")),
}
"""Full-width forms, and marks without width that come along when a number is copied. What turns digits round (U+202E) and
superscripts are not among them: 10² is no 102.
"""
MOST_DIGITS: Final = 15
"""What a spreadsheet keeps of a number."""
MOST_SHOWN: Final = 40
"""Characters of a cell that are quoted to its sender."""
WHY_BAD: Final = {Fault.ERROR: "单元格是错误值", Fault.FORMULA: "公式没有计算结果"}


@dataclass(frozen=True, slots=True)
class Wrong:
    """A cell that is no such value: what it shows, and what is expected in its place."""

    found: str
    expected: str


def shown(cell: Cell) -> str:
    """A cell as its reader sees it."""
    if isinstance(cell, BadCell):
        return cell.text
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return f"{exact(cell):f}"
    return str(cell)


def exact(number: float) -> Decimal:
    """A number as a spreadsheet shows it: fifteen digits, no trace of binary fractions."""
    return Decimal(f"{number:.{MOST_DIGITS}g}").normalize() + 0


def refused(cell: Cell, expected: str) -> Wrong:
    """Why a cell is no number, in the sender's words; of a long text its beginning."""
    found = shown(cell)
    if len(found) > MOST_SHOWN:
        found = f"{found[:MOST_SHOWN]}…"
    if isinstance(cell, BadCell):
        return Wrong(found, f"{WHY_BAD[cell.fault]}，{expected}")
    if isinstance(cell, date | datetime | time | timedelta):
        return Wrong(found, f"单元格是日期或时间，{expected}")
    return Wrong(found, expected)


def to_decimal(cell: Cell, places: int, expected: str) -> Decimal | Wrong | None:
    """A number with at most so many decimal places; None where the cell is blank."""
    if type(cell) is float:
        number = Decimal(int(cell)) if cell.is_integer() else exact(cell)
    elif type(cell) is int:
        number = Decimal(cell)
    elif isinstance(cell, str):
        text = BLANK_AFTER_DIGITS.sub("", cell.translate(FORGIVEN).strip())
        if not text:
            return None
        if not NUMBER.fullmatch(text):
            return refused(cell, expected)
        number = Decimal(text.replace(",", ""))
    else:
        return refused(cell, expected)
    if not number.is_finite() or number.adjusted() >= MOST_DIGITS or has_more_places(number, places):
        return refused(cell, expected)
    return number + 0  # no minus before nought


def has_more_places(number: Decimal, places: int) -> bool:
    """Whether a number is finer than so many decimal places."""
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and -exponent > places and number != round(number, places)


def to_count(cell: Cell, expected: str) -> int | Wrong | None:
    """A whole number; None where the cell is blank."""
    if type(cell) is float and cell.is_integer() and abs(cell) < 10**MOST_DIGITS:
        return int(cell)
    number = to_decimal(cell, 0, expected)
    return int(number) if isinstance(number, Decimal) else number


def to_text(cell: Cell) -> str:
    """Text without blanks at its ends; a whole number stands without its point; what an export made safe is undone."""
    if type(cell) is float and cell.is_integer():
        return str(int(cell))
    return original(shown(cell).strip())


def to_date(cell: Cell, expected: str) -> date | Wrong | None:
    """A day, as a date of the spreadsheet or written 2026-03-05, 2026/3/5, 2026年3月5日; None where blank."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if not isinstance(cell, str):
        return refused(cell, expected) if isinstance(cell, BadCell) else Wrong(shown(cell), expected)
    text = cell.translate(FORGIVEN).strip()
    if not text:
        return None
    found = DAY.fullmatch(text)
    try:
        return date(*map(int, found.groups())) if found else refused(cell, expected)
    except ValueError:
        return refused(cell, expected)
