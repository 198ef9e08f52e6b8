"""What of evaluations is published: years, and the grades that stand. Nothing is written here."""

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from evaluation.models import Campaign, HistoricGrade, Result
from evaluation.workflow import CampaignState


def published_campaigns() -> list[Campaign]:
    """Published evaluations, the latest first. One query."""
    return list(Campaign.objects.filter(state=CampaignState.PUBLISHED).order_by("-year"))


def grade_counts(campaign: Campaign | None) -> dict[str, int]:
    """How many standing results of a published evaluation have each grade, corrections included. One query."""
    rows = published_results(campaign).order_by().values_list("grade").annotate(number=Count("pk"))
    return dict(rows)


def published_results(campaign: Campaign | None, grade: str = "") -> QuerySet[Result]:
    """The standing results of a published evaluation, best grade first, then by name: no totals, no ranks."""
    results = Result.objects.filter(
        entry__campaign=campaign, entry__campaign__state=CampaignState.PUBLISHED, superseded_at=None
    )
    if grade:
        results = results.filter(grade=grade)
    places = [When(grade=value, then=Value(place)) for place, value in enumerate(HistoricGrade.Grade.values)]
    return (
        results.select_related("entry__space__operator", "entry__space__district")
        .annotate(place=Case(*places, output_field=IntegerField()))
        .order_by("place", "entry__space__name", "pk")
    )
