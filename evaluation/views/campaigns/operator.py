"""The operator in an evaluation: self-assessment with its files, the request for review."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from evaluation.forms.campaigns.campaigns import ProofForm, ReasonForm, StatementsForm
from evaluation.models import SelfAssessment
from evaluation.permissions import StatisticsAct, can_in_campaign, own_entries, own_proofs
from evaluation.selectors.campaigns.statements import statements_of
from evaluation.services.campaigns.reviews import request_review
from evaluation.services.campaigns.self_assessments import (
    attach_proof,
    remove_proof,
    save_statements,
    stated_indicators,
    submit_self_assessment,
)
from evaluation.views.base import RecordFormView, ScopedView
from evaluation.views.campaigns.entries import JOINS
from evaluation.views.campaigns.steps import StepView
from evaluation.workflow import CampaignAction
from filings.errors import WorkflowRefused


class OwnStep(StepView):
    """A step of the operator on its own makerspace; where the state is not open for it, 409 leads back to its page."""

    act = StatisticsAct.ASSESS_ITSELF
    scope = own_entries
    select_related = JOINS
    back = "evaluation:entry"
    action = CampaignAction.SELF_ASSESS

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request):
            decision = can_in_campaign(request.user, self.action, self.record.campaign, self.record)
            if not decision:
                raise WorkflowRefused(decision.reason, way_on=reverse(self.back, args=[self.record.pk]))
        return super().dispatch(request, *args, **kwargs)


class SelfAssessmentView(OwnStep):
    """/grades/1/self-assessment/: what is stated; POST keeps it, with `submit` it leads on to submission."""

    form_class = StatementsForm
    title, button = "自评", "保存"
    template_name = "evaluation/campaigns/self_assessment.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request) and (self.record.self_assessed_at or not self.record.takes_part):
            return redirect("evaluation:entry", self.record.pk)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"indicators": stated_indicators(self.record)}

    def get_initial(self) -> dict[str, Any]:
        return dict(SelfAssessment.objects.filter(entry=self.record).values_list("indicator", "statement"))

    def get_success_url(self) -> str:
        name = "self-assessment-submit" if "submit" in self.request.POST else "self-assessment"
        return reverse(f"evaluation:{name}", args=[self.record.pk])

    def carry_out(self, given: dict[str, Any]) -> str:
        save_statements(self.record, statements=given, actor=self.request.user)
        return "自评说明已保存。"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        indicators = stated_indicators(self.record)
        context = super().get_context_data(proof_form=ProofForm(indicators=indicators), **kwargs)
        rows = [(context["form"][each.indicator.code], each) for each in statements_of(self.record)]
        is_over = timezone.localdate() > self.record.campaign.self_due_on
        return context | {"rows": rows, "is_over": is_over}


class ProofAddView(RecordFormView):
    """POST /grades/1/proofs/: a file; what is not taken is told on the page of the self-assessment."""

    act = StatisticsAct.ASSESS_ITSELF
    scope = own_entries
    select_related = JOINS
    form_class = ProofForm
    http_method_names = ("post",)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"indicators": stated_indicators(self.record)}

    def get_success_url(self) -> str:
        return reverse("evaluation:self-assessment", args=[self.record.pk])

    def form_valid(self, form: ProofForm) -> HttpResponse:
        given = form.cleaned_data
        try:
            attach_proof(self.record, actor=self.request.user, **given)
        except ValidationError as error:  # the same check again, for uploads that changed meanwhile
            form.add_error("upload", error)
            return self.form_invalid(form)
        messages.success(self.request, f"已上传“{given['upload'].name}”。")
        return super().form_valid(form)

    def form_invalid(self, form: ProofForm) -> HttpResponse:
        for errors in form.errors.values():
            for error in errors:
                messages.error(self.request, error)
        return redirect(self.get_success_url())


class ProofRemoveView(ScopedView):
    """POST /proofs/1/remove/: takes a file off again."""

    act = StatisticsAct.ASSESS_ITSELF
    scope = own_proofs
    select_related = ("file", "assessment__entry__campaign", "assessment__entry__space")
    http_method_names = ("post",)

    def post(self, request: HttpRequest, **kwargs: int) -> HttpResponse:
        entry = self.record.assessment.entry_id
        remove_proof(self.record, actor=request.user)
        messages.success(request, "已移除材料。")
        return redirect("evaluation:self-assessment", entry)


class SelfAssessmentSubmitView(OwnStep):
    """/grades/1/self-assessment/submit/: for good."""

    title, button = "提交自评", "提交自评"
    lead = "请确认自评说明和证明材料完整、真实。"
    consequences = (
        "提交后不能再修改。",
        "评审专家按自评说明和证明材料评分。",
        "经查实弄虚作假的，评价结果直接定为不合格。",
    )

    def carry_out(self, given: dict[str, Any]) -> str:
        submit_self_assessment(self.record, actor=self.request.user)
        return "自评已提交。"


class RequestReviewView(OwnStep):
    """/grades/1/request-review/: asks for the preliminary result to be looked at again."""

    action = CampaignAction.REQUEST_REVIEW
    form_class = ReasonForm
    title, button = "申请复核", "提交复核申请"
    lead = "请写明哪项指标、哪个数据或评分有误，依据是什么。对同一次初评结果只能申请一次。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"label": "复核理由"}

    def carry_out(self, given: dict[str, Any]) -> str:
        request_review(self.record, reason=given["reason"], actor=self.request.user)
        return "复核申请已提交，由市科技局答复。"
