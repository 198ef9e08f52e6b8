"""Sheets to returns: which columns stand where, and each row's figures with what is wrong in its cells. Whose row it is
and whether its figures hold together is asked elsewhere (services, checks).
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from evaluation.statistics.columns import COLUMNS, ID_COLUMNS, Column, Kind, Value
from zzspace.sheets import (
    Cell,
    Heading,
    Layout,
    Sheet,
    Wrong,
    column_letter,
    find_layout,
    to_count,
    to_decimal,
    to_text,
)
from zzspace.sheets.values import MOST_DIGITS, WHY_BAD

HEADINGS: Final = (
    *(Heading(column.field, (column.header,)) for column in ID_COLUMNS),
    *(Heading(column.field, (column.header, column.title, column.label), code=column.code) for column in COLUMNS),
)
ID_HEADERS: Final = {column.field: column.header for column in ID_COLUMNS}
IDENTIFYING: Final = tuple(ID_HEADERS)
LARGEST_READ: Final = 10**MOST_DIGITS
"""What is larger is no figure, before anybody counts with it."""
EXPECTED: Final = {
    Kind.COUNT: "应为0或正整数",
    Kind.AREA: "应为数字，单位平方米，最多两位小数",
    Kind.MONEY: "应为数字，单位千元，最多两位小数",
}
TEMPLATE_MARK: Final = "模板版本"
TEMPLATE_VERSION: Final = hashlib.sha256("|".join(column.header for column in COLUMNS).encode()).hexdigest()[:8]
"""Changes with the columns; a template carries it as the name of a hidden sheet."""


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong where: `column` is the letter, `field` the column's code or header; both "" for a whole row."""

    sheet: str
    row: int
    column: str
    field: str
    value: str
    message: str

    @property
    def place(self) -> str:
        """「年报!S7」"""
        return f"{self.sheet}!{self.column}{self.row}"


@dataclass(slots=True)
class ReadRow:
    """A row as it was read. `index` is its place in the sheet's rows; figures that could not be read are None."""

    index: int
    ids: dict[str, str]
    figures: dict[str, Value | None]
    problems: list[CellProblem] = field(default_factory=list)


def returns_layout(sheet: Sheet) -> Layout | None:
    """Where the columns of returns stand in a sheet; None where it is no sheet of returns."""
    return find_layout(sheet, HEADINGS)


def layout_problems(sheet: Sheet, layout: Layout) -> list[str]:
    """Why a sheet of returns cannot be read as a whole: columns that are lacking or stand there twice."""
    problems = []
    lacking = [heading.names[0] for heading in layout.missing if heading.key not in IDENTIFYING]
    if lacking:
        more = f"等{len(lacking)}列" if len(lacking) > 5 else ""
        problems.append(f"工作表“{sheet.name}”缺少{'、'.join(lacking[:5])}{more}。请对照模板补上后重新上传。")
    present = layout.positions
    if "number" not in present and not ("uscc" in present and "name" in present):
        problems.append(f"工作表“{sheet.name}”缺少备案编号，或统一社会信用代码和众创空间名称两列，无法确定是哪一家。")
    if layout.doubled:
        titles = [heading.names[0] for heading in HEADINGS if heading.key in layout.doubled]
        problems.append(f"工作表“{sheet.name}”中{'、'.join(titles)}出现了两次，请只保留一列。")
    return problems


def outdated_template(hidden: tuple[str, ...]) -> bool:
    """Whether the file was made from a template with other columns than today's."""
    marks = [name.removeprefix(TEMPLATE_MARK) for name in hidden if name.startswith(TEMPLATE_MARK)]
    return bool(marks) and TEMPLATE_VERSION not in marks


def read_returns(sheet: Sheet, layout: Layout) -> Iterator[ReadRow]:
    """Every row below the header that is not blank."""
    plan = [(column, column.field, layout.positions[column.field], column.kind is Kind.COUNT) for column in COLUMNS]
    ids = [(name, layout.positions[name]) for name in IDENTIFYING if name in layout.positions]
    width = max((*layout.positions.values(), 0)) + 1
    used = [position for _, _, position, _ in plan] + [position for _, position in ids]
    bad = {row for row, position in sheet.bad if position in used}
    for index in range(layout.row + 1, len(sheet.rows)):
        cells = sheet.rows[index]
        if len(cells) < width:
            cells = [*cells, *[""] * (width - len(cells))]
        if index in bad or (any(cells[position] != "" for position in used) and not is_blank(cells, used)):
            yield read_row(sheet, index, cells, plan, ids)


def read_ids(sheet: Sheet, layout: Layout) -> Iterator[dict[str, str]]:
    """Whose rows they are, of all rows below the header that say so."""
    ids = [(name, layout.positions[name]) for name in IDENTIFYING if name in layout.positions]
    for cells in sheet.rows[layout.row + 1 :]:
        found = {name: to_text(cells[position]) for name, position in ids if position < len(cells)}
        if any(found.values()):
            yield found


def is_blank(cells: list[Cell], used: list[int]) -> bool:
    """Whether a row holds nothing but blanks in the columns that count."""
    return all(isinstance(cells[position], str) and not str(cells[position]).strip() for position in used)


def read_row(
    sheet: Sheet, index: int, cells: list[Cell], plan: list[tuple[Column, str, int, bool]], ids: list[tuple[str, int]]
) -> ReadRow:
    """One row; the loop is kept tight, for a load has a million cells."""
    figures: dict[str, Value | None] = {}
    row = ReadRow(index, {name: to_text(cells[position]) for name, position in ids}, figures)
    bad = sheet.bad
    if bad:
        row.problems += bad_ids(sheet, index, ids)
    for column, name, position, is_count in plan:
        cell = cells[position]
        if type(cell) is float and -LARGEST_READ < cell < LARGEST_READ and cell.is_integer():
            figures[name] = int(cell) if is_count else Decimal(int(cell))
            continue
        if bad and cell == "":
            cell = bad.get((index, position), cell)
        expected = EXPECTED[column.kind]
        value = to_count(cell, expected) if is_count else to_decimal(cell, column.places, expected)
        if isinstance(value, Wrong):
            figures[name] = None
            row.problems.append(cell_problem(sheet, index, position, column, value))
        else:
            figures[name] = value
    return row


def bad_ids(sheet: Sheet, index: int, ids: list[tuple[str, int]]) -> Iterator[CellProblem]:
    """Cells that should say whose row it is and have no value: a look-up that found nothing."""
    for name, position in ids:
        if cell := sheet.bad.get((index, position)):
            header = ID_HEADERS[name]
            message = f"{header}：{WHY_BAD[cell.fault]}（{cell.text}），请改为文字。"
            yield CellProblem(sheet.name, index + 1, column_letter(position), header, cell.text, message)


def cell_problem(sheet: Sheet, index: int, position: int, column: Column, wrong: Wrong) -> CellProblem:
    """A cell that holds no such figure."""
    message = f"{column.title}：填的是“{wrong.found}”，{wrong.expected}；没有的填0。"
    return CellProblem(sheet.name, index + 1, column_letter(position), column.code, wrong.found, message)
