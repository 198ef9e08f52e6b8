"""The statistics desk: a year's returns taken together, with charts; its export and its report."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from evaluation.forms.statistics.overview import asked_by, form_for
from evaluation.models import StatisticsYear
from evaluation.permissions import StatisticsAct
from evaluation.selectors.returns.windows import statistics_years
from evaluation.selectors.statistics.cube import COUNTING_LABELS, years_with_returns
from evaluation.selectors.statistics.exported import overview_rows
from evaluation.selectors.statistics.overview import overview
from evaluation.selectors.statistics.shapes import Overview, SumLine
from evaluation.statistics.checks import shown
from evaluation.statistics.rates import signed
from evaluation.statistics.summing import SUM_WRITERS
from evaluation.views.base import RoleView
from evaluation.views.statistics.heads import year_head
from evaluation.views.statistics.sheets import download


class YearOfCharts(RoleView):
    """A view of one year; years from before the system count as well. 404 for a year without window and returns."""

    act = StatisticsAct.SEE_CHARTS

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request) and "year" in self.kwargs and self.window is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def windows(self) -> dict[int, StatisticsYear]:
        """Years that the system runs."""
        return {window.year: window for window in statistics_years()}

    @cached_property
    def years(self) -> list[StatisticsYear]:
        """These and the years of the load of history, latest first."""
        before = {year: StatisticsYear(year=year) for year in years_with_returns()}
        return [window for _, window in sorted((before | self.windows).items(), reverse=True)]

    @cached_property
    def window(self) -> StatisticsYear | None:
        """The year of the address, else the latest."""
        asked = self.kwargs.get("year")
        return next((each for each in self.years if asked in (None, each.year)), None)

    @cached_property
    def seen(self) -> Overview:
        """What the address asks for; the year is known."""
        assert self.window is not None  # noqa: S101 - dispatch() and the template ask first
        return overview(self.request.user, asked_by(self.request.GET, self.window.year, self.request.user))


class OverviewView(YearOfCharts, TemplateView):
    """GET /statistics/2025/overview/?figure=b1&split=kind&counting=reported; without a year the latest."""

    template_name = "evaluation/statistics/overview/overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(window=self.window, **kwargs)
        if self.window is None:
            return context
        head = year_head(self.request, self.years, self.window, "statistics-overview")
        if (
            self.window.year not in self.windows
        ):  # before the system: there is no list, no board, no import of that year
            head["tabs"] = []
        asked = self.seen.asked
        return context | {
            "head": head,
            "seen": self.seen,
            "figures": [figure_of(line) for line in self.seen.key_sums],
            "counting": COUNTING_LABELS[asked.counting],
            "form": form_for(asked, self.request.user),
            "exports": self.exports(),
        }

    def exports(self) -> dict[str, str]:
        """Addresses of the export by suffix, with what is chosen on the page."""
        url = reverse("evaluation:statistics-overview-export", args=[self.seen.asked.year])
        chosen = self.request.GET.copy()
        found = {}
        for suffix in SUM_WRITERS:
            chosen["format"] = suffix
            found[suffix] = f"{url}?{chosen.urlencode()}"
        return found


class OverviewExportView(YearOfCharts):
    """GET /statistics/2025/overview/export/?format=csv&figure=b1…: what the page shows for the same address."""

    def get(self, request: HttpRequest, year: int) -> FileResponse:
        suffix = request.GET.get("format", "xlsx")
        if suffix not in SUM_WRITERS:
            raise Http404
        return download(SUM_WRITERS[suffix], overview_rows(self.seen), f"众创空间统计分析{year}年度.{suffix}")


def figure_of(line: SumLine) -> dict[str, str]:
    """A sum for components/figs.html."""
    return {
        "label": line.column.label,
        "value": shown(line.total),
        "unit": line.column.unit,
        "note": f"同口径较上年{signed(line.same_growth)}",
    }
