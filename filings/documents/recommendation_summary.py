"""推荐汇总表: the columns that its PDF and its workbook share, and the workbook. What a row holds is put together in
documents.recommendation.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any, Final

from filings.models import Document
from zzspace.sheets import BookColumn, CellKind, write_book

TITLE: Final = "推荐汇总表"
CLASSES: Final = {CellKind.TEXT: "", CellKind.COUNT: "num", CellKind.AMOUNT: "mid"}


@dataclass(frozen=True, slots=True)
class SummaryColumn:
    """A column: `key` of a row ("" counts the rows), head with its unit, width on paper (None takes what is left) and in
    the workbook, `centred` for short texts.
    """

    key: str
    head: str
    unit: str = ""
    kind: CellKind = CellKind.TEXT
    millimetres: int | None = None
    characters: int = 14
    centred: bool = False

    @property
    def css_class(self) -> str:
        return "mid" if self.centred else CLASSES[self.kind]

    @property
    def screen_class(self) -> str:
        """On the screen figures stand right, short texts on one line."""
        if self.kind is not CellKind.TEXT:
            return "num"
        return "nowrap" if self.centred else ""

    @property
    def style(self) -> str:
        """The width on paper as CSS."""
        return f"width:{self.millimetres}mm" if self.millimetres else ""


COLUMNS: Final = (
    SummaryColumn("", "序号", kind=CellKind.COUNT, millimetres=10, characters=6),
    SummaryColumn("name", "名称", millimetres=27, characters=26),
    SummaryColumn("kind", "类型", millimetres=13, characters=9, centred=True),
    SummaryColumn("operator", "运营机构", millimetres=29, characters=30),
    SummaryColumn("uscc", "信用代码", millimetres=37, characters=22, centred=True),
    SummaryColumn("address", "地址", millimetres=31, characters=34),
    SummaryColumn("area", "面积", "㎡", CellKind.AMOUNT, 17, 12),
    SummaryColumn("workstations", "工位", "个", CellKind.COUNT, 12, 8),
    SummaryColumn("teams", "团队", "家", CellKind.COUNT, 12, 8),
    SummaryColumn("startups", "企业", "家", CellKind.COUNT, 12, 8),
    SummaryColumn("contact", "联系人", millimetres=15, characters=10, centred=True),
    SummaryColumn("phone", "电话", millimetres=22, characters=16, centred=True),
    SummaryColumn("opinion", "推荐意见", characters=30),
)


def summary_rows(document: Document) -> list[dict[str, Any]]:
    """The rows of a letter's 汇总表 as it was issued; none for any other document."""
    rows: list[dict[str, Any]] = document.context.get("rows", [])
    return rows if document.kind == Document.Kind.RECOMMENDATION_LETTER else []


def cells_of(number: int, row: Mapping[str, Any]) -> list[tuple[SummaryColumn, Any]]:
    """A row with its columns, as the paper shows it."""
    return [(column, row[column.key] if column.key else number) for column in COLUMNS]


def write_summary(stream: IO[bytes], rows: list[dict[str, Any]]) -> None:
    """The rows as a workbook; a spreadsheet runs none of their texts."""
    columns = [
        BookColumn(f"{column.head}（{column.unit}）" if column.unit else column.head, column.kind, column.characters)
        for column in COLUMNS
    ]
    write_book(stream, TITLE, columns, book_rows(rows), frozen=2)


def book_rows(rows: list[dict[str, Any]]) -> Iterator[list[Any]]:
    """Figures as numbers, texts as they are."""
    for number, row in enumerate(rows, start=1):
        yield [as_number(column, value) for column, value in cells_of(number, row)]


def as_number(column: SummaryColumn, value: Any) -> Any:
    """An area stands in the row as people read it: 1,280.00."""
    if column.kind is CellKind.AMOUNT and isinstance(value, str):
        return Decimal(value.replace(",", "")) if value else None
    return value
