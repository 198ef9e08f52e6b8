"""Facts that pass every check, and the verdicts of variations on them."""

import copy

from filings.rules.engine import prescreen
from filings.rules.facts import Facts, parse_facts
from filings.rules.verdicts import CheckResult

AS_OF = "2026-03-05"
PASSING = {
    "kind": "professional",
    "purpose": "application",
    "as_of": AS_OF,
    "operator": {
        "independent_legal_entity": True,
        "registered_in_city": True,
        "registered_at_site": True,
        "operating_since": "2023-06-01",
        "direction_documented": True,
    },
    "site": {
        "total_area_m2": "1280.00",
        "service_area_m2": "1020.00",
        "concentrated": True,
        "workstations": 60,
        "has_meeting_room": True,
        "has_training_room": True,
        "has_roadshow_venue": True,
        "tenure": "leased",
        "lease_from": "2024-01-01",
        "lease_to": "2033-12-31",
    },
    "charging": {"low_cost_or_free": True},
    "residents": {
        "teams": 20,
        "startups": 12,
        "teams_in_year": 35,
        "teams_incorporated_in_year": 7,
        "incubation_cases_in_year": 4,
        "startups_older_than_1y_at_entry": 0,
        "over_3y": 0,
    },
    "finance": {
        "own_seed_fund_wan": "150.00",
        "partner_fund_wan": "0.00",
        "partner_institutions": 0,
        "funded_in_year": 3,
    },
    "staff": {"full_time": 6, "full_time_bachelor": 5, "service_process_documented": True},
    "mentors": {"total": 5},
    "mechanisms": {
        "project_selection": True,
        "graduation_exit": True,
        "financial_management": True,
        "mentor_work": True,
        "activities_in_year": 12,
    },
    "professional": {
        "lead_type": "university",
        "field": "智能传感器",
        "residents_in_field": 16,
        "interaction_mechanism": True,
        "open_platform": True,
        "equipment_items": 8,
    },
}
ABSENT = ...


def varied(changes: dict[str, object]) -> dict:
    """A copy of PASSING with dotted keys set, or taken out where the value is ABSENT."""
    data = copy.deepcopy(PASSING)
    for key, value in changes.items():
        group, _, name = key.rpartition(".")
        target = data.setdefault(group, {}) if group else data
        if value is ABSENT:
            target.pop(name, None)
        else:
            target[name] = value
    return data


def only(given: dict[str, object], kind: str = "professional") -> Facts:
    """Facts that hold nothing but the headings and what is given."""
    data: dict = {"kind": kind, "as_of": AS_OF}
    for key, value in given.items():
        group, _, name = key.rpartition(".")
        (data.setdefault(group, {}) if group else data)[name] = value
    return parse_facts(data)


def result_with(check_id: str, changes: dict[str, object]) -> CheckResult:
    return prescreen(parse_facts(varied(changes))).check(check_id)


def result_of_only(check_id: str, given: dict[str, object]) -> CheckResult:
    return prescreen(only(given)).check(check_id)
