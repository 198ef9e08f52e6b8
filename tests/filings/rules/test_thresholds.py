"""Each threshold just below, at and above its figure; the id of a case is its clause."""

import pytest

from filings.rules.engine import prescreen
from filings.rules.facts import parse_facts
from filings.rules.verdicts import Verdict
from tests.filings.rules.samples import PASSING, result_with

TOTAL, SERVICE = "site.total_area_m2", "site.service_area_m2"
TEAMS, STARTUPS = "residents.teams", "residents.startups"
IN_YEAR, INCORPORATED = "residents.teams_in_year", "residents.teams_incorporated_in_year"
IN_FIELD = "professional.residents_in_field"
OWN, PARTNER, TIES = "finance.own_seed_fund_wan", "finance.partner_fund_wan", "finance.partner_institutions"
STAFF, BACHELOR = "staff.full_time", "staff.full_time_bachelor"
RESIDENTS = {IN_FIELD: 0}

# clause, check, facts changed, verdict, gap
CASES = [
    ("第五条第（一）项", "5.1.operating_1y", {"operator.operating_since": "2025-03-06"}, "fail", "还差1天"),
    ("第五条第（一）项", "5.1.operating_1y", {"operator.operating_since": "2025-03-05"}, "pass", ""),
    ("第五条第（一）项", "5.1.operating_1y", {"operator.operating_since": "2025-03-04"}, "pass", ""),
    ("第五条第（二）项", "5.2.area", {TOTAL: "499.99", SERVICE: "400"}, "fail", "还差0.01㎡"),
    ("第五条第（二）项", "5.2.area", {TOTAL: "500.00", SERVICE: "400"}, "pass", ""),
    ("第五条第（二）项", "5.2.area", {TOTAL: "500.01", SERVICE: "400"}, "pass", ""),
    ("第五条第（二）项", "5.2.workstations", {"site.workstations": 49}, "fail", "还差1个工位"),
    ("第五条第（二）项", "5.2.workstations", {"site.workstations": 50}, "pass", ""),
    ("第五条第（二）项", "5.2.workstations", {"site.workstations": 51}, "pass", ""),
    ("第五条第（二）项", "5.2.workstations", {"site.workstations": 44}, "fail", "还差6个工位"),
    ("第五条第（二）项", "5.2.service_area_ratio", {TOTAL: "1000", SERVICE: "749.99"}, "fail", "还差0.01㎡"),
    ("第五条第（二）项", "5.2.service_area_ratio", {TOTAL: "1000", SERVICE: "750"}, "pass", ""),
    ("第五条第（二）项", "5.2.service_area_ratio", {TOTAL: "1000", SERVICE: "750.01"}, "pass", ""),
    ("第五条第（二）项", "5.2.service_area_ratio", {TOTAL: "1000.01", SERVICE: "750"}, "fail", "还差0.01㎡"),
    (
        "第五条第（二）项",
        "5.2.lease",
        {"site.lease_from": "2022-01-01", "site.lease_to": "2026-12-30"},
        "fail",
        "还差1天",
    ),
    ("第五条第（二）项", "5.2.lease", {"site.lease_from": "2022-01-01", "site.lease_to": "2026-12-31"}, "review", ""),
    ("第五条第（二）项", "5.2.lease", {"site.lease_to": "2031-03-03"}, "review", ""),
    ("第五条第（二）项", "5.2.lease", {"site.lease_to": "2031-03-04"}, "pass", ""),
    ("第五条第（二）项", "5.2.lease", {"site.lease_to": "2031-03-05"}, "pass", ""),
    ("第五条第（四）项", "5.4.residents", {TEAMS: 20, STARTUPS: 9, **RESIDENTS}, "fail", "还差1家"),
    ("第五条第（四）项", "5.4.residents", {TEAMS: 20, STARTUPS: 10, **RESIDENTS}, "pass", ""),
    ("第五条第（四）项", "5.4.residents", {TEAMS: 20, STARTUPS: 11, **RESIDENTS}, "pass", ""),
    ("第五条第（四）项", "5.4.residents", {TEAMS: 18, STARTUPS: 9, **RESIDENTS}, "fail", "还差3家"),
    ("第五条第（四）项", "5.4.startup_ratio", {TEAMS: 22, STARTUPS: 7, **RESIDENTS}, "fail", "还差1家"),
    ("第五条第（四）项", "5.4.startup_ratio", {TEAMS: 21, STARTUPS: 7, **RESIDENTS}, "pass", ""),
    ("第五条第（四）项", "5.4.startup_ratio", {TEAMS: 20, STARTUPS: 7, **RESIDENTS}, "pass", ""),
    ("第五条第（四）项", "5.4.incorporation_ratio", {TEAMS: 5, IN_YEAR: 25, INCORPORATED: 4}, "fail", "还差1家"),
    ("第五条第（四）项", "5.4.incorporation_ratio", {TEAMS: 5, IN_YEAR: 25, INCORPORATED: 5}, "pass", ""),
    ("第五条第（四）项", "5.4.incorporation_ratio", {TEAMS: 5, IN_YEAR: 25, INCORPORATED: 6}, "pass", ""),
    ("第五条第（四）项", "5.4.cases", {"residents.incubation_cases_in_year": 2}, "fail", "还差1个"),
    ("第五条第（四）项", "5.4.cases", {"residents.incubation_cases_in_year": 3}, "pass", ""),
    ("第五条第（四）项", "5.4.cases", {"residents.incubation_cases_in_year": 4}, "pass", ""),
    ("第五条第（四）项", "5.4.startup_age", {"residents.startups_older_than_1y_at_entry": 0}, "pass", ""),
    ("第五条第（四）项", "5.4.startup_age", {"residents.startups_older_than_1y_at_entry": 1}, "review", ""),
    ("第五条第（四）项", "5.4.residence_time", {"residents.over_3y": 0}, "pass", ""),
    ("第五条第（四）项", "5.4.residence_time", {"residents.over_3y": 1}, "review", ""),
    ("第五条第（五）项", "5.5.capital", {OWN: "99.99", PARTNER: "0"}, "fail", "还差0.01万元"),
    ("第五条第（五）项", "5.5.capital", {OWN: "100.00", PARTNER: "0"}, "pass", ""),
    ("第五条第（五）项", "5.5.capital", {OWN: "100.01", PARTNER: "0"}, "pass", ""),
    ("第五条第（五）项", "5.5.capital", {OWN: "0", PARTNER: "99.99"}, "fail", "还差0.01万元"),
    ("第五条第（五）项", "5.5.capital", {OWN: "0", PARTNER: "100"}, "pass", ""),
    ("第五条第（五）项", "5.5.capital", {OWN: "50.00", PARTNER: "49.99"}, "fail", "还差50.00万元"),
    ("第五条第（五）项", "5.5.capital", {OWN: "50.00", PARTNER: "50.00"}, "review", ""),
    ("第五条第（五）项", "5.5.capital", {OWN: "0", PARTNER: "0", TIES: 0}, "fail", "还差100.00万元"),
    ("第五条第（五）项", "5.5.capital", {OWN: "0", PARTNER: "0", TIES: 1}, "review", ""),
    ("第五条第（五）项", "5.5.funded", {"finance.funded_in_year": 1}, "fail", "还差1家"),
    ("第五条第（五）项", "5.5.funded", {"finance.funded_in_year": 2}, "pass", ""),
    ("第五条第（五）项", "5.5.funded", {"finance.funded_in_year": 3}, "pass", ""),
    ("第五条第（六）项", "5.6.staff", {STAFF: 4, BACHELOR: 4}, "fail", "还差1人"),
    ("第五条第（六）项", "5.6.staff", {STAFF: 5}, "pass", ""),
    ("第五条第（六）项", "5.6.staff", {STAFF: 6}, "pass", ""),
    ("第五条第（六）项", "5.6.bachelor_ratio", {STAFF: 8, BACHELOR: 3}, "fail", "还差1人"),
    ("第五条第（六）项", "5.6.bachelor_ratio", {STAFF: 8, BACHELOR: 4}, "pass", ""),
    ("第五条第（六）项", "5.6.bachelor_ratio", {STAFF: 7, BACHELOR: 4}, "pass", ""),
    ("第五条第（七）项", "5.7.mentors", {"mentors.total": 2}, "fail", "还差1人"),
    ("第五条第（七）项", "5.7.mentors", {"mentors.total": 3}, "pass", ""),
    ("第五条第（七）项", "5.7.mentors", {"mentors.total": 4}, "pass", ""),
    ("第五条第（七）项", "5.7.mentors_per_15", {"mentors.total": 3, TEAMS: 30, STARTUPS: 14}, "pass", ""),
    ("第五条第（七）项", "5.7.mentors_per_15", {"mentors.total": 3, TEAMS: 30, STARTUPS: 15, IN_YEAR: 40}, "pass", ""),
    (
        "第五条第（七）项",
        "5.7.mentors_per_15",
        {"mentors.total": 3, TEAMS: 30, STARTUPS: 16, IN_YEAR: 40},
        "fail",
        "还差1人",
    ),
    ("第五条第（八）项", "5.8.activities", {"mechanisms.activities_in_year": 9}, "fail", "还差1场"),
    ("第五条第（八）项", "5.8.activities", {"mechanisms.activities_in_year": 10}, "pass", ""),
    ("第五条第（八）项", "5.8.activities", {"mechanisms.activities_in_year": 11}, "pass", ""),
    ("第六条第（二）项", "6.2.area", {TOTAL: "999.99", SERVICE: "999.99"}, "fail", "还差0.01㎡"),
    ("第六条第（二）项", "6.2.area", {TOTAL: "1000.00", SERVICE: "999.99"}, "review", ""),
    ("第六条第（二）项", "6.2.area", {TOTAL: "1000.00", SERVICE: "1000.00"}, "pass", ""),
    ("第六条第（二）项", "6.2.area", {TOTAL: "1000.01", SERVICE: "1000.01"}, "pass", ""),
    ("第六条第（三）项", "6.3.focus", {IN_FIELD: 15}, "fail", "还差1家"),
    ("第六条第（三）项", "6.3.focus", {IN_FIELD: 16}, "pass", ""),
    ("第六条第（三）项", "6.3.focus", {IN_FIELD: 17}, "pass", ""),
    ("第六条第（四）项", "6.4.platform", {"professional.equipment_items": 0}, "fail", "还差1台（套）"),
    ("第六条第（四）项", "6.4.platform", {"professional.equipment_items": 1}, "pass", ""),
    ("第六条第（四）项", "6.4.platform", {"professional.equipment_items": 2}, "pass", ""),
    ("第八条", "standing.fraud_ban", {"standing.fraud_found_on": "2024-03-06"}, "fail", "还差2天"),
    ("第八条", "standing.fraud_ban", {"standing.fraud_found_on": "2024-03-05"}, "fail", "还差1天"),
    ("第八条", "standing.fraud_ban", {"standing.fraud_found_on": "2024-03-04"}, "pass", ""),
    ("第十五条", "standing.revocation_ban", {"standing.revoked_on": "2024-03-05"}, "fail", "还差1天"),
    ("第十五条", "standing.revocation_ban", {"standing.revoked_on": "2024-03-04"}, "pass", ""),
]
LARGE_YEAR = {IN_YEAR: 60}


