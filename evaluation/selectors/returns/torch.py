"""The national Torch returns as a fact about a makerspace, read by filings for the national conditions. Nothing is written here."""

from collections.abc import Collection
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet

from evaluation.models import TorchMark

LATEST_YEARS: Final = 2
"""The last return is that of the year before, or, while that one is not due yet, of the year before it."""


def torch_reported(spaces: QuerySet[Any, Any] | Collection[int], as_of: date) -> dict[int, bool]:
    """Whether the last Torch return was made, by makerspace, as its district marked it; without a mark it is not known."""
    first = as_of.year - LATEST_YEARS
    marks = TorchMark.objects.filter(space__in=spaces, year__gte=first, year__lt=as_of.year)
    return dict(marks.order_by("year").values_list("space_id", "reported"))
