"""The workbook to fill in for a load, from its tables of columns."""

from collections.abc import Sequence
from decimal import Decimal
from typing import IO, Final

from filings.services.imports.tables import Reads, Table, TableColumn
from zzspace.sheets import BookColumn, CellKind
from zzspace.sheets.blanks import BlankSheet, write_blanks

LARGEST: Final = Decimal(9_999_999_999)
KINDS: Final = {Reads.COUNT: CellKind.COUNT, Reads.AMOUNT: CellKind.AMOUNT}
WIDE, NARROW = 24, 14
LONG_TEXT: Final = 60


def write_template(stream: IO[bytes], tables: Sequence[Table]) -> None:
    """One sheet a table, without rows."""
    write_blanks(stream, [blank_of(table) for table in tables])


def blank_of(table: Table) -> BlankSheet:
    """The sheet of a table."""
    words = {index: [word for _, word in each.words] for index, each in enumerate(table.columns) if each.words}
    return BlankSheet(table.title, [book_column(column) for column in table.columns], words)


def book_column(column: TableColumn) -> BookColumn:
    """A column with its note and what may be typed."""
    is_number = column.reads in KINDS
    needed = "必填。" if column.required else "没有的留空。"
    return BookColumn(
        column.header,
        KINDS.get(column.reads, CellKind.TEXT),
        WIDE if column.reads is Reads.TEXT and column.longest >= LONG_TEXT else NARROW,
        note=f"{needed}{column.expected}。{column.note}",
        hint=f"{column.title}：{column.expected}。",
        largest=LARGEST if is_number else None,
    )
