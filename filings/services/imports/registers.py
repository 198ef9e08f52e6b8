"""Rows of registers from a workbook (residents, staff, mentors, activities, financing): what each row would do, and doing
it in one transaction.

Whoever calls says whose rows they are (`whose`) and hands in the checks of a row, which are the web form's, for forms stand
above services.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, TypeAlias

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from filings.errors import WorkflowRefused
from filings.models import Resident, Space, User
from filings.permissions import Act, role_may
from filings.selectors.registers import Register
from filings.services.history import append_line
from filings.services.imports.outcomes import Change, Outcome, Planned, refused
from filings.services.imports.plans import Progress, no_progress
from filings.services.imports.register_tables import IDENTITY, LOADED, TABLES
from filings.services.imports.register_whose import Whose, filed_spaces
from filings.services.imports.tables import Table, TableRow, read_tables
from filings.services.notices import notify
from filings.services.registers import RULES, register_page, require_standing
from zzspace.sheets import Workbook

Check: TypeAlias = Callable[[Register, Any, Mapping[str, Any]], Mapping[str, Sequence[str]]]
"""Fills a row's record with values by field, as the page's form does; returns what is wrong by field, "" for the row."""
TOLD_EVERY: Final = 100
"""Rows between two words on how far it is."""
MEANWHILE: Final = "导入时有登记刚刚修改，本次没有导入任何数据。请重新上传，核对后再确认。"


@dataclass(frozen=True, slots=True)
class RegistersPlan:
    """What a workbook would do: each of its rows, what keeps it from being read at all, what was left out of it."""

    rows: tuple[Planned, ...]
    problems: tuple[str, ...]
    ignored: tuple[str, ...]


@dataclass(slots=True)
class Shelf:
    """The rows of one register that stand, by makerspace and identity, and residents by makerspace and name. `seen` are the
    rows of the sheet by now, `entered` their residents by name and code.
    """

    register: Register
    stored: dict[tuple[Any, ...], Any]
    residents: dict[tuple[int, str], list[Resident]]
    seen: dict[tuple[Any, ...], int] = field(default_factory=dict)
    entered: dict[tuple[int, str], list[Resident]] = field(default_factory=lambda: defaultdict(list))


def plan_registers(
    workbook: Workbook,
    *,
    check: Check,
    whose: Whose = filed_spaces,
    keys: Collection[str] = tuple(IDENTITY),
    progress: Progress = no_progress,
) -> RegistersPlan:
    """Read the sheets of some registers and say of each row whether it is new, changed, stands already, or is refused and
    why.
    """
    reading = read_tables(workbook, [table for table in TABLES if table.key in keys])
    if reading.problems:
        return RegistersPlan((), tuple(reading.problems), tuple(reading.ignored))
    space_of, total = whose(), sum(map(len, reading.rows.values()))
    planned: list[Planned] = []
    for key, rows in reading.rows.items():
        spaces = [space_of(row) for row in rows]
        shelf = shelf_of(LOADED[key], {space.pk for space in spaces if space is not None})
        for row, space in zip(rows, spaces, strict=True):
            planned.append(plan_row(row, space, shelf, check))
            if len(planned) % TOLD_EVERY == 0:
                progress("核对", len(planned), total)
    progress("核对", total, total)
    return RegistersPlan(tuple(planned), (), tuple(reading.ignored))


def shelf_of(register: Register, spaces: Collection[int]) -> Shelf:
    """The rows that stand of some makerspaces, and their residents where rows of the register name them."""
    rows = register.model._default_manager.filter(space__in=spaces).select_related("space", *register.related)
    residents: dict[tuple[int, str], list[Resident]] = defaultdict(list)
    if "resident" in register.fields:
        for resident in Resident.objects.filter(space__in=spaces).order_by("entered_on"):
            for name in {resident.name, resident.company_name} - {""}:
                residents[resident.space_id, name].append(resident)
    return Shelf(register, {identity(register, row): row for row in rows}, residents)


def identity(register: Register, row: Any) -> tuple[Any, ...]:
    """By which a row is known again."""
    return row.space_id, *(getattr(row, name) for name in IDENTITY[register.key])


def plan_row(row: TableRow, space: Space | None, shelf: Shelf, check: Check) -> Planned:
    """One row: its cells, then its record as the page's form would fill it, then the rules among rows."""
    register = shelf.register
    if space is not None and "resident" in register.fields:
        find_resident(row, space, shelf)
    if row.problems or space is None:
        return refused(row)
    key = space.pk, *(row.values[name] for name in IDENTITY[register.key])
    if (above := shelf.seen.setdefault(key, row.number)) != row.number:
        row.refuse(f"与第{above}行是同一条记录，请只保留一行。")
        return refused(row)
    stands = shelf.stored.get(key)
    record = copy(stands) if stands else register.model(space=space)
    sent = {name: row.values[name] for name in register.fields if name in row.layout.positions}
    kept = {name: getattr(record, name) for name in register.fields if name not in sent}
    tell(row, check(register, record, kept | sent))
    if not row.problems and isinstance(record, Resident):
        refuse_twice_in_sheet(row, record, shelf)
    if row.problems:
        return refused(row)
    changes = changes_between(row.table, register, stands, record)
    if stands is not None and not changes:
        return Planned(row, Outcome.UNCHANGED)
    tell(row, broken_rules(register, record))
    if row.problems:
        return refused(row)
    return Planned(row, Outcome.CHANGED if stands else Outcome.NEW, record, changes)


