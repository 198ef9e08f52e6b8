"""Reading facts: what is accepted, what is refused and under which key, and the way back to JSON."""

import json
from datetime import date
from decimal import Decimal

import pytest

from filings.rules.facts import FACTS, Facts, FactsError, FactType, UnreadableJsonError, parse_facts, parse_json
from filings.rules.facts.structure import GROUPS
from tests.filings.rules.samples import ABSENT, AS_OF, PASSING, varied

TEAMS, STARTUPS = "residents.teams", "residents.startups"
IN_YEAR, INCORPORATED = "residents.teams_in_year", "residents.teams_incorporated_in_year"


def refused(data) -> list[str]:
    with pytest.raises(FactsError) as caught:
        parse_facts(data)
    return [problem.key for problem in caught.value.problems]


CONTRADICTIONS = [
    ({"site.total_area_m2": "500", "site.service_area_m2": "500.01"}, ["site.service_area_m2"]),
    ({"staff.full_time": 4, "staff.full_time_bachelor": 5}, ["staff.full_time_bachelor"]),
    ({TEAMS: 4, IN_YEAR: 5, INCORPORATED: 6}, [IN_YEAR, INCORPORATED]),
    ({TEAMS: ABSENT, IN_YEAR: 5, INCORPORATED: 6}, [INCORPORATED]),
    ({TEAMS: 36, INCORPORATED: 0}, [IN_YEAR]),
    ({TEAMS: 30, IN_YEAR: 35, INCORPORATED: 6}, [IN_YEAR]),
    ({STARTUPS: 3, "residents.startups_older_than_1y_at_entry": 4}, ["residents.startups_older_than_1y_at_entry"]),
    ({"residents.over_3y": 33}, ["residents.over_3y"]),
    ({"professional.residents_in_field": 33}, ["professional.residents_in_field"]),
    ({"site.lease_from": "2026-01-02", "site.lease_to": "2026-01-01"}, ["site.lease_to"]),
    ({"operator.operating_since": "2026-03-06"}, ["operator.operating_since"]),
    ({"standing.fraud_found_on": "2026-03-06"}, ["standing.fraud_found_on"]),
    ({"standing.revoked_on": "2026-03-06"}, ["standing.revoked_on"]),
    ({"kind": ABSENT}, ["kind"]),
    ({"as_of": ABSENT}, ["as_of"]),
    ({"kind": None, "as_of": None}, ["kind", "as_of"]),
    ({"kind": "综合性"}, ["kind"]),
    ({"kind": 1}, ["kind"]),
    ({"purpose": ""}, ["purpose"]),
    ({"as_of": "2026-3-5"}, ["as_of"]),
    ({"as_of": "20260305"}, ["as_of"]),
    ({"as_of": "2026-02-30"}, ["as_of"]),
    ({"as_of": "2026-W10-4"}, ["as_of"]),
    ({"site.tenure": "rented"}, ["site.tenure"]),
    ({"professional.lead_type": "bank"}, ["professional.lead_type"]),
    ({"site.workstations": "60"}, ["site.workstations"]),
    ({"site.workstations": True}, ["site.workstations"]),
    ({"site.workstations": Decimal("60.0")}, ["site.workstations"]),
    ({"site.workstations": -1}, ["site.workstations"]),
    ({"site.workstations": 10**12 + 1}, ["site.workstations"]),
    ({"site.concentrated": 1}, ["site.concentrated"]),
    ({"site.concentrated": "true"}, ["site.concentrated"]),
    ({"site.total_area_m2": True}, ["site.total_area_m2"]),
    ({"site.total_area_m2": 1280.5}, ["site.total_area_m2"]),
    ({"site.total_area_m2": "1280.000"}, ["site.total_area_m2"]),
    ({"site.total_area_m2": Decimal("1280.001")}, ["site.total_area_m2"]),
    ({"site.total_area_m2": "1 280"}, ["site.total_area_m2"]),
    ({"site.total_area_m2": "１２８０"}, ["site.total_area_m2"]),
    ({"site.total_area_m2": "NaN"}, ["site.total_area_m2"]),
    ({"site.total_area_m2": "1e9"}, ["site.total_area_m2"]),
    ({"site.total_area_m2": Decimal("1e400000")}, ["site.total_area_m2"]),
    ({"finance.own_seed_fund_wan": "-0.01"}, ["finance.own_seed_fund_wan"]),
    ({"professional.field": 3}, ["professional.field"]),
    ({"professional.field": "\ud800"}, ["professional.field"]),
    ({"site.colour": "red"}, ["site.colour"]),
    ({"colour": "red"}, ["colour"]),
    ({"site": None}, None),
    ({"site": [], "mentors": 3}, ["site", "mentors"]),
    (
        {"staff.full_time": -1, "site.tenure": "x", "colour": 1},
        ["site.tenure", "staff.full_time", "staff.full_time_bachelor", "colour"],
    ),
]


