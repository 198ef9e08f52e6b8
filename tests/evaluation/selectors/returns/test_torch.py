"""Whether the last national Torch return was made, as filings read it."""

from datetime import date

import pytest

from evaluation.models import TorchMark
from evaluation.selectors.returns.torch import torch_reported
from filings.selectors.facts import facts_on_file
from filings.selectors.standing import filings_on
from tests.factories import TODAY, make_user
from tests.factories_statistics import make_filed_space

pytestmark = pytest.mark.django_db


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


def test_it_is_a_fact_of_makerspaces_on_file():
    space = make_filed_space()
    mark(space, 2025, reported=True)
    (found,) = facts_on_file(filings_on(TODAY), as_of=TODAY)
    assert found.facts.statistics.torch_reported is True
