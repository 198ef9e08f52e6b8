"""Writing workbooks and CSV: cells made safe here, nowhere else."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

RUNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
SAFE: Final = "'"
HEAD: Final = Font(bold=True)
WRONG: Final = PatternFill("solid", start_color="FFFBE3D6")
WRAPPED: Final = Alignment(vertical="top", wrap_text=True)
AUTHOR: Final = "众创空间备案管理系统"


def safe_cell(value: object) -> object:
    """A cell that a spreadsheet shows and never runs: text that begins like a formula gets an apostrophe before it."""
    if isinstance(value, str) and value.lstrip(SAFE).startswith(RUNS):
        return f"{SAFE}{value}"
    return value


def original(text: str) -> str:
    """The text that safe_cell was given."""
    return text[1:] if text.startswith(SAFE) and text.lstrip(SAFE).startswith(RUNS) else text


def write_xlsx(stream: IO[bytes], title: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """One sheet, row by row: memory does not grow with the number of rows."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.append([bold(sheet, text) for text in header])
    for row in rows:
        sheet.append([safe_cell(value) if type(value) is str else value for value in row])
    book.save(stream)


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


def error_workbook(
    title: str,
    header: Sequence[Any],
    rows: Iterable[tuple[Sequence[Any], dict[int, str]]],
    *,
    explanation: str = "错误说明",
) -> bytes:
    """The rows that were refused, as they were sent: cells by column index with what is wrong are coloured and have a
    comment; the last column gathers all of it (index -1 holds what concerns the whole row).
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.append([bold(sheet, str(text)) for text in (*header, explanation)])
    for cells, problems in rows:
        line = [marked(sheet, cell, problems.get(index)) for index, cell in enumerate(cells)]
        told = WriteOnlyCell(sheet, safe_cell("；".join(problems.values())))
        told.alignment = WRAPPED
        sheet.append([*line, told])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def marked(sheet: Any, value: Any, problem: str | None) -> Any:
    """A cell as it was sent, coloured and commented where it is wrong."""
    plain = safe_cell(value) if isinstance(value, str | int | float) or value is None else str(value)
    if problem is None:
        return plain
    cell = WriteOnlyCell(sheet, plain)
    cell.fill, cell.comment = WRONG, Comment(problem, AUTHOR)
    return cell
