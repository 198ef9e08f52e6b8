"""推荐函 to the province or the nation with its 推荐名单: the context, put together once, and the list as a workbook."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import IO, Any, Final

from filings.documents.decisions import BUREAU, letter_context
from filings.documents.issuing import issue_document
from filings.models import Document, Space, UpwardLetter, UpwardRecommendation, User
from filings.selectors.upward import VERSION_OF, finding_of
from zzspace.sheets import BookColumn, CellKind, write_book
from zzspace.wording import date_zh, two_places

LIST_TITLE: Final = "推荐名单"
COLUMNS: Final = (
    BookColumn("序号", CellKind.COUNT, 6),
    BookColumn("众创空间", width=28),
    BookColumn("类型", width=9),
    BookColumn("运营机构", width=30),
    BookColumn("统一社会信用代码", width=22),
    BookColumn("所在区县", width=20),
    BookColumn("市级备案编号", width=22),
    BookColumn("面积（㎡）", CellKind.AMOUNT, 12),
    BookColumn("工位（个）", CellKind.COUNT, 9),
    BookColumn("团队（家）", CellKind.COUNT, 9),
    BookColumn("企业（家）", CellKind.COUNT, 9),
    BookColumn("条件核对", width=16),
    BookColumn("推荐说明", width=40),
)
LEVEL_NAMES: Final = {"province": "省级众创空间", "nation": "国家备案众创空间"}


def upward_row(record: UpwardRecommendation) -> dict[str, Any]:
    """A line of the list: the filing, its figures as they were counted when the letter was prepared, what the rules said."""
    filing, facts = record.filing, record.result.get("facts", {})
    site, residents = facts.get("site", {}), facts.get("residents", {})
    return {
        "name": filing.space.name,
        "kind": Space.Kind(filing.kind).label,
        "operator": filing.operator.name,
        "uscc": filing.operator.uscc,
        "district": filing.space.district.name,
        "number": filing.number,
        "area": two_places(Decimal(site["total_area_m2"])) if "total_area_m2" in site else "",
        "workstations": site.get("workstations"),
        "teams": residents.get("teams"),
        "startups": residents.get("startups"),
        "verdict": finding_of(record.result).label,
        "explanation": record.explanation,
    }


def upward_context(letter: UpwardLetter, records: Sequence[UpwardRecommendation]) -> dict[str, Any]:
    """All that the letter and its list show."""
    version = VERSION_OF[letter.level]
    rows = [upward_row(record) for record in records]
    standings = Counter(finding_of(record.result).standing for record in records)
    return letter_context(number=letter.number, on=letter.issued_on, addressee=letter.addressee) | {
        "level": letter.get_level_display(),
        "level_name": LEVEL_NAMES[letter.level],
        "year": letter.year,
        "batch": letter.batch,
        "basis": version.title,
        "is_checked": not version.is_empty,
        "checked_on": date_zh(letter.prepared_at),
        **{standing: standings[standing] for standing in ("met", "review", "lacking", "unread")},
        "opinion": letter.text,
        "rows": rows,
        "table_date": date_zh(letter.issued_on),
    }


def issue_upward_letter(letter: UpwardLetter, records: Sequence[UpwardRecommendation], *, actor: User) -> Document:
    """推荐函 under the bureau's name; it stands with the first filing and is the city's alone."""
    return issue_document(
        records[0].filing,
        Document.Kind.UPWARD_LETTER,
        actor=actor,
        issuer=BUREAU,
        number=letter.number,
        issued_on=letter.issued_on,
        context=upward_context(letter, records),
    )


def write_upward_list(stream: IO[bytes], rows: Sequence[dict[str, Any]]) -> None:
    """The list as a workbook: figures as numbers, texts that a spreadsheet never runs."""
    write_book(stream, LIST_TITLE, COLUMNS, (book_row(number, row) for number, row in enumerate(rows, 1)), frozen=2)


def book_row(number: int, row: dict[str, Any]) -> list[Any]:
    area = Decimal(row["area"].replace(",", "")) if row["area"] else None
    texts = [row[key] for key in ("name", "kind", "operator", "uscc", "district", "number")]
    return [
        number,
        *texts,
        area,
        row["workstations"],
        row["teams"],
        row["startups"],
        row["verdict"],
        row["explanation"],
    ]
