"""The statistics desk: a year's returns taken together, with charts; its export and its report."""

from io import BytesIO
from typing import Any, ClassVar

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from evaluation.documents.yearly_report import report_pdf
from evaluation.forms.statistics.overview import asked_by, form_for
from evaluation.models import StatisticsYear
from evaluation.permissions import StatisticsAct, role_may
from evaluation.selectors.returns.windows import statistics_years
from evaluation.selectors.statistics.cube import COUNTING_LABELS, years_with_returns
from evaluation.selectors.statistics.exported import overview_rows
from evaluation.selectors.statistics.overview import overview
from evaluation.selectors.statistics.report import yearly_report
from evaluation.selectors.statistics.shapes import Asked, Overview, SumLine
from evaluation.statistics.checks import shown
from evaluation.statistics.rates import signed
from evaluation.statistics.summing import SUM_WRITERS
from evaluation.views.base import RoleView
from evaluation.views.statistics.heads import year_head
from evaluation.views.statistics.sheets import download


class YearOfCharts(RoleView):
    """A view of one year; years from before the system count as well. 404 for a year without window and returns."""

    act: ClassVar[StatisticsAct] = StatisticsAct.SEE_CHARTS

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

    @property
    def known_window(self) -> StatisticsYear:
        """The year where dispatch() has found one."""
        if self.window is None:
            raise Http404
        return self.window

    @cached_property
    def asked(self) -> Asked:
        """What the address asks for."""
        return asked_by(self.request.GET, self.known_window.year, self.request.user)

    @cached_property
    def seen(self) -> Overview:
        """What the desk shows for it."""
        return overview(self.request.user, self.asked)


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
        asked = self.asked
        return context | {
            "head": head,
            "seen": self.seen,
            "figures": [figure_of(line) for line in self.seen.key_sums],
            "counting": COUNTING_LABELS[asked.counting],
            "form": form_for(asked, self.request.user),
            "exports": self.exports(),
            "prints_report": role_may(self.request.user, StatisticsAct.PRINT_REPORT),
        }

    def exports(self) -> dict[str, str]:
        """Addresses of the export by suffix, with what is chosen on the page."""
        url = reverse("evaluation:statistics-overview-export", args=[self.asked.year])
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


class ReportView(YearOfCharts):
    """GET /statistics/2025/report/?counting=reported: the yearly report as PDF, made on the spot."""

    act = StatisticsAct.PRINT_REPORT

    def get(self, request: HttpRequest, year: int) -> FileResponse:
        report = yearly_report(request.user, self.asked)
        content = report_pdf(report, user=request.user, window=self.known_window)
        return FileResponse(
            BytesIO(content), filename=f"众创空间{year}年度统计报告.pdf", content_type="application/pdf"
        )


def figure_of(line: SumLine) -> dict[str, str]:
    """A sum for components/figs.html."""
    return {
        "label": line.column.label,
        "value": shown(line.total),
        "unit": line.column.unit,
        "note": f"同口径较上年{signed(line.same_growth)}",
    }
