"""Writing CSV and error workbooks: cells are made safe here, nowhere else. Templates and exports: books.py."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

from zzspace.sheets.cells import BadCell

RUNS: Final = re.compile(r"'*[=+\-@＝＋－＠\t\n\r\x7f-\x9f]")
"""Text that a spreadsheet would run, or that hides such text behind a character that is not seen."""
UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no sheet can hold."""
LOOKS_ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
SAFE: Final = "'"
HEAD: Final = Font(bold=True)
HEAD_FILL: Final = PatternFill("solid", start_color="FFE8EEF7")
WRONG: Final = PatternFill("solid", start_color="FFFBE3D6")
WRAPPED: Final = Alignment(vertical="top", wrap_text=True)
AUTHOR: Final = "众创空间备案管理系统"


def safe_cell(value: object) -> object:
    """A cell that a spreadsheet shows and never runs: text that begins like a formula gets an apostrophe before it.
    Characters that no sheet can hold are left out.
    """
    if not isinstance(value, str):
        return value
    text = UNWRITABLE.sub("", value)
    return f"{SAFE}{text}" if RUNS.match(text) else text


def original(text: str) -> str:
    """The text that safe_cell was given."""
    return text[1:] if text.startswith(SAFE) and RUNS.match(text) else text


def as_stored(text: str) -> str:
    """Text as the format stores it: what would read as one of its escapes is itself escaped, a carriage return is one."""
    return LOOKS_ESCAPED.sub("_x005F_", text).replace("\r", "_x000D_")


def bold(sheet: Any, text: str) -> WriteOnlyCell:
    """A header cell."""
    cell = WriteOnlyCell(sheet, safe_cell(text))
    cell.font, cell.alignment = HEAD, WRAPPED
    return cell


class _Line:
    """Gives back what the csv writer writes."""

    def write(self, text: str) -> str:
        return text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The lines of a CSV that spreadsheets open in Chinese: with a byte order mark."""
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow([safe_cell(text) for text in header])
    for row in rows:
        yield writer.writerow([safe_cell(value) for value in row])


EXPLANATION: Final = "错误说明"
"""The last column of an error workbook; a reader that meets it again leaves it alone."""
RefusedRows: TypeAlias = Iterable[tuple[Sequence[Any], Mapping[int, str]]]


def error_workbook(sheets: Iterable[tuple[str, Sequence[Any], RefusedRows]]) -> bytes:
    """The rows that were refused, as they were sent, by (title, header, rows): cells by column index with what is wrong are
    coloured and have a comment; the last column gathers all of it (index -1 holds what concerns the whole row).
    """
    book = Workbook(write_only=True)
    for title, header, rows in sheets:
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        width = len(header) - (header[-1:] == [EXPLANATION])
        sheet.append([bold(sheet, str(text)) for text in (*header[:width], EXPLANATION)])
        for cells, problems in rows:
            line = [*cells[:width], *[""] * (width - len(cells))]
            told = WriteOnlyCell(sheet, safe_cell("；".join(problems.values())))
            told.alignment = WRAPPED
            sheet.append([*(marked(sheet, cell, problems.get(index)) for index, cell in enumerate(line)), told])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def marked(sheet: Any, value: Any, problem: str | None) -> Any:
    """A cell as it was sent, coloured and commented where it is wrong."""
    if isinstance(value, BadCell):
        value = value.text
    plain = safe_cell(value if isinstance(value, str | int | float) or value is None else str(value))
    if isinstance(plain, str):
        plain = as_stored(plain)
    if problem is None:
        return plain
    cell = WriteOnlyCell(sheet, plain)
    cell.fill, cell.comment = WRONG, Comment(problem, AUTHOR)
    return cell
