"""Workbooks to fill in with one sheet a table: headers with notes, numbers and words checked as they are typed, no rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Final

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from zzspace.sheets.books import BookColumn, check_column, lay_out
from zzspace.sheets.cells import column_letter

CHECKED_ROWS: Final = 2_000


@dataclass(frozen=True, slots=True)
class BlankSheet:
    """A sheet to fill in; `words` are those that a column takes, by its index."""

    title: str
    columns: Sequence[BookColumn]
    words: Mapping[int, Sequence[str]] = field(default_factory=dict)


def write_blanks(stream: IO[bytes], sheets: Sequence[BlankSheet], *, frozen: int = 0) -> None:
    """The sheets in order; `frozen` columns stay in sight."""
    book = Workbook()
    book.remove(book.active)
    for blank in sheets:
        sheet = book.create_sheet(blank.title)
        lay_out(sheet, blank.columns, frozen)
        for index, column in enumerate(blank.columns):
            check_column(sheet, index, column, CHECKED_ROWS)
        for index, words in blank.words.items():
            offer_words(sheet, index, words)
    book.save(stream)


def offer_words(sheet: Worksheet, index: int, words: Sequence[str]) -> None:
    """A list to choose from in a column."""
    check = DataValidation(
        type="list",
        formula1=f'"{",".join(words)}"',
        allow_blank=True,
        showErrorMessage=True,
        errorTitle="请核对",
        error=f"请填写{'、'.join(words)}之一。",
    )
    letter = column_letter(index)
    check.add(f"{letter}2:{letter}{CHECKED_ROWS + 1}")
    sheet.add_data_validation(check)
