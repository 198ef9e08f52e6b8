"""The auditor's pages: the history of all records, sign-ins, the check of all chains."""

import csv
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.generic import TemplateView

from filings.forms.audit import AuditFilterForm
from filings.permissions import Act
from filings.selectors import audit
from filings.services.seals import broken_records
from filings.views.base import PagedListView, RoleView
from zzspace.sheets import safe_cell
from zzspace.views import words_asked

EXPORT_LIMIT = 50_000


class AuditListView(PagedListView):
    """A list for the auditor with its filter form."""

    act = Act.READ_AUDIT

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(filters=AuditFilterForm(self.request.GET), **kwargs)


class HistoryListView(AuditListView):
    """Who did what to which record, when and why."""

    template_name = "filings/audit/history.html"

    def get_queryset(self) -> Any:
        return audit.history_lines(**AuditFilterForm.filters(self.request.GET))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(seals=audit.latest_seals(), **kwargs)


class HistoryExportView(RoleView):
    """The lines as filtered, as CSV that a spreadsheet opens and does not run."""

    act = Act.READ_AUDIT

    def get(self, request: HttpRequest) -> HttpResponse:
        response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="audit-{timezone.localdate()}.csv"'
        writer = csv.writer(response)
        writer.writerow(["记录", "序号", "时间", "账号", "角色", "事项", "原状态", "现状态", "理由", "摘要"])
        lines = audit.history_lines(**AuditFilterForm.filters(request.GET))[:EXPORT_LIMIT]
        for line in lines.iterator(chunk_size=2000):
            at = timezone.localtime(line.at).isoformat(timespec="seconds")
            who = line.actor.username if line.actor else ""
            said = audit.line_words(line)
            row = [line.record, line.sequence, at, who, said["role"], said["action"], said["before"], said["after"]]
            writer.writerow([safe_cell(cell) for cell in (*row, line.reason, line.digest)])
        return response


class ChainCheckView(RoleView, TemplateView):
    """Checks chains, seals, states and snapshots now and names what does not hold."""

    act = Act.READ_AUDIT
    template_name = "filings/audit/chains.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        context = self.get_context_data(checked_at=timezone.now(), broken=broken_records())
        return self.render_to_response(context)


class SignInListView(AuditListView):
    """Sign-ins, and those refused."""

    template_name = "filings/audit/sign_ins.html"

    def get_queryset(self) -> Any:
        return audit.sign_ins(words=words_asked(self.request))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(failures=audit.failed_sign_ins(), **kwargs)
