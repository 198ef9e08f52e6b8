"""Properties that hold for whatever facts: more never worsens, dropping never helps, no float, every verdict explained."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from filings.rules.engine import prescreen, sections
from filings.rules.facts import FACTS, FactsError, FactType, parse_facts
from filings.rules.verdicts import Verdict, load_snapshot
from filings.rules.versions import CURRENT
from tests.benchmarks.plain_rules import plain_verdicts

QUICK = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
AS_OF = date(2026, 3, 5)
VALUES: dict[FactType, st.SearchStrategy[Any]] = {
    FactType.COUNT: st.integers(0, 60),
    FactType.AREA: st.one_of(st.sampled_from(["0", "500", "750", "999.99", "1000"]), st.integers(0, 2_000).map(str)),
    FactType.MONEY: st.sampled_from(["0", "40", "50", "60", "99.99", "100", "150.5"]),
    FactType.FLAG: st.booleans(),
    FactType.DAY: st.integers(-3_000, 3_000).map(lambda days: (AS_OF + timedelta(days=days)).isoformat()),
    FactType.TEXT: st.sampled_from(["", " ", "新材料"]),
}


def value_of(fact):
    if fact.type is FactType.CHOICE:
        return st.sampled_from([value for value, _ in fact.choices])
    return VALUES[fact.type]


@st.composite
def facts_data(draw):
    """Flat facts by key, without contradictions; about half of them given."""
    flat = {"kind": draw(st.sampled_from(["comprehensive", "professional"])), "as_of": AS_OF.isoformat()}
    flat["purpose"] = draw(st.sampled_from(["application", "continuing"]))
    density = draw(st.sampled_from([0.3, 0.7, 1.0]))
    for fact in FACTS[3:]:
        if draw(st.floats(0, 1)) <= density:
            flat[fact.key] = draw(value_of(fact))
    for key in refused_keys(flat):
        flat.pop(key)
    assume(not refused_keys(flat))
    return flat


def nested(flat):
    data: dict[str, Any] = {}
    for key, value in flat.items():
        group, _, name = key.rpartition(".")
        (data.setdefault(group, {}) if group else data)[name] = value
    return data


def refused_keys(flat):
    try:
        parse_facts(nested(flat))
    except FactsError as error:
        return {problem.key for problem in error.problems}
    return set()


def screened(flat):
    return prescreen(parse_facts(nested(flat)))


# Where more of a fact can only help the check, all else as it is.
MORE_IS_BETTER = [
    ("5.2.area", "site.total_area_m2"),
    ("5.2.workstations", "site.workstations"),
    ("5.2.service_area_ratio", "site.service_area_m2"),
    ("5.2.lease", "site.lease_to"),
    ("5.4.residents", "residents.teams"),
    ("5.4.residents", "residents.startups"),
    ("5.4.startup_ratio", "residents.startups"),
    ("5.4.incorporation_ratio", "residents.teams_incorporated_in_year"),
    ("5.4.cases", "residents.incubation_cases_in_year"),
    ("5.5.capital", "finance.own_seed_fund_wan"),
    ("5.5.capital", "finance.partner_fund_wan"),
    ("5.5.capital", "finance.partner_institutions"),
    ("5.5.funded", "finance.funded_in_year"),
    ("5.6.staff", "staff.full_time"),
    ("5.6.bachelor_ratio", "staff.full_time_bachelor"),
    ("5.7.mentors", "mentors.total"),
    ("5.7.mentors_per_15", "mentors.total"),
    ("5.8.activities", "mechanisms.activities_in_year"),
    ("6.2.area", "site.service_area_m2"),
    ("6.2.area", "site.total_area_m2"),
    ("6.3.focus", "professional.residents_in_field"),
    ("6.4.platform", "professional.equipment_items"),
]
RANK = {Verdict.FAIL: 0, Verdict.MISSING: 1, Verdict.REVIEW: 2, Verdict.PASS: 3}
# A count of nought residents is for a person; one startup more makes a share of it, which passes.
STEPS = {FactType.COUNT: (1, 7), FactType.AREA: ("0.01", "300"), FactType.MONEY: ("0.01", "60"), FactType.DAY: (1, 400)}
BY_KEY = {fact.key: fact for fact in FACTS}


def more(value, step):
    if isinstance(value, int):
        return value + step
    try:
        return str(Decimal(value) + Decimal(step))
    except ArithmeticError:
        return (date.fromisoformat(value) + timedelta(days=step)).isoformat()


@pytest.mark.parametrize(("check_id", "key"), MORE_IS_BETTER)
@settings(QUICK, max_examples=25)
@given(data=st.data())
def test_more_never_worsens(check_id, key, data):
    flat = data.draw(facts_data()) | {"kind": "professional"}
    flat.setdefault(key, data.draw(value_of(BY_KEY[key])))
    assume(not refused_keys(flat))
    before = screened(flat).check(check_id).verdict
    for step in STEPS[BY_KEY[key].type]:
        richer = flat | {key: more(flat[key], step)}
        if not refused_keys(richer):
            assert RANK[screened(richer).check(check_id).verdict] >= RANK[before]


@QUICK
@given(flat=facts_data(), data=st.data())
def test_dropping_facts_never_turns_a_fail_into_a_pass(flat, data):
    droppable = [key for key in flat if "." in key and not key.startswith("standing.")]
    dropped = set(data.draw(st.lists(st.sampled_from(droppable)))) if droppable else set()
    poorer = screened({key: value for key, value in flat.items() if key not in dropped})
    for check in screened(flat).with_verdict(Verdict.FAIL):
        assert poorer.check(check.id).verdict is not Verdict.PASS


@QUICK
@given(flat=facts_data(), data=st.data())
def test_a_verdict_on_part_of_the_facts_stands(flat, data):
    """What part of the facts already forces is what all of them say: missing is the only verdict that may change."""
    droppable = [key for key in flat if "." in key and not key.startswith("standing.")]
    dropped = set(data.draw(st.lists(st.sampled_from(droppable)))) if droppable else set()
    whole = screened(flat)
    for check in screened({key: value for key, value in flat.items() if key not in dropped}).checks:
        if check.verdict is not Verdict.MISSING:
            assert (check.id, check.verdict) == (check.id, whole.check(check.id).verdict)


@QUICK
@given(flat=facts_data())
def test_a_check_reads_only_its_own_facts(flat):
    whole = screened(flat)
    for check in CURRENT.checks_for(whole.kind, whole.purpose):
        own = {key: value for key, value in flat.items() if "." not in key or key in check.reads}
        assert screened(own).check(check.id) == whole.check(check.id)


@QUICK
@given(flat=facts_data())
def test_every_verdict_explains_itself_without_a_float(flat):
    result = screened(flat)
    for check in result.checks:
        assert all((check.id, check.clause, check.label, check.required, check.actual, check.why))
        assert "None" not in check.explanation
        assert not check.gap or (check.verdict is Verdict.FAIL and "还差" in check.gap)
    assert floats_in(result) == []
    assert floats_in(result.as_json()) == []
    assert floats_in(parse_facts(nested(flat))) == []


def floats_in(value):
    if isinstance(value, float):
        return [value]
    if isinstance(value, dict):
        return [found for item in value.items() for found in floats_in(item)]
    if isinstance(value, list | tuple):
        return [found for item in value for found in floats_in(item)]
    return []


@QUICK
@given(flat=facts_data(), data=st.data())
def test_key_order_plays_no_part(flat, data):
    shuffled = dict(data.draw(st.permutations(list(flat.items()))))
    assert screened(shuffled).as_json() == screened(flat).as_json()


@QUICK
@given(flat=facts_data())
def test_round_trips(flat):
    facts = parse_facts(nested(flat))
    assert parse_facts(facts.as_json()) == facts
    result = prescreen(facts)
    assert load_snapshot(result.as_snapshot()) == result
    assert [check for section in sections(result) for check in section.checks] == list(result.checks)


@QUICK
@given(flat=facts_data())
def test_agrees_with_the_plain_function(flat):
    assert [(check.id, check.verdict.value) for check in screened(flat).checks] == plain_verdicts(nested(flat))


JUNK = [
    -1,
    "x",
    1.5,
    True,
    "1.005",
    "2026-13-01",
    "2030-01-01",
    [],
    {},
    10**13,
    0,
    "500",
    "leased",
    False,
    Decimal("1.0"),
]


@QUICK
@given(flat=facts_data(), data=st.data())
def test_the_plain_function_refuses_the_same_facts(flat, data):
    """So that the benchmark compares two functions that differ in nothing but the explanation."""
    spoilt = data.draw(
        st.dictionaries(st.sampled_from([fact.key for fact in FACTS]), st.sampled_from(JUNK), max_size=2)
    )
    broken = nested(flat | spoilt)
    try:
        plain_verdicts(broken)
    except ValueError:
        assert refused_keys(flat | spoilt) != set()
    else:
        assert refused_keys(flat | spoilt) == set()
