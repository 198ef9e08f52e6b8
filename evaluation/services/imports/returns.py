"""Annual returns from a sheet: whose row it is, what it would change, what is wrong, what is asked, and writing all of it."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse

from evaluation.models import AnnualReturn
from evaluation.permissions import StatisticsAct, reportable_spaces, role_may
from evaluation.selectors.returns.windows import statistics_year
from evaluation.selectors.returns.yardsticks import yardsticks_for
from evaluation.services.imports.spaces import KnownSpaces, known_spaces
from evaluation.services.returns.transitions import write_in_bulk
from evaluation.statistics.checks import errors_of, shown
from evaluation.statistics.columns import BY_CODE, BY_FIELD, COLUMNS, FIELDS, Value
from evaluation.statistics.comparing import CAUSE_LABELS, Warn, Yardsticks, warnings_of
from evaluation.statistics.importing import (
    ReadRow,
    layout_problems,
    outdated_template,
    read_ids,
    read_returns,
    returns_layout,
)
from evaluation.workflow import EDITABLE, RETURN_STATE_LABELS, ReturnAction, ReturnState, return_transition
from filings.errors import WorkflowRefused
from filings.models import Space, User
from filings.services.history import canonical
from filings.services.imports.outcomes import Outcome
from filings.services.imports.plans import Answers, Choice, Fault, Plan, PlanRow, Progress, Question
from filings.workflow import Role
from zzspace.sheets import Layout, Sheet, Workbook, column_letter

OUTDATED: Final = "这份文件用的是旧模板，指标已有调整。请下载新模板，把数据粘贴过去后再上传。"
NOTHING: Final = "没有找到统计报表。请用模板填写，或保证表头含有指标代码（如A1、B1）或名称。"
TOLD_EVERY: Final = 500
CARRIED: Final = ("revision", "due_on", "missed_on", "first_submitted_at")
"""What a return keeps, or goes on from, when a load replaces its figures."""
CARRIED_TO: Final = 2 + len(CARRIED)
NO_VALUES: Final = (None,) * len(FIELDS)
SOURCES: Final[dict[str, str]] = {
    Role.OPERATOR: AnnualReturn.Source.OPERATOR,
    Role.DISTRICT: AnnualReturn.Source.DISTRICT,
    Role.CITY: AnnualReturn.Source.CITY,
    Role.ADMIN: AnnualReturn.Source.ADMIN,
}


@dataclass(slots=True)
class Stored:
    """A return as it stands: state, what it goes on from (CARRIED), figures in the order of FIELDS."""

    state: str
    carried: tuple[Any, ...]
    values: tuple[Any, ...]


@dataclass(slots=True)
class Ground:
    """What all rows of a load are held against."""

    year: int
    actor: User
    spaces: KnownSpaces
    stored: dict[int, Stored]
    yardsticks: Mapping[int, Yardsticks]
    sources: frozenset[str]
    seen: dict[int, str]


@dataclass(slots=True)
class Written:
    """What a row would write: the makerspace, the return that stands if any, the figures in the order of FIELDS, what
    is asked. Figures by name take four times the memory.
    """

    space: Space
    stored: Stored | None
    values: tuple[Value | None, ...]
    warnings: list[Warn]


class ReturnsKind:
    """Annual returns of one year, by operators, districts, the city and administrators: filings' registry of loads."""

    key = "returns"
    title = "年度统计"
    titles: Sequence[str] = tuple(column.code for column in COLUMNS)

    def header(self, title: str) -> str:
        return BY_CODE[title].header

    def may(self, actor: User, params: Mapping[str, Any]) -> bool:
        return role_may(actor, StatisticsAct.IMPORT_RETURNS)

    def label(self, params: Mapping[str, Any]) -> str:
        return f"{params['year']}年度统计"

    def page(self, params: Mapping[str, Any]) -> str:
        return f"{reverse('evaluation:returns')}?year={params['year']}"

    def plan(self, workbook: Workbook, params: Mapping[str, Any], *, actor: User, progress: Progress) -> Plan:
        return plan_returns(workbook, params["year"], actor=actor, progress=progress)

    def lock(self, params: Mapping[str, Any], *, actor: User) -> None:
        """The makerspaces within reach, so that no return is begun meanwhile, and their returns of the year."""
        reach = reportable_spaces(actor)
        list(Space.objects.select_for_update().filter(pk__in=reach.values("pk")).order_by("pk").values_list("pk"))
        returns = AnnualReturn.objects.select_for_update().filter(year=params["year"], space__in=reach.values("pk"))
        list(returns.order_by("pk").values_list("pk"))

    def write(
        self, plan: Plan, params: Mapping[str, Any], *, actor: User, answers: Answers, progress: Progress
    ) -> dict[str, Any]:
        return write_returns(plan, params["year"], actor=actor, answers=answers, progress=progress)


