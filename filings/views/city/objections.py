"""Objections of an application: those raised, one entered by the clerk, each dismissed or upheld."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from filings.errors import WorkflowRefused
from filings.forms.city.decisions import ResolutionForm
from filings.forms.objections import ObjectionForm
from filings.models import Objection
from filings.permissions import Act, visible_objections
from filings.selectors.public_notices import current_notice, is_over, objections_of
from filings.services.publication import (
    dismiss_objection,
    opened_notice,
    record_objection,
    uphold_objection,
)
from filings.views.base import ApplicationFormView, RecordFormView
from filings.workflow import State


class ObjectionsView(ApplicationFormView):
    """/applications/1/objections/: the list; POST enters one that came in on paper."""

    act = Act.RESOLVE_OBJECTIONS
    form_class = ObjectionForm
    template_name = "filings/city/objections.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        notice = current_notice(self.record)
        return super().get_context_data(
            objections=list(objections_of(self.record)),
            notice=notice,
            is_notice_over=notice is not None and is_over(notice),
            is_open=self.record.state == State.PUBLICISED,
            **kwargs,
        )

    def form_valid(self, form: ObjectionForm) -> HttpResponse:
        record_objection(opened_notice(self.record), actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, "已登记异议，请核实后办理。")
        return super().form_valid(form)

    def get_success_url(self) -> str:
        return reverse("filings:application-objections", args=[self.record.pk])


class ResolveView(RecordFormView):
    """Close one objection with the result of the inquiry."""

    act = Act.RESOLVE_OBJECTIONS
    scope = visible_objections
    select_related = ("notice__application__space",)
    form_class = ResolutionForm
    template_name = "filings/city/objection_resolve.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request) and self.record.status != Objection.Status.OPEN:
            done = self.record.get_status_display()
            raise WorkflowRefused(f"这件异议已办结（{done}），不用再办理。", way_on=self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self) -> str:
        return reverse("filings:application-objections", args=[self.record.notice.application_id])


class DismissView(ResolveView):
    """/objections/1/dismiss/: found without substance."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title="异议不成立",
            consequences=["异议办结，记入办理记录。", "全部异议办结且公示期满后，可以准予备案。"],
            button="认定不成立",
            cancel_url=self.get_success_url(),
            **kwargs,
        )

    def form_valid(self, form: ResolutionForm) -> HttpResponse:
        dismiss_objection(self.record, actor=self.request.user, resolution=form.cleaned_data["resolution"])
        messages.success(self.request, "已认定异议不成立。")
        return super().form_valid(form)


class UpholdView(ResolveView):
    """/objections/1/uphold/: found justified."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title="异议成立",
            consequences=["异议办结，记入办理记录。", "这件申请不能再准予备案，只能重新评审或者不予备案。"],
            button="认定成立",
            danger=True,
            cancel_url=self.get_success_url(),
            **kwargs,
        )

    def form_valid(self, form: ResolutionForm) -> HttpResponse:
        uphold_objection(self.record, actor=self.request.user, resolution=form.cleaned_data["resolution"])
        messages.success(self.request, "已认定异议成立，请重新评审，或者作出不予备案的决定。")
        return super().form_valid(form)
