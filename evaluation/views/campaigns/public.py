"""Published results and typical practice (第十二条) for everybody; nothing but what is published."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.generic import ListView

from evaluation.models import HistoricGrade, Result, TypicalPractice
from evaluation.permissions import public_practices
from evaluation.selectors.campaigns.documents import circular_of_year
from evaluation.selectors.campaigns.published import grade_counts, published_campaigns, published_results
from zzspace.views import RowsPerPage

GRADES = dict(HistoricGrade.Grade.choices)


@method_decorator(login_not_required, name="dispatch")
class ResultsPage(RowsPerPage, ListView):
    """GET /results/?year=2025&grade=good: the grades of a year, the latest by itself."""

    template_name = "evaluation/campaigns/results.html"

    @cached_property
    def campaigns(self) -> list[Any]:
        return published_campaigns()

    @cached_property
    def campaign(self) -> Any:
        """The year that is asked for, else the latest."""
        asked = self.request.GET.get("year", "")
        chosen = [each for each in self.campaigns if str(each.year) == asked]
        return (chosen or self.campaigns or [None])[0]

    def get_queryset(self) -> QuerySet[Result]:
        grade = self.request.GET.get("grade", "")
        return published_results(self.campaign, grade if grade in GRADES else "")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = self.request.GET.get("grade", "")
        year = f"year={self.campaign.year}" if self.campaign else ""
        counts = grade_counts(self.campaign)
        links = [("", "全部"), *((grade, f"{label}（{counts.get(grade, 0)}）") for grade, label in GRADES.items())]
        return super().get_context_data(
            campaign=self.campaign,
            circular=self.campaign and circular_of_year(self.campaign.year),
            years=[
                {"url": f"?year={each.year}", "label": f"{each.year}年度", "active": each == self.campaign}
                for each in self.campaigns
            ],
            links=[
                {"url": f"?{year}&grade={grade}" if grade else f"?{year}", "label": label, "active": chosen == grade}
                for grade, label in links
            ],
            **kwargs,
        )


@method_decorator(login_not_required, name="dispatch")
class PracticesPage(RowsPerPage, ListView):
    """GET /practices/: good practice found in evaluations, the latest first."""

    template_name = "evaluation/campaigns/practices.html"

    def get_queryset(self) -> QuerySet[TypicalPractice]:
        practices = public_practices().select_related("entry__space__district", "entry__campaign")
        return practices.order_by("-entry__campaign__year", "pk")
