"""The one table of registers, which drives their lists, forms and pages, and the reads of register rows. Nothing is written here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import Model, Q, QuerySet

from filings import models as m
from filings.models.incubation import EventRow
from filings.rules.facts import FACTS_BY_KEY
from filings.rules.periods import last_twelve_months
from filings.selectors.facts import FACT_SOURCES, SECTIONS, RegisterRows

RESIDENCE, EVENT, DATED = "residence", "event", "dated"
STATES: Final = {
    RESIDENCE: (("current", "在驻"), ("ended", "已迁出"), ("all", "全部")),
    EVENT: (("current", "近12个月"), ("ended", "更早或不予认定"), ("all", "全部")),
    DATED: (("current", "有效"), ("ended", "已截止"), ("all", "全部")),
}
"""The choices of the state filter by how a register reads its days; the first is the default."""
SPAN_FIELDS: Final = {RESIDENCE: ("entered_on", "left_on"), EVENT: ("on", ""), DATED: ("valid_from", "valid_until")}


@dataclass(frozen=True, slots=True)
class Register:
    """One register. `span` says how its days are read; `columns` and `fields` are names of model fields.

    `noun` is the measure word, `days` tells the user what the days mean, `related` the joins of the list.
    """

    key: str
    model: type[Model]
    title: str
    one: str
    noun: str
    icon: str
    group: str
    span: str
    hint: str
    days: str
    columns: tuple[str, ...]
    fields: tuple[str, ...]
    search: tuple[str, ...]
    related: tuple[str, ...] = ()
    changes_by_filing: bool = False

    @property
    def sections(self) -> tuple[Any, ...]:
        """The sections of an application that rest on this register."""
        return tuple(section for section in SECTIONS if self.key in section.registers)

    @property
    def feeds(self) -> tuple[str, ...]:
        """Labels of the facts that are counted from this register."""
        return tuple(FACTS_BY_KEY[key].label for key, (register, _) in FACT_SOURCES.items() if register == self.key)

    @property
    def states(self) -> tuple[tuple[str, str], ...]:
        return STATES[self.span]

    @property
    def from_field(self) -> str:
        return SPAN_FIELDS[self.span][0]

    @property
    def end_field(self) -> str:
        """The column of the last day; "" where a row is an event and has none."""
        return SPAN_FIELDS[self.span][1]

    @property
    def end_word(self) -> str:
        """The link that ends a row."""
        return {RESIDENCE: "迁出", DATED: "截止", EVENT: "删除"}[self.span]

    @property
    def headers(self) -> tuple[tuple[str, bool], ...]:
        """Label of every column and whether it holds figures."""
        return tuple((column_label(self.model, name), is_figure(self.model, name)) for name in self.columns)


EFFECTIVE: Final = ("valid_from", "valid_until")
REGISTERS: Final[dict[str, Register]] = {
    register.key: register
    for register in (
        Register(
            *("residents", m.Resident, "团队与企业", "团队或企业", "家", "users-group", "residents", RESIDENCE),
            hint="登记全部入驻的创业团队、创客群体和初创企业。团队注册为企业后，在原来的一行填写注册日期，不用另登记。",
            days="入驻日、迁出日当天都算在驻。",
            columns=("name", "kind", "field", "entered_on", "incorporated_on", "left_on", "headcount"),
            fields=(
                *("kind", "name", "field", "headcount", "entered_on", "left_on", "founded_on", "incorporated_on"),
                *("company_name", "uscc", "contact_name", "contact_phone"),
            ),
            search=("name", "company_name", "uscc", "field"),
        ),
        Register(
            *("staff", m.StaffMember, "服务人员", "服务人员", "人", "id-badge-2", "people", DATED),
            hint="登记孵化服务团队的成员，专职的计入人数和学历占比。",
            days="起始日为到岗日，截止日为最后在岗的一天。",
            columns=("name", "full_time", "degree", "position", *EFFECTIVE),
            fields=("name", "full_time", "degree", "position", "phone", *EFFECTIVE),
            search=("name", "position"),
        ),
        Register(
            *("mentors", m.Mentor, "创业导师", "导师", "人", "school", "people", DATED),
            hint="专职、兼职导师都登记，每15家团队和企业至少1名，总数不少于3人。",
            days="起始日、截止日按聘书填写。",
            columns=("name", "full_time", "background", "employer", *EFFECTIVE),
            fields=("name", "full_time", "background", "employer", "phone", *EFFECTIVE),
            search=("name", "employer"),
        ),
        Register(
            *("activities", m.Activity, "活动", "活动", "场", "calendar-event", "events", EVENT),
            hint="项目发布、路演展示、培训沙龙、运营提升、融资对接等活动，按举办日期统计近12个月的场次。",
            days="连续多天的活动按第一天登记一场。",
            columns=("title", "kind", "on", "participants"),
            fields=("title", "kind", "on", "participants"),
            search=("title",),
        ),
        Register(
            *("cases", m.IncubationCase, "典型孵化案例", "案例", "个", "bulb", "events", EVENT),
            hint="每年不少于3个，按形成日期统计近12个月的案例。",
            days="形成日期填写取得主要成效的日期。",
            columns=("title", "resident", "on"),
            fields=("title", "resident", "on", "summary"),
            search=("title", "resident__name", "resident__company_name"),
            related=("resident",),
        ),
        Register(
            *("financing", m.FinancingEvent, "融资", "融资", "笔", "cash", "money", EVENT),
            hint="登记在驻团队和企业获得的融资，同一家多笔融资按一家统计。",
            days="按到账日期统计近12个月，到账时应在驻。",
            columns=("resident", "on", "amount_wan", "investor"),
            fields=("resident", "on", "amount_wan", "investor"),
            search=("resident__name", "resident__company_name", "investor"),
            related=("resident",),
        ),
        Register(
            *("funds", m.Fund, "孵化资金", "资金", "项", "coin", "money", DATED),
            hint="自有种子资金、合作孵化资金分别登记，有效期内的金额分别合计。",
            days="起始日为资金到位或协议生效日。",
            columns=("name", "kind", "amount_wan", *EFFECTIVE),
            fields=("name", "kind", "amount_wan", *EFFECTIVE),
            search=("name",),
        ),
        Register(
            *("institutions", m.PartnerInstitution, "合作机构", "合作机构", "家", "building-bank", "money", DATED),
            hint="签有协议的金融机构、创投机构。",
            days="起始日、截止日按协议填写。",
            columns=("name", "agreement", *EFFECTIVE),
            fields=("name", "agreement", *EFFECTIVE),
            search=("name", "agreement"),
        ),
        Register(
            *("sites", m.Site, "场地", "场地", "处", "map-pin", "premises", DATED),
            hint="有多处场地的分别登记：面积、工位相加，场地性质按最不稳定的一处，租期按最短的一份合同。",
            days="起始日为开始使用的一天。租期首尾两日都计入。",
            columns=("address", "total_area_m2", "service_area_m2", "workstations", "tenure", "lease_to", *EFFECTIVE),
            fields=(
                *("address", "district", "total_area_m2", "service_area_m2", "workstations", "concentrated"),
                *("has_meeting_room", "has_training_room", "has_roadshow_venue", "tenure", "lease_from", "lease_to"),
                *EFFECTIVE,
            ),
            search=("address",),
            changes_by_filing=True,
        ),
        Register(
            *("equipment", m.Equipment, "仪器设备", "仪器设备", "项", "microscope", "premises", DATED),
            hint="公共技术创新平台的研发、试制及检测用仪器设备，申请专业化备案时统计。",
            days="起始日为投入使用的一天。",
            columns=("name", "model", "items", *EFFECTIVE),
            fields=("name", "model", "items", *EFFECTIVE),
            search=("name", "model"),
        ),
        Register(
            *("documents", m.SpaceDocument, "制度与说明", "制度或说明", "份", "file-text", "premises", DATED),
            hint="发展规划、收费标准、服务流程和各项制度，有效期内的计入；申请时不用另外上传。",
            days="起始日为生效日，修订后登记新的一份并给旧的填写截止日。",
            columns=("title", "kind", "file", *EFFECTIVE),
            fields=("kind", "title", *EFFECTIVE),
            search=("title",),
            related=("file",),
        ),
    )
}
GROUPS: Final[dict[str, str]] = {
    "residents": "团队与企业",
    "people": "人员与导师",
    "events": "活动与案例",
    "money": "融资与资金",
    "premises": "场地、设备与制度",
}


def registers_of(group: str) -> tuple[Register, ...]:
    """The registers of a navigation entry, in order."""
    return tuple(register for register in REGISTERS.values() if register.group == group)


def register_rows_listed(
    space: m.Space, register: Register, *, day: date, state: str = "current", words: str = ""
) -> QuerySet[Any]:
    """The rows of a list: as of a day in one of the register's states, containing the words."""
    rows = register.model._default_manager.filter(in_state(register.span, state, day), space=space)
    for word in words.split():
        rows = rows.filter(any_contains(register.search, word))
    return rows.select_related(*register.related).order_by(f"-{register.from_field}", "-pk")


