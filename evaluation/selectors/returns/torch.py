"""The national Torch returns as a fact about a makerspace, read by filings for the national conditions. Nothing is written here."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from evaluation.models import ReturnExtension, TorchMark
from evaluation.selectors.returns.windows import statistics_year


def torch_reported(spaces: QuerySet[Any, Any] | Collection[int], as_of: date) -> dict[int, bool]:
    """Whether the last Torch return was made, by makerspace, as its district marked it; without a mark it is not known.

    The last return is that of the year before; while that one is not due yet, by the window of the year's statistics or by
    an extension, the year before it holds where there is no mark. Three queries at most.
    """
    last = as_of.year - 1
    marks = TorchMark.objects.filter(space__in=spaces, year__in=(last - 1, last))
    window = statistics_year(last)
    if window and window.closes_on < as_of:
        extended = ReturnExtension.objects.filter(year=last, until__gte=as_of)
        marks = marks.filter(Q(year=last) | Q(space__in=extended.values("space")))
    return dict(marks.order_by("year").values_list("space_id", "reported"))
