"""Sums of returns as one sheet: a row for each figure, year and group that the statistics desk shows. What the rows hold
is asked elsewhere (selectors).
"""

from collections.abc import Iterable, Sequence
from typing import IO, Any, Final

from zzspace.sheets import BookColumn, CellKind, csv_lines, write_book

COLUMNS_OF_SUMS: Final = (
    BookColumn("内容", width=14),
    BookColumn("分组", width=26),
    BookColumn("年度", width=8),
    BookColumn("指标", width=30),
    BookColumn("单位", width=10),
    BookColumn("应报送（家）", CellKind.COUNT, 12),
    BookColumn("计入（家）", CellKind.COUNT, 12),
    BookColumn("合计", CellKind.AMOUNT, 18),
    BookColumn("上年合计", CellKind.AMOUNT, 18),
    BookColumn("较上年（%）", CellKind.AMOUNT, 12),
    BookColumn("同口径较上年（%）", CellKind.AMOUNT, 14),
    BookColumn("占比（%）", CellKind.AMOUNT, 12),
    BookColumn("平均每家", CellKind.AMOUNT, 14),
)
"""The columns of the sheet, in order."""
SHEET_TITLE: Final = "统计分析"


def write_sums(stream: IO[bytes], rows: Iterable[Sequence[Any]]) -> None:
    """Rows as .xlsx."""
    write_book(stream, SHEET_TITLE, COLUMNS_OF_SUMS, rows, frozen=2)


def write_sums_csv(stream: IO[bytes], rows: Iterable[Sequence[Any]]) -> None:
    """Rows as CSV (UTF-8 with BOM)."""
    for line in csv_lines([column.header for column in COLUMNS_OF_SUMS], rows):
        stream.write(line.encode())


SUM_WRITERS: Final = {"xlsx": write_sums, "csv": write_sums_csv}
"""The formats by their suffix."""
