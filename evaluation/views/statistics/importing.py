"""Uploading annual returns; preview and confirming are the pages of every load."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView

from evaluation.forms.statistics.importing import UploadForm
from evaluation.models import StatisticsYear
from evaluation.permissions import StatisticsAct
from evaluation.selectors.returns.windows import statistics_years
from evaluation.views.base import RoleView
from evaluation.views.statistics.heads import year_head
from filings.services.imports.jobs import start_import
from filings.services.imports.tasks import enqueue_import
from zzspace.sheets.reading import MOST_BYTES


class ImportView(RoleView, FormView):
    """/statistics/2025/import/: take a file in, then on to its preview."""

    act = StatisticsAct.IMPORT_RETURNS
    form_class = UploadForm
    template_name = "evaluation/statistics/import/upload.html"

    @cached_property
    def window(self) -> StatisticsYear:
        return get_object_or_404(StatisticsYear, year=self.kwargs["year"])

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        self.window  # noqa: B018 - an unknown year is 404
        return super().get(*args, **kwargs)

    def form_valid(self, form: UploadForm) -> HttpResponse:
        name, content = form.content()
        params = {"year": self.window.year}
        job = start_import(
            "returns", content, name=name, params=params, actor=self.request.user, enqueue=enqueue_import
        )
        return redirect("filings:import", job.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        year = self.window.year
        return super().get_context_data(
            window=self.window,
            head=year_head(self.request, statistics_years(), self.window, "statistics-import"),
            template_url=reverse("evaluation:statistics-template", args=[year]),
            most_bytes=MOST_BYTES,
            **kwargs,
        )
