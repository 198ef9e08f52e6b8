"""Every corner of the periods: 29 February, month ends, both ends of a lease, working days, years not covered."""

from datetime import date

import chinese_calendar
import pytest

from filings.rules import periods

D = date.fromisoformat


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        ("2025-03-05", 1, "2026-03-05"),
        ("2024-02-29", 1, "2025-02-28"),
        ("2024-02-29", 4, "2028-02-29"),
        ("2024-02-29", 2, "2026-02-28"),
        ("2024-02-29", -1, "2023-02-28"),
        ("2025-02-28", -1, "2024-02-28"),
        ("9998-01-01", 5, "9999-12-31"),
        ("0001-01-01", -1, "0001-01-01"),
    ],
)
def test_add_years(day, years, expected):
    assert periods.add_years(D(day), years) == D(expected)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-01-15", 1, "2026-02-15"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-03-31", 1, "2026-04-30"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-12-05", 1, "2027-01-05"),
        ("2024-06-18", 18, "2025-12-18"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-31", -2, "2025-11-30"),
        ("9999-12-31", 1, "9999-12-31"),
    ],
)
def test_add_months(day, months, expected):
    assert periods.add_months(D(day), months) == D(expected)


@pytest.mark.parametrize(
    ("found", "end", "first"),
    [
        ("2024-05-10", "2026-05-10", "2026-05-11"),
        ("2024-02-29", "2026-02-28", "2026-03-01"),
        ("2022-02-28", "2024-02-28", "2024-02-29"),
        ("2024-12-31", "2026-12-31", "2027-01-01"),
    ],
)
def test_ban(found, end, first):
    assert (periods.ban_end(D(found)), periods.first_possible_day(D(found))) == (D(end), D(first))


@pytest.mark.parametrize(
    ("first", "last", "is_five_years"),
    [
        ("2022-01-01", "2026-12-31", True),
        ("2022-01-01", "2026-12-30", False),
        ("2022-03-05", "2027-03-04", True),
        ("2022-03-05", "2027-03-03", False),
        ("2024-02-29", "2029-02-27", True),
        ("2024-02-29", "2029-02-26", False),
        ("2023-03-01", "2028-02-29", True),
        ("2023-03-01", "2028-02-28", False),
    ],
)
def test_lease_counts_both_end_days(first, last, is_five_years):
    assert periods.has_lease_term(D(first), D(last)) is is_five_years
    assert periods.has_lease_left(D(first), D(last)) is is_five_years


@pytest.mark.parametrize(
    ("as_of", "first"),
    [
        ("2026-03-05", "2025-03-06"),
        ("2024-02-29", "2023-03-01"),
        ("2025-02-28", "2024-02-29"),
        ("2025-12-31", "2025-01-01"),
    ],
)
def test_last_twelve_months(as_of, first):
    assert periods.last_twelve_months(D(as_of)) == (D(first), D(as_of))


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2026-03-16", "2029-04-30", 37),
        ("2026-03-16", "2026-04-15", 1),
        ("2026-03-16", "2026-04-14", 0),
        ("2026-01-31", "2026-02-28", 1),
        ("2026-03-16", "2026-03-01", 0),
    ],
)
def test_whole_months(first, last, months):
    assert periods.whole_months(D(first), D(last)) == months


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-03-05", True),  # a Thursday
        ("2026-03-07", False),  # a Saturday
        ("2026-10-01", False),  # National Day, a Thursday
        ("2026-02-14", True),  # a Saturday worked for the Spring Festival
        ("2027-10-01", True),  # a Friday of a year not known yet
        ("2027-10-02", False),  # its Saturday
        ("2003-10-01", True),  # before the calendar begins
    ],
)
def test_is_working_day(day, works):
    assert periods.is_working_day(D(day)) is works


def test_agrees_with_the_calendar_package_on_every_day_it_covers():
    days = [date.fromordinal(n) for n in range(D("2024-01-01").toordinal(), D("2026-12-31").toordinal() + 1)]
    assert [day for day in days if periods.is_working_day(day) != chinese_calendar.is_workday(day)] == []


@pytest.mark.parametrize(
    ("first", "last", "provisional"),
    [
        ("2026-12-31", None, False),
        ("2027-01-01", None, True),
        ("2026-12-31", "2027-01-01", True),
        ("2025-01-01", "2026-12-31", False),
        ("2003-12-31", None, True),
        ("2004-01-01", None, False),
    ],
)
def test_is_provisional(first, last, provisional):
    assert periods.is_provisional(D(first), D(last) if last else None) is provisional


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("2026-03-05", 0, "2026-03-05"),
        ("2026-03-05", 1, "2026-03-06"),
        ("2026-03-05", 2, "2026-03-09"),  # over a weekend
        ("2026-03-07", 1, "2026-03-09"),  # begins on a Saturday
        ("2026-09-30", 1, "2026-10-08"),  # over the National Day
        ("2026-03-05", 10, "2026-03-19"),
        ("2027-01-01", 1, "2027-01-04"),  # provisional: Saturdays and Sundays alone
    ],
)
def test_add_working_days(day, count, expected):
    assert periods.add_working_days(D(day), count) == D(expected)


def test_add_working_days_refuses_a_negative_count():
    with pytest.raises(ValueError, match="negative"):
        periods.add_working_days(D("2026-03-05"), -1)


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        ("2026-03-05", "2026-03-05", 0),
        ("2026-03-05", "2026-03-06", 1),
        ("2026-03-05", "2026-03-08", 1),
        ("2026-03-05", "2026-03-16", 7),
        ("2026-09-30", "2026-10-08", 1),
        ("2026-03-06", "2026-03-05", 0),
    ],
)
def test_working_days_between(start, end, count):
    assert periods.working_days_between(D(start), D(end)) == count


@pytest.mark.parametrize(
    ("changed", "due"),
    [
        ("2026-03-05", "2026-04-07"),  # the 5th is the Qingming festival, its day in lieu the 6th
        ("2026-01-31", "2026-02-28"),  # a Saturday worked for the Spring Festival
        ("2026-02-10", "2026-03-10"),
        ("2026-09-01", "2026-10-08"),  # the National Day week
        ("2026-07-31", "2026-08-31"),
        ("2027-01-31", "2027-03-01"),  # 28 February 2027 is a Sunday, the calendar provisional
    ],
)
def test_within_one_month(changed, due):
    assert periods.within_one_month(D(changed)) == D(due)


@pytest.mark.parametrize(
    ("served", "reconsideration", "suit"),
    [
        (date(2026, 3, 5), date(2026, 5, 6), date(2026, 9, 7)),  # 4 May in the holiday; 5 September a Saturday
        (date(2026, 3, 9), date(2026, 5, 8), date(2026, 9, 9)),
        (date(2025, 8, 31), date(2025, 10, 30), date(2026, 2, 28)),  # a month without a 31st; 28 February is worked
        (date.max, date.max, date.max),
    ],
)
def test_periods_of_appeal_run_from_the_day_after_service(served, reconsideration, suit):
    assert (periods.reconsideration_end(served), periods.suit_end(served)) == (reconsideration, suit)
