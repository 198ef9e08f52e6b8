"""The one load of what existed before the system (历史数据): filings, bans, grades and annual returns of one workbook. What
each row would add, and adding all of it in one transaction; what stands is never changed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from evaluation.models import AnnualReturn, Campaign, HistoricGrade, StatisticsYear
from evaluation.models.statistics import FIRST_YEAR
from evaluation.permissions import StatisticsAct, role_may
from evaluation.services.campaigns.campaigns import GRADES_OF
from evaluation.services.returns.transitions import figures_text, write_in_bulk
from evaluation.statistics.checks import errors_of
from evaluation.statistics.checks import shown as figure_shown
from evaluation.statistics.columns import BY_FIELD, COLUMNS, FIELDS, ID_COLUMNS, Kind, Value
from evaluation.workflow import ReturnAction
from filings.errors import WorkflowRefused
from filings.models import Space, User
from filings.services.history import append_line
from filings.services.imports.directory import Directory
from filings.services.imports.history import (
    BANS,
    FILINGS,
    plan_bans,
    plan_filings,
    write_history,
)
from filings.services.imports.kinds import TablesKind, refused_where_doubled, shown_plan, titles_of
from filings.services.imports.outcomes import Outcome, Planned, refused
from filings.services.imports.plans import Answers, Plan, Progress
from filings.services.imports.tables import Reads, Table, TableColumn, TableRow, read_tables
from filings.services.imports.whose import space_of
from filings.services.numbers import lock_counter
from zzspace.sheets import Workbook

LONGEST: Final = {"number": 40, "uscc": 40, "name": 60}
WHOSE: Final = tuple(
    TableColumn(column.field, column.header, Reads.COUNT, note=column.note)
    if column.field == "year"
    else TableColumn(column.field, column.header, required=False, longest=LONGEST[column.field], note=column.note)
    for column in ID_COLUMNS
)
"""Whose row it is and of which year, as in the sheets of annual returns."""
GRADES: Final = Table(
    "grades",
    "考核评价结果",
    (
        *WHOSE,
        TableColumn(
            "grade",
            "等级",
            Reads.CHOICE,
            choices=tuple((grade.value, str(grade.label)) for grade in HistoricGrade.Grade),
            names=("考核等级", "评价结果", "考核评价等级"),
        ),
    ),
)
RETURNS: Final = Table(
    "returns",
    "年度统计",
    (
        *WHOSE,
        *(
            TableColumn(
                column.field,
                column.header,
                Reads.COUNT if column.kind is Kind.COUNT else Reads.AMOUNT,
                names=(column.title, column.label),
                code=column.code,
                note=column.note,
            )
            for column in COLUMNS
        ),
    ),
)
NAMED: Final = 3
"""Figures of a return that are named where many differ."""
TABLES: Final = (FILINGS, BANS, GRADES, RETURNS)
"""The sheets of the load, in the order in which they are taken."""


@dataclass(frozen=True, slots=True)
class HistoryPlan:
    """What a workbook would do: each of its rows, what keeps it from being read at all, what was left out of it."""

    rows: tuple[Planned, ...]
    problems: tuple[str, ...]
    ignored: tuple[str, ...]


def plan_history(workbook: Workbook, *, today: date | None = None) -> HistoryPlan:
    """Read a workbook and say of each row whether it is new, stands already, or is refused and why. Writes nothing; the
    number of queries does not grow with the rows.
    """
    today = today or timezone.localdate()
    reading = read_tables(workbook, TABLES)
    if reading.problems:
        return HistoryPlan((), tuple(reading.problems), tuple(reading.ignored))
    directory = Directory()
    rows = [
        *plan_filings(reading.rows[FILINGS.key], directory, today=today),
        *plan_bans(reading.rows[BANS.key], directory),
        *plan_grades(reading.rows[GRADES.key], directory, today=today),
        *plan_returns(reading.rows[RETURNS.key], directory, today=today),
    ]
    return HistoryPlan(tuple(rows), (), tuple(reading.ignored))


def load_history(workbook: Workbook, *, actor: User) -> HistoryPlan:
    """Add every row that is new, all or nothing: planned and written in one transaction, filings and bans first, then
    grades and locked returns marked as 历史数据, each with its line of history. Refused rows are never written.

    WorkflowRefused for another role, for a file that cannot be read, and where somebody else wrote the same meanwhile.
    """
    if not role_may(actor, StatisticsAct.LOAD_HISTORY):
        raise WorkflowRefused("历史数据由市科技局或系统管理员载入。")
    try:
        with transaction.atomic():
            plan = plan_history(workbook)
            if plan.problems:
                raise WorkflowRefused("文件不能读取，没有载入任何数据。", problems=plan.problems)
            write_plan(plan.rows, actor=actor)
    except IntegrityError:
        raise WorkflowRefused("载入时有同样的数据刚刚写入，本次没有载入任何数据。请重新上传，核对后再确认。") from None
    return plan


class HistoryKind(TablesKind):
    """What existed before the system, by the city and administrators: filings' registry of loads."""

    key = "history"
    title = "历史数据"
    tables = TABLES
    titles = titles_of(TABLES)
    told = (
        "系统启用以前的备案、禁止申报、历年考核评价等级和统计报表，一个文件载入，工作表可以缺。",
        "只新增，不修改：系统中已有的记录与表中一致的不变，不一致的不能载入，逐项列出两边的内容。",
        "备案编号原来怎么编就怎么填；运营机构系统中没有的，按表中新建为已确认，名称不同的以系统登记为准。",
        "由本系统组织考核评价的年度，等级不能在这里载入。",
        "等级和报表可以填写同一个文件“备案”工作表中的编号。",
        "统计报表按各项逻辑关系核对，写入后为“已锁定”；由本系统组织报送的年度不能在这里载入。",
    )

    def header(self, title: str) -> str:
        return title

    def may(self, actor: User, params: Mapping[str, Any]) -> bool:
        return role_may(actor, StatisticsAct.LOAD_HISTORY)

    def label(self, params: Mapping[str, Any]) -> str:
        return self.title

    def page(self, params: Mapping[str, Any]) -> str:
        return reverse("evaluation:returns")

    def plan(self, workbook: Workbook, params: Mapping[str, Any], *, actor: User, progress: Progress) -> Plan:
        found = plan_history(workbook)
        progress("核对", len(found.rows), len(found.rows))
        return shown_plan(found.rows, found.problems, found.ignored, ("space", "name", "number", "uscc"))

    def lock(self, params: Mapping[str, Any], *, actor: User) -> None:
        """One load of history at a time; against everybody else the constraints stand."""
        lock_counter("history", 0)

    def write(
        self, plan: Plan, params: Mapping[str, Any], *, actor: User, answers: Answers, progress: Progress
    ) -> dict[str, Any]:
        rows = [row.record for row in plan.rows if row.writes]
        with refused_where_doubled():
            write_plan(rows, actor=actor)
        progress("写入", len(rows), len(rows))
        counts = {table.key: sum(each.row.table == table for each in rows) for table in TABLES}
        return {"written": len(rows), "sheets": {key: count for key, count in counts.items() if count}}


