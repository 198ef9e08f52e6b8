"""Bases of all signed-in views of both apps: role before look-up (403), scope (404), forms (200, htmx 422).

They know no model: each app's views/base.py adds `is_allowed` from its own permissions module.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.views.generic import FormView, ListView, TemplateView, View

Scope = Callable[[Any], QuerySet[Any]]


MOST_SEARCHED = 80


def words_asked(request: HttpRequest) -> str:
    """What ?q= searches for, as long as a name may be, without the characters that a database refuses."""
    return request.GET.get("q", "").replace("\x00", "").strip()[:MOST_SEARCHED]


def day_asked(query: Mapping[str, str], name: str = "on") -> date | None:
    """The day that ?on= names, as 2026-03-05; None where there is none or it is no day."""
    try:
        return parse_date(query.get(name, ""))
    except ValueError:
        return None


def page_asked(request: HttpRequest, pages: int, *, default: int) -> int:
    """The page of a document that ?page= names; `default` where the document has no such page."""
    asked = request.GET.get("page", "")
    return next((number for number in range(1, pages + 1) if str(number) == asked), default)


class RoleView(View):
    """A view for roles that may do `act`; any other role gets 403 before anything is looked up."""

    act: ClassVar[Any]

    def is_allowed(self, request: HttpRequest) -> bool:
        """Whether the account's role ever does this; the app's permissions decide."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.is_allowed(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ScopedView(RoleView):
    """A view of one record out of `scope(user)`; absent or out of reach is 404. The record is `self.record`."""

    scope: ClassVar[Scope]
    select_related: ClassVar[tuple[str, ...]] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request):
            self.record  # noqa: B018 - looked up now, so that an absent record is 404 for every method
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def record(self) -> Any:
        records = type(self).scope(self.request.user)
        return get_object_or_404(self.narrow(records), pk=self.kwargs["pk"])

    def narrow(self, records: QuerySet[Any]) -> QuerySet[Any]:
        """Joins and prefetches that the page needs."""
        return records.select_related(*self.select_related) if self.select_related else records

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"record": self.record} | kwargs)  # type: ignore[misc]  # mixed into TemplateView or FormView


class RowsPerPage:
    """25, 50 or 100 rows a page for a ListView; a page past the end shows the last."""

    page_sizes: ClassVar[tuple[int, ...]] = (25, 50, 100)
    paginate_by = 25
    known_count: int | None = None  # how many rows there are, where the view has counted them anyway
    request: HttpRequest

    def get_paginate_by(self, queryset: QuerySet[Any]) -> int:
        wanted = self.request.GET.get("per_page", "")
        return int(wanted) if wanted in map(str, self.page_sizes) else self.page_sizes[0]

    def paginate_queryset(self, queryset: QuerySet[Any], page_size: int) -> Any:
        paginator = Paginator(queryset, page_size)
        if self.known_count is not None:
            paginator.count = self.known_count
        page = paginator.get_page(self.request.GET.get("page"))
        return paginator, page, page.object_list, page.has_other_pages()


class PagedListView(RowsPerPage, RoleView, ListView):
    """A list with filters in the address and its rows in pages."""


class RecordPage(ScopedView, TemplateView):
    """A page of one record."""


class RecordFormView(ScopedView, FormView):
    """A form on one record. A refused form is shown again with everything typed: 200, or 422 to htmx."""

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        response = super().form_invalid(form)
        if self.request.htmx:  # type: ignore[attr-defined]  # set by django-htmx
            response.status_code = 422
        return response
