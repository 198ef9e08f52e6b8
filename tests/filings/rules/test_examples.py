"""Each sentence of the contract that gives an example: verdicts that given facts force, and those that stay open."""

import pytest

from filings.rules.engine import prescreen
from filings.rules.facts import parse_facts
from filings.rules.verdicts import Verdict
from tests.filings.rules.samples import only, result_of_only, result_with, varied

LEASED = {"site.tenure": "leased"}
LONG = {"site.lease_from": "2024-01-01", "site.lease_to": "2028-12-31"}
FORCED = [
    ("a venue that lacks", "5.2.public_space", {"site.has_roadshow_venue": False}, "fail"),
    ("no venue known to lack", "5.2.public_space", {"site.has_roadshow_venue": True}, "missing"),
    ("a mechanism that lacks", "5.8.mechanisms", {"mechanisms.mentor_work": False}, "fail"),
    ("31 teams are enough", "5.4.residents", {"residents.teams": 31}, "pass"),
    ("30 startups are enough", "5.4.residents", {"residents.startups": 30}, "pass"),
    ("29 teams leave it open", "5.4.residents", {"residents.teams": 29}, "missing"),
    (
        "two funds together",
        "5.5.capital",
        {"finance.own_seed_fund_wan": "50", "finance.partner_fund_wan": "60"},
        "review",
    ),
    ("own funds are enough", "5.5.capital", {"finance.own_seed_fund_wan": "100"}, "pass"),
    ("partner funds are enough", "5.5.capital", {"finance.partner_fund_wan": "100"}, "pass"),
    (
        "ties cannot rule out enough funds",
        "5.5.capital",
        {"finance.own_seed_fund_wan": "50", "finance.partner_institutions": 3},
        "missing",
    ),
    (
        "small funds and ties not given",
        "5.5.capital",
        {"finance.own_seed_fund_wan": "10", "finance.partner_fund_wan": "20"},
        "missing",
    ),
    ("expired lease", "5.2.lease", LEASED | {"site.lease_to": "2026-03-04"}, "fail"),
    ("lease ending on the day", "5.2.lease", LEASED | {"site.lease_to": "2026-03-05"}, "missing"),
    ("lease without its end", "5.2.lease", LEASED | {"site.lease_from": "2020-01-01"}, "missing"),
    ("tenure absent", "5.2.lease", LONG, "missing"),
    ("tenure absent and expired", "5.2.lease", {"site.lease_to": "2020-01-01"}, "missing"),
    ("owned", "5.2.lease", {"site.tenure": "owned"}, "pass"),
    ("granted", "5.2.lease", {"site.tenure": "granted"}, "review"),
    ("no staff", "5.6.bachelor_ratio", {"staff.full_time": 0}, "fail"),
    ("staff absent", "5.6.bachelor_ratio", {"staff.full_time_bachelor": 3}, "missing"),
    ("graduates absent", "5.6.bachelor_ratio", {"staff.full_time": 3}, "missing"),
    ("no teams in the year", "5.4.incorporation_ratio", {"residents.teams_in_year": 0}, "review"),
    ("teams of the year absent", "5.4.incorporation_ratio", {"residents.teams_incorporated_in_year": 0}, "missing"),
    ("no residents", "5.4.startup_ratio", {"residents.teams": 0, "residents.startups": 0}, "review"),
    ("teams absent", "5.4.startup_ratio", {"residents.startups": 10}, "missing"),
    (
        "field not named but share failed",
        "6.3.focus",
        {"professional.residents_in_field": 9, "residents.teams": 10, "residents.startups": 10},
        "fail",
    ),
    (
        "share failed by one kind of resident",
        "6.3.focus",
        {"professional.residents_in_field": 9, "residents.teams": 19},
        "fail",
    ),
    (
        "share open without startups",
        "6.3.focus",
        {"professional.residents_in_field": 9, "residents.teams": 18, "professional.field": "新材料"},
        "missing",
    ),
    (
        "field absent and share passed",
        "6.3.focus",
        {"professional.residents_in_field": 10, "residents.teams": 10, "residents.startups": 10},
        "missing",
    ),
    ("empty field", "6.3.focus", {"professional.field": ""}, "fail"),
    ("blank field", "6.3.focus", {"professional.field": "　 "}, "fail"),
    (
        "named field, nobody there",
        "6.3.focus",
        {"professional.field": "新材料", "residents.teams": 0, "residents.startups": 0},
        "review",
    ),
    ("two mentors, 31 teams", "5.7.mentors_per_15", {"mentors.total": 2, "residents.teams": 31}, "fail"),
    ("two mentors, 30 teams", "5.7.mentors_per_15", {"mentors.total": 2, "residents.teams": 30}, "missing"),
    ("nobody to mentor", "5.7.mentors_per_15", {"residents.teams": 0, "residents.startups": 0}, "pass"),
    ("no area at all", "5.2.service_area_ratio", {"site.total_area_m2": "0"}, "fail"),
    ("no service area", "5.2.service_area_ratio", {"site.service_area_m2": "0"}, "fail"),
    ("service area alone", "5.2.service_area_ratio", {"site.service_area_m2": "600"}, "missing"),
    ("service area of 1000", "6.2.area", {"site.service_area_m2": "1000"}, "pass"),
    ("service area below 1000", "6.2.area", {"site.service_area_m2": "999"}, "missing"),
    ("total below 1000", "6.2.area", {"site.total_area_m2": "999.99"}, "fail"),
    ("total of 1000", "6.2.area", {"site.total_area_m2": "1000"}, "missing"),
    ("no platform", "6.4.platform", {"professional.open_platform": False}, "fail"),
    ("no equipment", "6.4.platform", {"professional.equipment_items": 0}, "fail"),
    ("equipment not given", "6.4.platform", {"professional.open_platform": True}, "missing"),
    ("no finding", "standing.fraud_ban", {}, "pass"),
    ("no revocation", "standing.revocation_ban", {}, "pass"),
    ("no filing", "standing.active_filing", {}, "pass"),
]