def any_contains(fields: Iterable[str], word: str) -> Q:
    found = Q()
    for field in fields:
        found |= Q(**{f"{field}__icontains": word})
    return found


def in_state(span: str, state: str, day: date) -> Q:
    """Rows in force, ended or all, as they stood on a day."""
    first, last = last_twelve_months(day)
    begins, ends = SPAN_FIELDS[span]
    if state == "all":
        return Q()
    if span == EVENT:
        struck = Q(struck_on__isnull=False, struck_on__lte=day)
        return Q(on__gte=first, on__lte=last) & ~struck if state == "current" else Q(on__lt=first) | struck
    if state == "ended":
        return Q(**{f"{ends}__lt": day})
    running = Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gte": day})
    return running & Q(**{f"{begins}__lte": day})


def row_state(register: Register, row: Model, day: date) -> tuple[str, str]:
    """Word and tone of a row's tag as of a day."""
    begun = getattr(row, register.from_field)
    if begun > day:
        return "未开始", "line"
    if register.span == EVENT:
        if is_struck(row, day):
            return "不予认定", "fail"
        return ("计入", "pass") if begun >= last_twelve_months(day)[0] else ("更早", "")
    until = getattr(row, register.end_field)
    if until is not None and until < day:
        return register.states[1][1], ""
    return register.states[0][1], "pass"


