"""The operator's side of a correction round: the list of items, saying that one is done, submitting again."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property

from filings.errors import WorkflowRefused
from filings.forms.applications import SubmitForm
from filings.forms.correction_requests import SettleForm
from filings.selectors.correction_drafts import CorrectionDraft, correction_draft, open_request
from filings.services.correction_guards import correction_problems
from filings.services.resubmission import resubmit_application, settle_item
from filings.services.submission_guards import required_declarations
from filings.views.applications.draft import DraftView
from filings.views.applications.links import section_url
from filings.views.base import ApplicationActionView
from filings.workflow import Action


class ItemSettleView(DraftView):
    """POST: an item is done, with a word on it, or (undo) it is not yet."""

    takes_returned = True
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = SettleForm(request.POST)
        if not form.is_valid():
            raise WorkflowRefused("补正说明请控制在500字以内。", way_on=request.META.get("HTTP_REFERER", ""))
        settled = "undo" not in request.POST
        item = settle_item(
            self.record, self.kwargs["item"], actor=request.user, reply=form.cleaned_data["reply"], settled=settled
        )
        messages.success(request, f"“{item.label}”{'已补正' if settled else '已改为需补正'}。")
        return redirect(f"{section_url(self.record, item.section)}#item-{item.pk}")


class ApplicationResubmitView(ApplicationActionView):
    """核对并提交补正: old beside new of every item, what still stands against it, the declarations."""

    act = Action.RESUBMIT
    select_related = ("space__operator__district", "space__district", "operator__district", "district", "round")
    template_name = "filings/correction_round/resubmit.html"
    form_class = SubmitForm

    @cached_property
    def correction(self) -> CorrectionDraft:
        request = open_request(self.application)
        if request is None:
            raise WorkflowRefused("这次补正已经结束。", way_on=self.application_page())
        return correction_draft(request)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"declarations": required_declarations(self.application.round)}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        application = resubmit_application(self.application, actor=self.request.user, accepted=form.accepted())
        messages.success(self.request, f"补正已提交，由{application.district.bureau}核实。")
        return redirect(self.application_page())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            correction=self.correction,
            problems=correction_problems(self.correction, on=timezone.localdate()),
            **kwargs,
        )
