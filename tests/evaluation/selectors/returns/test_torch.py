"""Whether the last national Torch return was made, as filings read it."""

from datetime import date, timedelta

import pytest

from evaluation.models import ReturnExtension, TorchMark
from evaluation.selectors.returns.torch import torch_reported
from filings.selectors.facts import facts_on_file
from filings.selectors.standing import filings_on
from tests.factories import TODAY, make_user
from tests.factories_statistics import make_filed_space, make_window

pytestmark = pytest.mark.django_db


def give_extension(space, *, until):
    ReturnExtension.objects.create(
        space=space, year=2025, until=until, reason="停电", given_by=make_user("district", district=space.district)
    )


def mark(space, year, *, reported):
    clerk = make_user("district", district=space.district)
    TorchMark.objects.create(space=space, year=year, reported=reported, marked_by=clerk)


def test_the_latest_year_before_the_day_holds():
    space, earlier, none = (make_filed_space() for _ in range(3))
    mark(space, 2024, reported=True)
    mark(space, 2025, reported=False)
    mark(earlier, 2024, reported=True)
    mark(none, 2023, reported=True)
    spaces = [space.pk, earlier.pk, none.pk]
    assert torch_reported(spaces, TODAY) == {space.pk: False, earlier.pk: True}
    assert torch_reported(spaces, date(2025, 12, 31)) == {space.pk: True, earlier.pk: True, none.pk: True}


def test_the_year_before_holds_only_while_the_last_return_is_not_due():
    space, extended, marked = (make_filed_space() for _ in range(3))
    window = make_window()
    for each in (space, extended, marked):
        mark(each, 2024, reported=True)
    mark(marked, 2025, reported=False)
    give_extension(extended, until=date(2026, 11, 28))
    spaces = [space.pk, extended.pk, marked.pk]
    not_due = {space.pk: True, extended.pk: True, marked.pk: False}
    assert torch_reported(spaces, window.closes_on) == not_due
    assert torch_reported(spaces, window.closes_on + timedelta(days=1)) == {extended.pk: True, marked.pk: False}
    assert torch_reported(spaces, date(2026, 11, 28)) == {extended.pk: True, marked.pk: False}
    assert torch_reported(spaces, date(2026, 11, 29)) == {marked.pk: False}


def test_on_28_november_nobody_marked_last_year_and_it_is_not_known():
    spaces = [make_filed_space() for _ in range(2)]
    make_window()
    for each in spaces:
        mark(each, 2024, reported=True)
    assert torch_reported([each.pk for each in spaces], date(2026, 11, 28)) == {}
    held = {each.facts.statistics.torch_reported for each in facts_on_file(filings_on(TODAY), as_of=date(2026, 11, 28))}
    assert held == {None}


def test_it_is_a_fact_of_makerspaces_on_file():
    space = make_filed_space()
    mark(space, 2025, reported=True)
    (found,) = facts_on_file(filings_on(TODAY), as_of=TODAY)
    assert found.facts.statistics.torch_reported is True