def is_struck(row: Model, day: date) -> bool:
    """Whether a row is an event that a district found not to count, on a day."""
    return isinstance(row, EventRow) and row.struck_on is not None and row.struck_on <= day


def in_force_count(rows: RegisterRows, register: Register, day: date) -> int:
    """How many rows of loaded registers count on a day."""
    iso = day.isoformat()
    if register.span == EVENT:
        return len(rows.registers[register.key])
    begins, ends = SPAN_FIELDS[register.span]
    return sum(row[begins] <= iso and (row[ends] is None or row[ends] >= iso) for row in rows.registers[register.key])


def was_counted(register: Register, row: Model) -> bool:
    """Whether a frozen snapshot holds the row: then it is ended, never deleted."""
    frozen = m.Snapshot.objects.filter(application__space_id=row.space_id)  # type: ignore[attr-defined] # every register has a space
    kept = frozen.values_list(f"rows__registers__{register.key}", flat=True)
    return any(row.pk == stored["id"] for rows in kept for stored in rows or ())


def is_filed(space: m.Space) -> bool:
    """Whether a filing is in force: name, operator, sites and areas then change by a change filing alone."""
    return m.Filing.objects.filter(space=space, state="active").exists()


SHORT_LABELS: Final = {"incorporated_on": "注册日", "service_area_m2": "服务面积（㎡）", "kind": "类型"}


def column_label(model: type[Model], name: str) -> str:
    """The column's name in a list, its unit left in brackets."""
    return SHORT_LABELS.get(name) or str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr] # columns are plain fields


def is_figure(model: type[Model], name: str) -> bool:
    """Whether a column is set right-aligned."""
    return model._meta.get_field(name).get_internal_type() in ("DecimalField", "PositiveIntegerField")


def cell(row: Model, name: str) -> str:
    """What a list shows of one column."""
    value = getattr(row, name)
    if isinstance(row, m.Resident) and row.incorporated_on and name in ("name", "kind"):
        return f"{value}（{row.company_name}）" if name == "name" else "团队注册的企业"
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if display := getattr(row, f"get_{name}_display", None):
        return str(display())
    return str(value)
