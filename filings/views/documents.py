"""An issued document: its page, its files, the sealed scan and the record of its service."""

from tempfile import TemporaryFile
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from filings.documents.issuing import render_document
from filings.documents.recommendation_summary import summary_rows, write_summary
from filings.errors import WorkflowRefused
from filings.forms.documents import ScanForm, ServiceForm
from filings.models import Document
from filings.permissions import Act, can_keep, kept_documents, role_may, visible_documents
from filings.selectors.documents import appeal_of, document_history, hearing_of, subjects_of, with_post
from filings.services.documents import hearing_url, record_service, require_no_hearing, upload_scan
from filings.views.base import RecordFormView, RecordPage, ScopedView
from filings.views.files import stored_response

JOINS = (
    "file",
    "district",
    "application__space",
    "application__operator",
    "application__filing",
    "filing__space",
    "filing__operator",
    "change",
)


class Posted:
    """A document with its scans and records of service."""

    scope = visible_documents
    select_related = JOINS

    def narrow(self, records: QuerySet[Document]) -> QuerySet[Document]:
        return with_post(super().narrow(records))  # type: ignore[misc]  # mixed into ScopedView


class DocumentPage(Posted, RecordPage):
    """GET /documents/1/: what it is, its files, its service, the periods that run."""

    act = Act.SEE_DOCUMENTS
    template_name = "filings/documents/document.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, document = self.request.user, self.record
        hearing = hearing_of(document)
        return super().get_context_data(
            hearing=hearing,
            hearing_url=hearing_url(hearing),
            scan=document.scan,
            service=document.service,
            appeal=appeal_of(document, document.district),
            subjects=subjects_of(document, user),
            has_table=bool(summary_rows(document)),
            entries=document_history(document, viewer=user),
            keeps=bool(can_keep(user, document)),
            in_office=role_may(user, Act.WORK_QUEUE),
            addresses={"receipt": "filings:document-receipt", "scan_file": "filings:document-scan-file"},
            **kwargs,
        )


class DocumentFileView(Posted, ScopedView):
    """GET /documents/1/file/: what is given out, opened in the browser: the sealed scan first, else as issued."""

    act = Act.SEE_DOCUMENTS

    def get(self, request: HttpRequest, **kwargs: int) -> HttpResponseBase:
        file = self.record.file_in_use or render_document(self.record.pk)
        return stored_response(request, file, download=False)


class DocumentOriginalView(Posted, ScopedView):
    """GET /documents/1/original/: the document as issued, for printing and sealing; rendered now if still to be done."""

    act = Act.WORK_QUEUE

    def get(self, request: HttpRequest, **kwargs: int) -> HttpResponseBase:
        file = self.record.file or render_document(self.record.pk)
        return stored_response(request, file, download=False)


class DocumentTableView(Posted, ScopedView):
    """GET /documents/1/table/: the 推荐汇总表 of a letter as a workbook, with the rows as they were issued."""

    act = Act.WORK_QUEUE

    def get(self, request: HttpRequest, **kwargs: int) -> FileResponse:
        rows = summary_rows(self.record)
        if not rows:
            raise Http404
        stream = TemporaryFile()  # noqa: SIM115 - the response closes it
        write_summary(stream, rows)
        stream.seek(0)
        return FileResponse(stream, as_attachment=True, filename=f"推荐汇总表_{self.record.number}.xlsx")


class ScanFileView(Posted, ScopedView):
    """GET /documents/1/scans/1/: a scan, also one that was replaced, for the offices."""

    act = Act.WORK_QUEUE

    def get(self, request: HttpRequest, **kwargs: int) -> HttpResponseBase:
        scan = next((each for each in self.record.scans.all() if each.sequence == self.kwargs["sequence"]), None)
        if scan is None:
            raise Http404
        return stored_response(request, scan.file, download=False)


class ReceiptView(Posted, ScopedView):
    """GET /documents/1/services/1/receipt/: the receipt of a service."""

    act = Act.SEE_DOCUMENTS

    def get(self, request: HttpRequest, **kwargs: int) -> HttpResponseBase:
        records = self.record.services.filter(sequence=self.kwargs["sequence"], receipt__isnull=False)
        record = records.select_related("receipt").first()
        if record is None:
            raise Http404
        return stored_response(request, record.receipt, download=True)


class KeepView(Posted, RecordFormView):
    """A form of the office that keeps a document."""

    act = Act.KEEP_DOCUMENTS
    scope = kept_documents
    template_name = "components/confirm.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"document": self.record}

    def page(self) -> str:
        return reverse("filings:document", args=[self.record.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"cancel_url": self.page()} | kwargs)

    def done(self, message: str) -> HttpResponse:
        messages.success(self.request, message)
        return redirect(self.page())


class ScanUploadView(KeepView):
    """/documents/1/scan/: put a sealed scan beside the document."""

    form_class = ScanForm

    def form_valid(self, form: Form) -> HttpResponse:
        data = form.cleaned_data
        upload_scan(self.record, actor=self.request.user, upload=data["scan"], reason=data.get("reason", ""))
        return self.done("盖章件已上传，下载时优先提供。")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        again = self.record.scan is not None
        return super().get_context_data(
            title="替换盖章件" if again else "上传盖章件",
            lead=f"{self.record}，{self.record.subject.space}。请上传打印、盖章后的扫描件。",
            consequences=[
                "对方下载时提供盖章件，原件仍由本机关查看。",
                *(["原来的盖章件留存，不再提供给对方。"] if again else []),
                "上传写入办理记录。",
            ],
            button="替换盖章件" if again else "上传盖章件",
            **kwargs,
        )


class ServiceRecordView(KeepView):
    """/documents/1/service/: record when and how the document was served, or correct the record."""

    form_class = ServiceForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request):
            require_no_hearing(self.record)
        if self.is_allowed(request) and not self.record.is_served:
            raise WorkflowRefused(f"{self.record.get_kind_display()}不需要送达。", way_on=self.page())
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Form) -> HttpResponse:
        data = form.cleaned_data
        record_service(
            self.record,
            actor=self.request.user,
            served_on=data["served_on"],
            manner=data["manner"],
            note_text=data["note"],
            receipt=data["receipt"],
            reason=data.get("reason", ""),
        )
        return self.done("送达已登记。")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        again = self.record.service is not None
        adverse = "行政复议和行政诉讼的期限从送达日期起算。"
        return super().get_context_data(
            title="更正送达记录" if again else "登记送达",
            lead=f"{self.record}，{self.record.subject.operator}。",
            consequences=[
                *(["原记录留存，以更正后的为准。"] if again else []),
                *([adverse] if self.record.is_adverse else []),
                "运营机构会收到通知，登记写入办理记录。",
            ],
            button="更正送达记录" if again else "登记送达",
            **kwargs,
        )
