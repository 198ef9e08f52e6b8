"""Grades that makerspaces had before the system; nothing is written here."""

from django.db.models import QuerySet

from evaluation.models import HistoricGrade
from filings.models import Space


def failed_in(spaces: QuerySet[Space], year: int) -> list[str]:
    """The names of those makerspaces whose grade of a year was 不合格, in order: one more such year in a row and Article
    15 （二） may be applied. One query.
    """
    failed = HistoricGrade.objects.filter(year=year, grade=HistoricGrade.Grade.FAIL, space__in=spaces.values("pk"))
    return list(failed.order_by("space__name", "space_id").values_list("space__name", flat=True))
