"""What the district corrected reaches the registers when the space is put on file."""

from datetime import date
from decimal import Decimal

import pytest

from filings.models import Activity, Correction, Mentor, Resident, SpaceDocument
from filings.selectors.facts import facts_of
from filings.selectors.registers import REGISTERS, register_rows_listed, row_state
from filings.services.write_back import write_back_corrections
from tests.factories import make_case, make_financing, make_fund, make_site
from tests.factories_city import make_recommended

pytestmark = pytest.mark.django_db
DAY_BEFORE = date(2026, 3, 4)


@pytest.fixture
def application():
    return make_recommended()


def correct(application, item="5.4.residents", **fields):
    verification = application.verifications.get(item=item)
    return Correction.objects.create(verification=verification, **fields)


def test_nothing_corrected_writes_nothing(application):
    assert write_back_corrections(application) == {"rows": [], "facts": [], "left": []}


def test_rows_with_days_end_the_day_before(application):
    mentor = Mentor.objects.filter(space=application.space).first()
    correct(application, "5.7.mentors", register="mentors", row=mentor.pk)
    written = write_back_corrections(application)
    mentor.refresh_from_db()
    assert (mentor.valid_until, written["rows"]) == (DAY_BEFORE, [["mentors", mentor.pk]])


def test_a_row_that_began_on_the_day_ends_on_it(application):
    mentor = Mentor.objects.filter(space=application.space).first()
    Mentor.objects.filter(pk=mentor.pk).update(valid_from=application.as_of)
    correct(application, "5.7.mentors", register="mentors", row=mentor.pk)
    write_back_corrections(application)
    mentor.refresh_from_db()
    assert mentor.valid_until == application.as_of


def test_residents_leave_and_their_cases_and_financing_are_struck(application):
    resident = Resident.objects.filter(space=application.space, cases__isnull=False).first()
    correct(application, register="residents", row=resident.pk)
    write_back_corrections(application)
    resident.refresh_from_db()
    struck = [
        *resident.cases.values_list("struck_on", flat=True),
        *resident.financing.values_list("struck_on", flat=True),
    ]
    assert (resident.left_on, set(struck)) == (DAY_BEFORE, {application.as_of})
    assert resident.cases.first().struck_reason.startswith(f"{resident}不予计入：")


def test_cases_and_financing_of_other_times_stay(application):
    resident = Resident.objects.filter(space=application.space, financing__isnull=False).first()
    before = make_financing(application.space, resident, on=date(2024, 2, 1))
    since = make_financing(application.space, resident, on=date(2026, 3, 5))
    earlier = make_case(application.space, resident=resident, on=date(2024, 2, 1))
    correct(application, register="residents", row=resident.pk)
    write_back_corrections(application)
    assert set(resident.financing.filter(struck_on=None)) == {before, since}
    assert list(resident.cases.filter(struck_on=None)) == [earlier]


def test_a_resident_that_left_earlier_keeps_its_day(application):
    resident = Resident.objects.filter(space=application.space, kind="team", incorporated_on=None).first()
    Resident.objects.filter(pk=resident.pk).update(left_on=date(2026, 2, 1))
    correct(application, register="residents", row=resident.pk)
    write_back_corrections(application)
    resident.refresh_from_db()
    assert resident.left_on == date(2026, 2, 1)


def test_events_that_were_none_are_struck_and_count_no_more_from_that_day(application):
    space, as_of = application.space, application.as_of
    activity = Activity.objects.filter(space=space).first()
    application.verifications.filter(item="5.8.activities").update(finding="签到表无人签名")
    correct(application, "5.8.activities", register="activities", row=activity.pk)
    write_back_corrections(application)
    activity.refresh_from_db()
    assert (activity.struck_on, activity.struck_reason) == (as_of, "签到表无人签名")
    counted = [facts_of(space, kind=space.kind, as_of=day).mechanisms.activities_in_year for day in (DAY_BEFORE, as_of)]
    assert counted == [12, 11]
    listed = register_rows_listed(space, REGISTERS["activities"], day=as_of)
    assert activity not in listed
    assert activity in register_rows_listed(space, REGISTERS["activities"], day=as_of, state="ended")
    assert row_state(REGISTERS["activities"], activity, as_of) == ("不予认定", "fail")