def _id(case):
    clause, check_id, changes, verdict, _ = case
    return f"{clause} {check_id} {' '.join(str(value) for value in changes.values())} {verdict}"


@pytest.mark.parametrize("case", CASES, ids=_id)
def test_threshold(case):
    clause, check_id, changes, verdict, gap = case
    result = result_with(check_id, LARGE_YEAR | changes)
    assert (result.clause, result.verdict, result.gap) == (clause, verdict, gap)


FLAGS = {
    "5.1.legal_entity": "operator.independent_legal_entity",
    "5.1.registered_in_city": "operator.registered_in_city",
    "5.1.registered_at_site": "operator.registered_at_site",
    "5.1.direction": "operator.direction_documented",
    "5.2.concentrated": "site.concentrated",
    "5.3.low_cost": "charging.low_cost_or_free",
    "5.6.process": "staff.service_process_documented",
    "6.3.interaction": "professional.interaction_mechanism",
}


@pytest.mark.parametrize(("check_id", "key"), FLAGS.items())
@pytest.mark.parametrize(("value", "verdict"), [(True, "pass"), (False, "fail"), (None, "missing")])
def test_yes_or_no(check_id, key, value, verdict):
    assert result_with(check_id, {key: value}).verdict == verdict


@pytest.mark.parametrize(
    ("value", "verdict"),
    [("leading_enterprise", "pass"), ("research_institute", "pass"), ("university", "pass"), ("other", "review")],
)
def test_lead_body(value, verdict):
    assert result_with("6.1.lead", {"professional.lead_type": value}).verdict == verdict


