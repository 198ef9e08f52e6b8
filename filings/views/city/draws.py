"""Panels by lot: asking for a draw, the record of one with its check, confirming it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property

from filings.errors import WorkflowRefused
from filings.forms.city.draws import ConfirmDrawForm, DrawForm
from filings.models import PanelDraw
from filings.permissions import Act, visible_applications, visible_draws
from filings.selectors.draws import (
    changes_since,
    is_repeatable,
    known_fields,
    pool_lines,
    proposed_draw,
    quota_text,
    quotas_of,
)
from filings.services.draws import confirm_draw, draw_panel
from filings.services.panels import PANEL_STATES
from filings.views.base import RecordFormView

JOINS = ("space", "operator", "district", "round")


class DrawView(RecordFormView):
    """/applications/1/draw/: what to draw; POST draws and leads to the proposal."""

    act = Act.RUN_REVIEWS
    scope = visible_applications
    select_related = JOINS
    form_class = DrawForm
    template_name = "filings/city/draw_new.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request) and self.record.state not in PANEL_STATES:
            state = self.record.get_state_display()
            raise WorkflowRefused(f"这件申请现在是“{state}”，不能再抽取评审专家。", way_on=self.panel_page())
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def waiting(self) -> PanelDraw | None:
        return proposed_draw(self.record)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"fields": known_fields(), "is_again": self.waiting is not None}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(waiting=self.waiting, cancel_url=self.panel_page(), **kwargs)

    def form_valid(self, form: DrawForm) -> HttpResponse:
        self.drawn = draw_panel(
            self.record,
            actor=self.request.user,
            quotas=form.quotas(),
            most_open=form.cleaned_data["most_open"],
            reason=form.cleaned_data.get("reason", ""),
        )
        messages.success(self.request, f"已随机抽取{len(self.drawn.drawn)}位专家，请核对后确认。")
        return super().form_valid(form)

    def get_success_url(self) -> str:
        return reverse("filings:draw", args=[self.drawn.pk])

    def panel_page(self) -> str:
        return reverse("filings:application-panel", args=[self.record.pk])


class DrawPage(RecordFormView):
    """/draws/1/: seed, pool, exclusions and result, worked out again on every visit; POST confirms a proposal."""

    act = Act.RUN_REVIEWS
    scope = visible_draws
    select_related = ("by", *(f"application__{join}" for join in JOINS))
    form_class = ConfirmDrawForm
    template_name = "filings/city/draw.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record = self.record
        is_open = record.application.state in PANEL_STATES
        lines = pool_lines(record)
        waits = is_open and record.status == PanelDraw.Status.PROPOSED
        changes = changes_since(record) if waits else []
        return super().get_context_data(
            application=record.application,
            lines=lines,
            excluded=sum(bool(line.excluded) for line in lines),
            quotas="、".join(quota_text(quota) for quota in quotas_of(record.quotas)),
            is_repeatable=is_repeatable(record),
            may_draw_anew=waits,
            changes=changes,
            may_confirm=waits and not changes,
            most_open=f"在办上限{record.most_open}件",
            panel_page=self.get_success_url(),
            **kwargs,
        )

    def form_valid(self, form: ConfirmDrawForm) -> HttpResponse:
        places = confirm_draw(self.record, actor=self.request.user, due_on=form.cleaned_data["due_on"])
        messages.success(self.request, f"已确认抽取结果，分派{len(places)}位评审专家。")
        return super().form_valid(form)

    def get_success_url(self) -> str:
        return reverse("filings:application-panel", args=[self.record.application_id])
