"""Facts counted from registers in the database: past days, stored form, number of queries."""

import json
from datetime import date

import pytest

from filings.models import Resident, Space
from filings.rules.engine import prescreen
from filings.rules.facts import FACTS
from filings.selectors.facts import (
    FACT_SOURCES,
    SECTIONS,
    RegisterRows,
    build_facts,
    counted_rows,
    facts_of,
    register_rows,
    sections_of,
)
from tests.factories import (
    TODAY,
    make_activity,
    make_compliant_space,
    make_filing,
    make_financing,
    make_mentor,
    make_resident,
    make_site,
    make_space,
    make_staff,
    resident_fields,
)

pytestmark = pytest.mark.django_db
QUERIES = 13  # eleven registers, bans, filings


@pytest.mark.parametrize("kind", ["comprehensive", "professional"])
def test_a_compliant_space_passes_every_check(kind):
    facts = facts_of(make_compliant_space(kind), kind=kind, as_of=TODAY)
    result = prescreen(facts)
    assert [check.id for check in result.checks if check.verdict != "pass"] == []


def test_every_figure_of_a_compliant_space():
    residents = facts_of(make_compliant_space(), kind="comprehensive", as_of=TODAY).residents
    assert residents._asdict() == {
        "teams": 24,
        "startups": 12,
        "teams_in_year": 32,
        "teams_incorporated_in_year": 8,
        "incubation_cases_in_year": 4,
        "startups_older_than_1y_at_entry": 0,
        "over_3y": 0,
        "served_in_year": 36,
    }


def test_a_past_day_is_counted_again_from_the_days_of_the_rows():
    space = make_space()
    make_resident(space, entered_on=date(2023, 5, 4), left_on=date(2024, 5, 4))
    make_resident(space, entered_on=date(2024, 1, 8), incorporated_on=date(2024, 6, 3))
    make_mentor(space, valid_from=date(2024, 3, 1), valid_until=date(2024, 12, 31))
    make_activity(space, on=date(2023, 6, 1))

    def counted(day):
        facts = facts_of(space, kind="comprehensive", as_of=day)
        residents = facts.residents
        return residents.teams, residents.startups, facts.mentors.total, facts.mechanisms.activities_in_year

    assert counted(date(2023, 5, 3)) == (0, 0, 0, 0)
    assert counted(date(2024, 3, 1)) == (2, 0, 1, 1)
    assert counted(date(2024, 6, 3)) == (0, 1, 1, 0)
    assert counted(date(2025, 1, 1)) == (0, 1, 0, 0)


def test_facts_cost_the_same_queries_for_one_row_and_two_hundred(django_assert_num_queries):
    space = make_space()
    make_resident(space)
    space = Space.objects.select_related("operator").get(pk=space.pk)
    with django_assert_num_queries(QUERIES):
        facts_of(space, kind="comprehensive", as_of=TODAY)
    Resident.objects.bulk_create(Resident(space=space, **resident_fields()) for _ in range(200))
    with django_assert_num_queries(QUERIES):
        assert facts_of(space, kind="comprehensive", as_of=TODAY).residents.teams == 201


def test_the_stored_form_holds_no_personal_column_and_gives_the_same_facts():
    space = make_compliant_space("professional")
    make_staff(space, name="陈静怡", phone="13700001111")
    rows = register_rows(space, as_of=TODAY)
    stored = json.dumps(rows.as_json(), ensure_ascii=False)
    for personal in ("陈静怡", "13700001111", "服务人员1", "导师1", "李工", "13900001234", "王立", "张晓梅"):
        assert personal not in stored
    again = RegisterRows.from_json(json.loads(stored))
    assert build_facts(again, kind="professional", as_of=TODAY) == build_facts(rows, kind="professional", as_of=TODAY)


def test_a_person_is_a_digest_of_its_own_in_every_row():
    space = make_space()
    first, second = make_staff(space), make_staff(space)
    rows = register_rows(space, as_of=TODAY).registers["staff"]
    assert [row["id"] for row in rows] == [first.pk, second.pk]
    assert len(rows[0]["digest"]) == 32
    assert rows[0]["digest"] != rows[1]["digest"]


def test_rows_of_another_space_and_of_other_days_are_left_out():
    space, other = make_space(), make_space()
    make_resident(other)
    make_resident(space, left_on=date(2025, 3, 5))
    make_activity(space, on=date(2025, 3, 5))
    make_site(space, valid_until=date(2026, 3, 4))
    registers = register_rows(space, as_of=TODAY).registers
    assert [name for name, rows in registers.items() if rows] == []


def test_figures_open_onto_their_rows():
    space = make_compliant_space()
    rows = register_rows(space, as_of=TODAY)
    facts = build_facts(rows, kind="comprehensive", as_of=TODAY)
    incorporated = counted_rows(rows, "residents.teams_incorporated_in_year", as_of=TODAY)
    assert len(incorporated) == facts.residents.teams_incorporated_in_year == 8
    assert {row["kind"] for row in incorporated} == {"team"}
    assert counted_rows(rows, "operator.independent_legal_entity", as_of=TODAY) == []


def test_financing_is_counted_by_resident():
    space = make_space()
    resident = make_resident(space)
    make_financing(space, resident, on=date(2025, 5, 6))
    make_financing(space, resident, on=date(2025, 7, 8))
    assert facts_of(space, kind="comprehensive", as_of=TODAY).finance.funded_in_year == 1


def test_standing_comes_from_bans_and_filings():
    space = make_space()
    make_filing(space)
    assert facts_of(space, kind="comprehensive", as_of=TODAY).standing == (None, None, True)


def test_every_fact_but_standing_and_statistics_has_a_section_and_a_source():
    expected = {fact.key for fact in FACTS if fact.group not in ("", "standing", "statistics")}
    assert set(FACT_SOURCES) == expected
    assert sum(len(section.facts) for section in SECTIONS) == len(expected)


def test_sections_of_a_kind():
    assert [section.code for section in sections_of("comprehensive")] == [f"5.{item}" for item in range(1, 9)]
    assert [section.code for section in sections_of("professional")][8:] == ["6.1", "6.2", "6.3", "6.4"]
