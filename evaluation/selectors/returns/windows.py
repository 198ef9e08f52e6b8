"""Until when a makerspace may report for a year, and who owes a return; nothing is written here."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from evaluation.models import ReturnExtension, StatisticsYear
from filings.models import Filing, Space


def statistics_year(year: int) -> StatisticsYear | None:
    """The window of a year; None while the city has not set one."""
    return StatisticsYear.objects.filter(year=year).first()


def owing_spaces(year: int) -> QuerySet[Space]:
    """Makerspaces that report for a year: on file on its last day (第十三条)."""
    last = date(year, 12, 31)
    on_file = Filing.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=last), space=OuterRef("pk"), filed_on__lte=last
    )
    return Space.objects.filter(Exists(on_file))


def last_day_for(space: Space, window: StatisticsYear) -> date:
    """The last day on which this makerspace may report: the window's, or that of its extension where later."""
    until = ReturnExtension.objects.filter(space=space, year=window.year).values_list("until", flat=True).first()
    return max(window.closes_on, until) if until else window.closes_on
