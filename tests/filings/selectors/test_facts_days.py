"""Corner days and readings of the facts, counted from plain rows."""

from datetime import date
from decimal import Decimal

import pytest

from filings.selectors.facts import build_facts, counted_rows
from tests.filings.selectors.rows import dated, event, register_data, resident, site

AS_OF = date(2026, 3, 5)  # the twelve months: 2025-03-06 to 2026-03-05


def facts(rows, *, kind="professional", as_of=AS_OF, **options):
    return build_facts(rows, kind=kind, as_of=as_of, **options)


@pytest.mark.parametrize(
    ("entered", "left", "counted"),
    [
        ("2026-03-05", None, 1),  # enters on the day
        ("2026-03-06", None, 0),
        ("2025-01-06", "2026-03-05", 1),  # the last day in residence
        ("2025-01-06", "2026-03-04", 0),
    ],
)
def test_a_resident_counts_from_its_first_to_its_last_day(entered, left, counted):
    rows = register_data(residents=[resident(entered_on=entered, left_on=left)])
    assert facts(rows).residents.teams == counted


@pytest.mark.parametrize(
    ("incorporated", "teams", "startups", "in_year", "incorporated_in_year"),
    [
        (None, 1, 0, 1, 0),
        ("2026-03-06", 1, 0, 1, 0),  # tomorrow: a team still
        ("2026-03-05", 0, 1, 1, 1),
        ("2025-03-06", 0, 1, 1, 1),  # the first of the twelve months
        ("2025-03-05", 0, 1, 0, 0),  # the day before them: no team in the year
    ],
)
def test_a_team_that_incorporates_goes_on_as_the_startup_it_became(
    incorporated, teams, startups, in_year, incorporated_in_year
):
    row = resident(entered_on="2024-11-06", incorporated_on=incorporated, company_name="郑州听澜传感科技有限公司")
    counted = facts(register_data(residents=[row])).residents
    assert (counted.teams, counted.startups) == (teams, startups)
    assert (counted.teams_in_year, counted.teams_incorporated_in_year) == (in_year, incorporated_in_year)
    assert counted.served_in_year == 1


@pytest.mark.parametrize(("left", "in_year"), [("2025-03-06", 1), ("2025-03-05", 0)])
def test_a_team_that_left_counts_for_the_year_it_was_there_in(left, in_year):
    counted = facts(register_data(residents=[resident(left_on=left)])).residents
    assert (counted.teams, counted.teams_in_year, counted.served_in_year) == (0, in_year, in_year)


@pytest.mark.parametrize(("founded", "older"), [("2024-01-06", 0), ("2024-01-05", 1), ("2025-01-06", 0)])
def test_a_startup_is_older_than_a_year_at_entry_after_the_same_day(founded, older):
    row = resident(kind="startup", founded_on=founded, entered_on="2025-01-06")
    assert facts(register_data(residents=[row])).residents.startups_older_than_1y_at_entry == older


@pytest.mark.parametrize(("entered", "over"), [("2023-03-05", 0), ("2023-03-04", 1)])
def test_three_years_in_residence_run_on_through_incorporation(entered, over):
    row = resident(entered_on=entered, incorporated_on="2025-12-01")
    assert facts(register_data(residents=[row])).residents.over_3y == over


@pytest.mark.parametrize(
    ("on", "counted"), [("2025-03-05", 0), ("2025-03-06", 1), ("2026-03-05", 1), ("2026-03-06", 0)]
)
def test_events_count_in_the_twelve_months_up_to_the_day(on, counted):
    who = resident(entered_on="2024-01-06")
    rows = register_data(
        residents=[who],
        cases=[event(on=on)],
        activities=[event(on=on)],
        financing=[event(on=on, resident=who["id"])],
    )
    result = facts(rows)
    assert result.residents.incubation_cases_in_year == counted
    assert result.mechanisms.activities_in_year == counted
    assert result.finance.funded_in_year == counted


def test_the_twelve_months_of_a_leap_day_begin_on_the_first_of_march():
    rows = register_data(activities=[event(on="2023-02-28"), event(on="2023-03-01"), event(on="2024-02-29")])
    assert facts(rows, as_of=date(2024, 2, 29)).mechanisms.activities_in_year == 2


