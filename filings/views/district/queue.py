"""The queue of a district or of the city: tabs, filters and sorting in the address; taking a case."""

from collections.abc import Sequence
from typing import Any

import django_tables2 as tables
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from filings.forms.queue import QueueFilters
from filings.models import Application, User
from filings.permissions import Act, visible_applications
from filings.selectors.queue import (
    View,
    overview_of,
    queue_of,
    sorted_by,
    submitted_to,
    view_counts,
    views_of,
    with_rows,
)
from filings.selectors.queue_lines import QueueLine, queue_lines
from filings.services.verification import take_case
from filings.views.base import PagedListView, ScopedView
from filings.workflow import Role, State

UNFILTERED = {"view", "sort", "page", "per_page"}
"""What may stand in the address without choosing among the rows of a tab."""

LONGEST_KEY = 19
"""Digits of the largest key that a database holds."""


CITYS_ACT = {"value": "accept", "label": "受理", "icon": "check"}
DISTRICTS_ACT = {"value": "recommend", "label": "批量推荐", "icon": "send"}
"""What is done with the cases ticked; each leads to a page that lists them before anything happens."""


def filtered_queue(request: HttpRequest) -> QuerySet[Application]:
    """All matches of the queue's tab and filter in an address, unsorted."""
    views = views_of(request.user, timezone.localdate())
    view = next((view for view in views if view.key == request.GET.get("view", "")), views[0])
    return QueueFilters(request.GET, queryset=queue_of(request.user).filter(view.condition), user=request.user).qs


class QueueTable(tables.Table):
    """Heads with their sorting; the rows are written by the template from `lines`."""

    lines: Sequence[QueueLine] = ()
    is_city = False
    shows_state = False

    tick = tables.Column(verbose_name="选择", orderable=False)
    space = tables.Column(verbose_name="众创空间")
    district = tables.Column(verbose_name="区县")
    kind = tables.Column(verbose_name="类型")
    submitted = tables.Column(verbose_name="提交")
    verdict = tables.Column(verbose_name="预审")
    why = tables.Column(verbose_name="不符合与待核实", orderable=False)
    state = tables.Column(verbose_name="状态")
    marked = tables.Column(verbose_name="已核实", attrs={"th": {"class": "num"}})
    handler = tables.Column(verbose_name="经办")
    waiting = tables.Column(verbose_name="等待")

    class Meta:
        order_by_field = "sort"
        template_name = "filings/district/queue_table.html"
        empty_text = "没有符合条件的申请"


class QueueView(PagedListView):
    """GET /queue/?view=open&verdict=fail&sort=-waiting&per_page=50."""

    act = Act.WORK_QUEUE
    template_name = "filings/district/queue.html"

    @cached_property
    def today(self) -> Any:
        return timezone.localdate()

    @cached_property
    def views(self) -> tuple[View, ...]:
        return views_of(self.request.user, self.today)

    @cached_property
    def view(self) -> View:
        asked = self.request.GET.get("view", "")
        return next((view for view in self.views if view.key == asked), self.views[0])

    @cached_property
    def queue(self) -> QuerySet[Application]:
        """All within reach, as rows show them."""
        return queue_of(self.request.user)

    @cached_property
    def filters(self) -> QueueFilters:
        shown = self.queue.filter(self.view.condition)
        return QueueFilters(self.request.GET, queryset=shown, user=self.request.user)

    def get_queryset(self) -> QuerySet[Application]:
        return sorted_by(with_rows(self.filters.qs), self.request.GET.get("sort", ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        user = self.request.user
        overview = overview_of(self.queue.filter(self.views[0].condition), self.today, user=user)
        lines = queue_lines(context["object_list"], self.today, role=user.role)
        return context | {
            "lines": lines,
            "table": self.table(lines),
            "filters": self.filters.form,
            "reset_url": f"?view={self.view.key}",
            "tabs": self.tabs(),
            "overview": overview,
            "resume": overview.resume,
            "is_city": self.is_city,
            "bulk_acts": [CITYS_ACT if self.is_city else DISTRICTS_ACT],
            "bulk_url": reverse("filings:queue-accept" if self.is_city else "filings:joint-recommendation-new"),
            "address": self.request.GET.urlencode(),
        }

    def table(self, lines: list[QueueLine]) -> QueueTable:
        """The heads in the order that was asked for; the rows came sorted from the database."""
        table = QueueTable([], exclude=self.hidden_columns(), order_by=self.request.GET.get("sort", "") or "-waiting")
        table.lines, table.is_city, table.shows_state = lines, self.is_city, self.shows_state
        return table

    @property
    def is_city(self) -> bool:
        return self.request.user.role == Role.CITY

    @property
    def shows_state(self) -> bool:
        return self.is_city or self.view.key == "done"

    def hidden_columns(self) -> tuple[str, ...]:
        """A district has no district column, and its open cases are all in one state."""
        hidden = () if self.is_city else ("district",)
        return (*hidden, "marked") if self.shows_state else (*hidden, "state")

    @cached_property
    def counts(self) -> dict[str, int]:
        return view_counts(submitted_to(self.request.user), self.views)

    @property
    def known_count(self) -> int | None:
        """Without a filter, what the tab says."""
        return None if self.request.GET.keys() - UNFILTERED else self.counts[self.view.key]

    def tabs(self) -> list[dict[str, Any]]:
        return [
            {
                "url": f"?view={view.key}",
                "label": view.label,
                "count": self.counts[view.key],
                "active": view == self.view,
            }
            for view in self.views
        ]


class CaseTakeView(ScopedView):
    """POST: become the handler, then on to the work."""

    act = Act.WORK_QUEUE
    scope = visible_applications
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: int) -> HttpResponse:
        seen = request.POST.get("handler", "")[:LONGEST_KEY]
        take_case(self.record, actor=request.user, seen_handler=int(seen) if seen.isdecimal() else None)
        messages.success(request, f"{self.record.space}已由您经办。")
        return redirect(case_url(self.record, request.user))


def case_url(application: Application, user: User) -> str:
    """Where an office works on a case: the district verifies what was submitted, all else is on the case's own page."""
    verifies = user.role == Role.DISTRICT and application.state == State.SUBMITTED
    return reverse("filings:application-verify" if verifies else "filings:application", args=[application.pk])
