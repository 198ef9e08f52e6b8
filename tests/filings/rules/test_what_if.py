"""The smallest change that passes: by example at each kind of condition, and for whatever facts that one unit less does not."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from filings.rules.engine import prescreen
from filings.rules.facts import FACTS_BY_KEY, FactType, parse_facts
from filings.rules.verdicts import Verdict
from filings.rules.versions import CURRENT
from filings.rules.what_if import UNITS, first_day_passing, least_plan, moved_facts, smallest_changes
from filings.rules.what_if_texts import ways_to_pass
from tests.filings.rules.samples import varied
from tests.filings.rules.test_properties import QUICK, facts_data, nested


def changes_of(check_id, changes):
    facts = parse_facts(varied(changes))
    return {change.key: change.moved[0][2] for change in smallest_changes(facts, CURRENT, check_id)}


@pytest.mark.parametrize(
    ("check_id", "changes", "expected"),
    [
        ("5.2.workstations", {"site.workstations": 44}, {"site.workstations": 50}),
        ("5.2.area", {"site.total_area_m2": "499.99", "site.service_area_m2": "400"}, {"site.total_area_m2": 500}),
        (
            "5.2.service_area_ratio",
            {"site.total_area_m2": "1000.01", "site.service_area_m2": "700"},
            {"site.service_area_m2": Decimal("750.01"), "site.total_area_m2": Decimal("933.33")},
        ),
        (
            "5.4.residents",
            {"residents.teams": 18, "residents.startups": 9, "professional.residents_in_field": 14},
            {"residents.teams": 21, "residents.startups": 12},
        ),
        (
            "5.4.startup_ratio",
            {"residents.teams": 28, "residents.startups": 8},
            {"residents.startups": 10, "residents.teams": 24},
        ),
        (
            "5.4.incorporation_ratio",
            {"residents.teams": 18, "residents.teams_in_year": 24, "residents.teams_incorporated_in_year": 4},
            {"residents.teams_incorporated_in_year": 5},
        ),
        (
            "5.5.capital",
            {"finance.own_seed_fund_wan": "50", "finance.partner_fund_wan": "0"},
            {"finance.own_seed_fund_wan": 100, "finance.partner_fund_wan": 100},
        ),
        (
            "5.6.bachelor_ratio",
            {"staff.full_time": 9, "staff.full_time_bachelor": 4},
            {"staff.full_time_bachelor": 5, "staff.full_time": 8},
        ),
        (
            "5.7.mentors_per_15",
            {"mentors.total": 2},
            {"mentors.total": 3, "residents.teams": 18, "residents.startups": 10},
        ),
        ("5.8.mechanisms", {"mechanisms.mentor_work": False}, {"mechanisms.mentor_work": True}),
        ("6.4.platform", {"professional.equipment_items": 0}, {"professional.equipment_items": 1}),
        (
            "5.2.lease",
            {"site.lease_from": "2024-01-01", "site.lease_to": "2027-12-31"},
            {"site.lease_to": date(2031, 3, 4)},
        ),
        ("5.1.operating_1y", {"operator.operating_since": "2025-06-01"}, {"as_of": date(2026, 6, 1)}),
        ("standing.revocation_ban", {"standing.revoked_on": "2024-05-10"}, {"as_of": date(2026, 5, 11)}),
    ],
)
def test_the_smallest_change_of_each_fact(check_id, changes, expected):
    assert changes_of(check_id, changes) == expected


def test_what_passes_or_lacks_data_or_turns_on_no_figure_has_no_change():
    assert changes_of("5.2.workstations", {}) == {}
    assert changes_of("5.2.workstations", {"site.workstations": None}) == {}
    assert changes_of("standing.active_filing", {"standing.active_filing": True}) == {}
    assert changes_of("6.3.focus", {"professional.field": " "}) == {}


def test_a_team_that_enters_is_counted_in_the_year_as_well():
    facts = parse_facts(
        varied(
            {
                "residents.teams": 18,
                "residents.startups": 9,
                "residents.teams_in_year": 18,
                "residents.teams_incorporated_in_year": 0,
                "professional.residents_in_field": 14,
            }
        )
    )
    change = next(each for each in smallest_changes(facts, CURRENT, "5.4.residents") if each.key == "residents.teams")
    assert change.moved == (("residents.teams", 18, 21), ("residents.teams_in_year", 18, 21))


def test_flags_and_a_figure_that_are_both_lacking_are_changed_together():
    changes = {"professional.open_platform": False, "professional.equipment_items": 0}
    (change,) = smallest_changes(parse_facts(varied(changes)), CURRENT, "6.4.platform")
    assert change.moved == (("professional.equipment_items", 0, 1), ("professional.open_platform", False, True))


def test_the_first_day_that_waiting_alone_reaches():
    facts = parse_facts(varied({"operator.operating_since": "2025-06-01", "site.workstations": 1}))
    assert first_day_passing(facts, CURRENT, "5.1.operating_1y") == date(2026, 6, 1)
    assert first_day_passing(facts, CURRENT, "5.2.workstations") is None


def test_the_plan_counts_what_one_change_asks_of_another():
    """Ten startups more bring the share to 25% and the residents to 54, for whom three mentors are no longer enough."""
    changes = {"residents.teams": 40, "residents.startups": 4, "residents.teams_in_year": 50, "mentors.total": 3}
    facts = parse_facts(varied(changes | {"residents.teams_incorporated_in_year": 10, "kind": "comprehensive"}))
    plan = least_plan(facts, CURRENT)
    assert plan.moved == (("residents.startups", 4, 14), ("mentors.total", 3, 4))
    assert plan.left == ()
    assert prescreen(plan.facts).with_verdict(Verdict.FAIL) == ()


def test_the_plan_names_what_no_figure_cures():
    plan = least_plan(parse_facts(varied({"standing.active_filing": True, "site.workstations": 44})), CURRENT)
    assert plan.moved == (("site.workstations", 44, 50),)
    assert plan.left == ("standing.active_filing",)


@QUICK
@given(flat=facts_data())
def test_a_suggested_change_passes_and_one_unit_less_does_not(flat):
    facts = parse_facts(nested(flat))
    for result in prescreen(facts).checks:
        for change in smallest_changes(facts, CURRENT, result.id):
            check = CURRENT.check(result.id)
            assert check.evaluate(parse_facts(change.apply(facts).as_json())).verdict is Verdict.PASS
            for key, before, after in change.moved:
                assert facts.value(key) == before != after
            assert check.evaluate(one_less(facts, change)).verdict is not Verdict.PASS


def one_less(facts, change):
    """A figure one unit nearer to where it was; of several yes and no the last one left out."""
    figures = [each for each in change.moved if FACTS_BY_KEY[each[0]].type is not FactType.FLAG]
    values = {key: after for key, _, after in change.moved}
    if not figures:
        values[change.moved[-1][0]] = False
    for key, before, after in figures:
        unit = UNITS[FACTS_BY_KEY[key].type]
        values[key] = after - unit if after > before else after + unit
    return moved_facts(facts, values)


@QUICK
@given(flat=facts_data())
def test_a_plan_never_leaves_more_failing_than_there_were(flat):
    facts = parse_facts(nested(flat))
    before = {check.id for check in prescreen(facts).with_verdict(Verdict.FAIL)}
    plan = least_plan(facts, CURRENT)
    assert parse_facts(plan.facts.as_json()) == plan.facts
    assert set(plan.left) <= before


@pytest.mark.parametrize(
    ("check_id", "changes", "words"),
    [
        ("5.2.workstations", {"site.workstations": 44}, "创业工位再增加6个即可"),
        ("5.1.operating_1y", {"operator.operating_since": "2025-06-01"}, "再等88天，2026-06-01起即可"),
        (
            "5.4.residents",
            {"residents.teams": 18, "residents.startups": 9, "professional.residents_in_field": 14},
            "在驻团队和创客群体再增加3家，或在驻在孵企业再增加3家即可",
        ),
        (
            "5.4.incorporation_ratio",
            {"residents.teams": 20, "residents.teams_in_year": 24, "residents.teams_incorporated_in_year": 4},
            "再有1家在驻团队注册为企业即可",
        ),
        (
            "5.6.bachelor_ratio",
            {"staff.full_time": 5, "staff.full_time_bachelor": 2},
            "本科及以上人员再增加1人即可",
        ),
        (
            "6.4.platform",
            {"professional.open_platform": False, "professional.equipment_items": 0},
            "补上公共技术创新平台，并且专业仪器设备再增加1台（套）即可",
        ),
        ("5.2.workstations", {}, ""),
    ],
)
def test_the_words_of_a_change(check_id, changes, words):
    assert ways_to_pass(parse_facts(varied(changes)), CURRENT, check_id) == words