def plan_returns(workbook: Workbook, year: int, *, actor: User, progress: Progress) -> Plan:
    """What each row would do to the returns of a year, in a constant number of queries."""
    plan = Plan()
    if outdated_template(workbook.skipped):
        plan.problems.append(OUTDATED)
        return plan
    refuse_window(plan, year)
    found = list(sheets_of(workbook, plan))
    if plan.problems:
        return plan
    total = sum(len(sheet.rows) - layout.row - 1 for sheet, layout in found)
    progress("读取", total, total)
    ground = ground_of(year, actor, (ids for sheet, layout in found for ids in read_ids(sheet, layout)))
    for sheet, layout in found:
        plan.headers[sheet.name] = layout.row
        for row in read_returns(sheet, layout):
            plan.rows.append(plan_row(sheet, layout, row, ground))
            if len(plan.rows) % TOLD_EVERY == 0:
                progress("核对", len(plan.rows), total)
    progress("核对", total, total)
    return plan


def refuse_window(plan: Plan, year: int) -> None:
    """A year that the city has not opened, or has closed, takes no load."""
    window = statistics_year(year)
    if window is None:
        plan.problems.append(f"{year}年度还没有设置报送时间，不能导入。")
    elif window.closed_at:
        plan.problems.append(f"{year}年度统计已经关闭，不能再导入。")


def sheets_of(workbook: Workbook, plan: Plan) -> Iterator[tuple[Sheet, Layout]]:
    """The sheets that hold returns; what is left out is noted in the plan."""
    found = 0
    for sheet in workbook.sheets:
        layout = returns_layout(sheet)
        if layout is None:
            if sheet.rows:
                plan.ignored.append(f"工作表“{sheet.name}”不是统计报表，未读取。")
            continue
        found += 1
        plan.problems += layout_problems(sheet, layout)
        plan.ignored += [f"工作表“{sheet.name}”的{letter}列“{text}”未读取。" for letter, text in layout.ignored]
        yield sheet, layout
    if not found:
        plan.problems.append(NOTHING)


def ground_of(year: int, actor: User, rows: Iterable[Mapping[str, str]]) -> Ground:
    """What the rows are held against: makerspaces by number and name, returns that stand, yardsticks."""
    spaces = known_spaces(actor, year)
    named = {space.pk: space for ids in rows if (space := spaces.find(ids)) is not None and space.pk in spaces.reach}
    stored = AnnualReturn.objects.filter(year=year).values_list("space_id", "state", *CARRIED, *FIELDS)
    row = return_transition(ReturnAction.IMPORT, actor.role)
    return Ground(
        year=year,
        actor=actor,
        spaces=spaces,
        stored={each[0]: Stored(each[1], each[2:CARRIED_TO], each[CARRIED_TO:]) for each in stored.iterator()},
        yardsticks=yardsticks_for(list(named.values()), year) if named else {},
        sources=frozenset(row.sources) if row else frozenset(),
        seen={},
    )