@pytest.mark.parametrize(("value", "verdict"), [(True, "fail"), (False, "pass"), (None, "pass")])
def test_active_filing(value, verdict):
    assert result_with("standing.active_filing", {"standing.active_filing": value}).verdict == verdict


def test_everything_passes():
    result = prescreen(parse_facts(PASSING))
    assert {check.id: check.verdict for check in result.checks if check.verdict is not Verdict.PASS} == {}
    assert result.outcome is Verdict.PASS
    assert len(result.checks) == 35


def test_comprehensive_has_thirty_checks_and_continuing_has_no_standing():
    comprehensive = prescreen(parse_facts(PASSING | {"kind": "comprehensive"}))
    assert [check.id for check in comprehensive.checks] == [
        "standing.fraud_ban",
        "standing.revocation_ban",
        "standing.active_filing",
        "5.1.legal_entity",
        "5.1.registered_in_city",
        "5.1.registered_at_site",
        "5.1.operating_1y",
        "5.1.direction",
        "5.2.area",
        "5.2.concentrated",
        "5.2.workstations",
        "5.2.public_space",
        "5.2.service_area_ratio",
        "5.2.lease",
        "5.3.low_cost",
        "5.4.residents",
        "5.4.startup_ratio",
        "5.4.incorporation_ratio",
        "5.4.cases",
        "5.4.startup_age",
        "5.4.residence_time",
        "5.5.capital",
        "5.5.funded",
        "5.6.staff",
        "5.6.bachelor_ratio",
        "5.6.process",
        "5.7.mentors",
        "5.7.mentors_per_15",
        "5.8.mechanisms",
        "5.8.activities",
    ]
    continuing = prescreen(parse_facts(PASSING | {"purpose": "continuing"}))
    assert [check.id for check in continuing.checks] == [
        *[check.id for check in comprehensive.checks[3:]],
        "6.1.lead",
        "6.2.area",
        "6.3.focus",
        "6.3.interaction",
        "6.4.platform",
    ]
