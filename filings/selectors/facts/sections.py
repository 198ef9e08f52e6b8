"""The sections of an application (5.1 … 6.4) with the facts each confirms, and the register behind every fact."""

from typing import Final, NamedTuple

from filings.models import Space
from filings.rules.checks import Clause
from filings.rules.facts import FACTS
from filings.rules.versions.zhengzhou_1_clauses import (
    A5_1,
    A5_2,
    A5_3,
    A5_4,
    A5_5,
    A5_6,
    A5_7,
    A5_8,
    A6_1,
    A6_2,
    A6_3,
    A6_4,
)

BOTH: Final = (Space.Kind.COMPREHENSIVE.value, Space.Kind.PROFESSIONAL.value)
PROFESSIONAL: Final = (Space.Kind.PROFESSIONAL.value,)


class Section(NamedTuple):
    """One section: `facts` are those that its confirmation releases, `registers` where they are kept.

    `shows` are facts of another section on which this one's checks rest as well.
    """

    code: str
    clause: str
    title: str
    facts: tuple[str, ...]
    registers: tuple[str, ...]
    kinds: tuple[str, ...] = BOTH
    shows: tuple[str, ...] = ()


def _section(
    clause: Clause,
    prefixes: tuple[str, ...],
    registers: tuple[str, ...],
    kinds: tuple[str, ...] = BOTH,
    shows: tuple[str, ...] = (),
) -> Section:
    facts = tuple(fact.key for fact in FACTS if fact.key.startswith(prefixes))
    return Section(clause.section, clause.text, clause.title, facts, registers, kinds, shows)


SECTIONS: Final[tuple[Section, ...]] = (
    _section(A5_1, ("operator.",), ("organisation", "documents")),
    _section(A5_2, ("site.",), ("sites",)),
    _section(A5_3, ("charging.",), ("space", "documents")),
    _section(A5_4, ("residents.",), ("residents", "cases")),
    _section(A5_5, ("finance.",), ("funds", "institutions", "financing")),
    _section(A5_6, ("staff.",), ("staff", "documents")),
    _section(A5_7, ("mentors.",), ("mentors",), shows=("residents.teams", "residents.startups")),
    _section(A5_8, ("mechanisms.",), ("documents", "activities")),
    _section(A6_1, ("professional.lead_type",), ("space",), PROFESSIONAL),
    _section(A6_2, (), ("sites",), PROFESSIONAL, ("site.total_area_m2", "site.service_area_m2")),
    _section(
        A6_3,
        ("professional.field", "professional.residents_in_field", "professional.interaction_mechanism"),
        ("space", "residents", "documents"),
        PROFESSIONAL,
        ("residents.teams", "residents.startups"),
    ),
    _section(
        A6_4, ("professional.open_platform", "professional.equipment_items"), ("space", "equipment"), PROFESSIONAL
    ),
)
SECTION_OF: Final[dict[str, Section]] = {key: section for section in SECTIONS for key in section.facts}


def sections_of(kind: str) -> tuple[Section, ...]:
    """The sections that a kind of application has, in order."""
    return tuple(section for section in SECTIONS if kind in section.kinds)


REGISTER_LABELS: Final[dict[str, str]] = {
    "organisation": "机构信息",
    "space": "空间信息",
    "sites": "场地",
    "residents": "团队与企业",
    "cases": "典型孵化案例",
    "financing": "融资",
    "activities": "活动",
    "staff": "服务人员",
    "mentors": "创业导师",
    "funds": "孵化资金",
    "institutions": "合作机构",
    "equipment": "仪器设备",
    "documents": "制度与说明",
}
_BY_PREFIX: Final = {
    "operator.": "organisation",
    "site.": "sites",
    "charging.": "space",
    "residents.": "residents",
    "staff.": "staff",
    "mentors.": "mentors",
    "mechanisms.": "documents",
    "professional.": "space",
}
_BY_KEY: Final = {
    "operator.direction_documented": "documents",
    "residents.incubation_cases_in_year": "cases",
    "finance.own_seed_fund_wan": "funds",
    "finance.partner_fund_wan": "funds",
    "finance.partner_institutions": "institutions",
    "finance.funded_in_year": "financing",
    "staff.service_process_documented": "documents",
    "mechanisms.activities_in_year": "activities",
    "professional.residents_in_field": "residents",
    "professional.interaction_mechanism": "documents",
    "professional.equipment_items": "equipment",
}


def _source(key: str) -> tuple[str, str]:
    register = _BY_KEY.get(key) or next(name for prefix, name in _BY_PREFIX.items() if key.startswith(prefix))
    return register, REGISTER_LABELS[register]


FACT_SOURCES: Final[dict[str, tuple[str, str]]] = {key: _source(key) for key in SECTION_OF}
"""Which register (or the organisation's or the space's page) a fact comes from: {key: (register, label)}."""
