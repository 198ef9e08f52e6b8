"""Batches: start one, see how far it is, download its ZIP while it is kept."""

from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.generic import FormView
from django_htmx.http import HttpResponseClientRefresh

from filings.errors import WorkflowRefused
from filings.forms.batches import BatchForm
from filings.models import BatchJob
from filings.permissions import Act, visible_applications, visible_batches
from filings.services.batches.jobs import KEPT_FOR, start_batch
from filings.services.batches.tasks import enqueue_batch
from filings.services.leases import progress_of, stalled
from filings.views.base import PagedListView, RecordPage, RoleView, ScopedView
from filings.views.files import stored_response
from filings.workflow import DECIDED


class BatchListView(PagedListView):
    """GET /batches/: one's own batches, latest first."""

    act = Act.MAKE_BATCHES
    template_name = "filings/batches/list.html"

    def get_queryset(self) -> QuerySet[BatchJob]:
        return visible_batches(self.request.user).select_related("file").order_by("-pk")


class BatchStartView(RoleView, FormView):
    """/batches/new/?round=1: choose what is made."""

    act = Act.MAKE_BATCHES
    form_class = BatchForm
    template_name = "filings/batches/new.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def form_valid(self, form: Form) -> HttpResponse:
        kind, params = form.batch()
        try:
            job = start_batch(kind, params, actor=self.request.user, enqueue=enqueue_batch)
        except WorkflowRefused as refusal:
            form.add_error(None, refusal.explanation)
            return self.form_invalid(form)
        return redirect("filings:batch", job.pk)

    def form_invalid(self, form: Form) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422 if self.request.htmx else 200
        return response


class BatchView(ScopedView):
    """A view of one batch of one's own."""

    act = Act.MAKE_BATCHES
    scope = visible_batches
    select_related = ("file",)

    def page(self) -> str:
        return reverse("filings:batch", args=[self.record.pk])

    def progress(self) -> dict[str, Any]:
        return {"progress": progress_of(self.record), "stalled": self.record in stalled(BatchJob)}


class BatchPage(BatchView, RecordPage):
    """GET /batches/1/: how far it is, or what there is to download."""

    template_name = "filings/batches/job.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ended = self.record.finished_at
        until = ended + KEPT_FOR if ended else None
        shown = self.progress() if self.record.is_under_way else {}
        return super().get_context_data(kept_until=until, **shown, **kwargs)


class BatchProgressView(BatchView):
    """GET /batches/1/progress/ (htmx): how far it is; once it has ended, the page is loaded anew."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.record.is_under_way:
            return HttpResponseClientRefresh()
        return render(request, "filings/batches/progress.html", {"record": self.record} | self.progress())


class BatchResumeView(BatchView):
    """POST /batches/1/resume/: have a batch taken up again whose worker is gone."""

    http_method_names = ("post",)

    def post(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        if self.record in stalled(BatchJob):
            enqueue_batch(self.record.pk)
        return redirect(self.page())


class BatchFileView(BatchView):
    """GET /batches/1/file/: the ZIP; 409 while there is none, or none any more."""

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        if self.record.file is None:
            state = self.record.get_state_display()
            raise WorkflowRefused(f"这次批量生成现在是“{state}”，没有可以下载的文件。", way_on=self.page())
        return stored_response(request, self.record.file, download=True)


class ApplicationPacketView(RecordPage):
    """/applications/1/packet/: GET explains, POST has the packet of a decided application made."""

    act = Act.MAKE_BATCHES
    scope = visible_applications
    select_related = ("space",)
    template_name = "components/confirm.html"

    def post(self, request: HttpRequest, **kwargs: int) -> HttpResponse:
        params = {"application": self.record.pk}
        job = start_batch("packet", params, actor=request.user, enqueue=enqueue_batch)
        return redirect("filings:batch", job.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        url = reverse("filings:application", args=[self.record.pk])
        return super().get_context_data(
            title="生成案卷",
            lead="把这件申请的全部依据装入一个ZIP文件，供归档、复议和诉讼使用。",
            consequences=[
                "包括每次提交时的数据和预审结果、规则版本、材料、核实记录、办理记录、文书和盖章件。",
                "每个文件都有摘要，可以用核验命令查出任何改动。",
                "材料中有个人信息，请妥善保管。",
            ],
            blocked=[] if self.record.state in DECIDED else [{"text": "这件申请还没有作出决定", "url": url}],
            button="生成案卷",
            cancel_url=url,
            **kwargs,
        )