@pytest.mark.parametrize(("changes", "keys"), CONTRADICTIONS, ids=lambda value: str(value)[:60])
def test_contradictions_are_filed_under_their_keys(changes, keys):
    data = varied({key: value for key, value in changes.items() if "." in key})
    for key, value in changes.items():
        if "." not in key:
            data.pop(key, None)
            data |= {} if value is ABSENT else {key: value}
    if keys is None:
        assert parse_facts(data).site.tenure is None
    else:
        assert sorted(refused(data)) == sorted(keys)


def test_all_problems_come_at_once_in_the_order_of_the_table():
    data = varied({"mentors.total": "5", "site.tenure": "x", "operator.operating_since": "2027-01-01"})
    assert refused(data) == ["operator.operating_since", "site.tenure", "mentors.total"]


@pytest.mark.parametrize(
    ("changes", "key", "reason"),
    [
        (
            {"site.service_area_m2": "1280.01"},
            "site.service_area_m2",
            "服务面积（1,280.01㎡）大于众创空间总面积（1,280.00㎡）",
        ),
        (
            {TEAMS: 30, INCORPORATED: 6},
            IN_YEAR,
            "近12个月在驻过的团队（35家）少于在驻团队和创客群体与近12个月注册为企业的团队合计（30 ＋ 6 ＝ 36家）",
        ),
        (
            {"residents.over_3y": 33},
            "residents.over_3y",
            "在驻超过3年的团队和企业（33家）大于在驻团队与在孵企业合计（20 ＋ 12 ＝ 32家）",
        ),
        (
            {"site.lease_to": "2023-12-31"},
            "site.lease_to",
            "租赁截止日（2023-12-31）早于租赁起始日（2024-01-01）",
        ),
    ],
)
def test_the_reason_names_both_facts(changes, key, reason):
    with pytest.raises(FactsError) as caught:
        parse_facts(varied(changes))
    assert caught.value.problems == ((key, reason),)


@pytest.mark.parametrize(
    "changes",
    [
        {"site.total_area_m2": ABSENT},
        {"staff.full_time": ABSENT},
        {IN_YEAR: ABSENT},
        {TEAMS: ABSENT},
        {STARTUPS: None, "residents.over_3y": 99, "professional.residents_in_field": 99},
        {"site.lease_from": None, "site.lease_to": "1999-01-01"},
        {"operator.operating_since": AS_OF, "standing.fraud_found_on": AS_OF},
    ],
)
def test_an_absent_operand_contradicts_nothing(changes):
    assert isinstance(parse_facts(varied(changes)), Facts)


@pytest.mark.parametrize("given", ["520", "520.0", "520.00", 520, Decimal("5.2E+2"), Decimal("520.0")])
def test_decimals_come_out_with_two_places(given):
    facts = parse_facts({"kind": "comprehensive", "as_of": AS_OF, "site": {"total_area_m2": given}})
    assert str(facts.site.total_area_m2) == "520.00"
    assert facts.as_json()["site"] == {"total_area_m2": "520.00"}


def test_minus_nought_is_nought():
    facts = parse_facts({"kind": "comprehensive", "as_of": AS_OF, "site": {"total_area_m2": "-0"}})
    assert str(facts.site.total_area_m2) == "0.00"


def test_a_problem_beside_unusable_headings_still_shows():
    assert refused({"site": {"lease_from": "2026-01-02", "lease_to": "2026-01-01"}}) == [
        "kind",
        "as_of",
        "site.lease_to",
    ]


