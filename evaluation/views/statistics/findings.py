"""Findings that a return was not made as required: raised by the city, replied to by the operator, decided."""

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from evaluation.forms.statistics.compliance import DecideForm, FindingForm, ReplyForm
from evaluation.models import ReportingFinding, StatisticsYear
from evaluation.permissions import StatisticsAct, reportable_spaces, role_may, visible_findings
from evaluation.services.compliance.findings import LEAST_DAYS, decide_finding, raise_finding, reply_to_finding
from evaluation.views.base import PagedListView, RecordFormView, RecordPage
from filings.errors import WorkflowRefused
from filings.rules.periods import add_working_days

Status = ReportingFinding.Status
JOINS = ("space__operator", "space__district", "raised_by", "replied_by", "decided_by")


class FindingListView(PagedListView):
    """GET /statistics/findings/: those within reach, latest first."""

    act = StatisticsAct.SEE_FINDINGS
    template_name = "evaluation/statistics/findings/list.html"

    def get_queryset(self) -> QuerySet[ReportingFinding]:
        return visible_findings(self.request.user).select_related("space__operator", "space__district")


class FindingRaiseView(RecordFormView):
    """/statistics/2025/findings/new/3/: the city puts a finding to a makerspace's operator."""

    act = StatisticsAct.RUN_STATISTICS
    scope = reportable_spaces
    select_related = ("operator", "district")
    form_class = FindingForm
    template_name = "evaluation/statistics/findings/raise.html"

    @cached_property
    def window(self) -> StatisticsYear:
        return get_object_or_404(StatisticsYear, year=self.kwargs["year"])

    def get_initial(self) -> dict[str, Any]:
        return {"reply_due_on": add_working_days(timezone.localdate(), LEAST_DAYS)}

    def form_valid(self, form: FindingForm) -> HttpResponse:
        record = raise_finding(self.record, self.window, actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, f"已向{self.record.operator}提出，等待说明。")
        return redirect("evaluation:finding", record.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(window=self.window, **kwargs)


class FindingPage(RecordPage):
    """GET /statistics/findings/3/: what was found, the reply, the decision."""

    act = StatisticsAct.SEE_FINDINGS
    scope = visible_findings
    select_related = JOINS
    template_name = "evaluation/statistics/findings/finding.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record, today = self.record, timezone.localdate()
        is_open = record.status == Status.OPEN
        decidable = record.status == Status.REPLIED or (is_open and today > record.reply_due_on)
        user = self.request.user
        return super().get_context_data(
            grounds=[ReportingFinding.Ground(ground).label for ground in record.grounds],
            may_reply=role_may(user, StatisticsAct.REPLY_TO_FINDING) and is_open and today <= record.reply_due_on,
            may_decide=role_may(user, StatisticsAct.RUN_STATISTICS) and decidable,
            **kwargs,
        )


class FindingStepView(RecordFormView):
    """A step on one finding; where it is not open for it, 409 leads back to its page."""

    scope = visible_findings
    select_related = JOINS
    takes: ClassVar[tuple[Status, ...]]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request) and self.record.status not in self.takes:
            state = self.record.get_status_display()
            raise WorkflowRefused(f"这件认定现在是“{state}”，不能再办理这一事项。", way_on=self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self) -> str:
        return reverse("evaluation:finding", args=[self.record.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        grounds = [ReportingFinding.Ground(ground).label for ground in self.record.grounds]
        return super().get_context_data(grounds=grounds, cancel_url=self.get_success_url(), **kwargs)


class FindingReplyView(FindingStepView):
    """/statistics/findings/3/reply/: the operator explains."""

    act = StatisticsAct.REPLY_TO_FINDING
    takes = (Status.OPEN,)
    form_class = ReplyForm
    template_name = "evaluation/statistics/findings/reply.html"

    def form_valid(self, form: ReplyForm) -> HttpResponse:
        reply_to_finding(self.record, reply=form.cleaned_data["reply"], actor=self.request.user)
        messages.success(self.request, "说明已提交，由市科技局认定。")
        return super().form_valid(form)


class FindingDecideView(FindingStepView):
    """/statistics/findings/3/decide/: the city upholds or drops it."""

    act = StatisticsAct.RUN_STATISTICS
    takes = (Status.OPEN, Status.REPLIED)
    form_class = DecideForm
    template_name = "evaluation/statistics/findings/decide.html"

    def form_valid(self, form: DecideForm) -> HttpResponse:
        decide_finding(self.record, actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, f"{self.record.space}：已作出认定。")
        return super().form_valid(form)