def plan_row(sheet: Sheet, layout: Layout, row: ReadRow, ground: Ground) -> PlanRow:
    """One row: whose it is, whether it may be written, its errors, what it changes, what is asked."""
    space, faults = whose(layout, row, ground)
    number = row.index + 1
    title = space.name if space else row.ids.get("name", "") or row.ids.get("number", "")
    note = ground.spaces.number_of(space) if space else ""
    faults += [
        Fault(problem.column, column_at(layout, problem.field), problem.field, problem.value, problem.message)
        for problem in row.problems
    ]
    unread = {problem.field.lower() for problem in row.problems}
    for error in errors_of(row.figures):
        if not unread.intersection(error.fields):
            name = error.fields[0]
            faults.append(cell_fault(layout, name, row.figures.get(name), error.message))
    if faults or space is None:
        return PlanRow(sheet.name, number, Outcome.REFUSED, title, note, faults=faults)
    stands = ground.stored.get(space.pk)
    values = tuple(row.figures[name] for name in FIELDS)
    is_reported = stands is not None and stands.state not in EDITABLE
    if is_reported and stands is not None and stands.values == values:
        return PlanRow(sheet.name, number, Outcome.UNCHANGED, title, note)
    warnings = warnings_of(row.figures, ground.yardsticks.get(space.pk, Yardsticks()))
    return PlanRow(
        sheet.name,
        number,
        Outcome.CHANGED if stands else Outcome.NEW,
        title,
        note,
        changes=Changes(stands.values if stands else NO_VALUES, values),
        questions=[question_of(warn, row.figures) for warn in warnings],
        record=Written(space, stands, values, warnings),
    )


def whose(layout: Layout, row: ReadRow, ground: Ground) -> tuple[Space | None, list[Fault]]:
    """The makerspace of a row, and what keeps its row from being written."""
    faults: list[Fault] = []
    year = row.ids.get("year", "").removesuffix("年度").removesuffix("年")
    if year and year != str(ground.year):
        faults.append(id_fault(layout, "year", row, f"表中年度是“{row.ids['year']}”，本次导入的是{ground.year}年度。"))
    space = ground.spaces.find(row.ids)
    if space is None or (problem := ground.spaces.refusal(space)):
        key = "number" if row.ids.get("number") else "name"
        message = ground.spaces.unknown(row.ids) if space is None else problem
        return None, [*faults, id_fault(layout, key, row, message)]
    place = f"{row.index + 1}"
    if (above := ground.seen.setdefault(space.pk, place)) != place:
        faults.append(id_fault(layout, "name", row, f"“{space.name}”在第{above}行已有一行，请只保留一行。"))
    stands = ground.stored.get(space.pk)
    if stands is not None and stands.state not in ground.sources:
        label = RETURN_STATE_LABELS[ReturnState(stands.state)]
        values = tuple(row.figures[name] for name in FIELDS)
        if stands.values != values:
            faults.append(id_fault(layout, "name", row, f"这家的报表{label}，不能再用导入修改。{way_on(ground.actor)}"))
    return space, faults


def way_on(actor: User) -> str:
    """What the sender does about a return that is no longer its to change."""
    if actor.role == Role.OPERATOR:
        return "需要修改的，请联系区县科技主管部门退回。"
    return "需要修改的，请由市科技局重新开放或退回。"


def id_fault(layout: Layout, key: str, row: ReadRow, message: str) -> Fault:
    """What is wrong with a column that says whose row it is, or with the row where the column is not there."""
    position = layout.positions.get(key, -1)
    titles = {"number": "备案编号", "uscc": "统一社会信用代码", "name": "众创空间名称", "year": "年度"}
    return Fault(column_letter(position) if position >= 0 else "", position, titles[key], row.ids.get(key, ""), message)


def cell_fault(layout: Layout, name: str, value: Value | None, message: str) -> Fault:
    """What is wrong with a figure."""
    position = layout.positions[name]
    found = "" if value is None else shown(value)
    return Fault(column_letter(position), position, BY_FIELD[name].code, found, message)


