"""Figures as a page shows them: each fact with its source and the rows behind it, each check beside the facts it reads.

The same for a draft (rows as they are) and for a snapshot (rows as they were frozen).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from filings import models as m
from filings.rules.facts import FACTS_BY_KEY, Facts, FactType
from filings.rules.verdicts import CheckResult
from filings.rules.versions import Version
from filings.selectors.facts import FACT_SOURCES, RegisterRows, Row, counted_rows
from zzspace.wording import area, money


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table of figures: a fact, a check over several facts, or a fact with the one check that reads it."""

    label: str
    value: str
    key: str = ""
    source: str = ""
    rows: int | None = None
    register: str = ""
    check: CheckResult | None = None

    @property
    def arithmetic(self) -> str:
        """How a check computed it: 团队18 ＋ 在孵企业9 ＝ 27家."""
        return self.check.why.partition("，要求")[0] if self.check else ""


def figures_of(
    facts: Facts,
    keys: Iterable[str],
    checks: Iterable[CheckResult],
    *,
    rows: RegisterRows,
    version: Version,
    as_of: date,
) -> list[Figure]:
    """The table of a section. A check that reads one fact stands in that fact's line; others follow the last they read.

    Facts that no check of the version reads are left out.
    """
    left = list(checks)
    reads = {check.id: set(version.check(check.id).reads) for check in left}
    read_by_any = {key for check in version.checks_for("professional") for key in check.reads}
    shown: set[str] = set()
    table: list[Figure] = []
    for key in (each for each in keys if each in read_by_any):
        shown.add(key)
        alone = next((check for check in left if reads[check.id] == {key}), None)
        if alone:
            left.remove(alone)
        table.append(fact_figure(facts, key, alone, rows=rows, as_of=as_of))
        ready = [check for check in left if key in reads[check.id] and reads[check.id] <= shown]
        table += [check_figure(check) for check in ready]
        left = [check for check in left if check not in ready]
    return table + [check_figure(check) for check in left]


def fact_figure(facts: Facts, key: str, check: CheckResult | None, *, rows: RegisterRows, as_of: date) -> Figure:
    """A fact with the number of rows it was counted from."""
    register, source = FACT_SOURCES[key]
    behind = counted_rows(rows, key, as_of=as_of)
    return Figure(
        label=FACTS_BY_KEY[key].label,
        value=value_text(key, facts.value(key)),
        key=key,
        source=source,
        rows=len(behind),
        register=register,
        check=check,
    )


def check_figure(check: CheckResult) -> Figure:
    """A figure that a check computes from several facts."""
    return Figure(label=check.label, value=check.actual, check=check)


def value_text(key: str, value: Any) -> str:
    """A fact as people read it: 1,280.00㎡, 18家, 是, 租赁; — where it was not given."""
    fact = FACTS_BY_KEY[key]
    if value is None or value == "":
        return "—"
    if fact.type is FactType.FLAG:
        return "是" if value else "否"
    if fact.type is FactType.AREA:
        return area(value)
    if fact.type is FactType.MONEY:
        return money(value)
    if fact.type is FactType.CHOICE:
        return fact.choice_label(value)
    return f"{value:,}{fact.unit}" if isinstance(value, int) else str(value)


