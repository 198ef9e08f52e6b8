"""Registers as a sort of load, and how planned rows of tables are shown and kept by every such load."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, Protocol, runtime_checkable

from django.db import IntegrityError, transaction
from django.urls import reverse

from filings.errors import WorkflowRefused
from filings.models import Filing, Space, User
from filings.permissions import Act, role_may
from filings.services.imports.outcomes import Planned
from filings.services.imports.plans import Answers, Fault, Kind, Plan, PlanRow, Progress
from filings.services.imports.register_tables import IDENTITY, TABLES, WHOSE
from filings.services.imports.register_whose import Whose, filed_spaces
from filings.services.imports.registers import Check, RegistersPlan, plan_registers, write_registers
from filings.services.imports.tables import Table, TableRow
from zzspace.sheets import Workbook

MEANWHILE: Final = "写入时有同样的数据刚刚由他人写入，本次没有写入任何数据。请核对预览后再确认。"


def shown_plan(rows: Sequence[Planned], problems: Iterable[str], ignored: Iterable[str], names: Sequence[str]) -> Plan:
    """Planned rows as every load shows them; a row is called by the first of the columns `names` that it fills in, with
    the next beside it.
    """
    return Plan(
        rows=[shown_row(each, names) for each in rows],
        problems=list(problems),
        ignored=list(ignored),
        headers={each.row.sheet.name: each.row.layout.row for each in rows},
    )


def shown_row(planned: Planned, names: Sequence[str]) -> PlanRow:
    """One row; a new one shows all that it fills in."""
    row = planned.row
    title, note, *_ = *filter(None, map(row.text, names)), "", ""
    told = [(each.title, each.old, each.new) for each in planned.changes] or added(planned)
    return PlanRow(
        sheet=row.sheet.name,
        number=row.number,
        outcome=planned.outcome,
        title=title,
        note="；".join([" ".join(filter(None, (row.table.title, note))), *planned.notes]),
        changes=told,
        faults=[Fault(each.column, each.position, each.field, each.value, each.message) for each in row.problems],
        record=planned,
    )


def added(planned: Planned) -> list[tuple[str, str, str]]:
    """The cells of a row that is new."""
    row: TableRow = planned.row
    filled = ((column.title, row.text(column.key)) for column in row.table.columns)
    return [(title, "", text) for title, text in filled if text] if planned.writes else []


def titles_of(tables: Iterable[Table]) -> tuple[str, ...]:
    """The titles of all columns, each once, in order."""
    return tuple(dict.fromkeys(column.title for table in tables for column in table.columns))


def shown_registers(found: RegistersPlan) -> Plan:
    """Rows of registers, called by what they are about with the makerspace beside it."""
    names = ("title", "name", "resident", WHOSE.name, WHOSE.number)
    return shown_plan(found.rows, found.problems, found.ignored, names)


@runtime_checkable
class TablesKind(Kind, Protocol):
    """A load of sheets by tables of columns, taken in at a page of its own; `told` are sentences to know before."""

    tables: Sequence[Table]
    told: Sequence[str]


class RegistersKind(TablesKind):
    """Rows of the registers of filed makerspaces, by the city and administrators; `check` is the page's form. Other loads
    of registers say whose rows they take, who may, and what is locked.
    """

    key = "registers"
    title = "登记名册"
    tables = TABLES
    titles = titles_of(TABLES)
    told: Sequence[str] = (
        "一个文件可以含一个或几个名册的工作表；只写入有备案（含已终止的）众创空间的名册，其余由运营机构自己登记。",
        "每行用备案编号，或用运营机构的代码和众创空间名称，说明是哪一家。",
        "同一家的同一条记录已登记的，按表中更新：团队和企业看名称和入驻日，人员看姓名和起始日，活动看名称和日期，融资看企业、到账日期和出资方。",
        "表中没有的列保持不变；有这一列而单元格空白的，改为空白，预览中会列出。",
        "写入后通知运营机构核对。",
    )

    def __init__(self, check: Check) -> None:
        self.check = check

    def header(self, title: str) -> str:
        return title

    def may(self, actor: User, params: Mapping[str, Any]) -> bool:
        return role_may(actor, Act.LOAD_REGISTERS)

    def label(self, params: Mapping[str, Any]) -> str:
        return self.title

    def page(self, params: Mapping[str, Any]) -> str:
        return reverse("admin:filings_resident_changelist")

    def whose(self, params: Mapping[str, Any]) -> Whose:
        """Whose rows are taken."""
        return filed_spaces

    def plan(self, workbook: Workbook, params: Mapping[str, Any], *, actor: User, progress: Progress) -> Plan:
        found = plan_registers(workbook, check=self.check, whose=self.whose(params), progress=progress)
        return shown_registers(found)

    def lock(self, params: Mapping[str, Any], *, actor: User) -> None:
        """Makerspaces that are or were on file: whoever keeps their registers locks them too."""
        filed = Space.objects.filter(pk__in=Filing.objects.values("space"))
        list(filed.select_for_update().order_by("pk").values_list("pk"))

    def write(
        self, plan: Plan, params: Mapping[str, Any], *, actor: User, answers: Answers, progress: Progress
    ) -> dict[str, Any]:
        rows = [row.record for row in plan.rows if row.writes]
        with refused_where_doubled():
            write_registers(rows, {each.record.space_id for each in rows}, actor=actor)
        progress("写入", len(rows), len(rows))
        counts = {key: sum(each.row.table.key == key for each in rows) for key in IDENTITY}
        return {"written": len(rows), "registers": {key: count for key, count in counts.items() if count}}


@contextmanager
def refused_where_doubled() -> Iterator[None]:
    """All within or nothing; what a constraint of the database keeps out is a refusal."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise WorkflowRefused(MEANWHILE) from None
