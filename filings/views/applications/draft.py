"""The operator's drafts: list of applications, a new one, the task list with the pre-screen beside it, the choice of round and kind."""

from collections.abc import Collection
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView

from filings.errors import WorkflowRefused
from filings.forms.applications import DraftChangeForm, DraftForm
from filings.models import Application
from filings.permissions import Act, is_correctable, is_editable, visible_applications
from filings.rules.verdicts import Verdict
from filings.selectors.applications import (
    Draft,
    draft_of,
    eligibilities,
    next_rounds,
    open_rounds,
    own_applications,
    search_applications,
)
from filings.selectors.correction_drafts import CorrectionDraft, correction_draft, open_request
from filings.services.applications import change_draft, create_draft
from filings.views.applications.links import check_items
from filings.views.base import PagedListView, RecordFormView, RoleView, ScopedView
from filings.workflow import State
from zzspace.views import words_asked

TITLES = {"第五条": "第五条　基本条件", "第六条": "第六条　专业化附加条件"}


class ApplicationListView(PagedListView):
    """GET /applications/: what the operator has applied for."""

    act = Act.DRAFT_APPLICATION
    template_name = "filings/operator/application_list.html"

    def get_queryset(self) -> QuerySet[Application]:
        return search_applications(own_applications(self.request.user), words_asked(self.request))


class DraftCreateView(RoleView, FormView):
    """GET explains what is possible for each space; POST begins a draft."""

    act = Act.DRAFT_APPLICATION
    template_name = "filings/operator/application_new.html"
    form_class = DraftForm

    @cached_property
    def eligibilities(self) -> list[Any]:
        return eligibilities(self.request.user, on=timezone.localdate())

    @cached_property
    def rounds(self) -> list[Any]:
        return open_rounds(timezone.now())

    def get_form_kwargs(self) -> dict[str, Any]:
        spaces = [each.space for each in self.eligibilities]
        return super().get_form_kwargs() | {"spaces": spaces, "rounds": self.rounds}

    def get_initial(self) -> dict[str, Any]:
        possible = [each.space for each in self.eligibilities if each.is_possible]
        asked = self.request.GET.get("space", "")
        chosen = next((space for space in possible if str(space.pk) == asked), possible[0] if possible else None)
        return {"space": chosen, "kind": chosen.kind if chosen else "", "round_": next(iter(self.rounds), None)}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        application = create_draft(actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, "草稿已建立，各部分可以分次填写，随时保存。")
        return redirect("filings:application", application.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            eligibilities=self.eligibilities,
            is_possible=any(each.is_possible for each in self.eligibilities) and bool(self.rounds),
            rounds=self.rounds,
            next_round=next_rounds(timezone.now()).first(),
            **kwargs,
        )


class DraftView(ScopedView):
    """A view of one draft that the user's operator may still edit; once submitted or withdrawn, 409 with the way on.

    `takes_returned` views also open what was sent back; which parts may change is the services' to say.
    """

    takes_returned = False
    act = Act.DRAFT_APPLICATION
    scope = visible_applications
    select_related = ("space__operator__district", "space__district", "operator__district", "district", "round")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request) and not self.is_open:
            state = self.record.get_state_display()
            way_on = reverse("filings:application", args=[self.record.pk])
            raise WorkflowRefused(f"这件申请现在是“{state}”，不能再修改。", way_on=way_on)
        return super().dispatch(request, *args, **kwargs)

    @property
    def is_open(self) -> bool:
        user = self.request.user
        return is_editable(self.record, user) or (self.takes_returned and is_correctable(self.record, user))

    @cached_property
    def correction(self) -> CorrectionDraft | None:
        """The correction round under way; None for a draft."""
        request = open_request(self.record) if self.record.state == State.RETURNED else None
        return correction_draft(request) if request else None

    @property
    def linked_checks(self) -> Collection[str] | None:
        """The checks that lead to where they are changed; None for all."""
        return self.correction.scope.checks if self.correction else None

    @cached_property
    def draft(self) -> Draft:
        return self.correction.draft if self.correction else draft_of(self.record, as_of=timezone.localdate())


def prescreen_context(draft: Draft, open_checks: Collection[str] | None = None) -> dict[str, Any]:
    """The pre-screen of a draft for prescreen.html: counts, and checks by verdict with their links; where `open_checks` are
    given, to these alone.
    """
    result = draft.result
    by_verdict = {
        verdict.value: check_items(result.with_verdict(verdict), draft.application, draft.version, open_checks)
        for verdict in Verdict
    }
    return {
        "result": result,
        "counts": result.counts(),
        "by_verdict": by_verdict,
        "as_of": draft.as_of,
        "version_notice": draft.version_notice,
    }


def draft_context(draft: Draft) -> dict[str, Any]:
    """The task list and the pre-screen beside it."""
    following = next(iter(draft.open_tasks), None)
    is_open = draft.application.round.closes_at >= timezone.now()
    rows = [{"task": task, "on": task is following} for task in draft.tasks]
    return {
        "draft": draft,
        "following": following,
        "articles": [
            (TITLES[article], list(group)) for article, group in groupby(rows, lambda row: row["task"].article)
        ],
        "still_open": f"还有{len(draft.open_tasks)}个部分没有完成，完成后可以提交",
        "round_is_open": is_open,
        "done": draft.done + is_open,
        "parts": len(draft.tasks) + 1,
        **prescreen_context(draft),
    }


class SpaceSectionView(DraftView, RecordFormView):
    """The first section: which space, which kind, which round."""

    template_name = "filings/operator/section_space.html"
    form_class = DraftChangeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        rounds = open_rounds(timezone.now())
        return super().get_form_kwargs() | {"spaces": [], "rounds": rounds}

    def get_initial(self) -> dict[str, Any]:
        return {"kind": self.record.kind, "round_": self.record.round_id}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        change_draft(self.record, actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, "已保存。")
        return redirect("filings:application", self.record.pk)
