"""The self-check form, generated from the rules' own table of facts. Nothing of it is stored."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField

from filings.rules.checks import Clause
from filings.rules.facts import FACTS_BY_KEY, Facts, FactsError, parse_facts
from filings.rules.facts.table import Fact, FactType
from filings.rules.versions import CURRENT
from zzspace.fields import DayField

MOST_COUNTED = 99_999
MOST = {FactType.AREA: Decimal(9_999_999), FactType.MONEY: Decimal(99_999_999)}
YES_NO = (("", "未填"), ("yes", "是"), ("no", "否"))


class FactSection(NamedTuple):
    """The fields of one clause."""

    clause: Clause
    code: str
    fields: list[BoundField]


def field_name(key: str) -> str:
    """site.total_area_m2 → site__total_area_m2: a key as a field's name."""
    return key.replace(".", "__")


def keys_by_section(kind: str) -> dict[Clause, list[str]]:
    """Which facts stand under which clause: each under the first check that reads it, in table order."""
    found: dict[Clause, list[str]] = {}
    seen: set[str] = set()
    for check in CURRENT.checks_for(kind):
        for key in check.reads:
            if key not in seen:
                seen.add(key)
                found.setdefault(check.clause, []).append(key)
    return found


def form_field(fact: Fact) -> forms.Field:
    """The form field of a fact; optional, since what is not given is 缺少数据."""
    shared: dict[str, Any] = {"label": fact.label, "help_text": fact.meaning, "required": False}
    match fact.type:
        case FactType.COUNT:
            return whole_number(shared)
        case FactType.AREA | FactType.MONEY:
            return decimal_number(shared, fact)
        case FactType.FLAG:
            return forms.ChoiceField(choices=YES_NO, error_messages={"invalid_choice": "请选择“是”或“否”。"}, **shared)
        case FactType.DAY:
            return DayField(error_messages={"invalid": "请填写日期，如2024-06-18。"}, **shared)
        case FactType.CHOICE:
            choices = (("", "未填"), *fact.choices)
            return forms.ChoiceField(choices=choices, error_messages={"invalid_choice": "请从列表中选择。"}, **shared)
        case FactType.TEXT:
            return forms.CharField(max_length=60, error_messages={"max_length": "最多填写60个字。"}, **shared)


def whole_number(shared: dict[str, Any]) -> forms.IntegerField:
    """A count."""
    return forms.IntegerField(
        min_value=0,
        max_value=MOST_COUNTED,
        error_messages={
            "invalid": "请填写整数。",
            "min_value": "不能小于0，请重新填写。",
            "max_value": "数字太大，请核对后重新填写。",
        },
        **shared,
    )


def decimal_number(shared: dict[str, Any], fact: Fact) -> forms.DecimalField:
    """An area or money, two places."""
    return forms.DecimalField(
        min_value=0,
        max_value=MOST[fact.type],
        decimal_places=2,
        error_messages={
            "invalid": "请填写数字，可以有两位小数。",
            "min_value": "不能小于0，请重新填写。",
            "max_value": "数字太大，请核对单位后重新填写。",
            "max_decimal_places": "最多保留两位小数。",
        },
        **shared,
    )


class SelfCheckForm(forms.Form):
    """All facts that the checks of a kind read, as of today."""

    def __init__(self, *args: Any, kind: str, as_of: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.as_of = as_of
        self.sections = keys_by_section(kind)
        for keys in self.sections.values():
            for key in keys:
                field = self.fields[field_name(key)] = form_field(FACTS_BY_KEY[key])
                is_list = isinstance(field, forms.ChoiceField)
                field.widget.attrs["data-unit"] = FACTS_BY_KEY[key].unit
                field.widget.attrs["class"] = "form-select" if is_list else "form-control"

    def grouped(self) -> Iterator[FactSection]:
        """Fields by clause, conditions first, standing last."""
        ordered = sorted(self.sections.items(), key=lambda pair: pair[0].section == "standing")
        for clause, keys in merge_sections(ordered).items():
            yield FactSection(clause, clause.section.replace(".", ""), [self[field_name(key)] for key in keys])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            try:
                self.facts = parse_facts(self.as_facts(data))
            except FactsError as error:
                for problem in error.problems:
                    name = field_name(problem.key)
                    self.add_error(name if name in self.fields else None, f"{problem.reason}。".replace("。。", "。"))
        return data

    def as_facts(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nested facts of what was filled in."""
        nested: dict[str, Any] = {"kind": self.kind, "as_of": self.as_of.isoformat()}
        for keys in self.sections.values():
            for key in keys:
                value = plain(data.get(field_name(key)), FACTS_BY_KEY[key])
                if value is not None:
                    group, _, name = key.rpartition(".")
                    nested.setdefault(group, {})[name] = value
        return nested

    def is_blank(self) -> bool:
        """Whether nothing was filled in yet."""
        return not any(self.data.get(name) for name in self.fields)

    facts: Facts


def plain(value: Any, fact: Fact) -> Any:
    """A cleaned value as the rules take it; None for what was not filled in."""
    if value in (None, ""):
        return None
    if fact.type is FactType.FLAG:
        return value == "yes"
    return value.isoformat() if isinstance(value, date) else value


def merge_sections(pairs: list[tuple[Clause, list[str]]]) -> dict[Clause, list[str]]:
    """Clauses that share a section (Articles 7, 8 and 15 for the standing) under the first of them."""
    merged: dict[Clause, list[str]] = {}
    firsts: dict[str, Clause] = {}
    for clause, keys in pairs:
        first = firsts.setdefault(clause.section, clause)
        merged.setdefault(first, []).extend(keys)
    return merged
