"""The experts of an evaluation: assigned by hand or by lot, taken off with a reason; the record of a draw."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from evaluation.forms.campaigns.campaigns import MarkersForm, ReasonForm, ReleaseForm
from evaluation.forms.campaigns.draws import MarkersDrawForm
from evaluation.models import MarkersDraw, MarkingAssignment
from evaluation.permissions import StatisticsAct, can_in_campaign, run_draws, run_markings
from evaluation.selectors.campaigns.markers import (
    Marker,
    entries_to_mark,
    markers_draw_changes,
    markers_for,
    markers_on,
    proposed_markers_draw,
)
from evaluation.services.campaigns.draws import confirm_markers_draw, draw_markers
from evaluation.services.campaigns.marking import Assigned, assign_markers, release_marker
from evaluation.views.base import RecordFormView
from evaluation.views.campaigns.campaigns import CampaignStep
from evaluation.views.campaigns.steps import StepView
from evaluation.workflow import CampaignAction
from filings.errors import WorkflowRefused
from filings.selectors.draws import is_repeatable, known_fields, pool_lines, quota_text, quotas_of


def told_of(done: Assigned) -> str:
    """What came of assigning."""
    related = f"，{done.related}项因利害关系回避" if done.related else ""
    return f"已分配{done.new}项评分任务{related}。"


class MarkersView(CampaignStep):
    """/evaluations/1/markers/: experts for the makerspaces that take part."""

    action = CampaignAction.ASSIGN
    form_class = MarkersForm
    template_name = "evaluation/campaigns/markers.html"
    title, button = "分配评审专家", "分配"
    lead = "所选专家对所选范围内的每家众创空间评分；已经分配的不重复，撤换过的不再分配。有利害关系的众创空间，系统自动回避。"

    @cached_property
    def markers(self) -> list[Marker]:
        return markers_for(self.record)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"markers": self.markers}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            hints=[marker for marker in self.markers if marker.conflicts],
            waiting=proposed_markers_draw(self.record),
            **kwargs,
        )

    def carry_out(self, given: dict[str, Any]) -> str:
        keys = list(entries_to_mark(self.record, given["kind"]).values_list("pk", flat=True))
        return told_of(
            assign_markers(
                self.record,
                entries=keys,
                experts=list(given["experts"]),
                namesakes=given["namesakes"],
                actor=self.request.user,
            )
        )


class ReleaseMarkerView(CampaignStep):
    """/evaluations/1/markers/release/: an expert off all makerspaces of the campaign."""

    action = CampaignAction.ASSIGN
    form_class = ReleaseForm
    title, button, danger = "撤换评分专家", "撤换", True
    lead = "所选专家不再对本年度的任何众创空间评分。只撤换一家的，请在该众创空间的页面办理。"
    consequences = (
        "已填和已提交的评分留存备查，不再计入得分。",
        "专家收到消息，本年度不再分配给这位专家。",
        "撤换后缺少评分的，请另行分配专家。",
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"markers": markers_on(self.record)}

    def carry_out(self, given: dict[str, Any]) -> str:
        number = release_marker(self.record, expert=given["expert"], reason=given["reason"], actor=self.request.user)
        return f"已撤换{given['expert']}，{number}项评分任务终止。"


class ReleasePlaceView(StepView):
    """/marking-places/1/release/: an expert off one makerspace."""

    act = StatisticsAct.RUN_EVALUATION
    scope = run_markings
    select_related = ("entry__campaign", "entry__space", "expert")
    form_class = ReasonForm
    back = "evaluation:entry"
    title, button, danger = "撤换评分专家", "撤换", True
    consequences = ("已填和已提交的评分留存备查，不再计入得分。", "专家收到消息，这家众创空间不再分配给这位专家。")

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if self.is_allowed(request):
            decision = can_in_campaign(request.user, CampaignAction.ASSIGN, self.record.entry.campaign)
            if not decision:
                raise WorkflowRefused(decision.reason, way_on=self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self) -> str:
        return reverse(self.back, args=[self.record.entry_id])

    def get_form_kwargs(self) -> dict[str, Any]:
        most = MarkingAssignment._meta.get_field("released_reason").max_length
        return super().get_form_kwargs() | {"label": "撤换原因", "help_text": "专家将看到全文", "most": most}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        place = self.record
        lead = f"{place.expert}对{place.entry.space}的评分任务，现在是“{place.get_status_display()}”。"
        return super().get_context_data(**{"lead": lead, "record": place.entry} | kwargs)

    def carry_out(self, given: dict[str, Any]) -> str:
        place, reason = self.record, given["reason"]
        actor = self.request.user
        release_marker(place.entry.campaign, expert=place.expert, entry=place.entry, reason=reason, actor=actor)
        return f"已撤换{place.expert}。"


class MarkersDrawView(CampaignStep):
    """/evaluations/1/draw/: what to draw; POST draws and leads to the proposal."""

    action = CampaignAction.ASSIGN
    form_class = MarkersDrawForm
    template_name = "evaluation/campaigns/draw_new.html"
    title = button = "随机抽取"

    @cached_property
    def waiting(self) -> MarkersDraw | None:
        return proposed_markers_draw(self.record)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"fields": known_fields(), "is_again": self.waiting is not None}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(waiting=self.waiting, **kwargs)

    def form_valid(self, form: MarkersDrawForm) -> HttpResponse:
        given = {name: form.cleaned_data.get(name, "") for name in ("kind", "most_open", "reason")}
        self.drawn = draw_markers(self.record, actor=self.request.user, quotas=form.quotas(), **given)
        messages.success(self.request, f"已随机抽取{len(self.drawn.drawn)}位专家，请核对后确认。")
        return RecordFormView.form_valid(self, form)

    def get_success_url(self) -> str:
        if hasattr(self, "drawn"):
            return reverse("evaluation:markers-draw", args=[self.drawn.pk])
        return super().get_success_url()


class MarkersDrawPage(StepView):
    """/markers-draws/1/: seed, pool, exclusions and result, worked out again on every visit; POST confirms a proposal."""

    act = StatisticsAct.RUN_EVALUATION
    scope = run_draws
    select_related = ("by", "campaign")
    template_name = "evaluation/campaigns/draw.html"
    title, button = "专家抽取记录", "确认"

    def get_success_url(self) -> str:
        return reverse("evaluation:campaign", args=[self.record.campaign_id])

    def carry_out(self, given: dict[str, Any]) -> str:
        return told_of(confirm_markers_draw(self.record, actor=self.request.user))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record, user = self.record, self.request.user
        lines = pool_lines(record)
        is_open = bool(can_in_campaign(user, CampaignAction.ASSIGN, record.campaign))
        waits = is_open and record.status == MarkersDraw.Status.PROPOSED
        changes = markers_draw_changes(record) if waits else []
        return super().get_context_data(
            lines=lines,
            excluded=sum(bool(line.excluded) for line in lines),
            quotas="、".join(quota_text(quota) for quota in quotas_of(record.quotas)),
            is_repeatable=is_repeatable(record),
            may_draw_anew=waits,
            changes=changes,
            may_confirm=waits and not changes,
            most_open=f"待评上限{record.most_open}家",
            **kwargs,
        )