def test_one_resident_financed_twice_counts_once_and_only_while_in_residence():
    here, gone = resident(), resident(left_on="2025-06-30")
    rows = register_data(
        residents=[here, gone],
        financing=[
            event(resident=here["id"], on="2025-05-01"),
            event(resident=here["id"], on="2025-08-01"),
            event(resident=gone["id"], on="2025-07-01"),
            event(resident=999, on="2025-08-01"),
        ],
    )
    assert facts(rows).finance.funded_in_year == 1
    assert len(counted_rows(rows, "finance.funded_in_year", as_of=AS_OF)) == 2


def test_funds_add_up_by_kind_on_their_days():
    rows = register_data(
        funds=[
            dated(kind="own", name="一期", amount_wan="60.10"),
            dated(kind="own", name="二期", amount_wan="39.91"),
            dated(kind="own", name="已收回", amount_wan="500.00", valid_until="2026-03-04"),
            dated(kind="partner", name="合作", amount_wan="80.00", valid_until="2026-03-05"),
            dated(kind="partner", name="未生效", amount_wan="80.00", valid_from="2026-03-06"),
        ]
    )
    finance = facts(rows).finance
    assert (finance.own_seed_fund_wan, finance.partner_fund_wan) == (Decimal("100.01"), Decimal("80.00"))


def test_an_institution_with_two_agreements_counts_once():
    rows = register_data(
        institutions=[dated(name="某银行", agreement="贷款"), dated(name="某银行", agreement="投贷联动")]
    )
    assert facts(rows).finance.partner_institutions == 1


def test_staff_mentors_and_equipment_in_force():
    rows = register_data(
        staff=[
            dated(full_time=True, degree="bachelor"),
            dated(full_time=True, degree="below"),
            dated(full_time=False, degree="doctor"),
            dated(full_time=True, degree="master", valid_until="2026-03-04"),
        ],
        mentors=[dated(full_time=False), dated(full_time=True), dated(full_time=True, valid_from="2026-03-06")],
        equipment=[dated(items=3), dated(items=2), dated(items=9, valid_until="2025-01-01")],
    )
    result = facts(rows)
    assert (result.staff.full_time, result.staff.full_time_bachelor) == (2, 1)
    assert result.mentors.total == 2
    assert result.professional.equipment_items == 5


def test_documents_say_yes_while_in_force():
    kinds = ("direction", "service_process", "project_selection", "mentor_work", "interaction")
    rows = register_data(
        documents=[
            *(dated(kind=kind, title=kind, file=1) for kind in kinds),
            dated(kind="financial_management", title="旧", file=1, valid_until="2026-03-04"),
        ]
    )
    result = facts(rows)
    assert result.operator.direction_documented is True
    assert result.staff.service_process_documented is True
    assert result.mechanisms[:4] == (True, False, False, True)
    assert result.professional.interaction_mechanism is True


@pytest.mark.parametrize(
    ("declared", "listed", "expected"),
    [(True, True, True), (True, False, False), (None, True, False), (False, True, False)],
)
def test_low_cost_needs_the_declaration_and_the_price_list(declared, listed, expected):
    documents = [dated(kind="price_list", title="收费标准", file=1)] if listed else []
    rows = register_data(space={"low_cost": declared}, documents=documents)
    assert facts(rows).charging.low_cost_or_free is expected


def test_the_field_counts_residents_present_in_it():
    rows = register_data(
        space={"focus_field": " 智能传感 "},
        residents=[resident(), resident(field="智能传感 "), resident(field="文化创意"), resident(left_on="2026-03-01")],
    )
    professional = facts(rows).professional
    assert (professional.field, professional.residents_in_field) == ("智能传感", 2)


def test_no_field_named_counts_nobody():
    rows = register_data(space={"focus_field": ""}, residents=[resident(field="")])
    professional = facts(rows).professional
    assert (professional.field, professional.residents_in_field) == ("", 0)


def test_several_sites_add_up_and_are_not_concentrated():
    rows = register_data(
        sites=[site(), site(address="瑞达路96号", has_training_room=True), site(valid_until="2026-03-04")]
    )
    result = facts(rows).site
    assert (result.total_area_m2, result.service_area_m2, result.workstations) == (Decimal(1000), Decimal(750), 100)
    assert result.concentrated is False
    assert (result.has_meeting_room, result.has_training_room, result.has_roadshow_venue) == (True, True, False)