@pytest.mark.parametrize(("check_id", "given", "verdict"), [case[1:] for case in FORCED], ids=[c[0] for c in FORCED])
def test_what_the_given_facts_force(check_id, given, verdict):
    assert result_of_only(check_id, given).verdict == verdict


@pytest.mark.parametrize(
    ("lease_from", "lease_to", "application", "continuing"),
    [
        ("2020-01-01", "2026-03-04", "fail", "fail"),  # expired the day before
        ("2021-03-06", "2026-03-05", "review", "pass"),  # the last day of five years
        ("2021-03-07", "2026-03-05", "fail", "fail"),  # a day short
        ("2026-03-05", "2031-03-04", "pass", "pass"),  # begins on the day
        ("2026-03-06", "2036-03-05", "review", "review"),  # not yet begun
        ("2026-03-06", "2031-03-04", "fail", "fail"),  # short comes before not yet begun
        ("2024-02-29", "2029-02-27", "review", "pass"),  # five years from 29 February
        ("2024-02-29", "2029-02-26", "fail", "fail"),
    ],
)
def test_lease_in_both_purposes(lease_from, lease_to, application, continuing):
    lease = {"site.lease_from": lease_from, "site.lease_to": lease_to}
    assert result_with("5.2.lease", lease).verdict == application
    assert result_with("5.2.lease", lease | {"purpose": "continuing"}).verdict == continuing


def test_short_operation_after_a_change_of_operator_is_for_a_person():
    result = result_with("5.1.operating_1y", {"purpose": "continuing", "operator.operating_since": "2025-12-01"})
    assert (result.verdict, result.gap) == (Verdict.REVIEW, "")


def test_purpose_null_is_application():
    facts = parse_facts(varied({"purpose": None}))
    assert facts.purpose == "application"
    assert prescreen(facts).purpose == "application"


def test_venues_that_lack_are_named():
    result = result_with("5.2.public_space", {"site.has_meeting_room": False, "site.has_roadshow_venue": False})
    assert result.gap == "还差会议室、项目路演场地"
    assert result.actual == "有洽谈培训空间"


def test_mechanisms_that_lack_are_named():
    result = result_with("5.8.mechanisms", {"mechanisms.graduation_exit": False})
    assert result.gap == "还差毕业或淘汰机制"


def test_mentors_needed_are_named_rounded_up():
    result = result_with(
        "5.7.mentors_per_15",
        {"mentors.total": 2, "residents.teams": 25, "residents.startups": 6, "professional.residents_in_field": 20},
    )
    assert result.explanation == "2 × 15 ＝ 30，在驻31家，31 ÷ 15 向上取整，需要3人，还差1人"


def test_arithmetic_is_written_out():
    year = {"residents.teams": 10, "residents.teams_in_year": 24, "residents.teams_incorporated_in_year": 4}
    result = result_with("5.4.incorporation_ratio", year | {"professional.residents_in_field": 0})
    assert result.why == "4 ÷ 24 ＝ 16.67%，要求不低于20%"
    assert result.gap == "还差1家"
    present = {"residents.teams": 18, "residents.startups": 9}
    result = result_with("5.4.residents", present | {"professional.residents_in_field": 0})
    assert result.explanation == "团队18 ＋ 在孵企业9 ＝ 27家，要求不低于30家，还差3家"
    result = result_with("5.2.service_area_ratio", {})
    assert result.why == "1,020.00 ÷ 1,280.00 ＝ 79.69%，要求不低于75%"


def test_a_share_just_below_never_reads_as_the_minimum():
    result = result_with("5.2.service_area_ratio", {"site.total_area_m2": "100000", "site.service_area_m2": "74999.99"})
    assert (result.verdict, result.actual) == (Verdict.FAIL, "74.99%")


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ({"site.workstations": 1, "mentors.total": None, "residents.over_3y": 1}, "fail"),
        ({"mentors.total": None, "residents.over_3y": 1}, "missing"),
        ({"residents.over_3y": 1}, "review"),
        ({}, "pass"),
    ],
)
def test_outcome_takes_the_worst(given, outcome):
    assert prescreen(parse_facts(varied(given))).outcome == outcome


def test_absent_facts_are_named():
    result = prescreen(only({"residents.teams": 3})).check("5.4.startup_ratio")
    assert (result.verdict, result.why) == (Verdict.MISSING, "还没有填写：在驻在孵企业")
