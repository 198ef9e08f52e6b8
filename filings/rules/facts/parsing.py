"""Plain data (a JSON object) to Facts, or every contradiction in it at once. Reading JSON text is not done here."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple, TypeVar

from filings.rules.facts.contradictions import contradictions
from filings.rules.facts.errors import FactsError, Problem
from filings.rules.facts.structure import GROUPS, Facts
from filings.rules.facts.table import FACTS, FACTS_BY_KEY, GROUP_LABELS, POSITIONS, Fact, FactType

CENT: Final = Decimal("0.01")
# No figure of a makerspace comes near; beyond it the products that the checks compare would leave Decimal's precision.
LARGEST: Final = 10**12
CANONICAL_NUMBER: Final = re.compile(r"[0-9]{1,12}\.[0-9]{2}")
PLAIN_NUMBER: Final = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")
ISO_DAY_LENGTH: Final = len("2026-03-05")

Convert = Callable[[Any, list[Problem]], Any]
Number = TypeVar("Number", int, Decimal)


class GroupPlan(NamedTuple):
    """How one group is read: `fields` are (name, class of a value that needs no converting, converter)."""

    name: str
    structure: type[Any]
    known: frozenset[str]
    fields: tuple[tuple[str, Any, Convert], ...]
    empty: Any


def parse_facts(data: object) -> Facts:
    """Facts out of the nested mapping of 6-interfaces; FactsError with all problems, in the order of the table."""
    problems: list[Problem] = []
    if not isinstance(data, Mapping):
        raise FactsError([Problem("", "应为JSON对象")])
    pick: Callable[[str], Any] = data.get
    headings = [None if pick(name) is None else convert(pick(name), problems) for name, convert in HEADINGS]
    kind, purpose, as_of = headings
    if data.__class__ is not dict or not data.keys() <= KNOWN_AT_TOP:
        _note_keys(data, "", KNOWN_AT_TOP, problems)
    groups: list[Any] = []
    for plan in PLANS:
        raw = pick(plan.name)
        groups.append(plan.empty if raw is None else _read_group(raw, plan, problems))
    if kind is None or as_of is None:
        _note_absent(pick, problems)
        raise FactsError(_in_order(problems + _timeless_contradictions(groups)))
    facts = Facts(kind, as_of, purpose or "application", *groups)
    problems += contradictions(facts)
    if problems:
        raise FactsError(_in_order(problems))
    return facts


def _read_group(raw: Any, plan: GroupPlan, problems: list[Problem]) -> Any:
    is_plain = raw.__class__ is dict
    if not is_plain and not isinstance(raw, Mapping):
        problems.append(Problem(plan.name, f"{GROUP_LABELS[plan.name]}应为JSON对象"))
        return plan.empty
    values: list[Any] = []
    pick: Callable[[str], Any] = raw.get
    for name, exact, convert in plan.fields:
        value: Any = pick(name)
        # Counts and flags, most of the table, pass here; all else takes a call.
        if value is not None and (value.__class__ is not exact or not 0 <= value <= LARGEST):
            value = convert(value, problems)
        values.append(value)
    # Where every key given is known and none is null, the lengths agree; only else need the keys be looked at.
    if not is_plain or (len(raw) != len(values) - values.count(None) and not raw.keys() <= plan.known):
        _note_keys(raw, f"{plan.name}.", plan.known, problems)
    return tuple.__new__(plan.structure, values)


def _note_keys(raw: Mapping[Any, Any], prefix: str, known: frozenset[str], problems: list[Problem]) -> None:
    problems += [Problem(f"{prefix}{key}", "没有这项数据，请核对名称") for key in raw if key not in known]
    problems += [Problem(f"{prefix}{key}", "同一项数据出现了两次") for key in getattr(raw, "repeated", ())]


def _note_absent(pick: Callable[[str], Any], problems: list[Problem]) -> None:
    absent = [fact for fact in FACTS if fact.required and pick(fact.key) is None]
    problems += [Problem(fact.key, f"请填写{fact.label}") for fact in absent]


def _timeless_contradictions(groups: list[Any]) -> list[Problem]:
    """Those that show although kind or as_of is not known: judged as of a day that nothing can come after."""
    return contradictions(Facts("comprehensive", date.max, "application", *groups))


def _in_order(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: POSITIONS.get(problem.key, len(POSITIONS)))


def _count_of(fact: Fact) -> Convert:
    def convert(value: Any, problems: list[Problem]) -> int | None:
        if value.__class__ is not int:
            problems.append(Problem(fact.key, f"{fact.label}应为整数"))
            return None
        return _in_range(value, fact, problems)

    return convert


def _number_of(fact: Fact) -> Convert:
    def convert(value: Any, problems: list[Problem]) -> Decimal | None:
        if value.__class__ is str and CANONICAL_NUMBER.fullmatch(value):
            return Decimal(value)
        number = _decimal(value)
        if number is None:
            problems.append(Problem(fact.key, f"{fact.label}应为数字，最多两位小数"))
            return None
        if not -LARGEST <= number <= LARGEST:
            return _in_range(number, fact, problems)
        if number.as_tuple().exponent < -2:  # type: ignore[operator] # finite, as _decimal sees to it
            problems.append(Problem(fact.key, f"{fact.label}最多两位小数"))
            return _in_range(number, fact, problems)
        # Adding zero turns -0.00 into 0.00.
        return _in_range(number.quantize(CENT) + 0, fact, problems)

    return convert


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, str):
        return Decimal(value) if PLAIN_NUMBER.fullmatch(value) else None
    if value.__class__ is int:
        return Decimal(value)
    return value if isinstance(value, Decimal) and value.is_finite() else None


def _in_range(value: Number, fact: Fact, problems: list[Problem]) -> Number | None:
    if not -LARGEST <= value <= LARGEST:
        problems.append(Problem(fact.key, f"{fact.label}数值过大，请核对"))
        return None
    if value < 0:
        problems.append(Problem(fact.key, f"{fact.label}不能是负数（{value:,}）"))
    return value


def _flag_of(fact: Fact) -> Convert:
    def convert(value: Any, problems: list[Problem]) -> bool | None:
        if value.__class__ is bool:
            return bool(value)
        problems.append(Problem(fact.key, f"{fact.label}应为是或否（true或false）"))
        return None

    return convert


def _day_of(fact: Fact) -> Convert:
    def convert(value: Any, problems: list[Problem]) -> date | None:
        if value.__class__ is str and len(value) == ISO_DAY_LENGTH and value[4] == value[7] == "-":
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        if value.__class__ is date:
            return value
        problems.append(Problem(fact.key, f"{fact.label}应为日期，如2026-03-05"))
        return None

    return convert


def _choice_of(fact: Fact) -> Convert:
    values = {value: value for value, _ in fact.choices}
    listed = "、".join(f"{value}（{label}）" for value, label in fact.choices)

    def convert(value: Any, problems: list[Problem]) -> str | None:
        if isinstance(value, str) and value in values:
            return values[value]
        problems.append(Problem(fact.key, f"{fact.label}应为其中之一：{listed}"))
        return None

    return convert


def _text_of(fact: Fact) -> Convert:
    def convert(value: Any, problems: list[Problem]) -> str | None:
        if not isinstance(value, str):
            problems.append(Problem(fact.key, f"{fact.label}应为文字"))
            return None
        if any("\ud800" <= character <= "\udfff" for character in value):
            problems.append(Problem(fact.key, f"{fact.label}含有无法显示的字符"))
            return None
        return value

    return convert


CONVERTERS: Final[dict[FactType, Callable[[Fact], Convert]]] = {
    FactType.COUNT: _count_of,
    FactType.AREA: _number_of,
    FactType.MONEY: _number_of,
    FactType.FLAG: _flag_of,
    FactType.DAY: _day_of,
    FactType.CHOICE: _choice_of,
    FactType.TEXT: _text_of,
}
READY_CLASSES: Final[dict[FactType, type]] = {FactType.COUNT: int, FactType.FLAG: bool}


def _plan(group: str, structure: type[Any]) -> GroupPlan:
    facts = [FACTS_BY_KEY[f"{group}.{name}"] for name in structure._fields]
    fields = tuple((fact.name, READY_CLASSES.get(fact.type), CONVERTERS[fact.type](fact)) for fact in facts)
    return GroupPlan(group, structure, frozenset(structure._fields), fields, structure())


PLANS: Final = tuple(_plan(group, structure) for group, structure in GROUPS.items())
KNOWN_AT_TOP: Final = frozenset({fact.name for fact in FACTS if not fact.group} | set(GROUPS))
HEADINGS: Final = tuple((fact.name, CONVERTERS[fact.type](fact)) for fact in FACTS if not fact.group)