def write_plan(rows: Sequence[Planned], *, actor: User) -> None:
    """Write planned rows in the caller's transaction."""
    new = [each.record for each in rows if each.outcome is Outcome.NEW]
    returns = [record for record in new if isinstance(record, AnnualReturn)]
    grades = [record for record in new if isinstance(record, HistoricGrade)]
    refuse_evaluated(grades)
    write_history((each for each in rows if each.row.table in (FILINGS, BANS)), actor=actor)
    for grade in grades:
        grade.space, grade.loaded_by = grade.space, actor  # the makerspace was saved meanwhile
        grade.save(force_insert=True)
        append_line(grade.space, actor=actor, action="load_grade", details={"year": grade.year, "grade": grade.grade})
    for record in returns:
        record.space = record.space  # as above
    write_in_bulk(returns, ReturnAction.LOAD, actor=actor)
    for record in returns:
        details = {"figures": figures_text(record)}
        append_line(record, actor=actor, action=ReturnAction.LOAD, to_state=record.state, details=details)


def refuse_evaluated(grades: Iterable[HistoricGrade]) -> None:
    """Guard, with the years locked: none of them has been given an evaluation since the rows were planned."""
    years = sorted({grade.year for grade in grades})
    for year in years:
        lock_counter(GRADES_OF, year)
    if taken := list(Campaign.objects.filter(year__in=years).order_by("year").values_list("year", flat=True)):
        named = "、".join(map(str, taken))
        raise WorkflowRefused(f"{named}年度刚刚设立了考核评价，等级不能再作为历史数据载入。本次没有载入任何数据。")


