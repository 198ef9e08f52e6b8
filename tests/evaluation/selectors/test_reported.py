"""How a makerspace stands with a year's return: at, before and after each day that counts."""

from datetime import date

import pytest

from evaluation.models import ReturnExtension
from evaluation.selectors.returns.reported import Standing, owing, standing_counts, with_standing
from filings.models import Space
from tests.factories import make_operator, make_space, make_user
from tests.factories_statistics import CLOSES_ON, make_filed_space, make_return, make_window, moment

pytestmark = pytest.mark.django_db
AFTER = date(2026, 4, 1)


def standing(space, today):
    return with_standing(Space.objects.filter(pk=space.pk), make_window(), today=today).get().standing


def extend(space, until):
    return ReturnExtension.objects.create(
        space=space, year=2025, until=until, reason="财务审计未完成", given_by=make_user("city")
    )


@pytest.mark.parametrize(("today", "expected"), [(CLOSES_ON, Standing.WAITING), (AFTER, Standing.MISSING)])
def test_nothing_begun_or_only_a_draft(today, expected):
    nothing, draft = make_filed_space(), make_return().space
    assert [standing(space, today) for space in (nothing, draft)] == [expected, expected]


@pytest.mark.parametrize("state", ["submitted", "confirmed", "locked"])
@pytest.mark.parametrize(("sent_on", "expected"), [(CLOSES_ON, Standing.REPORTED), (AFTER, Standing.LATE)])
def test_the_first_submission_counts(state, sent_on, expected):
    space = make_return(state=state, at=moment(sent_on)).space
    assert standing(space, date(2026, 6, 1)) == expected


def test_an_extension_moves_the_last_day_even_afterwards():
    waiting, sent = make_filed_space(), make_return(state="submitted", at=moment(AFTER)).space
    assert [standing(space, AFTER) for space in (waiting, sent)] == [Standing.MISSING, Standing.LATE]
    for space in (waiting, sent):
        extend(space, AFTER)
    assert [standing(space, AFTER) for space in (waiting, sent)] == [Standing.WAITING, Standing.REPORTED]
    assert standing(waiting, date(2026, 4, 2)) == Standing.MISSING


def test_an_extension_before_the_windows_end_shortens_nothing():
    space = make_filed_space()
    extend(space, date(2026, 3, 1))
    assert standing(space, CLOSES_ON) == Standing.WAITING


@pytest.mark.parametrize(("today", "expected"), [(20, Standing.RETURNED), (21, Standing.MISSING)])
def test_sent_back_and_not_resubmitted_in_time(today, expected):
    space = make_return(state="returned", due_on=date(2026, 3, 20)).space
    assert standing(space, date(2026, 3, today)) == expected


def test_an_extension_covers_what_was_sent_back():
    space = make_return(state="returned", due_on=date(2026, 3, 20)).space
    extend(space, date(2026, 4, 10))
    assert [standing(space, date(2026, 4, day)) for day in (10, 11)] == [Standing.RETURNED, Standing.MISSING]


def test_resubmitted_after_its_due_day_is_late_unless_extended():
    space = make_return(state="submitted", missed_on=date(2026, 3, 2), at=moment(date(2026, 3, 4))).space
    assert standing(space, date(2026, 3, 5)) == Standing.LATE
    extension = extend(space, date(2026, 3, 3))
    assert standing(space, date(2026, 3, 5)) == Standing.LATE
    extension.until = date(2026, 3, 4)
    extension.save()
    assert standing(space, date(2026, 3, 5)) == Standing.REPORTED


def test_historic_returns_count_whenever_they_were_loaded():
    space = make_return(state="locked", source="historic", at=moment(date(2026, 9, 1))).space
    assert standing(space, date(2026, 9, 2)) == Standing.REPORTED


def test_another_years_return_and_extension_say_nothing_of_this_year():
    space = make_return(state="locked", year=2024).space
    ReturnExtension.objects.create(
        space=space, year=2024, until=date(2027, 1, 1), reason="另一年度", given_by=make_user("city")
    )
    assert standing(space, AFTER) == Standing.MISSING


def test_reach_and_counts():
    mine, other = make_filed_space(), make_filed_space()
    make_space(operator=mine.operator)  # not on file
    make_return(other, state="submitted")
    window = make_window()
    reach = {
        "operator": owing(make_user("operator", operator=mine.operator), window, today=AFTER),
        "stranger": owing(make_user("operator", operator=make_operator()), window, today=AFTER),
        "city": owing(make_user("city"), window, today=AFTER),
    }
    assert {who: set(found) for who, found in reach.items()} == {
        "operator": {mine},
        "stranger": set(),
        "city": {mine, other},
    }
    assert standing_counts(reach["city"]) == {
        Standing.WAITING: 0,
        Standing.RETURNED: 0,
        Standing.REPORTED: 1,
        Standing.LATE: 0,
        Standing.MISSING: 1,
    }
