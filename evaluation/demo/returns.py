"""The demo's annual statistics: what was there before the system comes in through the one load of history, then operators
and offices take the returns of the open window as far as evaluation.demo.earlier says.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from random import Random
from typing import Final

from django.db import transaction
from django.utils import timezone

from evaluation.demo import names, registers
from evaluation.demo.clock import at, instant, working_day
from evaluation.demo.earlier import EARLIER, Due, Earlier
from evaluation.demo.figures import plausible_figures
from evaluation.demo.people import ORGANISATIONS, account, clerk_of, member_of, operator_of
from evaluation.models import AnnualReturn, StatisticsYear
from evaluation.services.imports.history import GRADES, RETURNS, load_history
from evaluation.services.returns.deciding import confirm_return, send_back_return
from evaluation.services.returns.filling import save_group, start_return
from evaluation.services.returns.sending import questions_of, submit_return
from evaluation.services.returns.windows import set_window
from evaluation.statistics.columns import GROUPS, Value, columns_of
from filings.models import District, Space
from filings.services.imports.history import FILINGS
from filings.services.imports.tables import Table
from filings.services.registers import save_space
from zzspace.sheets import Cell, Sheet, Workbook

Figures = Mapping[str, Value]

YEARS_BEFORE: Final = 2
"""Locked years before the one that is open."""
LOADED, OPENED = 30, 26
"""Working days ago: the load of history, the first day of the window."""
LASTS = 40
"""Calendar days from today to the last day of the window."""
HALF_DONE: Final = ("A", "B", "C")
REASON: Final = "按财务账和入驻台账核对无误，变动系当年业务正常增减，名册为年末以后登记的情况。"
ITEMS: Final = {"b5": "财政补贴与资金下达文件不一致，请核对到账年度。", "e3": "培训人次请按签到表汇总。"}
SENT_BACK: Final = "有两项数据需要核对，请修改后重新报送。"


def report_statistics() -> None:
    """Everything of annual statistics, all or nothing; once a year has its window nothing is added."""
    if StatisticsYear.objects.exists():
        return
    year = timezone.localdate().year - 1
    figures = {space.name: history_of(space, year) for space in EARLIER}
    with transaction.atomic():
        load_before(year, figures)
        open_window(year)
        for position, space in enumerate(EARLIER):
            report(space, year, figures[space.name][year], minute=2 * position)


def history_of(space: Earlier, year: int) -> dict[int, Figures]:
    """The figures of each year from the first on file to the open one."""
    random = Random(space.name)  # noqa: S311 - figures, not secrets
    found: dict[int, Figures] = {}
    previous: Figures | None = None
    for each in range(first_year(space, year), year + 1):
        previous = found[each] = plausible_figures(random, residents=space.residents, previous=previous)
    return found


def first_year(space: Earlier, year: int) -> int:
    """The first year that is reported: that of filing, or where the locked years begin."""
    return max(filed_on(space, year).year, year - YEARS_BEFORE)


def filed_on(space: Earlier, year: int) -> date:
    """The day of filing; `years_ago` counts from the year after the open one."""
    return date(year + 1 - space.years_ago, 6, 10 + space.residents % 18)


# Before the system -----------------------------------------------------------------------------------------------


def load_before(year: int, figures: Mapping[str, Mapping[int, Figures]]) -> None:
    """The city loads one workbook; then operators add what it did not hold."""
    returns = [
        of_space(space, year) | {"year": each} | dict(known)
        for space in EARLIER
        for each, known in figures[space.name].items()
        if each < year
    ]
    grades = [
        of_space(space, year) | {"year": year - 2, "grade": "不合格" if space.poor else "合格"}
        for space in EARLIER
        if filed_on(space, year).year < year - 1
    ]
    workbook = Workbook(
        (
            sheet_of(FILINGS, [filing_of(space, year) for space in EARLIER]),
            sheet_of(GRADES, grades),
            sheet_of(RETURNS, returns),
        )
    )
    with at(instant(LOADED, 10)):
        load_history(workbook, actor=account("city1"))
    with at(instant(LOADED, 15)):
        for space in EARLIER:
            complete(space, year)


def sheet_of(table: Table, rows: Iterable[Mapping[str, object]]) -> Sheet:
    """A sheet of the load with these rows by column."""
    keys = [column.key for column in table.columns]
    cells: list[list[Cell]] = [[cell(row.get(key, "")) for key in keys] for row in rows]
    return Sheet(table.title, [list(table.headers), *cells])


def cell(value: object) -> Cell:
    """A value as a sheet holds it."""
    if isinstance(value, date):
        return datetime.combine(value, time())
    return str(value)


def filing_of(space: Earlier, year: int) -> dict[str, object]:
    """A row of 备案."""
    organisation = next(each for each in ORGANISATIONS if each.key == space.operator)
    return {
        "number": number_of(space, year),
        "space": space.name,
        "kind": space.kind.label,
        "district": District.objects.get(slug=space.district).name,
        "filed_on": filed_on(space, year),
        "state": "在册",
        "operator": organisation.name,
        "uscc": names.code_of(organisation.serial),
    }


def number_of(space: Earlier, year: int) -> str:
    """A number of the old form."""
    return f"郑科众创〔{filed_on(space, year).year}〕第{EARLIER.index(space) + 1}号"


def of_space(space: Earlier, year: int) -> dict[str, object]:
    """Whose row it is."""
    return {"number": number_of(space, year), "name": space.name}


def complete(space: Earlier, year: int) -> None:
    """What the old filings did not hold: the field of a professional makerspace, registers where the demo shows them."""
    record = space_of(space)
    actor = member_of(record.operator)
    if space.focus:
        record.lead_name, record.lead_type = f"演示{space.focus}骨干企业", Space.LeadType.LEADING_ENTERPRISE
        record.focus_field, record.open_platform = space.focus, True
        save_space(record, actor=actor)
    if space.has_registers:
        fields = (space.focus,) if space.focus else ("文化创意", "工业软件", "电子商务")
        registers.fill(record, registers.Shape(), as_of=date(year, 12, 31), fields=fields, actor=actor)


def space_of(space: Earlier) -> Space:
    """The makerspace, once it is loaded."""
    return Space.objects.select_related("operator").get(name=space.name, operator=operator_of(space.operator))


# The open window -------------------------------------------------------------------------------------------------


def open_window(year: int) -> None:
    """The city opens the window some weeks ago, until some weeks from now."""
    opens_on = working_day(OPENED)
    last = date.fromordinal(working_day(0).toordinal() + LASTS)
    with at(instant(OPENED + 2, 9)):
        set_window(year, opens_on=opens_on, closes_on=last, actor=account("city1"))


def report(space: Earlier, year: int, figures: Figures, *, minute: int) -> None:
    """Take one return as far as it has come: filled in, sent, checked or sent back, day by day."""
    if space.due is Due.NOT_BEGUN:
        return
    with at(instant(20, 9, minute)):
        record = start(space, year, figures)
    if space.due is Due.BEGUN:
        return
    with at(instant(16, 10, minute)):
        record = submit(record)
    if decide := DECISIONS.get(space.due):
        decide(record, minute=minute)


def start(space: Earlier, year: int, figures: Figures) -> AnnualReturn:
    """Begun by the operator and filled in, section by section; one that is under way has the first sections."""
    owner = space_of(space)
    actor = member_of(owner.operator)
    record = start_return(owner, year, actor=actor)
    for group in GROUPS:
        if space.due is Due.BEGUN and group.letter not in HALF_DONE:
            continue
        given = {column.field: figures[column.field] for column in columns_of(group.letter)}
        record = save_group(record, group.letter, given, revision=record.revision, actor=actor)
    return record


def submit(record: AnnualReturn) -> AnnualReturn:
    """Sent with a reason for each question."""
    reasons = {warn.key: REASON for warn in questions_of(record)}
    actor = member_of(record.space.operator)
    return submit_return(record, reasons=reasons, declared=True, revision=record.revision, actor=actor)


def confirm(record: AnnualReturn, *, minute: int) -> None:
    """The district has checked it."""
    with at(instant(11, 14, minute)):
        confirm_return(record, revision=record.revision, actor=clerk_of(record.space.district_id))


def send_back(record: AnnualReturn, *, minute: int, ago: int, due_on: date) -> None:
    """The district wants two figures looked at."""
    with at(instant(ago, 15, minute)):
        send_back_return(
            record,
            items=ITEMS,
            due_on=due_on,
            reason=SENT_BACK,
            revision=record.revision,
            actor=clerk_of(record.space.district_id),
        )


def days_ahead(days: int) -> date:
    """A day after today."""
    return date.fromordinal(timezone.localdate().toordinal() + days)


def send_back_now(record: AnnualReturn, *, minute: int) -> None:
    """Sent back lately; there is time left."""
    send_back(record, minute=minute, ago=3, due_on=days_ahead(12))


def send_back_long_ago(record: AnnualReturn, *, minute: int) -> None:
    """Sent back, and the day has passed."""
    send_back(record, minute=minute, ago=14, due_on=working_day(4))


DECISIONS: Final = {Due.CONFIRMED: confirm, Due.RETURNED: send_back_now, Due.OVERDUE: send_back_long_ago}
