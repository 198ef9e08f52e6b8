"""The immutable structure that the checks read: one named tuple a group, None where a fact was not given.

Named tuples rather than frozen dataclasses: as immutable, without a __dict__, and five times as quick to build.
"""

from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any, Final, Literal, NamedTuple

from filings.rules.facts.table import FACTS

Kind = Literal["comprehensive", "professional"]
Purpose = Literal["application", "continuing"]
Tenure = Literal["owned", "leased", "granted"]
LeadType = Literal["leading_enterprise", "research_institute", "university", "other"]


class Operator(NamedTuple):
    independent_legal_entity: bool | None = None
    registered_in_city: bool | None = None
    registered_at_site: bool | None = None
    operating_since: date | None = None
    direction_documented: bool | None = None


class Site(NamedTuple):
    total_area_m2: Decimal | None = None
    service_area_m2: Decimal | None = None
    concentrated: bool | None = None
    workstations: int | None = None
    has_meeting_room: bool | None = None
    has_training_room: bool | None = None
    has_roadshow_venue: bool | None = None
    tenure: Tenure | None = None
    lease_from: date | None = None
    lease_to: date | None = None


class Charging(NamedTuple):
    low_cost_or_free: bool | None = None


class Residents(NamedTuple):
    teams: int | None = None
    startups: int | None = None
    teams_in_year: int | None = None
    teams_incorporated_in_year: int | None = None
    incubation_cases_in_year: int | None = None
    startups_older_than_1y_at_entry: int | None = None
    over_3y: int | None = None
    served_in_year: int | None = None


class Finance(NamedTuple):
    own_seed_fund_wan: Decimal | None = None
    partner_fund_wan: Decimal | None = None
    partner_institutions: int | None = None
    funded_in_year: int | None = None


class Staff(NamedTuple):
    full_time: int | None = None
    full_time_bachelor: int | None = None
    service_process_documented: bool | None = None


class Mentors(NamedTuple):
    total: int | None = None


class Mechanisms(NamedTuple):
    project_selection: bool | None = None
    graduation_exit: bool | None = None
    financial_management: bool | None = None
    mentor_work: bool | None = None
    activities_in_year: int | None = None


class Professional(NamedTuple):
    lead_type: LeadType | None = None
    field: str | None = None
    residents_in_field: int | None = None
    interaction_mechanism: bool | None = None
    open_platform: bool | None = None
    equipment_items: int | None = None


class Statistics(NamedTuple):
    torch_reported: bool | None = None


class Standing(NamedTuple):
    fraud_found_on: date | None = None
    revoked_on: date | None = None
    active_filing: bool | None = None


class Facts(NamedTuple):
    """The facts of one space as of one day; made by `parse_facts` alone, so that it never contradicts itself."""

    kind: Kind
    as_of: date
    purpose: Purpose = "application"
    operator: Operator = Operator()
    site: Site = Site()
    charging: Charging = Charging()
    residents: Residents = Residents()
    finance: Finance = Finance()
    staff: Staff = Staff()
    mentors: Mentors = Mentors()
    mechanisms: Mechanisms = Mechanisms()
    professional: Professional = Professional()
    statistics: Statistics = Statistics()
    standing: Standing = Standing()

    def value(self, key: str) -> Any:
        """The fact filed under `key` ("site.workstations"); KeyError for a key that is not in FACTS."""
        return GETTERS[key](self)

    def as_json(self) -> dict[str, Any]:
        """Canonical nested form: table order, absent facts left out, days ISO, Decimals with two places."""
        nested: dict[str, Any] = {}
        for fact in FACTS:
            value = GETTERS[fact.key](self)
            if value is None:
                continue
            target = nested.setdefault(fact.group, {}) if fact.group else nested
            target[fact.name] = _plain(value)
        return nested

    def replace(self, **changes: object) -> "Facts":
        """These facts with `**{"site.workstations": 40}` put in (None takes a fact out), contradictions checked anew."""
        from filings.rules.facts.parsing import parse_facts  # noqa: PLC0415 - parsing builds on this module

        nested = self.as_json()
        for key, value in changes.items():
            group, _, name = key.rpartition(".")
            target = nested.setdefault(group, {}) if group else nested
            target[name] = value
        return parse_facts(nested)


GROUPS: Final[dict[str, type[Any]]] = {
    "operator": Operator,
    "site": Site,
    "charging": Charging,
    "residents": Residents,
    "finance": Finance,
    "staff": Staff,
    "mentors": Mentors,
    "mechanisms": Mechanisms,
    "professional": Professional,
    "statistics": Statistics,
    "standing": Standing,
}
POSITIONS_IN_FACTS: Final = {
    f"{group}.{name}": (Facts._fields.index(group), structure._fields.index(name))
    for group, structure in GROUPS.items()
    for name in structure._fields
}
GETTERS: Final = {fact.key: attrgetter(fact.key) for fact in FACTS}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
