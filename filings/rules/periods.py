"""Days and periods as the Civil Code counts them (民法典 arts. 200-204) and China's working days.

All days are Asia/Shanghai; no clock is read here. Days outside the calendar of `date` are cut off at its ends.
"""

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import Final

import chinese_calendar

ONE_DAY: Final = timedelta(days=1)
LEASE_YEARS: Final = 5
SATURDAY: Final = 5

# Plain sets: the package's own functions look for the first and last year anew on every call.
_DAYS_OFF: Final[frozenset[date]] = frozenset(chinese_calendar.holidays)
_DAYS_WORKED_FOR_OTHERS: Final[frozenset[date]] = frozenset(chinese_calendar.workdays)
_COVERED_YEARS: Final[frozenset[int]] = frozenset(day.year for day in _DAYS_OFF)


def add_years(day: date, years: int) -> date:
    """The same day of the same month `years` on (or back), else that month's last day (民法典 art. 202)."""
    year = day.year + years
    if not MINYEAR <= year <= MAXYEAR:
        return date.max if years > 0 else date.min
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 2, 28)


def add_months(day: date, months: int) -> date:
    """The same-numbered day `months` on (or back), else that month's last day (民法典 art. 202)."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if not MINYEAR <= year <= MAXYEAR:
        return date.max if months > 0 else date.min
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return date(year, month + 1, monthrange(year, month + 1)[1])


def next_day(day: date) -> date:
    return day if day == date.max else day + ONE_DAY


def previous_day(day: date) -> date:
    return day if day == date.min else day - ONE_DAY


def ban_end(found_on: date, years: int = 2) -> date:
    """The last day of a ban of whole years, that day included (第八条、第十五条)."""
    return add_years(found_on, years)


def first_possible_day(found_on: date, years: int = 2) -> date:
    """The first day after such a ban."""
    return next_day(ban_end(found_on, years))


def lease_term_end(lease_from: date, years: int = LEASE_YEARS) -> date:
    """The last day, included, that a lease begun on `lease_from` needs for a term of whole years."""
    return previous_day(add_years(lease_from, years))


def has_lease_term(lease_from: date, lease_to: date, years: int = LEASE_YEARS) -> bool:
    """Whether both end days together make a term of `years`."""
    return lease_to >= lease_term_end(lease_from, years)


def has_lease_left(as_of: date, lease_to: date, years: int = LEASE_YEARS) -> bool:
    """Whether `years` are left on `as_of`, that day counted."""
    return lease_to >= lease_term_end(as_of, years)


def last_twelve_months(as_of: date) -> tuple[date, date]:
    """First and last day, both included, of the period after the same day of the year before, up to `as_of`."""
    return next_day(add_years(as_of, -1)), as_of


def whole_months(first: date, last: date) -> int:
    """The full months from `first` to `last`, both days included; 0 where `last` comes before."""
    end = next_day(last)
    months = (end.year - first.year) * 12 + end.month - first.month
    if add_months(first, months) > end:
        months -= 1
    return max(months, 0)


def is_working_day(day: date) -> bool:
    """By the State Council's calendar; for a year it does not cover, Saturdays and Sundays alone are off."""
    if day in _DAYS_WORKED_FOR_OTHERS:
        return True
    return day.weekday() < SATURDAY and day not in _DAYS_OFF


def is_provisional(first: date, last: date | None = None) -> bool:
    """Whether the calendar of any year from `first` to `last` is not known yet: the page must say so."""
    years = range(first.year, (last or first).year + 1)
    return any(year not in _COVERED_YEARS for year in years)


def next_working_day(day: date) -> date:
    """`day` itself if it is a working day, else the first one after it (民法典 art. 203)."""
    while not is_working_day(day) and day < date.max:
        day += ONE_DAY
    return day


def add_working_days(day: date, count: int) -> date:
    """The last of `count` working days after `day`; `day` itself does not count, and 0 gives `day` back."""
    if count < 0:
        raise ValueError("count of working days must not be negative")
    while count and day < date.max:
        day += ONE_DAY
        count -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """The working days after `start`, up to and with `end`; 0 where `end` is not later."""
    return sum(is_working_day(date.fromordinal(n)) for n in range(start.toordinal() + 1, end.toordinal() + 1))


def within_one_month(day: date) -> date:
    """The due day of 「1个月内」 (第十四条): the same-numbered day of the next month, moved off days off."""
    return next_working_day(add_months(day, 1))


RECONSIDERATION_DAYS: Final = 60
SUIT_MONTHS: Final = 6


def reconsideration_end(served_on: date) -> date:
    """The last day for 行政复议: 60 days after service, moved off days off (行政复议法 art. 20, 民法典 art. 203)."""
    last = served_on.toordinal() + RECONSIDERATION_DAYS
    return next_working_day(date.fromordinal(min(last, date.max.toordinal())))


def suit_end(served_on: date) -> date:
    """The last day for 行政诉讼: six months after service, moved off days off (行政诉讼法 art. 46, 民法典 art. 203)."""
    return next_working_day(add_months(served_on, SUIT_MONTHS))
