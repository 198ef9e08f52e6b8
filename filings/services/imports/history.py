"""Filings from before the system with their makerspaces and operators, and the bans of then (历史数据): what each row would
add, and adding it. A load of history adds what is lacking and never changes what stands.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db.models import Model

from filings.models import Ban, Operator, Space, User
from filings.services.filings import enter_historic, historic_filing
from filings.services.history import append_line
from filings.services.imports.directory import OWN_NUMBER, Directory, printed_number
from filings.services.imports.outcomes import Outcome, Planned, refused
from filings.services.imports.tables import Reads, Table, TableColumn, TableRow
from filings.services.imports.whose import check_code
from filings.workflow import FILING_STATE_LABELS, FilingState

KINDS: Final = tuple((kind.value, str(kind.label)) for kind in Space.Kind)
NUMBER: Final = TableColumn("number", "备案编号", longest=40, note="证书上的编号，原来怎么编就怎么填")
USCC: Final = TableColumn("uscc", "统一社会信用代码", longest=40, note="运营机构的18位代码")
SPACE: Final = TableColumn("space", "众创空间名称", longest=60)

FILINGS: Final = Table(
    "filings",
    "备案",
    (
        NUMBER,
        SPACE,
        TableColumn(
            "kind",
            "类型",
            Reads.CHOICE,
            choices=KINDS,
            aliases=(
                *((value, f"郑州市众创空间（{word}）") for value, word in KINDS),
                *((value, f"{word}众创空间") for value, word in KINDS),
            ),
        ),
        TableColumn("district", "所在区县", longest=40, names=("区县",), note="如金水区、郑州高新技术产业开发区"),
        TableColumn("filed_on", "备案日期", Reads.DAY),
        TableColumn(
            "state",
            "状态",
            Reads.CHOICE,
            choices=tuple((state.value, word) for state, word in FILING_STATE_LABELS.items()),
            names=("备案状态",),
        ),
        TableColumn("ended_on", "终止日期", Reads.DAY, required=False, note="在册的留空"),
        TableColumn("operator", "运营机构", longest=80, names=("运营机构名称", "机构名称")),
        USCC,
        TableColumn("legal_representative", "法定代表人", required=False, longest=40),
        TableColumn("registered_address", "注册地址", required=False, longest=120),
        TableColumn("contact_name", "联系人", required=False, longest=40),
        TableColumn("contact_phone", "联系电话", required=False, longest=30),
    ),
)
BANS: Final = Table(
    "bans",
    "禁止申报",
    (
        USCC,
        TableColumn("space", "众创空间名称", required=False, longest=60, note="撤销备案资格的填写"),
        TableColumn(
            "ground",
            "事由",
            Reads.CHOICE,
            choices=tuple((ground.value, str(ground.label)) for ground in Ban.Ground),
            aliases=(
                *((ground.value, str(ground.label).partition("：")[0]) for ground in Ban.Ground),
                *((ground.value, str(ground.label).partition("：")[2]) for ground in Ban.Ground),
            ),
        ),
        TableColumn("since", "起始日", Reads.DAY, names=("起始日期",)),
        TableColumn("until", "截止日", Reads.DAY, names=("截止日期",), note="含当日"),
        TableColumn("source", "依据文书", longest=120, note="决定书的名称和文号"),
    ),
)
OPERATOR_COLUMNS: Final = ("legal_representative", "registered_address", "contact_name", "contact_phone")
EARLIEST: Final = date(2010, 1, 1)
"""Makerspaces were not filed before."""


def plan_filings(rows: Iterable[TableRow], directory: Directory, *, today: date) -> list[Planned]:
    """What each row of 备案 would do; makerspaces and operators that it adds stand in the directory from then on."""
    return [plan_filing(row, directory, today) for row in rows]


def plan_filing(row: TableRow, directory: Directory, today: date) -> Planned:
    """One filing: its own cells first, then what the system and the rows above hold."""
    check_code(row)
    check_days(row, today)
    number = own_or_old(row)
    if row.problems or number is None:
        return refused(row)
    if (known := directory.filing(number, row.values["filed_on"].year)) is not None:
        return plan_known(row, known)
    operator = directory.operator(row.values["uscc"]) or new_operator(row, directory)
    space = directory.space(row.values["uscc"], row.values["space"])
    check_place(row, directory, operator, space)
    check_serial(row, directory, number)
    if row.problems:
        return refused(row)
    space = space or new_space(row, directory, operator)
    values = row.values
    if is_new(space) and values["state"] == FilingState.ACTIVE:
        space.kind = values["kind"]
    filing = historic_filing(
        space=space,
        operator=operator,
        number=number,
        **{name: values[name] for name in ("kind", "state", "filed_on", "ended_on")},
    )
    directory.enter(operator, space, filing, number)
    return Planned(row, Outcome.NEW, filing, notes=notes_on(row, operator))


def check_days(row: TableRow, today: date) -> None:
    """Filed in a year that can be, ended after it, and ended only where the state says so."""
    filed, ended, state = (row.values[name] for name in ("filed_on", "ended_on", "state"))
    if filed is not None and not EARLIEST <= filed <= today:
        row.refuse(f"备案日期{filed}应在{EARLIEST}至今天（{today}）之间，请核对。", "filed_on")
    if state == FilingState.ACTIVE and ended is not None:
        row.refuse(f"在册的备案不填终止日期（填的是{ended}）。", "ended_on")
    elif state is not None and state != FilingState.ACTIVE and ended is None and not row.text("ended_on"):
        row.refuse(f"状态是“{row.text('state')}”，请填写终止日期。", "ended_on")
    elif filed is not None and ended is not None and not filed <= ended <= today:
        row.refuse(f"终止日期{ended}应在备案日期（{filed}）至今天（{today}）之间，请核对。", "ended_on")


def own_or_old(row: TableRow) -> str | int | None:
    """The serial where the number is of the system's own form, else the number as printed; None where it is blank."""
    text, filed = row.values["number"], row.values["filed_on"]
    if text is None:
        return None
    printed = printed_number(text)
    found = OWN_NUMBER.fullmatch(printed)
    if found is None:
        return printed
    if filed is not None and int(found[1]) != filed.year:
        row.refuse(f"备案编号的年份是{found[1]}，备案日期是{filed}，请核对。", "number")
    return int(found[2])