def plan_grades(rows: Iterable[TableRow], directory: Directory, *, today: date) -> list[Planned]:
    """What each row of 考核评价结果 would do."""
    stored = HistoricGrade.objects.select_related("space__operator")
    known = {(each.space.operator.uscc, each.space.name, each.year): each.grade for each in stored}
    evaluated = frozenset(Campaign.objects.values_list("year", flat=True))
    return [plan_grade(row, directory, known, evaluated, today) for row in rows]


def plan_grade(
    row: TableRow, directory: Directory, known: dict[Any, str], evaluated: frozenset[int], today: date
) -> Planned:
    """One grade of a makerspace for a year that is over and that the system does not evaluate itself."""
    check_year(row, today)
    if row.values["year"] in evaluated:
        year = row.values["year"]
        row.refuse(f"{year}年度由本系统组织考核评价，等级以公布的结果为准，不能作为历史数据载入。", "year")
    space = space_of(row, directory)
    if row.problems or space is None:
        return refused(row)
    key, grade = key_of(space, row), row.values["grade"]
    if key not in known:
        known[key] = grade
        return Planned(row, Outcome.NEW, HistoricGrade(space=space, year=row.values["year"], grade=grade))
    if known[key] == grade:
        return Planned(row, Outcome.UNCHANGED)
    stands = HistoricGrade.Grade(known[key]).label
    row.refuse(
        f"{key[2]}年度的等级已有记录“{stands}”，表中是“{row.text('grade')}”。已有的等级不能用导入修改。", "grade"
    )
    return refused(row)


def plan_returns(rows: Sequence[TableRow], directory: Directory, *, today: date) -> list[Planned]:
    """What each row of 年度统计 would do."""
    years = {row.values["year"] for row in rows if row.values["year"]}
    run = frozenset(StatisticsYear.objects.filter(year__in=years).values_list("year", flat=True))
    stored = AnnualReturn.objects.filter(year__in=years).select_related("space__operator")
    known = {(each.space.operator.uscc, each.space.name, each.year): each.figures for each in stored}
    return [plan_return(row, directory, known, run, today) for row in rows]


def plan_return(
    row: TableRow, directory: Directory, known: dict[Any, Any], run: frozenset[int], today: date
) -> Planned:
    """One return of a year that the system has not run: its figures must hold together as any other's."""
    check_year(row, today)
    if row.values["year"] in run:
        row.refuse(f"{row.values['year']}年度由本系统组织报送，请在统计报表中填报或导入。", "year")
    space = space_of(row, directory)
    check_figures(row)
    if row.problems or space is None:
        return refused(row)
    key, figures = key_of(space, row), {name: row.values[name] for name in FIELDS}
    if key not in known:
        known[key] = figures
        source = AnnualReturn.Source.HISTORIC
        return Planned(row, Outcome.NEW, AnnualReturn(space=space, year=row.values["year"], source=source, **figures))
    if known[key] == figures:
        return Planned(row, Outcome.UNCHANGED)
    refuse_other_figures(row, known[key], figures)
    return refused(row)


def refuse_other_figures(row: TableRow, stands: Mapping[str, Value | None], sent: Mapping[str, Value | None]) -> None:
    """A return that stands with other figures: the first of them with both values, and how many."""
    differing = [name for name in FIELDS if stands[name] != sent[name]]
    shown = [
        f"{BY_FIELD[name].title}是{value_shown(stands[name])}，表中是{value_shown(sent[name])}"
        for name in differing[:NAMED]
    ]
    more = f"等{len(differing)}项不同" if len(differing) > NAMED else ""
    year = row.values["year"]
    row.refuse(f"{year}年度的报表已有记录，{'；'.join(shown)}{more}。已有的报表不能用导入修改。", differing[0])


def check_figures(row: TableRow) -> None:
    """Errors between figures and of each; cells that could not be read were told before."""
    figures = {name: row.values[name] for name in FIELDS}
    for problem in errors_of(figures, complete=False):
        row.refuse(problem.message, problem.fields[0])


def check_year(row: TableRow, today: date) -> None:
    """A year that is over."""
    year = row.values["year"]
    if year is not None and not FIRST_YEAR <= year < today.year:
        row.refuse(f"年度{year}应在{FIRST_YEAR}至{today.year - 1}之间，请核对。", "year")


def key_of(space: Space, row: TableRow) -> tuple[str, str, int]:
    """What a row is about, for a makerspace that may not be saved yet."""
    return space.operator.uscc, space.name, row.values["year"]


def value_shown(value: Value | None) -> str:
    return "空白" if value is None else figure_shown(value)
