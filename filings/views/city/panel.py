"""The panel of an application: who sits on it, who could, taking experts off; and the list of all cases in review."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from filings.errors import WorkflowRefused
from filings.forms.city.panels import AssignForm, ExcuseForm, ExtendForm
from filings.models import Application, ReviewAssignment
from filings.permissions import Act, visible_applications, visible_assignments
from filings.selectors.draws import draws_of
from filings.selectors.experts import STILL_TO_DO, Candidate, candidates
from filings.selectors.reviews import LEAST_EXPERTS, STAGES, assignments_of, cases_of, review_cases, stage_counts
from filings.services.panels import PANEL_STATES, assign_experts, excuse_expert, extend_review, replace_expert
from filings.services.reviews import start_review
from filings.views.base import ApplicationActionView, PagedListView, RecordFormView
from filings.workflow import Action, State
from zzspace.views import words_asked
from zzspace.wording import date_zh

JOINS = ("space", "operator", "district", "round")


class ReviewCaseListView(PagedListView):
    """GET /reviews/: cases from acceptance to decision, by stage."""

    act = Act.RUN_REVIEWS
    template_name = "filings/city/review_cases.html"

    def get_queryset(self) -> QuerySet[Application]:
        return review_cases(self.request.user, self.request.GET.get("stage", ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        counts, stage = stage_counts(self.request.user), self.request.GET.get("stage", "")
        tabs = [
            {"url": f"?stage={key}", "label": label, "count": counts[key], "active": key == stage}
            for key, (label, _) in STAGES.items()
        ]
        everything = {"url": "?", "label": "全部", "count": sum(counts.values()), "active": stage not in STAGES}
        return context | {"cases": cases_of(context["page_obj"]), "tabs": [everything, *tabs]}


class PanelView(RecordFormView):
    """/applications/1/panel/: the panel and the candidates; POST assigns."""

    act = Act.RUN_REVIEWS
    scope = visible_applications
    select_related = JOINS
    form_class = AssignForm
    template_name = "filings/city/panel.html"

    @cached_property
    def candidates(self) -> list[Candidate]:
        if self.record.state not in PANEL_STATES:
            return []
        return candidates(self.record, words=words_asked(self.request))

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"candidates": self.candidates}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        places = list(assignments_of(self.record))
        on_panel = [place for place in places if place.status in ReviewAssignment.ON_PANEL]
        form = kwargs.get("form") or self.get_form()
        chosen = set(form["experts"].value() or [])
        return super().get_context_data(
            places=[place for place in places if place.status != ReviewAssignment.Status.PAST],
            past=[place for place in places if place.status == ReviewAssignment.Status.PAST],
            results=list(self.record.review_results.all()),
            draws=list(draws_of(self.record)),
            still_to_do=STILL_TO_DO,
            today=timezone.localdate(),
            on_panel=on_panel,
            lacks=max(0, LEAST_EXPERTS - len(on_panel)),
            is_open=self.record.state in PANEL_STATES,
            may_start=self.record.state == State.ACCEPTED,
            candidates=[(each, str(each.expert.pk) in chosen) for each in self.candidates],
            words=words_asked(self.request),
            **kwargs | {"form": form},
        )

    def form_valid(self, form: AssignForm) -> HttpResponse:
        experts = list(form.cleaned_data["experts"])
        assign_experts(
            self.record,
            actor=self.request.user,
            experts=experts,
            due_on=form.cleaned_data["due_on"],
            cleared=form.cleaned_data["cleared"],
        )
        messages.success(self.request, f"已分派{len(experts)}位评审专家。")
        return super().form_valid(form)

    def get_success_url(self) -> str:
        return reverse("filings:application-panel", args=[self.record.pk])


class ExcuseExpertView(RecordFormView):
    """/assignments/1/excuse/: take an expert off a panel, with another in the place where wanted."""

    act = Act.RUN_REVIEWS
    scope = visible_assignments
    select_related = ("expert", *(f"application__{join}" for join in JOINS))
    form_class = ExcuseForm
    template_name = "components/confirm.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"candidates": candidates(self.record.application)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=f"解除专家：{self.record.expert}",
            lead=f"{self.record.application.space}，{self.record.expert}（{self.record.get_status_display()}）",
            consequences=[
                "该专家退出本件评审，已填的评分不计入结果，材料不再显示。",
                "记入办理记录；评审已开始的，同时通知专家。",
            ],
            button="解除专家",
            danger=True,
            cancel_url=self.get_success_url(),
            **kwargs,
        )

    def form_valid(self, form: ExcuseForm) -> HttpResponse:
        data, actor = form.cleaned_data, self.request.user
        if expert := data["replacement"]:
            replace_expert(
                self.record,
                actor=actor,
                reason=data["reason"],
                expert=expert,
                due_on=data["due_on"],
                cleared=data["cleared"],
            )
            messages.success(self.request, f"已解除{self.record.expert}，改派{expert}。")
        else:
            excuse_expert(self.record, actor=actor, reason=data["reason"])
            messages.success(self.request, f"已解除{self.record.expert}。")
        return super().form_valid(form)

    def get_success_url(self) -> str:
        return reverse("filings:application-panel", args=[self.record.application_id])


class ExtendReviewView(RecordFormView):
    """/assignments/1/extend/: a later due day, with reason."""

    act = Act.RUN_REVIEWS
    scope = visible_assignments
    select_related = ("expert", *(f"application__{join}" for join in JOINS))
    form_class = ExtendForm
    template_name = "components/confirm.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"after": self.record.due_on}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=f"延长评分期限：{self.record.expert}",
            lead=f"{self.record.application.space}，现在的评分截止日是{date_zh(self.record.due_on)}。",
            consequences=["记入办理记录；评审已开始的，同时通知专家。"],
            button="延长期限",
            cancel_url=self.get_success_url(),
            **kwargs,
        )

    def form_valid(self, form: ExtendForm) -> HttpResponse:
        data = form.cleaned_data
        extend_review(self.record, actor=self.request.user, due_on=data["due_on"], reason=data["reason"])
        messages.success(self.request, f"已将{self.record.expert}的评分期限延长至{date_zh(data['due_on'])}。")
        return super().form_valid(form)

    def get_success_url(self) -> str:
        return reverse("filings:application-panel", args=[self.record.application_id])


class StartReviewView(ApplicationActionView):
    """/applications/1/start-review/: begin the review with the panel as it is."""

    act = Action.START_REVIEW
    template_name = "components/confirm.html"

    def get_form(self, form_class: Any = None) -> None:
        """Nothing to fill in."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        places = assignments_of(self.application).filter(status__in=ReviewAssignment.ON_PANEL)
        panel = self.panel_page()
        lacks = LEAST_EXPERTS - len(places)
        return super().get_context_data(
            title="组织评审",
            lead=f"{self.application.space}（{self.application.number}），评审专家{len(places)}位。",
            consequences=["申请转为“专家评审中”，运营机构不能再撤回。", "专家收到通知，先声明有无利害关系，再评分。"],
            items=[{"text": f"{place.expert}　{place.due_on}前提交", "url": ""} for place in places],
            blocked=[{"text": f"评审专家还差{lacks}位", "url": panel}] if lacks > 0 else [],
            button="开始评审",
            cancel_url=panel,
            **kwargs,
        )

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            start_review(self.application, actor=self.request.user)
        except WorkflowRefused as refusal:
            refusal.way_on = self.panel_page()
            raise
        messages.success(self.request, "已开始评审，专家已收到通知。")
        return self.form_valid(None)

    def panel_page(self) -> str:
        return reverse("filings:application-panel", args=[self.application.pk])
