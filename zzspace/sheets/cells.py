"""What a sheet is once it is read: rows of plain cells at their places. Nothing is interpreted here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeAlias


class UnreadableFile(Exception):  # noqa: N818 - an answer to the sender, not a fault
    """A file that is not taken; the text says what is wrong with it and what to do."""


class Fault(StrEnum):
    """Why a cell holds no value although it is not blank."""

    ERROR = "error"
    FORMULA = "formula"


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell that shows `text` and has no value: an error of the spreadsheet, a formula that was never worked out."""

    fault: Fault
    text: str


Cell: TypeAlias = "str | float | int | bool | date | datetime | time | timedelta | BadCell"
"""As it was stored; "" is blank. Numbers come as floats and become exact in zzspace.sheets.values."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A visible sheet. `rows[i]` is row i + 1 of the sheet, its cell j stands in column `column_letter(j)`.

    `bad` holds the cells without a value by (row index, column index); in `rows` they are blank.
    """

    name: str
    rows: list[list[Cell]]
    bad: Mapping[tuple[int, int], BadCell] = field(default_factory=dict)

    def place(self, row: int, column: int) -> str:
        """Where a cell is found: 「年报!S7」, from indexes that begin with 0."""
        return f"{self.name}!{column_letter(column)}{row + 1}"


@dataclass(frozen=True, slots=True)
class Workbook:
    """The visible sheets of a file, and the names of those that were skipped as hidden."""

    sheets: tuple[Sheet, ...]
    skipped: tuple[str, ...] = ()


def column_letter(index: int) -> str:
    """The letter of a column, from an index that begins with 0: A, Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """The index of a column letter, beginning with 0."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1