Column = tuple[str, str]
COLUMNS: Final[dict[str, tuple[Column, ...]]] = {
    "sites": (
        ("address", "地址"),
        ("total_area_m2", "总面积（㎡）"),
        ("service_area_m2", "办公、工位和公共服务面积（㎡）"),
        ("workstations", "创业工位"),
        ("tenure", "场地性质"),
        ("lease_from", "租期起始日"),
        ("lease_to", "租期截止日"),
    ),
    "residents": (
        ("name", "名称"),
        ("kind", "入驻时类型"),
        ("company_name", "注册的企业"),
        ("entered_on", "入驻日"),
        ("left_on", "迁出日"),
        ("founded_on", "企业成立日"),
        ("incorporated_on", "注册日"),
        ("field", "产业领域"),
    ),
    "cases": (("title", "案例名称"), ("resident", "团队或企业"), ("on", "形成日期"), ("summary", "案例说明")),
    "financing": (
        ("resident", "团队或企业"),
        ("on", "到账日期"),
        ("amount_wan", "金额（万元）"),
        ("investor", "出资方"),
    ),
    "activities": (("on", "举办日期"), ("title", "活动名称"), ("kind", "类型"), ("participants", "参加人数")),
    "staff": (
        ("id", "名册编号"),
        ("full_time", "专职"),
        ("degree", "学历"),
        ("position", "岗位"),
        ("valid_from", "起始日"),
        ("valid_until", "截止日"),
    ),
    "mentors": (
        ("id", "名册编号"),
        ("full_time", "专职"),
        ("background", "身份"),
        ("valid_from", "起始日"),
        ("valid_until", "截止日"),
    ),
    "funds": (("name", "资金名称"), ("kind", "类型"), ("amount_wan", "规模（万元）"), ("valid_from", "起始日")),
    "institutions": (
        ("name", "机构名称"),
        ("agreement", "协议名称"),
        ("valid_from", "起始日"),
        ("valid_until", "截止日"),
    ),
    "equipment": (("name", "名称"), ("model", "型号"), ("items", "台套数"), ("valid_from", "起始日")),
    "documents": (("title", "标题"), ("kind", "类型"), ("valid_from", "起始日"), ("valid_until", "截止日")),
}
"""The columns of each register shown behind a figure; personal ones are not in the rows at all."""

CHOICES: Final[dict[tuple[str, str], Mapping[str, str]]] = {
    ("sites", "tenure"): dict(m.Site.Tenure.choices),
    ("residents", "kind"): dict(m.Resident.Kind.choices),
    ("activities", "kind"): dict(m.Activity.Kind.choices),
    ("staff", "degree"): dict(m.StaffMember.Degree.choices),
    ("mentors", "background"): dict(m.Mentor.Background.choices),
    ("funds", "kind"): dict(m.Fund.Kind.choices),
    ("documents", "kind"): dict(m.SpaceDocument.Kind.choices),
}


@dataclass(frozen=True, slots=True)
class RowsBehind:
    """The rows that a figure counts, as a table."""

    key: str
    label: str
    value: str
    register: str
    source: str
    heads: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


def rows_behind(facts: Facts, key: str, *, rows: RegisterRows, as_of: date) -> RowsBehind:
    """The rows behind a figure, with readable values; KeyError for a key that no section has."""
    register, source = FACT_SOURCES[key]
    behind = counted_rows(rows, key, as_of=as_of)
    listed = register_of(behind, rows) or register
    columns = COLUMNS.get(listed, ())
    names = {row["id"]: row["company_name"] or row["name"] for row in rows.registers["residents"]}
    lines = tuple(tuple(cell(listed, column, row, names) for column, _ in columns) for row in behind)
    return RowsBehind(
        key=key,
        label=FACTS_BY_KEY[key].label,
        value=value_text(key, facts.value(key)),
        register=register,
        source=source,
        heads=tuple(label for _, label in columns),
        lines=lines,
    )


def register_of(behind: list[Row], rows: RegisterRows) -> str:
    """The register that the rows come from, which may be another than where the fact is entered."""
    if not behind:
        return ""
    return next((name for name, listed in rows.registers.items() if any(row is behind[0] for row in listed)), "")


def cell(register: str, column: str, row: Row, names: Mapping[int, str]) -> str:
    """One value as people read it."""
    value = row[column]
    if column == "resident":
        return names.get(value, "—")
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None or value == "":
        return "—"
    choices = CHOICES.get((register, column))
    if choices:
        return choices.get(value, str(value))
    return f"{Decimal(value):,.2f}" if column in {"amount_wan", "total_area_m2", "service_area_m2"} else str(value)
