"""A year's evaluation for the city: list and setting up, its page, its steps to publication."""

from typing import Any

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView

from evaluation.forms.campaigns.campaigns import AnnounceForm, CampaignForm, NewCampaignForm, ReasonForm
from evaluation.models import Entry, HistoricGrade
from evaluation.permissions import StatisticsAct, can_in_campaign, run_entries, visible_campaigns
from evaluation.scoring.schemes import KIND_LABELS
from evaluation.selectors.campaigns.inputs import names_of
from evaluation.selectors.campaigns.progress import entries_with_results, grades_in, progress_of
from evaluation.selectors.campaigns.scored import scored_campaign
from evaluation.services.campaigns.campaigns import change_campaign, create_campaign, open_campaign
from evaluation.services.campaigns.results import REVIEW_DAYS, announce_results, publish_results, take_back_results
from evaluation.views.base import PagedListView, RoleView, ScopedView
from evaluation.views.campaigns.steps import StepView
from evaluation.workflow import CampaignAction
from filings.errors import WorkflowRefused
from filings.rules.periods import add_working_days

GRADES = dict(HistoricGrade.Grade.choices)
NAMED = 10
"""Makerspaces that a preview names as lacking something."""


class CampaignListView(RoleView, FormView):
    """/evaluations/: all years; POST sets one up."""

    act = StatisticsAct.RUN_EVALUATION
    form_class = NewCampaignForm
    template_name = "evaluation/campaigns/campaigns.html"

    def form_valid(self, form: NewCampaignForm) -> HttpResponse:
        given = dict(form.cleaned_data)
        self.campaign = create_campaign(given.pop("year"), actor=self.request.user, **given)
        messages.success(self.request, f"已设立{self.campaign}，请核对参评范围后启动。")
        return super().form_valid(form)

    def get_success_url(self) -> str:
        return reverse("evaluation:campaign", args=[self.campaign.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        campaigns = visible_campaigns(self.request.user).select_related("scheme")
        return super().get_context_data(campaigns=campaigns, **kwargs)


class CampaignPage(ScopedView, PagedListView):
    """GET /evaluations/1/?grade=good&kind=professional: how far it is, and the makerspaces in it."""

    act = StatisticsAct.RUN_EVALUATION
    scope = visible_campaigns
    select_related = ("scheme",)
    template_name = "evaluation/campaigns/campaign.html"

    def get_queryset(self) -> QuerySet[Entry]:
        entries = entries_with_results(run_entries(self.request.user).filter(campaign=self.record))
        asked = self.request.GET
        if asked.get("grade") in GRADES:
            entries = entries.filter(grade=asked["grade"])
        if asked.get("kind") in KIND_LABELS:
            entries = entries.filter(kind=asked["kind"])
        if asked.get("only") == "requests":
            entries = entries.filter(request_waits=True)
        return entries.order_by("-takes_part", F("total").desc(nulls_last=True), "space__name", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        grades = grades_in(self.record)
        user, campaign = self.request.user, self.record
        return super().get_context_data(
            progress=progress_of(campaign),
            draws=list(campaign.draws.order_by("-pk")),
            grades=[
                (KIND_LABELS[kind], [(GRADES[grade], n) for grade, n in found.items()])
                for kind, found in grades.items()
            ],
            links=self.links(),
            may={action.value: bool(can_in_campaign(user, action, campaign)) for action in CampaignAction},
            **kwargs,
        )

    def links(self) -> list[dict[str, Any]]:
        """The filters of the list."""
        chosen = self.request.GET.get("grade", "") or self.request.GET.get("only", "")
        options = [("", "全部", "")] + [(grade, label, f"?grade={grade}") for grade, label in GRADES.items()]
        options.append(("requests", "待复核", "?only=requests"))
        return [
            {"url": f"{self.request.path}{query}", "label": label, "active": chosen == value}
            for value, label, query in options
        ]


class CampaignStep(StepView):
    """A step on a campaign; where its state is not open for it, 409 leads back to its page."""

    act = StatisticsAct.RUN_EVALUATION
    scope = visible_campaigns
    select_related = ("scheme",)
    back = "evaluation:campaign"
    action: CampaignAction

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if self.is_allowed(request):
            decision = can_in_campaign(request.user, self.action, self.record)
            if not decision:
                raise WorkflowRefused(decision.reason, way_on=self.get_success_url())
        return super().dispatch(request, *args, **kwargs)


class CampaignChangeView(CampaignStep):
    """/evaluations/1/change/: scheme and days while it is a draft."""

    action = CampaignAction.SET_UP
    form_class = CampaignForm
    title, button = "修改考核评价", "保存"
    lead = "保存后按参评备案截止日重新生成参评范围，已作的个别调整需要重新办理。"

    def get_initial(self) -> dict[str, Any]:
        names = ("scheme", "filed_until", "self_due_on", "marks_due_on")
        return {name: getattr(self.record, name) for name in names}

    def carry_out(self, given: dict[str, Any]) -> str:
        change_campaign(self.record, actor=self.request.user, **given)
        return "已保存，参评范围已重新生成。"


class CampaignOpenView(CampaignStep):
    """/evaluations/1/open/: freezes the scheme, asks operators to assess themselves."""

    action = CampaignAction.OPEN
    title, button = "启动考核评价", "启动"
    lead = "启动后，运营机构开始自评，可以分配专家评分。"
    consequences = ("方案冻结，不能再修改。", "参加评价的运营机构收到消息，在自评截止日前提交自评。")

    def carry_out(self, given: dict[str, Any]) -> str:
        campaign = open_campaign(self.record, actor=self.request.user)
        return f"{campaign}已启动。"


class AnnounceView(CampaignStep):
    """/evaluations/1/announce/: the distribution as it comes out now, then POST announces it."""

    action = CampaignAction.ANNOUNCE
    form_class = AnnounceForm
    template_name = "evaluation/campaigns/announce.html"
    title, button = "发布初评结果", "发布初评结果"
    consequences = ("各运营机构可以查看自己的得分、等级和说明。", "在申请复核截止日前可以申请复核，期满后公布结果。")

    def get_initial(self) -> dict[str, Any]:
        return {"review_due_on": add_working_days(timezone.localdate(), REVIEW_DAYS)}

    def carry_out(self, given: dict[str, Any]) -> str:
        announce_results(self.record, actor=self.request.user, **given)
        return "初评结果已发布，已通知各运营机构。"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        scored = scored_campaign(self.record)
        named = names_of([*scored.waiting[:NAMED], *scored.unmarked[:NAMED]])
        kinds = [(label, scored.evaluation.distribution(kind)) for kind, label in KIND_LABELS.items()]
        return super().get_context_data(
            scored=scored,
            kinds=[(label, [(GRADES[grade.value], n) for grade, n in counts.items()]) for label, counts in kinds],
            grades=[
                {"label": GRADES[grade.value], "value": n, "unit": "家"}
                for grade, n in scored.evaluation.distribution().items()
            ],
            waiting=[named[key] for key in scored.waiting[:NAMED]],
            unmarked=[named[key] for key in scored.unmarked[:NAMED]],
            **kwargs,
        )


class TakeBackView(CampaignStep):
    """/evaluations/1/take-back/: preliminary results, with the reason."""

    action = CampaignAction.TAKE_BACK
    form_class = ReasonForm
    title, button, danger = "收回初评结果", "收回", True
    consequences = ("初评结果不再显示，回到评价阶段。", "已提出的复核申请失效，重新发布初评结果后可以再次申请。")

    def carry_out(self, given: dict[str, Any]) -> str:
        take_back_results(self.record, reason=given["reason"], actor=self.request.user)
        return "初评结果已收回。"


class PublishView(CampaignStep):
    """/evaluations/1/publish/: for good."""

    action = CampaignAction.PUBLISH
    title, button = "公布考核评价结果", "公布结果"
    consequences = (
        "得分、等级、方案和所依据的数据全部冻结；以后的更正另立版本，写明理由。",
        "结果在公众页面公开，并通知各运营机构。",
        "连续两年不合格的，列入撤销备案的建议，由市科技局另行决定（第十五条）。",
    )

    def carry_out(self, given: dict[str, Any]) -> str:
        campaign = publish_results(self.record, actor=self.request.user)
        return f"{campaign}结果已公布。"
