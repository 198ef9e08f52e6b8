"""Until when a makerspace may report for a year, and who owes a return; nothing is written here."""

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from evaluation.models import AnnualReturn, ReturnExtension, StatisticsYear
from evaluation.workflow import ReturnState
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


def statistics_years() -> list[StatisticsYear]:
    """All years with a window, latest first."""
    return list(StatisticsYear.objects.order_by("-year"))


def windows_under_way(today: date) -> list[StatisticsYear]:
    """Years whose window has begun and that are not closed, latest first."""
    return list(StatisticsYear.objects.filter(opens_on__lte=today, closed_at=None).order_by("-year"))


def years_with_counts() -> QuerySet[StatisticsYear]:
    """All years, latest first, with how many of their returns are open, waiting, checked, locked."""
    returns = AnnualReturn.objects.filter(year=OuterRef("year")).order_by().values("year")
    counts = {
        f"{state.value}_count": Coalesce(Subquery(returns.filter(state=state).annotate(n=Count("pk")).values("n")), 0)
        for state in ReturnState
    }
    return StatisticsYear.objects.order_by("-year").annotate(**counts)


def last_day_for(space: Space, window: StatisticsYear) -> date:
    """The last day on which this makerspace may report: the window's, or that of its extension where later."""
    until = ReturnExtension.objects.filter(space=space, year=window.year).values_list("until", flat=True).first()
    return max(window.closes_on, until) if until else window.closes_on
