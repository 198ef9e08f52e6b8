"""Returns to sheets: the header that importing.py recognises, the values of a row, the template and the export in each
format. Which rows they hold is asked elsewhere (selectors).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any, Final

from evaluation.statistics.columns import COLUMNS, FIELDS, GROUPS, ID_COLUMNS, LARGEST, Column, Kind, Value
from evaluation.statistics.importing import EXPECTED, TEMPLATE_MARK, TEMPLATE_VERSION
from zzspace.sheets import BookColumn, CellKind, Guidance, csv_lines, write_book

HEADER: Final[tuple[str, ...]] = (
    *(column.header for column in ID_COLUMNS),
    *(column.header for column in COLUMNS),
)
"""The header cells of template and export."""
SHEET_TITLE: Final = "年报"
GUIDE_TITLE: Final = "填报说明"
SPARE_ROWS: Final = 20
"""Rows below the known makerspaces that are checked as they are."""
ID_WIDTHS: Final = {"number": 24, "uscc": 22, "name": 28, "year": 8}
ID_KINDS: Final = {"year": CellKind.COUNT}
"""Those of the identifying columns that are no text."""
FIGURE_WIDTH: Final = 15
CELL_KINDS: Final = {Kind.COUNT: CellKind.COUNT, Kind.AREA: CellKind.AMOUNT, Kind.MONEY: CellKind.AMOUNT}

SENTENCES: Final = (
    "众创空间年度统计报表填报说明",
    "一、在“年报”工作表中填写，每家众创空间一行；备案编号、统一社会信用代码、众创空间名称和年度已经填好，请不要修改。",
    "二、47个指标都要填写，没有的填0；空白按缺少数据处理，不会当作0。",
    "三、金额单位是千元，面积单位是平方米，最多两位小数；其他指标填0或正整数。",
    "四、表头每一格都有批注说明指标含义。列的先后可以调整，可以另加列（不会读取），表头文字请不要修改。",
    "五、填写后保存为.xlsx、.xls、.ods或.csv，在系统“年度统计”的“导入”页面上传，核对预览后确认。",
)
"""What the second sheet of the template says, above the table of columns."""


def sheet_row(number: str, uscc: str, name: str, year: int, figures: Mapping[str, Value | None]) -> list[Any]:
    """One row in the order of HEADER; a blank figure stays blank."""
    return [number, uscc, name, year, *(figures[field] for field in FIELDS)]


def book_columns() -> list[BookColumn]:
    """The columns of template and export as a workbook shows them."""
    ids = [
        BookColumn(column.header, ID_KINDS.get(column.field, CellKind.TEXT), ID_WIDTHS[column.field], note=column.note)
        for column in ID_COLUMNS
    ]
    return [*ids, *(figure_column(column) for column in COLUMNS)]


def figure_column(column: Column) -> BookColumn:
    """A figure with its note, and the bounds of what may be typed."""
    expected = EXPECTED[column.kind]
    return BookColumn(
        column.header,
        CELL_KINDS[column.kind],
        FIGURE_WIDTH,
        note=f"{column.title}（{column.unit}）：{column.note}。{expected}，没有的填0。",
        hint=f"{column.title}{expected}；没有的填0。",
        largest=LARGEST[column.kind],
    )


def guidance() -> Guidance:
    """The second sheet: how to fill in, and what each figure means."""
    titles = {group.letter: group.title for group in GROUPS}
    table = [
        (titles[column.group], column.code, column.label, column.unit, f"{column.note}。{EXPECTED[column.kind]}")
        for column in COLUMNS
    ]
    return Guidance(GUIDE_TITLE, SENTENCES, ("部分", "代码", "指标", "单位", "说明"), table, (12, 8, 26, 10, 70))


def write_template(stream: IO[bytes], rows: Iterable[Sequence[Any]]) -> None:
    """The template for makerspaces given as (number, uscc, name, year): figures blank, checked as they are typed."""
    known = [[*row, *(None for _ in COLUMNS)] for row in rows]
    write_book(
        stream,
        SHEET_TITLE,
        book_columns(),
        known,
        frozen=len(ID_COLUMNS),
        checked_rows=len(known) + SPARE_ROWS,
        guidance=guidance(),
        mark=f"{TEMPLATE_MARK}{TEMPLATE_VERSION}",
    )


def write_export(stream: IO[bytes], rows: Iterable[Sequence[Any]]) -> None:
    """Rows of sheet_row as .xlsx, which can be imported again."""
    mark = f"{TEMPLATE_MARK}{TEMPLATE_VERSION}"
    write_book(stream, SHEET_TITLE, book_columns(), rows, frozen=len(ID_COLUMNS), mark=mark)


def write_csv(stream: IO[bytes], rows: Iterable[Sequence[Any]]) -> None:
    """Rows of sheet_row as CSV (UTF-8 with BOM), which can be imported again."""
    for line in csv_lines(HEADER, rows):
        stream.write(line.encode())


WRITERS: Final = {"xlsx": write_export, "csv": write_csv}
"""The formats of an export by their suffix."""
