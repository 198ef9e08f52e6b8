"""The what-if form: the figures of known facts, each beside what it was. Nothing of it is stored."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.forms import BoundField

from filings.forms.self_check import FactSection, SelfCheckForm, field_name
from filings.rules.facts import FACTS, FACTS_BY_KEY, Facts, FactType
from filings.rules.what_if import GIVEN_DAYS, UNITS
from zzspace.wording import area, money

SLIDER_LEAST = {FactType.COUNT: 20, FactType.AREA: 1000, FactType.MONEY: 200}
SLIDERS = frozenset(SLIDER_LEAST)


class TriedFact(NamedTuple):
    """One row: the field, what the fact was, and how far its slider goes (0 for none)."""

    field: BoundField
    was: str
    was_value: str
    slider_to: int
    is_moved: bool


def is_movable(key: str) -> bool:
    """Whether a fact is tried out: figures, the lease's last day, yes and no; what has happened is not."""
    is_standing = key.startswith("standing.") or key in GIVEN_DAYS or "." not in key
    return not is_standing and FACTS_BY_KEY[key].type in {*UNITS, FactType.FLAG}


def field_value(value: Any) -> str:
    """A fact as a control holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def field_values(facts: Facts) -> dict[str, str]:
    """What the self-check's controls hold for known facts, by field name."""
    given = {fact.key: field_value(facts.value(fact.key)) for fact in FACTS if fact.group}
    return {field_name(key): value for key, value in given.items() if value}


def told(key: str, value: Any) -> str:
    """A fact in words: 9家, 1,280.00㎡, 是, 未填."""
    fact = FACTS_BY_KEY[key]
    if value is None:
        return "未填"
    if fact.type is FactType.FLAG:
        return "是" if value else "否"
    if fact.type is FactType.AREA:
        return area(value)
    if fact.type is FactType.MONEY:
        return money(value)
    return f"{value:,}{fact.unit}" if fact.type is FactType.COUNT else str(value)


class WhatIfForm(SelfCheckForm):
    """The figures of `was` to be moved; whatever has no field here stays as it was."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, was: Facts, **kwargs: Any) -> None:
        self.was = was
        kwargs.setdefault("initial", field_values(was))
        super().__init__(data, kind=was.kind, as_of=was.as_of, **kwargs)
        for clause, keys in self.sections.items():
            self.sections[clause] = [key for key in keys if is_movable(key)]
        kept = {field_name(key) for keys in self.sections.values() for key in keys}
        self.fields = {name: field for name, field in self.fields.items() if name in kept}
        self.sections = {clause: keys for clause, keys in self.sections.items() if keys}

    def rows(self) -> Iterator[FactSection]:
        """The sections with a row for each fact in place of its bare field."""
        by_name = {field_name(key): key for keys in self.sections.values() for key in keys}
        for section in self.grouped():
            yield section._replace(fields=[self.row(field, by_name[field.name]) for field in section.fields])

    def row(self, field: BoundField, key: str) -> TriedFact:
        value = self.was.value(key)
        fact_type = FACTS_BY_KEY[key].type
        slider_to = max(SLIDER_LEAST[fact_type], int(value or 0) * 2) if fact_type in SLIDERS else 0
        is_moved = self.is_bound and self.is_valid() and self.facts.value(key) != value
        return TriedFact(field, told(key, value), field_value(value), slider_to, is_moved)

    def as_facts(self, data: dict[str, Any]) -> dict[str, Any]:
        """The facts that were, with what was moved put in."""
        nested = self.was.as_json()
        moved = super().as_facts(data)
        for group, facts in moved.items():
            if isinstance(facts, dict):
                nested[group] = nested.get(group, {}) | facts
        for key in (key for keys in self.sections.values() for key in keys):
            if data.get(field_name(key)) in (None, ""):
                group, _, name = key.rpartition(".")
                nested.get(group, {}).pop(name, None)
        return nested
