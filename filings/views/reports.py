"""Reports of misconduct: taken from anyone, with or without an account; the auditor alone reads them."""

import csv
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView

from filings.forms.audit import ReportFilterForm
from filings.forms.reports import ReceiptForm, ReportForm
from filings.permissions import Act, visible_reports
from filings.selectors.reports import receipt_of, report_list, written_digest
from filings.services.reports import report_digest, report_misconduct
from filings.views.base import PagedListView, RecordPage, RoleView, ScopedView
from filings.views.files import stored_response
from filings.views.limits import LimitedFormView
from zzspace.sheets import safe_cell

EXPORT_LIMIT = 10_000
RECEIPT = "misconduct_receipt"
"""Where the session keeps the code between the form and the page that shows it."""


# Anyone ----------------------------------------------------------------------------------------------------------


@method_decorator([login_not_required, never_cache, sensitive_post_parameters()], name="dispatch")
class ReportView(LimitedFormView):
    """/reports/new/: whom, what, and how to reach the reporter, if at all."""

    limit = "report"
    form_class = ReportForm
    template_name = "filings/public/report.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"is_signed_in": self.request.user.is_authenticated}

    def take(self, form: ReportForm) -> HttpResponse:
        data = dict(form.cleaned_data)
        reporter = self.request.user if data.pop("with_account", False) else None
        report = report_misconduct(**data, reporter=reporter)
        self.request.session[RECEIPT] = report.code
        return redirect("filings:report-received")


@method_decorator([login_not_required, never_cache], name="dispatch")
class ReportReceivedPage(TemplateView):
    """/reports/received/: the receipt code, to be kept; shown to the browser that sent the report."""

    template_name = "filings/public/report_received.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(code=self.request.session.get(RECEIPT, ""), **kwargs)


@method_decorator([login_not_required, never_cache, sensitive_post_parameters()], name="dispatch")
class ReceiptView(FormView):
    """/reports/receipt/: a code tells that and when its report was received, and nothing else."""

    form_class = ReceiptForm
    template_name = "filings/public/report_receipt.html"

    def form_valid(self, form: ReceiptForm) -> HttpResponse:
        report = receipt_of(form.cleaned_data["code"])
        if report is None:
            form.add_error("code", "没有这个回执编号，请核对后重新填写。")
            return self.form_invalid(form)
        return self.render_to_response(self.get_context_data(form=form, received_at=report.created_at))


# The auditor -----------------------------------------------------------------------------------------------------


class ReportListView(PagedListView):
    """GET /audit/reports/: all reports, newest first, with words and days. Read-only."""

    act = Act.READ_REPORTS
    template_name = "filings/audit/reports.html"

    def get_queryset(self) -> Any:
        return report_list(self.request.user, **ReportFilterForm.filters(self.request.GET))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(filters=ReportFilterForm(self.request.GET), **kwargs)


class ReportPage(RecordPage):
    """GET /audit/reports/1/: one report, its files, and whether it still says what it said."""

    act = Act.READ_REPORTS
    scope = visible_reports
    select_related = ("reporter__operator", "reporter__district")
    template_name = "filings/audit/report.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        files = list(self.record.files.order_by("pk"))
        digest = report_digest(self.record, [file.sha256 for file in files])
        is_whole = digest == self.record.digest == written_digest(self.record)
        return super().get_context_data(files=files, is_whole=is_whole, **kwargs)


class ReportFileView(ScopedView):
    """GET /audit/reports/1/files/2/: a file of a report as a download."""

    act = Act.READ_REPORTS
    scope = visible_reports

    def get(self, request: HttpRequest, **kwargs: int) -> HttpResponseBase:
        file = self.record.files.filter(pk=self.kwargs["file"]).first()
        if file is None:
            raise Http404
        return stored_response(request, file, download=True)


class ReportExportView(RoleView):
    """The reports as filtered, as CSV that a spreadsheet opens and does not run."""

    act = Act.READ_REPORTS

    def get(self, request: HttpRequest) -> HttpResponse:
        response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="reports-{timezone.localdate()}.csv"'
        writer = csv.writer(response)
        writer.writerow(
            ["回执编号", "收到时间", "被举报的单位或人员", "涉及", "举报内容", "姓名", "联系电话", "账号", "材料"]
        )
        reports = report_list(request.user, **ReportFilterForm.filters(request.GET))[:EXPORT_LIMIT]
        for report in reports.iterator(chunk_size=500):
            writer.writerow([safe_cell(cell) for cell in export_row(report)])
        return response


def export_row(report: Any) -> list[Any]:
    """A report as a line of the export."""
    at = timezone.localtime(report.created_at).isoformat(timespec="seconds")
    account = report.reporter.username if report.reporter else ""
    said = (report.about, report.concerning, report.content, report.name, report.phone)
    return [report.code, at, *said, account, report.attached]
