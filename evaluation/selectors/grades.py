"""Grades of a year as they stand, published here or loaded as 历史数据; nothing is written here."""

from django.db.models import Q, QuerySet

from evaluation.models import HistoricGrade, Result
from evaluation.workflow import CampaignState
from filings.models import Space


def failed_in(spaces: QuerySet[Space], year: int) -> list[str]:
    """The names of those makerspaces whose grade of a year was 不合格, in order: one more such year in a row and Article
    15 （二） may be applied. One query.
    """
    before = HistoricGrade.objects.filter(year=year, grade=HistoricGrade.Grade.FAIL)
    published = Result.objects.filter(
        entry__campaign__year=year,
        entry__campaign__state=CampaignState.PUBLISHED,
        superseded_at=None,
        grade=HistoricGrade.Grade.FAIL,
    )
    failed = spaces.filter(Q(pk__in=before.values("space")) | Q(pk__in=published.values("entry__space")))
    return list(failed.order_by("name", "pk").values_list("name", flat=True))