@pytest.mark.parametrize("data", [3, "x", None, [], True])
def test_facts_must_be_an_object(data):
    assert refused(data) == [""]


def test_round_trip_is_exact():
    facts = parse_facts(PASSING)
    assert parse_facts(facts.as_json()) == facts
    assert parse_facts(parse_json(json.dumps(facts.as_json()))) == facts
    assert facts.as_json()["site"]["lease_to"] == "2033-12-31"


def test_canonical_form_leaves_absent_facts_out():
    facts = parse_facts({"as_of": AS_OF, "kind": "comprehensive", "site": {"workstations": None}, "mentors": {}})
    assert facts.as_json() == {"kind": "comprehensive", "purpose": "application", "as_of": AS_OF}


def test_key_order_plays_no_part():
    turned = {
        key: dict(reversed(value.items())) if isinstance(value, dict) else value
        for key, value in reversed(PASSING.items())
    }
    assert json.dumps(parse_facts(turned).as_json()) == json.dumps(parse_facts(PASSING).as_json())


def test_replace_checks_contradictions_anew():
    facts = parse_facts(PASSING)
    assert facts.replace(**{"site.workstations": 40}).site.workstations == 40
    assert facts.replace(**{"mentors.total": None}).mentors.total is None
    assert facts.site.workstations == 60
    with pytest.raises(FactsError) as caught:
        facts.replace(**{"site.total_area_m2": Decimal("1.00"), "site.colour": 1})
    assert [problem.key for problem in caught.value.problems] == ["site.service_area_m2", "site.colour"]


def test_facts_cannot_be_changed():
    facts = parse_facts(PASSING)
    with pytest.raises(AttributeError):
        facts.kind = "comprehensive"
    with pytest.raises(AttributeError):
        facts.site.colour = "red"


def test_value_by_key():
    facts = parse_facts(PASSING)
    assert facts.value("operator.operating_since") == date(2023, 6, 1)
    assert facts.value("kind") == "professional"
    with pytest.raises(KeyError):
        facts.value("site.colour")


def test_the_table_and_the_structure_name_the_same_facts():
    in_structure = [f"{group}.{name}" for group, structure in GROUPS.items() for name in structure._fields]
    assert [fact.key for fact in FACTS if fact.group] == in_structure
    assert [fact.key for fact in FACTS if fact.required] == ["kind", "as_of"]
    assert {fact.key for fact in FACTS if not fact.label or not fact.meaning} == set()
    assert {fact.key for fact in FACTS if fact.type is FactType.COUNT and not fact.unit} == set()


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ('{"kind":"professional","kind":"professional","as_of":"2026-03-05"}', ["kind"]),
        (
            '{"kind":"professional","as_of":"2026-03-05","site":{"workstations":1,"workstations":1}}',
            ["site.workstations"],
        ),
        ('{"kind":"professional","as_of":"2026-03-05","site":{},"site":{}}', ["site"]),
        ('{"kind":"professional","as_of":"2026-03-05","mentors":{"total":1.0}}', ["mentors.total"]),
        ('{"kind":"professional","as_of":"2026-03-05","mentors":{"total":1e0}}', ["mentors.total"]),
        ('{"kind":"professional","as_of":"2026-03-05","site":{"total_area_m2":520.001}}', ["site.total_area_m2"]),
    ],
)
def test_json_text_with_contradictions(text, keys):
    assert refused(parse_json(text)) == keys


def test_json_numbers_are_exact():
    data = parse_json('{"kind":"professional","as_of":"2026-03-05","site":{"total_area_m2":520.10}}')
    assert parse_facts(data).site.total_area_m2 == Decimal("520.10")


@pytest.mark.parametrize(
    "text", ["", "{", '"x"', "3", "null", "NaN", '{"a": NaN}', "[Infinity]", "[" * 100_000, "1" * 5_000, "{} {}"]
)
def test_unreadable_json(text):
    with pytest.raises(UnreadableJsonError):
        parse_json(text)


def test_unreadable_json_says_where():
    with pytest.raises(UnreadableJsonError, match=r"^不是可读的JSON：第2行第3列$"):
        parse_json('{"a":\n  }')