def test_a_row_of_another_space_is_left_alone(application):
    other = Mentor.objects.filter(space=make_recommended().space).first()
    correct(application, "5.7.mentors", register="mentors", row=other.pk)
    write_back_corrections(application)
    other.refresh_from_db()
    assert other.valid_until is None


@pytest.mark.parametrize(
    ("fact", "value", "column", "expected"),
    [
        ("site.total_area_m2", "720.50", "total_area_m2", Decimal("720.50")),
        ("site.service_area_m2", "600.00", "service_area_m2", Decimal("600.00")),
        ("site.workstations", 52, "workstations", 52),
        ("site.concentrated", False, "concentrated", False),
        ("site.has_roadshow_venue", False, "has_roadshow_venue", False),
        ("site.tenure", "leased", "tenure", "leased"),
        ("site.lease_to", "2031-06-30", "lease_to", date(2031, 6, 30)),
    ],
)
def test_values_of_the_one_site(application, fact, value, column, expected):
    correct(application, "5.2.area", fact=fact, value=value)
    assert write_back_corrections(application)["facts"] == [fact]
    assert getattr(application.space.sites.get(), column) == expected


def test_a_value_that_the_amended_row_does_not_take_is_left_to_the_operator(application):
    application.space.sites.update(tenure="leased", lease_from=date(2026, 3, 5), lease_to=date(2032, 3, 4))
    correct(application, "5.2.lease", fact="site.lease_to", value="2025-12-31")
    assert write_back_corrections(application) == {"rows": [], "facts": [], "left": ["site.lease_to"]}
    assert application.space.sites.get().lease_to == date(2032, 3, 4)


def test_a_smaller_total_takes_the_service_area_with_it(application):
    correct(application, "5.2.area", fact="site.total_area_m2", value="600.00")
    write_back_corrections(application)
    site = application.space.sites.get()
    assert (site.total_area_m2, site.service_area_m2) == (Decimal("600.00"), Decimal("600.00"))


def test_sums_over_several_sites_are_left_to_the_operator(application):
    make_site(application.space, valid_from=date(2025, 1, 1))
    correct(application, "5.2.area", fact="site.total_area_m2", value="900.00")
    assert write_back_corrections(application) == {"rows": [], "facts": [], "left": ["site.total_area_m2"]}


def test_values_of_operator_and_space(application):
    correct(application, "5.1.legal_entity", fact="operator.registered_at_site", value=False)
    correct(application, "5.1.operating_1y", fact="operator.operating_since", value="2024-05-01")
    correct(application, "5.3.low_cost", fact="charging.low_cost_or_free", value=False)
    write_back_corrections(application)
    application.operator.refresh_from_db()
    application.space.refresh_from_db()
    assert (application.operator.registered_at_site, application.operator.operating_since) == (False, date(2024, 5, 1))
    assert application.space.low_cost is False


def test_a_mechanism_found_wanting_ends(application):
    correct(application, "5.8.mechanisms", fact="mechanisms.mentor_work", value=False)
    write_back_corrections(application)
    document = SpaceDocument.objects.get(space=application.space, kind="mentor_work")
    assert document.valid_until == DAY_BEFORE


@pytest.mark.parametrize(("value", "amount", "until"), [("90.00", Decimal("90.00"), None), ("0.00", None, "begun")])
def test_the_one_fund(application, value, amount, until):
    fund = application.space.funds.get()
    correct(application, "5.5.capital", fact="finance.own_seed_fund_wan", value=value)
    write_back_corrections(application)
    fund.refresh_from_db()
    assert fund.amount_wan == (amount or Decimal("150.00"))
    assert fund.valid_until == (fund.valid_from if until else None)


def test_several_funds_are_left_to_the_operator(application):
    make_fund(application.space)
    correct(application, "5.5.capital", fact="finance.own_seed_fund_wan", value="90.00")
    assert write_back_corrections(application)["left"] == ["finance.own_seed_fund_wan"]
