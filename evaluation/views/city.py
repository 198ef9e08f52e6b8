"""The city closes a panel: who has submitted, what the sheets come to, the discussion where marks lie far apart."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property

from evaluation.forms.reviews import FinishReviewForm
from evaluation.permissions import reviewable_applications
from evaluation.selectors.panels import Panel, arithmetic, panel_of, rule_text
from evaluation.services.panels import finish_panel
from evaluation.views.base import RecordFormView
from filings.errors import WorkflowRefused
from filings.permissions import can
from filings.selectors.reviews import LEAST_EXPERTS
from filings.workflow import Action


class FinishReviewView(RecordFormView):
    """/applications/1/finish-review/: the panel's progress, then its result; POST freezes it."""

    act = Action.FINISH_REVIEW
    scope = reviewable_applications
    select_related = ("space", "operator", "district", "round")
    form_class = FinishReviewForm
    template_name = "evaluation/city/finish_review.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request):
            decision = can(request.user, self.act, self.record)
            if not decision:
                raise WorkflowRefused(decision.reason, way_on=self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def panel(self) -> Panel:
        return panel_of(self.record)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"needs_discussion": self.panel.needs_discussion}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            panel=self.panel,
            rule=rule_text(self.panel.form) if self.panel.form else "",
            arithmetic=arithmetic(self.panel),
            lacks=max(0, LEAST_EXPERTS - len(self.panel.places)),
            cancel_url=self.get_success_url(),
            **kwargs,
        )

    def form_valid(self, form: FinishReviewForm) -> HttpResponse:
        record = finish_panel(self.record, actor=self.request.user, discussion=form.cleaned_data.get("discussion", ""))
        messages.success(self.request, f"已完成“{record.space}”的评审汇总，评审汇总表正在生成。")
        return super().form_valid(form)

    def get_success_url(self) -> str:
        return reverse("filings:application", args=[self.record.pk])
