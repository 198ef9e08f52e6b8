"""One document of an evaluation: its page, its files, the sealed scan and the record of its service."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from evaluation.documents.issuing import render_campaign_document
from evaluation.forms.campaigns.documents import ScanForm, ServiceForm
from evaluation.models import CampaignDocument
from evaluation.permissions import StatisticsAct, kept_campaign_documents, role_may, visible_campaign_documents
from evaluation.selectors.campaigns.documents import campaign_document_history
from evaluation.services.campaigns.papers import record_campaign_service, upload_campaign_scan
from evaluation.views.base import RecordFormView, RecordPage, ScopedView
from evaluation.views.campaigns.documents import document_response, file_response
from filings.errors import WorkflowRefused
from filings.selectors.documents import appeal_of, with_post

ADDRESSES = {"receipt": "evaluation:campaign-document-receipt", "scan_file": "evaluation:campaign-document-scan-file"}


class Posted:
    """A document with its scans and records of service."""

    scope = visible_campaign_documents
    select_related = ("campaign", "entry__space__operator", "entry__space__district", "result")

    def narrow(self, records: QuerySet[CampaignDocument]) -> QuerySet[CampaignDocument]:
        return with_post(super().narrow(records))  # type: ignore[misc]  # mixed into ScopedView


class CampaignDocumentPage(Posted, RecordPage):
    """GET /evaluation-documents/1/: what it is, its files, its service, the periods that run."""

    act = StatisticsAct.SEE_GRADES
    template_name = "evaluation/campaigns/document.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, document = self.request.user, self.record
        return super().get_context_data(
            scan=document.scan,
            service=document.service,
            appeal=appeal_of(document),
            entries=campaign_document_history(document, viewer=user),
            keeps=role_may(user, StatisticsAct.RUN_EVALUATION),
            in_office=role_may(user, StatisticsAct.EXPORT_GRADES),
            addresses=ADDRESSES,
            **kwargs,
        )


class CampaignDocumentFileView(Posted, ScopedView):
    """GET /evaluation-documents/1/file/: what is given out: the sealed scan first, else as issued."""

    act = StatisticsAct.SEE_GRADES

    def get(self, request: HttpRequest, **kwargs: int) -> FileResponse:
        return document_response(self.record)


class CampaignDocumentOriginalView(Posted, ScopedView):
    """GET /evaluation-documents/1/original/: as issued, for printing and sealing."""

    act = StatisticsAct.EXPORT_GRADES

    def get(self, request: HttpRequest, **kwargs: int) -> FileResponse:
        return file_response(self.record.file or render_campaign_document(self.record.pk), self.record)


class CampaignScanFileView(Posted, ScopedView):
    """GET /evaluation-documents/1/scans/1/: a scan, also one that was replaced, for the offices."""

    act = StatisticsAct.EXPORT_GRADES

    def get(self, request: HttpRequest, **kwargs: int) -> FileResponse:
        scan = next((each for each in self.record.scans.all() if each.sequence == self.kwargs["sequence"]), None)
        if scan is None:
            raise Http404
        return file_response(scan.file, self.record)


class CampaignReceiptView(Posted, ScopedView):
    """GET /evaluation-documents/1/services/1/receipt/: the receipt of a service."""

    act = StatisticsAct.SEE_GRADES

    def get(self, request: HttpRequest, **kwargs: int) -> FileResponse:
        records = self.record.services.filter(sequence=self.kwargs["sequence"], receipt__isnull=False)
        record = records.select_related("receipt").first()
        if record is None:
            raise Http404
        return file_response(record.receipt, self.record)


class KeepView(Posted, RecordFormView):
    """A form of the city, which keeps every document of an evaluation."""

    act = StatisticsAct.RUN_EVALUATION
    scope = kept_campaign_documents
    template_name = "components/confirm.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"document": self.record}

    def page(self) -> str:
        return reverse("evaluation:campaign-document", args=[self.record.pk])

    def whose(self) -> str:
        """The makerspace that it is about."""
        return f"，{self.record.entry.space}" if self.record.entry else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"cancel_url": self.page()} | kwargs)

    def done(self, message: str) -> HttpResponse:
        messages.success(self.request, message)
        return redirect(self.page())


class CampaignScanUploadView(KeepView):
    """/evaluation-documents/1/scan/: put a sealed scan beside the document."""

    form_class = ScanForm

    def form_valid(self, form: Form) -> HttpResponse:
        data = form.cleaned_data
        upload_campaign_scan(self.record, actor=self.request.user, upload=data["scan"], reason=data.get("reason", ""))
        return self.done("盖章件已上传，下载时优先提供。")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        again = self.record.scan is not None
        given = "对方下载时提供盖章件" if self.record.entry else "公众页面下载时提供盖章件"
        return super().get_context_data(
            title="替换盖章件" if again else "上传盖章件",
            lead=f"{self.record}{self.whose()}。请上传打印、盖章后的扫描件。",
            consequences=[
                f"{given}，原件仍由市科技局和区县查看。",
                *(["原来的盖章件留存，不再提供给对方。"] if again else []),
                "上传写入办理记录。",
            ],
            button="替换盖章件" if again else "上传盖章件",
            **kwargs,
        )


class CampaignServiceView(KeepView):
    """/evaluation-documents/1/service/: record when and how the document was served, or correct the record."""

    form_class = ServiceForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request) and not self.record.is_served:
            raise WorkflowRefused(f"{self.record.get_kind_display()}不需要送达。", way_on=self.page())
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Form) -> HttpResponse:
        data = form.cleaned_data
        record_campaign_service(
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
            lead=f"{self.record}{self.whose()}，{self.record.entry.space.operator}。",
            consequences=[
                *(["原记录留存，以更正后的为准。"] if again else []),
                *([adverse] if self.record.is_adverse else []),
                "运营机构会收到通知，登记写入办理记录。",
            ],
            button="更正送达记录" if again else "登记送达",
            **kwargs,
        )
