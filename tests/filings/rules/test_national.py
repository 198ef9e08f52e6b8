"""The national conditions at their figures, by the same engine."""

import pytest

from filings.rules.engine import prescreen, sections
from filings.rules.facts import parse_facts
from filings.rules.verdicts import Verdict
from filings.rules.versions import NATIONAL_2017, get_version
from tests.filings.rules.samples import only, varied

READY = {"purpose": "continuing", "residents.served_in_year": 40, "statistics.torch_reported": True}
AREA, SEATS = "site.total_area_m2", "site.workstations"
INCORPORATED, FUNDED = "residents.teams_incorporated_in_year", "finance.funded_in_year"
SMALL = {AREA: "499.99", "site.service_area_m2": "400"}

CASES = [
    ("N.1.direction", {"operator.direction_documented": False}, "fail"),
    ("N.2.legal_entity", {"operator.independent_legal_entity": False}, "review"),
    ("N.3.operating_18m", {"operator.operating_since": "2024-09-05"}, "pass"),
    ("N.3.operating_18m", {"operator.operating_since": "2024-09-06"}, "fail"),
    ("N.4.space", SMALL | {SEATS: 29}, "fail"),
    ("N.4.space", SMALL | {SEATS: 30}, "pass"),
    ("N.4.space", {AREA: "1280", SEATS: 0}, "pass"),
    ("N.4.public_space", {"site.has_meeting_room": False, "site.has_training_room": False}, "pass"),
    ("N.4.service_area_ratio", {AREA: "1280", "site.service_area_m2": "959.99"}, "fail"),
    ("N.4.service_area_ratio", {AREA: "1280", "site.service_area_m2": "960"}, "pass"),
    ("N.5.served", {"residents.served_in_year": 19}, "fail"),
    ("N.5.served", {"residents.served_in_year": 20}, "pass"),
    ("N.6.results", {INCORPORATED: 9, FUNDED: 4}, "fail"),
    ("N.6.results", {INCORPORATED: 10, FUNDED: 4}, "pass"),
    ("N.6.results", {INCORPORATED: 9, FUNDED: 5}, "pass"),
    ("N.7.cases", {"residents.incubation_cases_in_year": 2}, "fail"),
    ("N.7.cases", {"residents.incubation_cases_in_year": 3}, "pass"),
    ("N.8.staff", {"staff.full_time": 2, "staff.full_time_bachelor": 0}, "fail"),
    ("N.8.staff", {"staff.full_time": 3, "staff.full_time_bachelor": 0}, "pass"),
    ("N.8.mentors", {"mentors.total": 2}, "fail"),
    ("N.8.mentors", {"mentors.total": 3}, "pass"),
    ("N.9.activities", {"mechanisms.activities_in_year": 9}, "fail"),
    ("N.9.activities", {"mechanisms.activities_in_year": 10}, "pass"),
    ("N.10.torch_reported", {"statistics.torch_reported": False}, "fail"),
    ("N.10.torch_reported", {"statistics.torch_reported": None}, "missing"),
]


@pytest.mark.parametrize(("check_id", "changes", "verdict"), CASES)
def test_condition(check_id, changes, verdict):
    facts = parse_facts(varied(READY | {"residents.teams": 12} | changes))
    assert prescreen(facts, NATIONAL_2017).check(check_id).verdict == verdict


def test_no_venue_fails_and_an_unknown_one_leaves_it_open():
    none = dict.fromkeys(("site.has_meeting_room", "site.has_training_room", "site.has_roadshow_venue"), False)
    assert prescreen(only(none), NATIONAL_2017).check("N.4.public_space").verdict is Verdict.FAIL
    none.pop("site.has_roadshow_venue")
    assert prescreen(only(none), NATIONAL_2017).check("N.4.public_space").verdict is Verdict.MISSING


def test_either_way_is_named_in_the_gap():
    facts = parse_facts(varied(READY | {INCORPORATED: 7, FUNDED: 3}))
    check = prescreen(facts, NATIONAL_2017).check("N.6.results")
    assert check.explanation == (
        "近12个月注册为企业的团队7家、获得融资的团队和企业3家，要求每年注册为企业的团队不少于10家，或获得融资的不少于5家，"
        "还差近12个月注册为企业的团队3家或获得融资的团队和企业2家"
    )


def test_the_registry_knows_it_and_a_ready_space_qualifies():
    assert get_version("national-2017") is NATIONAL_2017
    result = prescreen(parse_facts(varied(READY | {FUNDED: 5})), NATIONAL_2017)
    assert (result.ruleset, result.outcome) == ("national-2017", Verdict.PASS)
    assert [section.id for section in sections(result, NATIONAL_2017)] == [f"N.{number}" for number in range(1, 11)]
