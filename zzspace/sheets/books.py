"""Workbooks for people: a header that explains itself, rows without end, a page of guidance, a hidden mark.

openpyxl lays the book out with its header; the rows are then written straight into the sheet's part, one at a time, in a
fraction of openpyxl's time and in memory that does not grow.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import IO, Any, Final
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from zzspace.sheets.cells import column_letter
from zzspace.sheets.writing import AUTHOR, HEAD, HEAD_FILL, WRAPPED, as_stored, safe_cell

ROWS_PART: Final = "xl/worksheets/sheet1.xml"
END_OF_ROWS: Final = b"</sheetData>"
DIMENSION: Final = re.compile(rb"<dimension [^>]*/>")
A4: Final = 9
"""As the format numbers paper."""
HEADER_HEIGHT: Final = 48
NOTE_WIDTH: Final = 260
NOTE_HEIGHT: Final = 110
ROWS_AT_ONCE: Final = 500


class CellKind(StrEnum):
    """What a column holds: decides its number format and what may be typed."""

    TEXT = "text"
    COUNT = "count"
    AMOUNT = "amount"


FORMATS: Final = {CellKind.TEXT: "@", CellKind.COUNT: "0", CellKind.AMOUNT: "#,##0.00"}


@dataclass(frozen=True, slots=True)
class BookColumn:
    """A column: `note` is the comment on its header, `hint` what is said where something else is typed, `largest` the
    largest number that may be typed (None: nothing is checked).
    """

    header: str
    kind: CellKind = CellKind.TEXT
    width: int = 14
    note: str = ""
    hint: str = ""
    largest: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Guidance:
    """A second sheet that explains the first: sentences, then a table."""

    title: str
    sentences: Sequence[str]
    head: Sequence[str]
    table: Sequence[Sequence[str]]
    widths: Sequence[int]


def write_book(
    stream: IO[bytes],
    title: str,
    columns: Sequence[BookColumn],
    rows: Iterable[Sequence[Any]],
    *,
    frozen: int = 0,
    checked_rows: int = 0,
    guidance: Guidance | None = None,
    mark: str = "",
) -> None:
    """One sheet of rows (text, numbers, None) under its header into a seekable stream.

    `frozen` columns stay in sight, `checked_rows` rows refuse what their columns do not hold, `mark` is the name of a
    hidden sheet. Text is safe: a spreadsheet never runs it.
    """
    book = Workbook()
    book.properties.creator = AUTHOR
    sheet = book.active
    sheet.title = title
    styles = lay_out(sheet, columns, frozen)
    for column in range(len(columns)):
        check_column(sheet, column, columns[column], checked_rows)
    if guidance:
        write_guidance(book.create_sheet(guidance.title), guidance)
    if mark:
        book.create_sheet(mark).sheet_state = "veryHidden"
    frame = io.BytesIO()
    book.save(frame)
    fill(stream, frame, row_parts(rows, styles))


def lay_out(sheet: Worksheet, columns: Sequence[BookColumn], frozen: int) -> list[int]:
    """Header, notes, widths, formats, pages; returns the number of each column's style."""
    sheet.freeze_panes = f"{column_letter(frozen)}2"
    sheet.row_dimensions[1].height = HEADER_HEIGHT
    sheet.page_setup.paperSize, sheet.page_setup.orientation = A4, "landscape"
    sheet.print_title_rows = "1:1"
    styles = []
    for index, column in enumerate(columns):
        cell = sheet.cell(1, index + 1, safe_cell(column.header))
        cell.font, cell.alignment, cell.fill = HEAD, WRAPPED, HEAD_FILL
        if column.note:
            cell.comment = Comment(column.note, AUTHOR, height=NOTE_HEIGHT, width=NOTE_WIDTH)
        shape = sheet.column_dimensions[column_letter(index)]
        shape.width, shape.number_format = column.width, FORMATS[column.kind]
        styles.append(shape.style_id)
    return styles


def check_column(sheet: Worksheet, index: int, column: BookColumn, rows: int) -> None:
    """Lets only numbers from nought to the column's largest be typed into its rows."""
    if column.largest is None or not rows:
        return
    check = DataValidation(
        type="whole" if column.kind is CellKind.COUNT else "decimal",
        operator="between",
        formula1="0",
        formula2=f"{column.largest:f}",
        allow_blank=True,
        showErrorMessage=True,
        errorTitle="请核对",
        error=column.hint,
    )
    letter = column_letter(index)
    check.add(f"{letter}2:{letter}{rows + 1}")
    sheet.add_data_validation(check)


def write_guidance(sheet: Worksheet, guidance: Guidance) -> None:
    """Sentences below each other, then the table."""
    for number, sentence in enumerate(guidance.sentences, start=1):
        sheet.cell(number, 1, sentence)
    sheet["A1"].font = HEAD
    first = len(guidance.sentences) + 2
    for index, (text, width) in enumerate(zip(guidance.head, guidance.widths, strict=True)):
        cell = sheet.cell(first, index + 1, text)
        cell.font, cell.fill = HEAD, HEAD_FILL
        sheet.column_dimensions[column_letter(index)].width = width
    for number, line in enumerate(guidance.table, start=first + 1):
        for index, text in enumerate(line):
            sheet.cell(number, index + 1, text).alignment = WRAPPED


def fill(stream: IO[bytes], frame: IO[bytes], parts: Iterable[str]) -> None:
    """The book with rows put in at the end of its first sheet."""
    with zipfile.ZipFile(frame) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as book:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename != ROWS_PART:
                book.writestr(entry.filename, content)
                continue
            before, end, after = DIMENSION.sub(b"", content).partition(END_OF_ROWS)
            with book.open(ROWS_PART, "w") as sheet:
                sheet.write(before)
                for part in parts:
                    sheet.write(part.encode())
                sheet.write(end + after)


def row_parts(rows: Iterable[Sequence[Any]], styles: Sequence[int]) -> Iterator[str]:
    """The rows below the header as parts of a sheet, some hundred at a time."""
    begins = [(column_letter(index), f'" s="{style}"') for index, style in enumerate(styles)]
    lines: list[str] = []
    for number, row in enumerate(rows, start=2):
        cells = [
            f'<c r="{letter}{number}{style}><v>{value}</v></c>'
            if type(value) is int or type(value) is Decimal
            else text_cell(f"{letter}{number}{style}", value)
            for (letter, style), value in zip(begins, row, strict=True)
            if value is not None
        ]
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
        if len(lines) == ROWS_AT_ONCE:
            yield "".join(lines)
            lines.clear()
    yield "".join(lines)


def text_cell(begin: str, value: Any) -> str:
    """A cell of text; none where it is empty."""
    if value == "":
        return ""
    text = escape(as_stored(str(safe_cell(str(value)))))
    return f'<c r="{begin} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
