"""The list of the reserve pool as a workbook. Phones are masked; a spreadsheet runs none of its texts."""

from collections.abc import Iterator
from typing import IO, Any, Final

from filings.models import PoolAssessment, PoolEntry, User
from filings.selectors.pool.entries import pool_list
from zzspace.sheets import BookColumn, CellKind, write_book
from zzspace.wording import mask_phone

TITLE: Final = "众创空间储备库"
AT_ONCE: Final = 500
COLUMNS: Final = (
    BookColumn("区县", width=18),
    BookColumn("众创空间", width=26),
    BookColumn("培育方向", width=10),
    BookColumn("运营机构", width=30),
    BookColumn("统一社会信用代码", width=22),
    BookColumn("联系人", width=10),
    BookColumn("联系电话", width=16),
    BookColumn("入库日期", width=12),
    BookColumn("状态", width=12),
    BookColumn("符合（项）", CellKind.COUNT, 10),
    BookColumn("不符合（项）", CellKind.COUNT, 10),
    BookColumn("缺少数据（项）", CellKind.COUNT, 10),
    BookColumn("需人工核实（项）", CellKind.COUNT, 10),
    BookColumn("差距", width=60),
    BookColumn("现状自", width=12),
    BookColumn("辅导（次）", CellKind.COUNT, 10),
    BookColumn("最近辅导", width=12),
    BookColumn("已转申请", width=16),
    BookColumn("出库日期", width=12),
    BookColumn("出库原因", width=40),
)


def write_pool(stream: IO[bytes], user: User, **filters: str) -> None:
    """The entries that the list shows, in its order."""
    write_book(stream, TITLE, COLUMNS, pool_rows(user, **filters), frozen=2)


def pool_rows(user: User, **filters: str) -> Iterator[list[Any]]:
    """One row an entry; the gaps of some hundred are read at once."""
    entries = list(pool_list(user, **filters).select_related("application"))
    for begin in range(0, len(entries), AT_ONCE):
        part = entries[begin : begin + AT_ONCE]
        gaps = gaps_of(part)
        for entry in part:
            yield row_of(entry, gaps.get(entry.pk, ""))


def gaps_of(entries: list[PoolEntry]) -> dict[int, str]:
    """By entry, what its last assessment lacks in words."""
    rows = PoolAssessment.objects.filter(entry__in=entries).order_by("on")
    last = {row.entry_id: row for row in rows}
    return {key: "；".join(told(check) for check in row.checks.values()) for key, row in last.items()}


def told(check: dict[str, str]) -> str:
    """入驻团队和在孵企业数量：还差3家."""
    words = {"fail": "不符合", "missing": "缺少数据", "review": "需人工核实"}
    return f"{check['label']}：{check['gap'] or words[check['verdict']]}"


def row_of(entry: Any, gap: str) -> list[Any]:
    """An annotated entry as cells."""
    operator = entry.holder
    person = (operator.contact_name, operator.contact_phone) if operator else (entry.contact_name, entry.contact_phone)
    return [
        entry.keeper.name,
        str(entry),
        entry.get_kind_display(),
        entry.run_by,
        entry.code,
        person[0],
        mask_phone(person[1]),
        entry.entered_on.isoformat(),
        entry.get_status_display(),
        entry.passes,
        entry.fails,
        entry.missing,
        entry.reviews,
        gap,
        day(entry.assessed_on),
        entry.guided,
        day(entry.guided_on),
        (entry.application.number or "草稿") if entry.drafted else "",
        day(entry.closed_on),
        entry.closing_reason,
    ]


def day(value: Any) -> str:
    """A day as text; "" where there is none."""
    return value.isoformat() if value else ""