def test_two_parts_of_one_address_are_concentrated_where_both_say_so():
    assert facts(register_data(sites=[site(), site()])).site.concentrated is True
    assert facts(register_data(sites=[site(), site(concentrated=False)])).site.concentrated is False


@pytest.mark.parametrize(
    ("tenures", "expected"),
    [(("owned", "leased"), "leased"), (("owned", "granted", "leased"), "granted"), (("owned",), "owned"), ((), None)],
)
def test_the_least_secure_tenure_counts(tenures, expected):
    lease = {"lease_from": "2024-01-01", "lease_to": "2033-12-31"}
    sites = [site(tenure=tenure, **lease if tenure == "leased" else {}) for tenure in tenures]
    assert facts(register_data(sites=sites)).site.tenure == expected


@pytest.mark.parametrize(
    ("leases", "expected"),
    [
        # the same beginning: the earlier end
        ((("2022-01-01", "2033-12-31"), ("2022-01-01", "2032-12-31")), ("2022-01-01", "2032-12-31")),
        # a term short of five years before a long one that ends sooner
        ((("2020-01-01", "2028-12-31"), ("2025-01-01", "2029-12-30")), ("2025-01-01", "2029-12-30")),
        # expired before anything else
        ((("2015-01-01", "2026-03-04"), ("2022-01-01", "2032-12-31")), ("2015-01-01", "2026-03-04")),
        # days lacking before one that is long enough
        (((None, None), ("2022-01-01", "2032-12-31")), (None, None)),
        # not begun before one that runs
        ((("2026-04-01", "2036-03-31"), ("2022-01-01", "2032-12-31")), ("2026-04-01", "2036-03-31")),
    ],
)
def test_the_lease_that_fares_worst_counts(leases, expected):
    sites = [site(tenure="leased", lease_from=begun, lease_to=until) for begun, until in leases]
    result = facts(register_data(sites=sites)).site
    shown = tuple(day.isoformat() if day else None for day in (result.lease_from, result.lease_to))
    assert shown == expected


def test_lease_days_of_an_owned_site_are_not_read():
    rows = register_data(sites=[site(lease_from="2020-01-01", lease_to="2021-01-01")])
    assert facts(rows).site[-3:] == ("owned", None, None)


def test_a_section_not_confirmed_gives_no_facts():
    rows = register_data(residents=[resident()], sites=[site()])
    result = facts(rows, confirmed={"5.2"})
    assert result.site.workstations == 50
    assert set(result.residents) == {None}
    assert set(result.operator) == {None}
    assert set(result.professional) == {None}


def test_confirmed_with_nothing_in_it_gives_zero_and_no():
    empty = {"independent_legal_entity": None, "registered_in_city": None, "registered_at_site": None}
    result = facts(
        register_data(operator=empty | {"operating_since": None}, space={"low_cost": None, "focus_field": ""})
    )
    assert result.operator == (False, False, False, None, False)
    assert result.site == (Decimal(0), Decimal(0), False, 0, False, False, False, None, None, None)
    assert set(result.residents) == {0}
    assert result.finance == (Decimal(0), Decimal(0), 0, 0)
    assert result.professional == (None, "", 0, False, False, 0)


def test_a_comprehensive_application_has_no_professional_facts():
    assert set(facts(register_data(), kind="comprehensive").professional) == {None}


def test_before_operation_began_there_is_no_day_to_judge():
    assert facts(register_data(), as_of=date(2022, 1, 3)).operator.operating_since is None
    assert facts(register_data(), as_of=date(2022, 1, 4)).operator.operating_since == date(2022, 1, 4)


def test_rows_taken_out_are_counted_no_more_nor_is_what_rests_on_them():
    first, second = resident(), resident()
    rows = register_data(
        residents=[first, second],
        financing=[event(resident=first["id"]), event(resident=second["id"])],
        cases=[event(resident=first["id"]), event()],
        activities=[event(), event(id=first["id"])],
    )
    result = facts(rows.without({("residents", first["id"])}))
    assert (result.residents.teams, result.finance.funded_in_year) == (1, 1)
    assert (result.residents.incubation_cases_in_year, result.mechanisms.activities_in_year) == (1, 2)
    assert facts(rows).residents.teams == 2
