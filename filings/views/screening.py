"""Early warning for the offices: the list of filings that do not meet the conditions any more, and its workbook."""

from tempfile import TemporaryFile
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property

from filings.forms.screening import WarningFilterForm
from filings.models import Screening
from filings.permissions import Act
from filings.selectors.screening import COLUMNS, TITLE, Filters, warning_rows, warnings_of
from filings.views.base import PagedListView, RoleView
from zzspace.sheets import write_book


class Filtered:
    """The filters in the address."""

    act = Act.LIST_WARNINGS
    request: HttpRequest

    @cached_property
    def form(self) -> WarningFilterForm:
        return WarningFilterForm(self.request.GET, user=self.request.user)

    @cached_property
    def filters(self) -> Filters:
        return self.form.filters()

    def get_queryset(self) -> QuerySet[Screening]:
        return warnings_of(self.request.user, self.filters)


class WarningListView(Filtered, PagedListView):
    """GET /warnings/?check=5.2.workstations&since=30&district=gxq."""

    template_name = "filings/screening/warnings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            form=self.form, filters=self.filters, is_filtered=self.filters != Filters(), **kwargs
        )


class WarningExportView(Filtered, RoleView):
    """GET /warnings/export/: the list as filtered, a row for each condition."""

    def get(self, request: HttpRequest) -> FileResponse:
        stream = TemporaryFile()  # noqa: SIM115 - the response closes it
        rows = warning_rows(self.get_queryset(), check=self.filters.check)
        write_book(stream, TITLE, COLUMNS, rows, frozen=2)
        stream.seek(0)
        return FileResponse(stream, as_attachment=True, filename=f"{TITLE}_{timezone.localdate():%Y%m%d}.xlsx")
