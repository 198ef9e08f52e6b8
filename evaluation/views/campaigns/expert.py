"""The expert in an evaluation: makerspaces to mark, marks with comments, stepping aside."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from evaluation.forms.campaigns.campaigns import ExpertMarksForm, ReasonForm
from evaluation.models import MarkingAssignment
from evaluation.permissions import StatisticsAct, own_markings
from evaluation.scoring.sheets import plain
from evaluation.selectors.campaigns.statements import statements_of
from evaluation.services.campaigns.marking import (
    declare_marking_conflict,
    lacking_marks,
    save_marks,
    submit_marks,
)
from evaluation.services.campaigns.self_assessments import stated_indicators
from evaluation.views.base import PagedListView, RecordFormView
from evaluation.views.campaigns.steps import StepView
from evaluation.views.expert import PARTLY_SAVED
from filings.errors import WorkflowRefused

JOINS = ("entry__campaign__scheme", "entry__space__district")
Status = MarkingAssignment.Status


class MarkingListView(PagedListView):
    """GET /markings/: what the expert has to mark, or has marked, in evaluations under way."""

    act = StatisticsAct.MARK_INDICATORS
    template_name = "evaluation/campaigns/markings.html"

    def get_queryset(self) -> QuerySet[MarkingAssignment]:
        places = own_markings(self.request.user).select_related("entry__campaign", "entry__space__district")
        return places.order_by("status", "entry__space__name", "pk")


class MarksView(RecordFormView):
    """An expert's marks of one makerspace, with what is still lacking."""

    act = StatisticsAct.MARK_INDICATORS
    scope = own_markings
    select_related = JOINS
    form_class = ExpertMarksForm
    template_name = "evaluation/campaigns/marking.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"indicators": stated_indicators(self.record.entry)}

    def get_initial(self) -> dict[str, Any]:
        given = {}
        for mark in self.record.marks.all():
            given[f"mark_{mark.indicator}"] = None if mark.marks is None else plain(mark.marks)
            given[f"comment_{mark.indicator}"] = mark.comment
        return given

    def lacking(self) -> tuple[str, ...]:
        """What stands between the marks as saved and their submission."""
        return () if self.record.status == Status.SUBMITTED else lacking_marks(self.record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        entry, form = self.record.entry, context["form"]
        is_open = bool(entry.self_assessed_at)
        rows = [
            (each if is_open else None, form[f"mark_{each.indicator.code}"], form[f"comment_{each.indicator.code}"])
            for each in statements_of(entry)
        ]
        return context | {
            "rows": rows,
            "waits": not is_open and timezone.localdate() <= entry.campaign.self_due_on,
            "is_submitted": self.record.status == Status.SUBMITTED,
            "lacking": self.lacking(),
        }


class MarkingView(MarksView):
    """/markings/1/: statements and marks; POST submits for good, and keeps all that can be read where it is refused."""

    def form_valid(self, form: ExpertMarksForm) -> HttpResponse:
        try:
            submit_marks(self.record, given=form.given(), actor=self.request.user)
        except WorkflowRefused as refusal:
            if not refusal.problems:
                raise
            for problem in refusal.problems:  # the draft is kept; what is lacking is told beside it
                form.add_error(None, problem)
            return super().form_invalid(form)
        messages.success(self.request, f"已提交对“{self.record.entry.space}”的评分。")
        return redirect("evaluation:markings")

    def form_invalid(self, form: ExpertMarksForm) -> HttpResponse:
        save_marks(self.record, given=form.given(), actor=self.request.user)
        return super().form_invalid(form)


class MarkingSaveView(MarksView):
    """POST /markings/1/save/: keeps the draft; htmx gets what is lacking and what cannot be read, with 422 then. Without htmx
    what cannot be read is shown again on the page, as it was typed.
    """

    http_method_names = ("post",)

    def form_valid(self, form: ExpertMarksForm) -> HttpResponse:
        save_marks(self.record, given=form.given(), actor=self.request.user)
        if self.request.htmx:
            return self.saved(form, status=200)
        messages.success(self.request, "评分已保存。")
        return redirect("evaluation:marking", self.record.pk)

    def form_invalid(self, form: ExpertMarksForm) -> HttpResponse:
        save_marks(self.record, given=form.given(), actor=self.request.user)
        if self.request.htmx:
            return self.saved(form, status=422)
        messages.warning(self.request, PARTLY_SAVED)
        return super().form_invalid(form)

    def saved(self, form: ExpertMarksForm, *, status: int) -> HttpResponse:
        """What htmx puts in its places."""
        marks = [form[f"mark_{each.code}"] for each in form.indicators]
        context = {"marks": marks, "lacking": self.lacking(), "oob": True}
        return render(self.request, "evaluation/campaigns/marking_saved.html", context, status=status)


class MarkingConflictView(StepView):
    """/markings/1/conflict/: steps aside for good."""

    act = StatisticsAct.MARK_INDICATORS
    scope = own_markings
    select_related = JOINS
    form_class = ReasonForm
    back = "evaluation:marking"
    title, button, danger = "申请回避", "回避", True
    lead = "与运营机构有任职、持股、亲属等利益关系的，应当回避。"
    consequences = ("这家众创空间不再由您评分，也不再显示。", "已填的评分清除。")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "label": "回避原因",
            "most": MarkingAssignment._meta.get_field("conflict").max_length,
        }

    def get_success_url(self) -> str:
        return reverse("evaluation:markings")

    def carry_out(self, given: dict[str, Any]) -> str:
        declare_marking_conflict(self.record, reason=given["reason"], actor=self.request.user)
        return "已回避，市科技局将另行安排。"