def plan_known(row: TableRow, known: Any) -> Planned:
    """A number that stands already: the same once more changes nothing, anything else is refused with both values."""
    values = row.values
    pairs = (
        ("space", known.space.name, values["space"]),
        ("uscc", known.operator.uscc, values["uscc"]),
        ("kind", known.get_kind_display(), word_of(row, "kind")),
        ("state", known.get_state_display(), word_of(row, "state")),
        ("filed_on", str(known.filed_on), str(values["filed_on"])),
        ("ended_on", shown(known.ended_on), shown(values["ended_on"])),
    )
    for key, stands, sent in pairs:
        if stands != sent:
            title = row.table.column(key).title
            row.refuse(f"{known.number}已有记录，{title}是“{stands}”，表中是“{sent}”。已有的备案不能用导入修改。", key)
    return refused(row) if row.problems else Planned(row, Outcome.UNCHANGED)


def word_of(row: TableRow, key: str) -> str:
    """The word of a choice."""
    return str(dict(row.table.column(key).choices)[row.values[key]])


def shown(day: date | None) -> str:
    return "空白" if day is None else str(day)


def check_place(row: TableRow, directory: Directory, operator: Operator, space: Space | None) -> None:
    """The district is known and the makerspace's own; one filing in force at a time."""
    values = row.values
    district = directory.district(values["district"])
    if district is None:
        row.refuse(f"没有“{values['district']}”这个区县，请按系统中的名称填写，如金水区。", "district")
    elif space is not None and space.district_id != district.pk:
        row.refuse(f"“{space}”登记的区县是{space.district}，表中是{district}，请核对。", "district")
    elif is_new(operator) and operator.name != values["operator"]:
        row.refuse(f"同一代码在上面的行中名称是“{operator.name}”，请核对。", "operator")
    if space is not None and values["state"] == FilingState.ACTIVE and directory.is_on_file(space):
        row.refuse(f"“{space}”已有在册的备案，同一时间只能有一个。", "state")