def find_resident(row: TableRow, space: Space, shelf: Shelf) -> None:
    """The team or company that a row names, in residence on the row's day where several bore the name."""
    name, on = row.values["resident"], row.values.get("on")
    if name is None:
        return
    named = shelf.residents.get((space.pk, name), [])
    there = [each for each in named if on and each.entered_on <= on and (each.left_on is None or each.left_on >= on)]
    if not named:
        row.refuse(f"“{space}”没有登记“{name}”，请先在团队与企业中登记。", "resident")
    row.values["resident"] = next(iter(there or named), None)


def refuse_twice_in_sheet(row: TableRow, record: Resident, shelf: Shelf) -> None:
    """One team or company in residence once at a time: against rows above, which do not stand yet."""
    above = [shelf.entered[record.space_id, mark] for mark in {record.uscc, record.name} - {""}]
    if any(meet(record, other) for others in above for other in others):
        row.refuse(f"“{record.name}”在表中重复，在驻时间重叠，请只保留一行。")
    for others in above:
        others.append(record)


def meet(one: Resident, other: Resident) -> bool:
    """Whether two times in residence overlap."""
    return (other.left_on is None or other.left_on >= one.entered_on) and (
        one.left_on is None or one.left_on >= other.entered_on
    )


def tell(row: TableRow, problems: Mapping[str, Iterable[str]]) -> None:
    """What is wrong by field, at the columns of the row."""
    for name, messages in problems.items():
        for message in messages:
            row.refuse(message, name)


def broken_rules(register: Register, record: Any) -> Mapping[str, Sequence[str]]:
    """What the rules among rows, and the district's findings, say against a record."""
    try:
        require_standing(record, register)
        if rule := RULES.get(register.key):
            rule(record)
    except ValidationError as problem:
        return problem.message_dict
    except WorkflowRefused as refusal:
        return {"": [refusal.explanation]}
    return {}


def changes_between(table: Table, register: Register, stands: Model | None, record: Model) -> tuple[Change, ...]:
    """Columns that differ, with both values as they are shown; for a new row all that it fills in."""
    pairs = ((name, value_shown(stands, name) if stands else "", value_shown(record, name)) for name in register.fields)
    return tuple(Change(table.column(name).title, old, new) for name, old, new in pairs if old != new)


def value_shown(record: Any, name: str) -> str:
    """A value of a record as its reader sees it."""
    if display := getattr(record, f"get_{name}_display", None):
        return str(display())
    value = getattr(record, name)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return "" if value is None else str(value)


def load_registers(
    workbook: Workbook, *, actor: User, check: Check, keys: Collection[str] = tuple(IDENTITY)
) -> RegistersPlan:
    """Write every row that is new or changed, all or nothing: makerspaces locked in one order, planned again under the
    locks, rows written, a line of history and a message to the operator for each makerspace and register. Refused rows
    are never written.

    WorkflowRefused for another role, for a file that cannot be read, and where rows contradict what was written meanwhile.
    """
    if not role_may(actor, Act.LOAD_REGISTERS):
        raise WorkflowRefused("登记名册由市科技局或系统管理员批量导入。")
    first = plan_registers(workbook, check=check, keys=keys)
    if first.problems:
        raise WorkflowRefused("文件不能读取，没有导入任何数据。", problems=first.problems)
    touched = {each.record.space_id for each in first.rows if each.writes}
    try:
        with transaction.atomic():
            list(Space.objects.select_for_update().filter(pk__in=touched).order_by("pk"))
            plan = plan_registers(workbook, check=check, keys=keys)
            write_registers([each for each in plan.rows if each.writes], touched, actor=actor)
    except IntegrityError:
        raise WorkflowRefused(MEANWHILE) from None
    return plan


def write_registers(planned: Sequence[Planned], locked: Collection[int], *, actor: User) -> None:
    """Write planned rows of locked makerspaces in the caller's transaction."""
    done: Counter[tuple[Space, str]] = Counter()
    residents: dict[int, Resident] = {}
    for each in planned:
        record = each.record
        if "resident" in LOADED[each.row.table.key].fields:
            record.resident = residents.get(record.resident_id, record.resident)  # as rows above have changed it
        if record.space_id not in locked:
            raise WorkflowRefused(MEANWHILE)  # a row that was refused before the locks: nothing is written unlocked
        if problems := broken_rules(LOADED[each.row.table.key], record):
            raise WorkflowRefused(
                f"{each.row.sheet.name}第{each.row.number}行与其他行矛盾，本次没有导入任何数据。",
                problems=tuple(message for messages in problems.values() for message in messages),
            )
        record.save()
        if isinstance(record, Resident):
            residents[record.pk] = record
        done[record.space, each.row.table.key] += 1
    for (space, key), rows in done.items():
        line = append_line(space, actor=actor, action="load_registers", details={"register": key, "rows": rows})
        if actor.operator_id != space.operator_id:
            tell_operator(space, LOADED[key], rows, f"load:{space.pk}:{line.sequence}")


def tell_operator(space: Space, register: Register, rows: int, key: str) -> None:
    """A message to the operator: its own register has rows that somebody else wrote."""
    notify(
        space.operator.accounts.filter(is_active=True),
        title=f"{space}的“{register.title}”已由管理部门导入{rows}行",
        body=f"{timezone.localdate()}导入，请核对登记内容；有出入的可以直接修改。",
        url=register_page(space, register),
        key=key,
    )
