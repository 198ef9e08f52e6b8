"""Documents of an evaluation: their list, issuing them, the files, batches and sheets; the circular for everybody."""

from tempfile import TemporaryFile
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.generic import View

from evaluation.documents.issuing import render_campaign_document
from evaluation.forms.campaigns.documents import IssueForm
from evaluation.models import CampaignDocument
from evaluation.permissions import (
    Act,
    StatisticsAct,
    documented_campaigns,
    role_may,
    run_campaigns,
)
from evaluation.selectors.campaigns.documents import circular_of_year, documents_within_reach, latest_circular
from evaluation.selectors.campaigns.sheets import (
    INCENTIVES,
    SheetColumn,
    incentive_rows,
    marks_columns,
    marks_rows,
    write_rows,
)
from evaluation.services.campaigns.batch import BATCHED
from evaluation.services.campaigns.documents import issue_documents
from evaluation.views.base import PagedListView, RecordFormView, ScopedView
from evaluation.workflow import CampaignState
from filings.errors import WorkflowRefused
from filings.models import StoredFile
from filings.services.batches.jobs import start_batch
from filings.services.batches.tasks import enqueue_batch


def document_response(document: CampaignDocument, *, cache_control: str = "private, no-cache") -> FileResponse:
    """What is given out of a document, opened in the browser: the sealed scan first, else as issued; rendered now if that is
    still to be done.
    """
    return file_response(document.file_in_use or render_campaign_document(document.pk), document, cache_control)


def file_response(
    file: StoredFile, document: CampaignDocument, cache_control: str = "private, no-cache"
) -> FileResponse:
    """One stored file of a document under the document's own name."""
    name = f"{document.file_name.removesuffix('.pdf')}.{file.name.rsplit('.', 1)[-1].lower()}"
    response = FileResponse(file.content.open("rb"), filename=name, content_type=file.content_type)
    response["Cache-Control"] = cache_control
    response["X-Content-Type-Options"] = "nosniff"
    return response


def sheet_response(title: str, columns: list[SheetColumn], rows: Any, filename: str) -> FileResponse:
    """Rows as a workbook, from a file of its own that goes away."""
    stream = TemporaryFile()  # noqa: SIM115 - the response closes it
    write_rows(stream, title, columns, rows)
    stream.seek(0)
    response = FileResponse(stream, as_attachment=True, filename=filename)
    response["Cache-Control"] = "private, no-store"
    return response


class CampaignDocumentListView(ScopedView, PagedListView):
    """GET /evaluations/1/documents/?kind=evaluation_report: the documents within reach, and what can be made of them."""

    act = StatisticsAct.EXPORT_GRADES
    scope = documented_campaigns
    template_name = "evaluation/campaigns/document_list.html"

    def get_queryset(self) -> QuerySet[CampaignDocument]:
        documents = documents_within_reach(self.request.user, self.record)
        chosen = self.request.GET.get("kind", "")
        return documents.filter(kind=chosen) if chosen in CampaignDocument.Kind.values else documents

    def options(self, chosen: str) -> list[dict[str, Any]]:
        """The kinds to choose among, for components/seg.html."""
        every = [
            ("", "全部"),
            *((kind, label.removeprefix("考核评价")) for kind, label in CampaignDocument.Kind.choices),
        ]
        return [{"url": f"?kind={kind}", "label": label, "active": kind == chosen} for kind, label in every]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = self.request.GET.get("kind", "")
        return super().get_context_data(
            circular=latest_circular(self.record),
            is_published=self.record.state == CampaignState.PUBLISHED,
            runs=role_may(self.request.user, StatisticsAct.RUN_EVALUATION),
            options=self.options(chosen),
            chosen=chosen,
            batched=[(kind.value, kind.label) for kind in BATCHED],
            **kwargs,
        )


class IssueView(RecordFormView):
    """/evaluations/1/documents/issue/: the number and day of the 通报; POST issues all that is lacking."""

    act = StatisticsAct.RUN_EVALUATION
    scope = run_campaigns
    form_class = IssueForm
    template_name = "components/confirm.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = reverse("evaluation:campaign-documents", args=[self.record.pk])
        published = self.record.state == CampaignState.PUBLISHED
        return super().get_context_data(
            title="制发考核评价文书",
            lead="按公布的结果制发通报、各众创空间的考核评价报告和不合格告知书。",
            consequences=[
                "通报在公众页面可以下载；报告和告知书只有运营机构、所在区县和市科技局可以查看。",
                "文书制发后不再改动；结果更正的，另行制发，原文书保留。",
                "运营机构收到消息。",
            ],
            blocked=[] if published else [{"text": "考核评价结果还没有公布", "url": page}],
            button="制发",
            cancel_url=page,
            **kwargs,
        )

    def form_valid(self, form: Form) -> HttpResponse:
        try:
            circular = issue_documents(self.record, actor=self.request.user, **form.cleaned_data)
        except WorkflowRefused as refusal:
            if self.record.state != CampaignState.PUBLISHED:
                raise
            form.add_error(None, refusal.explanation)
            return self.form_invalid(form)
        messages.success(self.request, f"已制发{circular.number}通报和各众创空间的文书。")
        return redirect("evaluation:campaign-documents", self.record.pk)


class CampaignBatchView(ScopedView):
    """POST /evaluations/1/documents/batch/: all reports or all notices within reach, in the background."""

    act = Act.MAKE_BATCHES
    scope = documented_campaigns
    http_method_names = ("post",)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        asked = request.POST.get("document", "")
        if asked not in BATCHED:
            raise Http404
        params = {"campaign": self.record.pk, "document": asked}
        job = start_batch("evaluation-documents", params, actor=request.user, enqueue=enqueue_batch)
        return redirect("filings:batch", job.pk)


class MarksView(ScopedView):
    """GET /evaluations/1/marks/: all marks as .xlsx; a district's own makerspaces."""

    act = StatisticsAct.EXPORT_GRADES
    scope = documented_campaigns
    select_related = ("scheme",)

    def get(self, request: HttpRequest, **_kwargs: Any) -> FileResponse:
        columns = marks_columns(self.record.scheme.scheme)
        rows = marks_rows(request.user, self.record)
        return sheet_response("得分", columns, rows, f"众创空间{self.record.year}年度考核评价得分.xlsx")


class IncentivesView(ScopedView):
    """GET /evaluations/1/incentives/?grade=excellent: the list for payment as .xlsx; 409 before publication."""

    act = StatisticsAct.RUN_EVALUATION
    scope = run_campaigns

    def get(self, request: HttpRequest, **_kwargs: Any) -> FileResponse:
        if self.record.state != CampaignState.PUBLISHED:
            page = reverse("evaluation:campaign-documents", args=[self.record.pk])
            raise WorkflowRefused("考核评价结果还没有公布，不能导出激励名单。", way_on=page)
        rows = incentive_rows(self.record, request.GET.getlist("grade"))
        return sheet_response("激励名单", list(INCENTIVES), rows, f"众创空间{self.record.year}年度激励名单.xlsx")


@method_decorator(login_not_required, name="dispatch")
class CircularView(View):
    """GET /results/2025/circular/: the 通报 of a year for everybody, the last one where grades were corrected."""

    def get(self, request: HttpRequest, year: int) -> FileResponse:
        circular = circular_of_year(year)
        if circular is None:
            raise Http404
        return document_response(circular, cache_control="no-cache")
