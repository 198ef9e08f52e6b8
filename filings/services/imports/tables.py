"""Tables of the columns that a load reads, and sheets to rows by them: each value with what is wrong in its cell. Whose
row it is and what the system holds already is asked elsewhere (history, registers).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from zzspace.sheets import (
    BadCell,
    Cell,
    Heading,
    Layout,
    Sheet,
    Workbook,
    Wrong,
    column_letter,
    find_layout,
    to_count,
    to_date,
    to_decimal,
    to_text,
)


class Reads(StrEnum):
    """What a cell of a column holds."""

    TEXT = "text"
    DAY = "day"
    COUNT = "count"
    AMOUNT = "amount"
    CHOICE = "choice"
    YES_NO = "yes_no"


YES_NO: Final = ((True, "是"), (False, "否"))
PLACES: Final = 2
"""Decimal places of an amount."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column. `choices` are (value, word), `aliases` further words that are understood; `names` further titles under
    which it is known, `code` a code in front of it; `longest` bounds texts.
    """

    key: str
    title: str
    reads: Reads = Reads.TEXT
    required: bool = True
    choices: tuple[tuple[Any, str], ...] = ()
    aliases: tuple[tuple[Any, str], ...] = ()
    names: tuple[str, ...] = ()
    code: str = ""
    longest: int = 0
    note: str = ""

    @property
    def words(self) -> tuple[tuple[Any, str], ...]:
        """The words that the column takes, with their values; () where it takes anything."""
        return YES_NO if self.reads is Reads.YES_NO else self.choices

    @property
    def header(self) -> str:
        """The header cell of a template: required columns are marked."""
        return f"{self.title}*" if self.required else self.title

    @property
    def expected(self) -> str:
        """What belongs in a cell, for its sender."""
        if self.words:
            return f"应为{'、'.join(word for _, word in self.words)}之一"
        return {
            Reads.TEXT: f"应为文字，最多{self.longest}个字" if self.longest else "应为文字",
            Reads.DAY: "应为日期，如2024-06-30",
            Reads.COUNT: "应为0或正整数",
            Reads.AMOUNT: "应为数字，最多两位小数",
        }[self.reads]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet that is loaded: its title, and its columns in the order of the template."""

    key: str
    title: str
    columns: tuple[TableColumn, ...]

    @property
    def headings(self) -> tuple[Heading, ...]:
        return tuple(Heading(column.key, (column.title, *column.names), column.code) for column in self.columns)

    @property
    def headers(self) -> tuple[str, ...]:
        """The header cells of a template."""
        return tuple(column.header for column in self.columns)

    def column(self, key: str) -> TableColumn:
        return next(column for column in self.columns if column.key == key)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong where: `column` is the letter and `position` its index, "" and -1 for a whole row."""

    sheet: str
    row: int
    column: str
    position: int
    field: str
    value: str
    message: str

    @property
    def place(self) -> str:
        """「备案!S7」"""
        return f"{self.sheet}!{self.column}{self.row}"


@dataclass(slots=True)
class TableRow:
    """A row as it was read: `index` is its place in the sheet's rows; what is blank or could not be read is None."""

    sheet: Sheet
    layout: Layout
    index: int
    table: Table
    values: dict[str, Any]
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def number(self) -> int:
        """The row's number as the spreadsheet shows it."""
        return self.index + 1

    @property
    def cells(self) -> list[Cell]:
        """The row as it was sent."""
        return self.sheet.rows[self.index]

    def refuse(self, message: str, key: str = "") -> None:
        """Say what is wrong at a column, or with the row as a whole."""
        position = self.layout.positions.get(key, -1)
        known = next((column.title for column in self.table.columns if column.key == key), "")
        self.problems.append(
            RowProblem(
                sheet=self.sheet.name,
                row=self.number,
                column=column_letter(position) if position >= 0 else "",
                position=position,
                field=known,
                value=self.text(key),
                message=message,
            )
        )

    def text(self, key: str) -> str:
        """What stands in a cell, as its reader sees it."""
        position = self.layout.positions.get(key, -1)
        if not 0 <= position < len(self.cells):
            return ""
        bad = self.sheet.bad.get((self.index, position))
        return bad.text if bad else to_text(self.cells[position])


