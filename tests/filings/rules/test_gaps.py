"""How far a check is from passing, to sort by."""

import pytest

from filings.rules.facts import parse_facts
from filings.rules.gaps import gap_of
from filings.rules.versions import CURRENT, NATIONAL_2017
from tests.filings.rules.samples import varied


@pytest.mark.parametrize(
    ("check", "facts", "gap"),
    [
        ("5.2.workstations", {"site.workstations": 50}, 0),
        ("5.2.workstations", {"site.workstations": 49}, 2),
        ("5.2.workstations", {"site.workstations": 25}, 50),
        ("5.2.workstations", {"site.workstations": 0}, 100),
        ("5.8.activities", {"mechanisms.activities_in_year": 9}, 10),
        ("5.1.legal_entity", {"operator.independent_legal_entity": False}, 100),
        ("5.7.mentors", {"mentors.total": None}, 100),
    ],
)
def test_the_share_of_what_is_wanted_that_lacks(check, facts, gap):
    assert gap_of(parse_facts(varied(facts)), CURRENT, check) == gap


def test_of_several_ways_the_shortest_counts():
    facts = {"residents.teams_incorporated_in_year": 2, "finance.funded_in_year": 4, "purpose": "continuing"}
    assert gap_of(parse_facts(varied(facts)), NATIONAL_2017, "N.6.results") == 20


def test_waiting_is_measured_by_the_year():
    facts = parse_facts(varied({"operator.operating_since": "2024-10-05", "purpose": "continuing"}))
    assert gap_of(facts, NATIONAL_2017, "N.3.operating_18m") == 9  # 31 days of 365