def column_at(layout: Layout, code: str) -> int:
    """The index of a column by its code; -1 where it is none."""
    return layout.positions.get(code.lower(), -1)


@dataclass(frozen=True, slots=True)
class Changes:
    """(code, old, new) of the figures that differ, worked out when they are shown: a load of thousands without a preview
    never asks. For a new return all of them, from nothing.
    """

    old: tuple[Any, ...]
    new: tuple[Any, ...]

    def __iter__(self) -> Iterator[tuple[str, str, str]]:
        for name, before, after in zip(FIELDS, self.old, self.new, strict=True):
            if before != after:
                yield BY_FIELD[name].code, plain(before), plain(after)


def question_of(warn: Warn, figures: Mapping[str, Value | None]) -> Question:
    """A warning as it is asked; converted figures are on offer only where the row holds together with them."""
    offered = dict(warn.offered)
    holds = bool(offered) and not errors_of({**figures, **offered})
    offers = [
        (BY_FIELD[name].title, plain(warn.expected.get(name)), plain(figures.get(name)), shown(converted))
        for name, converted in offered.items()
        if holds
    ]
    code = BY_FIELD[warn.fields[0]].code
    more = "" if holds or not offered else "换算后各项合不上，请在表中改正后重新上传，或说明原因。"
    return Question(warn.key, CAUSE_LABELS[warn.cause], code, f"{warn.message}{more}", tuple(offers))


def plain(value: Value | None) -> str:
    """A figure as it is printed; "" where there is none."""
    return "" if value is None else shown(value)


def write_returns(plan: Plan, year: int, *, actor: User, answers: Answers, progress: Progress) -> dict[str, Any]:
    """Write the rows of a plan in the caller's transaction, which holds the locks; rows that the sender left out are not.

    Gives {"written", "digest"}: the digest covers every return written with its figures.
    """
    total = sum(row.writes for row in plan.rows)
    written = hashlib.sha256()

    def records() -> Iterator[AnnualReturn]:
        done = 0
        for position, row in enumerate(plan.rows):
            if row.writes and (record := record_of(row.record, position, year, answers)) is not None:
                record.source = SOURCES[actor.role]
                listed = [record.space_id, *(str(figure) for figure in record.figures.values())]
                written.update(canonical(listed))
                if done % TOLD_EVERY == 0:
                    progress("写入", done, total)
                done += 1
                yield record

    count = write_in_bulk(records(), ReturnAction.IMPORT, actor=actor)
    if not count:
        raise WorkflowRefused("没有需要写入的行。")
    progress("写入", count, count)
    return {"written": count, "digest": written.hexdigest()}


def record_of(written: Written, position: int, year: int, answers: Answers) -> AnnualReturn | None:
    """The return that a row writes, with what was answered; None where the row is left out."""
    given = {warn.key: answers[position, warn.key] for warn in written.warnings if (position, warn.key) in answers}
    if any(answer.choice is Choice.SKIP for answer in given.values()):
        return None
    lacking = [warn for warn in written.warnings if warn.key not in given]
    if lacking:
        raise WorkflowRefused(f"“{written.space.name}”还有{len(lacking)}条需要说明。")
    figures: dict[str, Value | None] = dict(zip(FIELDS, written.values, strict=True))
    for warn in written.warnings:
        if given[warn.key].choice is Choice.CONVERT:
            figures |= warn.offered
    if any(answer.choice is Choice.CONVERT for answer in given.values()) and errors_of(figures):
        raise WorkflowRefused(f"“{written.space.name}”换算后各项合不上，请在表中改正后重新上传。")
    reasons = {key: answer.reason for key, answer in given.items() if answer.choice is Choice.KEEP}
    stands = written.stored
    carried = dict(zip(CARRIED, stands.carried, strict=True)) if stands else {}
    return AnnualReturn(space=written.space, year=year, reasons=reasons, **carried, **figures)
