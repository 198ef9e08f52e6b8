"""Rounds: list, open one, edit one."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.views.generic import FormView

from filings.forms.city.rounds import RoundForm
from filings.models import Round
from filings.permissions import Act, visible_rounds
from filings.selectors.board import board_of
from filings.selectors.meetings import meeting_counts
from filings.selectors.rounds import phase_of, rounds_with_counts
from filings.services.rounds import create_round, edit_round
from filings.views.base import PagedListView, RecordFormView, RecordPage, RoleView


class RoundListView(PagedListView):
    """GET /rounds/manage/: all rounds with their cases."""

    act = Act.RUN_ROUNDS
    template_name = "filings/city/round_list.html"

    def get_queryset(self) -> QuerySet[Round]:
        return rounds_with_counts()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        waiting = meeting_counts(self.request.user, context["page_obj"])
        rounds = [(record, phase_of(record), waiting.get(record.pk, 0)) for record in context["page_obj"]]
        return context | {"rounds": rounds}


class RoundBoardPage(RecordPage):
    """GET /rounds/1/board/: how many cases stand where, by district, and how many are overdue."""

    act = Act.RUN_ROUNDS
    scope = visible_rounds
    template_name = "filings/city/round_board.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(board=board_of(self.record, self.request.user), **kwargs)


class RoundCreateView(RoleView, FormView):
    """/rounds/new/: open a round."""

    act = Act.RUN_ROUNDS
    form_class = RoundForm
    template_name = "filings/city/round_form.html"
    success_url = reverse_lazy("filings:round-list")

    def form_valid(self, form: RoundForm) -> HttpResponse:
        record = create_round(actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, f"已建立“{record}”。")
        return super().form_valid(form)


class RoundEditView(RecordFormView):
    """/rounds/1/edit/: change what may still change."""

    act = Act.RUN_ROUNDS
    scope = visible_rounds
    form_class = RoundForm
    template_name = "filings/city/round_form.html"
    success_url = reverse_lazy("filings:round-list")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.record}

    def form_valid(self, form: RoundForm) -> HttpResponse:
        edit_round(self.record, actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, f"已保存“{self.record}”。")
        return super().form_valid(form)
