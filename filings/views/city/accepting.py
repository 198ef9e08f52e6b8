"""Accepting many cases from the queue: the page that lists them with their numbers, then case by case."""

from collections.abc import Sequence
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from filings.forms.city.numbers import NumberedRow, NumbersForm, numbered_on
from filings.models import Application
from filings.selectors.queue import chosen_in_queue
from filings.services.notices import application_url
from filings.services.one_by_one import Task, carry_out_each
from filings.services.reviews import accept_application
from filings.views.base import RoleView
from filings.views.district.queue import filtered_queue
from filings.views.outcomes import outcomes_page
from filings.workflow import Action, State

MOST_AT_ONCE = 100


class QueueAcceptView(RoleView):
    """/queue/accept/: POST from the queue lists what was ticked (or all matches of its filter); POST from that page
    accepts.
    """

    act = Action.ACCEPT

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect(self.queue())

    def post(self, request: HttpRequest) -> HttpResponse:
        matches = filtered_queue(request) if request.POST.get("all") else None
        chosen = list(chosen_in_queue(request.user, request.POST.getlist("ids"), matches)[: MOST_AT_ONCE + 1])
        acceptable = [case for case in chosen if case.state == State.RECOMMENDED]
        if not acceptable or len(chosen) > MOST_AT_ONCE:
            return self.turned_away(request, len(chosen))
        rows = [
            NumberedRow(case.pk, str(case.space), "受理", f"{case.operator} · {case.number}") for case in acceptable
        ]
        if "accept" in request.POST:
            form = NumbersForm(request.POST, rows=rows)
            if form.is_valid():
                return self.accept(request, acceptable, form)
            return self.confirm(request, form, skipped=0)
        initial = numbered_on(rows, request.POST)
        return self.confirm(request, NumbersForm(rows=rows, initial=initial), skipped=len(chosen) - len(acceptable))

    def confirm(self, request: HttpRequest, form: NumbersForm, *, skipped: int) -> HttpResponse:
        context = {"form": form, "skipped": skipped, "cancel_url": self.queue()}
        return render(request, "filings/city/accept_many.html", context)

    def accept(self, request: HttpRequest, cases: Sequence[Application], form: NumbersForm) -> HttpResponse:
        numbers = form.numbers()
        tasks = [
            Task(
                str(case.space),
                "受理",
                application_url(case),
                partial(accept_application, case, actor=request.user, number=numbers[case.pk]),
            )
            for case in cases
        ]
        outcomes = carry_out_each(tasks)
        return outcomes_page(request, title="受理结果", outcomes=outcomes, back_url=self.queue(), back="返回申请办理")

    def turned_away(self, request: HttpRequest, number: int) -> HttpResponse:
        """Nothing ticked that waits to be accepted, or too many to look over."""
        if number > MOST_AT_ONCE:
            messages.warning(request, f"一次最多受理{MOST_AT_ONCE}件，请缩小筛选范围后分批受理。")
        else:
            messages.warning(request, "没有选择待受理的申请。请勾选状态为“已推荐”的申请后再受理。")
        return redirect(self.queue())

    def queue(self) -> str:
        return f"{reverse('filings:queue')}?view=open&stage=accept"
