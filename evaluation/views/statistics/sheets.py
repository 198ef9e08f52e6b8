"""Downloads of annual statistics: the year's template and its export, each written whole before the first byte goes out."""

from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from evaluation.forms.statistics.list import ReturnFilters
from evaluation.models import StatisticsYear
from evaluation.permissions import StatisticsAct, reportable_spaces, visible_returns
from evaluation.selectors.returns.exported import exported_rows, template_rows
from evaluation.selectors.returns.reported import owing
from evaluation.selectors.returns.windows import owing_spaces
from evaluation.statistics.exporting import WRITERS, write_template
from evaluation.views.base import RoleView


def download(write: Any, rows: Any, filename: str) -> FileResponse:
    """What `write` makes of the rows, from a file of its own that goes away: no half file, no memory for it."""
    stream = TemporaryFile()  # noqa: SIM115 - the response closes it
    write(stream, rows)
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=filename)


class TemplateView(RoleView):
    """GET /statistics/2025/template/: the workbook to fill in, with the makerspaces that owe a return within reach."""

    act = StatisticsAct.IMPORT_RETURNS

    def get(self, request: HttpRequest, year: int) -> FileResponse:
        window = get_object_or_404(StatisticsYear, year=year)
        spaces = reportable_spaces(request.user).filter(pk__in=owing_spaces(window.year).values("pk"))
        rows = template_rows(spaces, window.year)
        return download(write_template, rows, f"众创空间年度统计报表{window.year}年度（模板）.xlsx")


class ExportView(RoleView):
    """GET /statistics/2025/export/?format=csv&state=submitted&district=gxq&q=…: the returns of the list as filtered."""

    act = StatisticsAct.EXPORT_RETURNS

    def get(self, request: HttpRequest, year: int) -> FileResponse:
        window = get_object_or_404(StatisticsYear, year=year)
        suffix = request.GET.get("format", "xlsx")
        if suffix not in WRITERS:
            raise Http404
        today = timezone.localdate()
        spaces = ReturnFilters(request.GET, queryset=owing(request.user, window, today=today), user=request.user).qs
        returns = visible_returns(request.user).filter(space__in=spaces.values("pk"))
        rows = exported_rows(returns, request.user, window.year)
        return download(WRITERS[suffix], rows, f"众创空间年度统计报表{window.year}年度.{suffix}")