def check_serial(row: TableRow, directory: Directory, number: str | int) -> None:
    """A number of the system's own form must not run ahead of those that the system has given in its year."""
    year = row.values["filed_on"].year
    given = directory.given(year)
    if isinstance(number, int) and given is not None and number > given:
        row.refuse(f"{year}年的编号已由系统编到{given}号，{number}号还没有给出，请核对。", "number")


def is_new(record: Model) -> bool:
    """Whether a record is one that the load adds."""
    return record.pk is None


def new_operator(row: TableRow, directory: Directory) -> Operator:
    """The operator as the row has it: on file then, so confirmed; what the row lacks its accounts fill in later."""
    given = {name: row.values[name] or "" for name in OPERATOR_COLUMNS}
    return Operator(
        name=row.values["operator"],
        uscc=row.values["uscc"],
        district=directory.district(row.values["district"]),
        status=Operator.Status.CONFIRMED,
        **given,
    )


def new_space(row: TableRow, directory: Directory, operator: Operator) -> Space:
    """The makerspace as the row has it."""
    district = directory.district(row.values["district"])
    return Space(operator=operator, district=district, name=row.values["space"], kind=row.values["kind"])


def notes_on(row: TableRow, operator: Operator) -> list[str]:
    """What stands instead of what was sent: an operator that is known keeps its name."""
    if is_new(operator) or operator.name == row.values["operator"]:
        return []
    return [f"运营机构在系统中登记的名称是“{operator.name}”，以系统登记为准。"]


def plan_bans(rows: Iterable[TableRow], directory: Directory) -> list[Planned]:
    """What each row of 禁止申报 would do."""
    return [plan_ban(row, directory) for row in rows]


def plan_ban(row: TableRow, directory: Directory) -> Planned:
    """One ban: a known operator or not, a known makerspace where one is named."""
    check_code(row)
    since, until = row.values["since"], row.values["until"]
    if since is not None and until is not None and until < since:
        row.refuse(f"截止日{until}不能早于起始日{since}，请核对。", "until")
    name = row.values["space"]
    space = directory.space(row.values["uscc"] or "", name) if name else None
    if name and space is None and not row.problems:
        row.refuse(f"没有找到这家机构的众创空间“{name}”，请核对名称和代码。", "space")
    if row.problems:
        return refused(row)
    given = {key: row.values[key] for key in ("uscc", "ground", "since", "until", "source")}
    known = directory.ban(given["uscc"], given["ground"], since)
    if known is None:
        ban = Ban(space=space, **given)
        directory.enter_ban(ban)
        return Planned(row, Outcome.NEW, ban)
    if (known.until, known.source) == (until, given["source"]):
        return Planned(row, Outcome.UNCHANGED)
    row.refuse(f"这条禁止申报已有记录（至{known.until}，{known.source}）。已有的记录不能用导入修改。")
    return refused(row)


def write_history(planned: Iterable[Planned], *, actor: User) -> int:
    """Add filings (with operators and makerspaces that are lacking) and bans, in the caller's transaction, each with a
    line of history; the year's counters are locked last. Returns how many rows were added.
    """
    records = [each.record for each in planned if each.outcome is Outcome.NEW]
    filings = [record for record in records if not isinstance(record, Ban)]
    for filing in filings:
        enter_bearers(filing, actor=actor)
    for filing in sorted(filings, key=lambda each: (each.year, each.serial or 0)):
        enter_historic(filing)
        append_line(filing, actor=actor, action="load_filing", to_state=filing.state)
    for ban in (record for record in records if isinstance(record, Ban)):
        ban.space = ban.space  # saved meanwhile
        ban.created_by = actor
        ban.save(force_insert=True)
        append_line(ban, actor=actor, action="load_ban")
    return len(records)


def enter_bearers(filing: Any, *, actor: User) -> None:
    """Save the operator and the makerspace of a filing where they are new."""
    space, operator = filing.space, filing.operator
    if is_new(operator):
        operator.decided_by = actor
        operator.save(force_insert=True)
        append_line(operator, actor=actor, action="load_operator", to_state=operator.status)
    if is_new(space):
        space.operator = operator
        space.save(force_insert=True)
    filing.space, filing.operator = space, operator
