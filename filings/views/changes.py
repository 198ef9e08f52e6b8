"""Changes of filings (Article 14): the list, one change with its next step, the report in one form a kind, and its correction."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date

from filings.errors import WorkflowRefused
from filings.forms.changes import FORMS, ReportForm, initial_of
from filings.models import ChangeReport
from filings.permissions import (
    Act,
    can_on_change,
    can_on_filing,
    visible_changes,
    visible_filings,
    visible_revocations,
)
from filings.rules.periods import is_provisional, within_one_month
from filings.selectors.changes.contents import change_lines
from filings.selectors.changes.judging import checks_turned, judged
from filings.selectors.changes.lists import (
    CHANGE_JOINS,
    VIEWS,
    change_list,
    change_standing,
    change_timeline,
    files_of,
    is_clock_provisional,
    pending_filing_of,
)
from filings.selectors.revocations.lists import open_revocation_of
from filings.services.changes.reporting import report_change, require_none_open, resubmit_change
from filings.views.base import PagedListView, RecordFormView, RecordPage
from filings.views.change_links import change_buttons
from filings.views.revocation_links import propose_on_change_button
from filings.workflow import Role
from filings.workflow_changes import ChangeAction
from zzspace.views import words_asked

FILING_JOINS = ("space__district", "operator")
KINDS: dict[str, tuple[str, str]] = {
    "name": ("edit", "众创空间或运营机构的名称变了，机构还是原来的机构。"),
    "operator": ("building", "众创空间由另一家机构运营。"),
    "area": ("ruler-measure", "原地址的面积、工位增减，或者一处场地不再使用。"),
    "location": ("map-pin", "搬到新的地址，或者新增一处场地。"),
    "other": ("list-details", "其他备案条件发生变化。团队、人员、活动等名册可以随时更新，不用报告。"),
}
"""Icon and meaning of each kind, for whoever chooses one."""


class ChangeListView(PagedListView):
    """GET /changes/?view=mine&q=…: changes within reach."""

    act = Act.SEE_CHANGES
    template_name = "filings/changes/list.html"

    @property
    def view(self) -> str:
        asked = self.request.GET.get("view", "")
        usual = "all" if self.request.user.role == Role.OPERATOR else "open"
        return asked if asked in dict(VIEWS) else usual

    def get_queryset(self) -> QuerySet[ChangeReport]:
        return change_list(self.request.user, words=words_asked(self.request), view=self.view)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(words=words_asked(self.request), shown=self.view, views=VIEWS, **kwargs)
        return context | {"rows": [(change, change_lines(change)) for change in context["page_obj"]]}


class ChangePage(RecordPage):
    """GET /changes/1/: before and after, evidence, checks, verdicts, history; what comes next."""

    act = Act.SEE_CHANGES
    scope = visible_changes
    select_related = CHANGE_JOINS
    template_name = "filings/changes/change.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        change, user = self.record, self.request.user
        act = pending_filing_of(change)
        held = open_revocation_of(change.filing) is not None
        buttons = propose_on_change_button(user, change, held=held) + change_buttons(user, change, act, held=held)
        old, new = judged(change)
        return super().get_context_data(
            standing=change_standing(change, act=act, viewer=user),
            waiting_act=act if user.role == Role.CITY else None,
            buttons=[button for button in buttons if not button["danger"]],
            adverse=[button for button in buttons if button["danger"]],
            entries=change_timeline(change, user),
            lines=change_lines(change),
            files=files_of(change),
            outcomes=(old, new),
            counts=new.counts(),
            turned=checks_turned(change),
            is_provisional=is_clock_provisional(change),
            revocations=visible_revocations(user).filter(change=change),
            sees_filing=visible_filings(user).filter(pk=change.filing_id).exists(),
            **kwargs,
        )


class ChangeChooseView(RecordPage):
    """GET /filings/1/changes/new/: which kind of change."""

    act = Act.REPORT_CHANGE
    scope = visible_filings
    select_related = FILING_JOINS
    template_name = "filings/changes/choose.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request):
            refuse_unless_open(self, request)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kinds = [
            (
                kind,
                ChangeReport.Kind(kind).label,
                icon,
                text,
                reverse("filings:change-report", args=[self.record.pk, kind]),
            )
            for kind, (icon, text) in KINDS.items()
        ]
        return super().get_context_data(kinds=kinds, **kwargs)


def refuse_unless_open(view: Any, request: HttpRequest) -> None:
    """409 where the filing is not one on which a change can be reported."""
    decision = can_on_filing(request.user, Act.REPORT_CHANGE, view.record)  # type: ignore[arg-type]  # signed in, as is_allowed() has found
    if not decision:
        raise WorkflowRefused(decision.reason, way_on=reverse("filings:filing", args=[view.record.pk]))


class ReportingView(RecordFormView):
    """The form of one kind: a first report or its correction."""

    template_name = "filings/changes/report.html"
    kind: str

    def get_form_class(self) -> type[ReportForm]:
        return FORMS[self.kind]

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            change = self.send(form)
        except ValidationError as problem:
            known = {name: found for name, found in problem.message_dict.items() if name in form.fields}
            form.add_error(None, ValidationError(known or problem.messages))
            return self.form_invalid(form)
        return redirect("filings:change", change.pk)

    def send(self, form: Any) -> ChangeReport:
        """Call the service."""
        raise NotImplementedError


class ChangeReportView(ReportingView):
    """/filings/1/changes/new/name/: report a change of one kind."""

    act = Act.REPORT_CHANGE
    scope = visible_filings
    select_related = FILING_JOINS

    @property
    def kind(self) -> str:  # type: ignore[override]  # by the address
        return self.kwargs["kind"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request):
            if self.kind not in KINDS:
                raise Http404
            refuse_unless_open(self, request)
            require_none_open(self.record, self.kind)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"filing": self.record, "kind": self.kind}

    def send(self, form: Any) -> ChangeReport:
        data = form.cleaned_data
        change = report_change(
            self.record,
            actor=self.request.user,
            kind=self.kind,
            what=data["what"],
            happened_on=data["happened_on"],
            wanted=form.wanted(),
            files=data["files"],
        )
        late = f"已逾期{change.days_late}天，照常受理。" if change.days_late else ""
        messages.success(self.request, f"变更已登记，由{change.district.bureau}审查材料。{late}")
        return change

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = reverse("filings:change-new", args=[self.record.pk])
        return super().get_context_data(
            label=ChangeReport.Kind(self.kind).label,
            lead=KINDS[self.kind][1],
            button="登记变更" if self.request.user.role == Role.DISTRICT else "提交变更报告",
            crumb_url=reverse("filings:filing", args=[self.record.pk]),
            cancel_url=page,
            filing=self.record,
            clock=clock_of(kwargs.get("form")),
            **kwargs,
        )


def clock_of(form: ReportForm | None) -> dict[str, Any] | None:
    """Due day and days late of the day that was typed, where one was."""
    day = parse_typed(form["happened_on"].value()) if form is not None and form.is_bound else None
    if day is None or form is None:
        return None
    due = within_one_month(max(day, form.filing.filed_on))
    late = max(0, (timezone.localdate() - due).days)
    return {"due_on": due, "days_late": late, "is_provisional": is_provisional(day, due)}


def parse_typed(value: object) -> date | None:
    """A day as typed, if it is one."""
    try:
        return parse_date(str(value))
    except ValueError:
        return None


class ChangeResubmitView(ReportingView):
    """/changes/1/resubmit/: correct what was sent back."""

    act = Act.CORRECT_CHANGE
    scope = visible_changes
    select_related = CHANGE_JOINS

    @property
    def kind(self) -> str:  # type: ignore[override]  # the record's
        return self.record.kind

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request):
            decision = can_on_change(request.user, ChangeAction.RESUBMIT, self.record)  # type: ignore[arg-type]  # signed in
            if not decision:
                raise WorkflowRefused(decision.reason, way_on=reverse("filings:change", args=[self.record.pk]))
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        shared = {"filing": self.record.filing, "kind": self.kind, "change": self.record}
        return super().get_form_kwargs() | shared | {"initial": initial_of(self.record)}

    def send(self, form: Any) -> ChangeReport:
        data = form.cleaned_data
        change = resubmit_change(
            self.record,
            actor=self.request.user,
            what=data["what"],
            happened_on=data["happened_on"],
            wanted=form.wanted(),
            files=data["files"],
        )
        messages.success(self.request, "已补正并重新提交，由区县科技主管部门审查。")
        return change

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = reverse("filings:change", args=[self.record.pk])
        return super().get_context_data(
            label=self.record.get_kind_display(),
            lead="请按下列事项补正后重新提交。",
            button="重新提交",
            crumb_url=page,
            cancel_url=page,
            filing=self.record.filing,
            items=self.record.returned_items,
            files=files_of(self.record),
            **kwargs,
        )
