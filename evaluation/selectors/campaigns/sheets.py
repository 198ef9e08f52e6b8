"""Results as sheets: all marks of an evaluation, and the list of incentives by grade. Each sheet is one table of columns."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any, Final

from evaluation.models import Campaign, PaymentAccount, Result
from evaluation.permissions import Viewer, visible_entries
from evaluation.scoring.grades import GRADES, Grade
from evaluation.scoring.schemes import KIND_LABELS, KINDS, Scheme
from evaluation.scoring.sheets import plain
from evaluation.selectors.campaigns.documents import filing_numbers, standing_results
from filings.models import Filing
from filings.workflow import FilingState
from zzspace.sheets import BookColumn, CellKind, write_book

REWARDED: Final = tuple(grade for grade in GRADES if grade is not Grade.FAIL)
PLACES: Final = {grade.value: place for place, grade in enumerate(GRADES)}
LACKING: Final = "未登记，请向运营机构核实"


@dataclass(frozen=True, slots=True)
class Row:
    """A result with what stands beside it."""

    place: int
    result: Result
    filing: str
    on_file: bool = True
    account: PaymentAccount | None = None


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column and what it reads of a row."""

    book: BookColumn
    value: Callable[[Row], Any]


def _text(header: str, width: int, value: Callable[[Row], Any]) -> SheetColumn:
    return SheetColumn(BookColumn(header, width=width), value)


def _count(header: str, value: Callable[[Row], Any]) -> SheetColumn:
    return SheetColumn(BookColumn(header, CellKind.COUNT, 8), value)


PLACE: Final = _count("序号", lambda row: row.place)
GRADE: Final = _text("等级", 10, lambda row: row.result.get_grade_display())
TOTAL: Final = SheetColumn(BookColumn("总分", CellKind.AMOUNT, 10), lambda row: row.result.total)
RANK: Final = _count("同类名次", lambda row: row.result.rank)
SPACE: Final = (
    _text("众创空间", 32, lambda row: row.result.entry.space.name),
    _text("备案编号", 24, lambda row: row.filing),
    _text("类型", 10, lambda row: KIND_LABELS[row.result.entry.kind]),
    _text("所属区县", 22, lambda row: row.result.entry.space.district.name),
    _text("运营机构", 32, lambda row: row.result.entry.space.operator.name),
    _text("统一社会信用代码", 22, lambda row: row.result.entry.space.operator.uscc),
)
RESULT: Final = (
    GRADE,
    TOTAL,
    RANK,
    _text("定级方式", 16, lambda row: row.result.get_ground_display()),
    _text("直接定级依据", 14, lambda row: row.result.clause),
    _text("直接定级原因", 32, lambda row: row.result.forced_reason),
    _count("版本", lambda row: row.result.version),
    _text("更正或复核理由", 32, lambda row: row.result.reason),
)
INCENTIVES: Final = (
    PLACE,
    GRADE,
    *SPACE,
    TOTAL,
    RANK,
    _text("备案状态", 12, lambda row: "在册" if row.on_file else "已不在册"),
    _text("联系人", 12, lambda row: row.result.entry.space.operator.contact_name),
    _text("联系电话", 16, lambda row: row.result.entry.space.operator.contact_phone),
    _text("账户名称", 32, lambda row: row.account.holder if row.account else LACKING),
    _text("开户银行", 32, lambda row: row.account.bank if row.account else ""),
    _text("银行账号", 26, lambda row: row.account.number if row.account else ""),
    SheetColumn(BookColumn("奖补金额（元）", CellKind.AMOUNT, 16, note="由市科技局按奖补政策填写"), lambda row: None),
)
"""The columns of the incentive list."""


def marks_columns(scheme: Scheme) -> list[SheetColumn]:
    """The columns of all marks: the result, then each indicator of either kind once, by code."""
    found: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for kind in KINDS:
        for each in scheme.indicators(kind):
            names.setdefault(each.code, each.name)
            found.setdefault(each.code, []).append(f"{KIND_LABELS[kind]}满分{plain(each.full)}")
    marks = [
        SheetColumn(
            BookColumn(f"{code} {names[code]}", CellKind.AMOUNT, 12, note="；".join(notes)), _marks_reader(code)
        )
        for code, notes in found.items()
    ]
    return [PLACE, *SPACE, *RESULT, *marks, _text("市局调整", 40, lambda row: adjusted_text(row.result, names))]


def adjusted_text(result: Result, names: Mapping[str, str]) -> str:
    """Which marks the city set in place of the experts', and why: T 公共服务平台调整为18分：….  "" where it set none."""
    set_by_city = result.inputs.get("adjusted", {})
    return "；".join(
        f"{code} {names.get(code, '')}调整为{plain(Decimal(each['marks']))}分：{each['reason'].rstrip('。')}"
        for code, each in set_by_city.items()
    )


def _marks_reader(code: str) -> Callable[[Row], Decimal | None]:
    """Reads one indicator's marks; None for a result without marks, or of a kind without the indicator."""

    def read(row: Row) -> Decimal | None:
        given = row.result.marks.get(code)
        return None if given is None else Decimal(given["marks"])

    return read


def marks_rows(user: Viewer, campaign: Campaign) -> list[Row]:
    """Every result within reach: all for the city, a district's own. Two queries."""
    results = list(standing_results(campaign).filter(entry__in=visible_entries(user)))
    numbers = filing_numbers([result.entry.space_id for result in results])
    return [Row(place, result, numbers.get(result.entry.space_id, "")) for place, result in enumerate(results, start=1)]


def incentive_rows(campaign: Campaign, grades: Iterable[str] = ()) -> list[Row]:
    """Whoever has one of these grades (all that may be rewarded), best grade first, then by total. Four queries."""
    wanted = sorted(set(grades) & set(REWARDED)) or sorted(REWARDED)
    results = sorted(standing_results(campaign).filter(grade__in=wanted), key=by_grade_and_total)
    spaces = [result.entry.space_id for result in results]
    operators = [result.entry.space.operator_id for result in results]
    numbers = filing_numbers(spaces)
    accounts = {each.operator_id: each for each in PaymentAccount.objects.filter(operator__in=operators)}
    on_file = set(Filing.objects.filter(state=FilingState.ACTIVE, space__in=spaces).values_list("space_id", flat=True))
    return [
        Row(
            place,
            result,
            numbers.get(result.entry.space_id, ""),
            result.entry.space_id in on_file,
            accounts.get(result.entry.space.operator_id),
        )
        for place, result in enumerate(results, start=1)
    ]


def by_grade_and_total(result: Result) -> tuple[int, Decimal, str, int]:
    """The order of the incentive list."""
    return (PLACES[result.grade], -(result.total or Decimal(0)), result.entry.space.name, result.pk)


def write_rows(stream: IO[bytes], title: str, columns: Sequence[SheetColumn], rows: Iterable[Row]) -> None:
    """Rows as .xlsx; no cell is run by a spreadsheet."""
    values = ([column.value(row) for column in columns] for row in rows)
    write_book(stream, title, [column.book for column in columns], values, frozen=2)