@dataclass(slots=True)
class Reading:
    """What a file holds: rows by the table's key, what keeps it from being read, and what was left out of it."""

    rows: dict[str, list[TableRow]]
    problems: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def read_tables(workbook: Workbook, tables: Sequence[Table]) -> Reading:
    """The rows of every table that a workbook holds: a sheet belongs to the table that most of its headers name."""
    reading = Reading({table.key: [] for table in tables})
    for sheet in workbook.sheets:
        found = table_of(sheet, tables)
        if found is None:
            if any(not is_blank(row) for row in sheet.rows):
                reading.ignored.append(f"工作表“{sheet.name}”没有可以识别的表头，未读取。")
            continue
        table, layout = found
        if lacking := layout_problems(sheet, table, layout):
            reading.problems += lacking
            continue
        reading.ignored += [f"工作表“{sheet.name}”的{letter}列“{text}”未读取。" for letter, text in layout.ignored]
        reading.rows[table.key] += read_rows(sheet, table, layout)
    reading.ignored += [f"隐藏的工作表“{name}”未读取。" for name in workbook.skipped]
    if not reading.problems and not any(reading.rows.values()):
        names = "、".join(f"“{table.title}”" for table in tables)
        reading.problems.append(f"文件中没有可以导入的行。请对照模板填写{names}后重新上传。")
    return reading


def table_of(sheet: Sheet, tables: Sequence[Table]) -> tuple[Table, Layout] | None:
    """The table that a sheet is of, with where its columns stand."""
    layouts = [(table, layout) for table in tables if (layout := find_layout(sheet, table.headings))]
    return max(layouts, key=lambda found: share_named(*found), default=None)


def share_named(table: Table, layout: Layout) -> tuple[int, int]:
    """How well a header fits a table: most columns named, then fewest required columns lacking."""
    return len(layout.positions), -len(lacking_titles(table, layout))


def lacking_titles(table: Table, layout: Layout) -> list[str]:
    """Required columns that a header does not name."""
    return [column.title for column in table.columns if column.required and column.key not in layout.positions]


def layout_problems(sheet: Sheet, table: Table, layout: Layout) -> list[str]:
    """Why a sheet cannot be read as a whole: columns that are lacking or stand there twice."""
    problems = []
    if lacking := lacking_titles(table, layout):
        problems.append(f"工作表“{sheet.name}”缺少{'、'.join(lacking)}。请对照模板补上后重新上传。")
    if layout.doubled:
        titles = "、".join(table.column(key).title for key in layout.doubled)
        problems.append(f"工作表“{sheet.name}”中{titles}出现了两次，请只保留一列。")
    return problems


def read_rows(sheet: Sheet, table: Table, layout: Layout) -> Iterator[TableRow]:
    """Every row below the header that is not blank in the table's columns."""
    used = sorted(layout.positions.values())
    for index in range(layout.row + 1, len(sheet.rows)):
        cells = sheet.rows[index]
        shows = any(position < len(cells) and not is_blank([cells[position]]) for position in used)
        if shows or any((index, position) in sheet.bad for position in used):
            yield read_row(sheet, table, layout, index)


def read_row(sheet: Sheet, table: Table, layout: Layout, index: int) -> TableRow:
    """One row, with a problem for each cell that holds no such value and each required one that is blank."""
    row = TableRow(sheet, layout, index, table, {})
    for column in table.columns:
        value = read_cell(column, cell_at(row, layout.positions.get(column.key, -1)))
        if isinstance(value, Wrong):
            row.refuse(f"{column.title}：填的是“{value.found}”，{value.expected}。", column.key)
            value = None
        elif value is None and column.required:
            row.refuse(f"缺少{column.title}，{column.expected}。", column.key)
        row.values[column.key] = value
    return row


def cell_at(row: TableRow, position: int) -> Cell:
    """The cell of a row at a position; blank outside it."""
    if not 0 <= position < len(row.cells):
        return row.sheet.bad.get((row.index, position), "")
    cell = row.cells[position]
    return row.sheet.bad.get((row.index, position), cell) if cell == "" else cell


def read_cell(column: TableColumn, cell: Cell) -> Any:
    """The value of a cell by what its column holds; None where it is blank, Wrong where it is no such value."""
    if column.reads is Reads.DAY:
        return to_date(cell, column.expected)
    if column.reads is Reads.COUNT:
        return to_count(cell, column.expected)
    if column.reads is Reads.AMOUNT:
        return to_decimal(cell, PLACES, column.expected)
    return read_text(column, cell)


def read_text(column: TableColumn, cell: Cell) -> Any:
    """Text within its bound, or the value of one of the column's words."""
    if isinstance(cell, BadCell):
        return Wrong(cell.text, f"单元格没有值，{column.expected}")
    text = " ".join(to_text(cell).split())
    if not text:
        return None
    if column.words:
        found: Mapping[str, Any] = {word: value for value, word in (*column.words, *column.aliases)}
        return found.get(text, Wrong(text, column.expected))
    return Wrong(text, column.expected) if column.longest and len(text) > column.longest else text


def is_blank(cells: Sequence[Cell]) -> bool:
    """Whether cells hold nothing but blanks."""
    return all(isinstance(cell, str) and not cell.strip() for cell in cells)
