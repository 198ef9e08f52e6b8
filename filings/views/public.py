"""Pages for everybody: home, guide, policy, rounds, notices, register. No login, nothing stored."""

import csv
import json
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import DetailView, ListView, TemplateView

from filings.forms.register import RegisterFilterForm
from filings.models import Round, Space
from filings.rules.versions import CURRENT
from filings.selectors import policy, public
from filings.selectors.measures import measures_in_force
from filings.selectors.public_notices import takes_objections
from filings.selectors.settings import city_settings
from filings.selectors.upward import granted_of
from zzspace.sheets import safe_cell
from zzspace.views import RowsPerPage

EXPORT_LIMIT = 20_000


@method_decorator(login_not_required, name="dispatch")
class PublicPage(TemplateView):
    """A page without data of its own."""


class HomePage(PublicPage):
    """What a filing is, open rounds, where to go."""

    template_name = "filings/public/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            rounds=public.rounds_by_phase()["open"],
            notices=public.public_notices()[:5],
            figures=public.register_figures(),
            filings=public.public_register()[:5],
            **kwargs,
        )


class PolicyPage(PublicPage):
    """The text with an anchor for each article and item, the readings that the system uses, all rule versions compared,
    districts' own measures.
    """

    template_name = "filings/public/policy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = CURRENT.with_dates(city_settings().effective_from)
        shown = policy.versions_shown(version)
        return super().get_context_data(
            chapters=policy.chapters(),
            version=version,
            versions=shown,
            has_changes=any(each.before for each in shown),
            compared=policy.figures_compared(shown),
            measures=measures_in_force(timezone.localdate()),
            **kwargs,
        )


class GuidePage(PublicPage):
    """How to apply: conditions, procedure, materials."""

    template_name = "filings/public/guide.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(version=CURRENT, districts=public.districts(), **kwargs)


class RoundListPage(PublicPage):
    """Rounds: open, to come, over."""

    template_name = "filings/public/rounds.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(phases=public.rounds_by_phase(), **kwargs)


@method_decorator(login_not_required, name="dispatch")
class RoundPage(DetailView):
    """One round with its terms."""

    template_name = "filings/public/round.html"
    queryset = Round.objects.all()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        kinds = [Space.Kind(kind).label for kind in self.object.kinds]
        is_open = self.object.opens_at <= now <= self.object.closes_at
        return super().get_context_data(kinds=kinds, is_open=is_open, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class NoticeListPage(RowsPerPage, ListView):
    """Public notices, newest first."""

    template_name = "filings/public/notices.html"

    def get_queryset(self) -> Any:
        return public.public_notices()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"rows": [(notice, takes_objections(notice)) for notice in context["page_obj"]]}


@method_decorator(login_not_required, name="dispatch")
class NoticePage(DetailView):
    """One notice: who, what, until when, and how to object."""

    template_name = "filings/public/notice.html"

    def get_queryset(self) -> Any:
        return public.public_notices()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_open = takes_objections(self.object)
        return super().get_context_data(is_open=is_open, office=city_settings(), **kwargs)


@method_decorator(login_not_required, name="dispatch")
class RegisterPage(RowsPerPage, ListView):
    """The public register: search, filter, table."""

    template_name = "filings/public/register.html"

    def get_queryset(self) -> Any:
        return public.public_register(**RegisterFilterForm.filters(self.request.GET))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(filters=RegisterFilterForm(self.request.GET), **kwargs)
        granted = granted_of(context["page_obj"].object_list)
        return context | {"rows": [(filing, granted.get(filing.pk, [])) for filing in context["page_obj"]]}


@login_not_required
def register_csv(request: HttpRequest) -> HttpResponse:
    """The register as filtered, as CSV (UTF-8 with BOM)."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="register-{timezone.localdate()}.csv"'
    writer = csv.writer(response)
    writer.writerow(public.OPEN_DATA_FIELDS)
    filings = public.public_register(**RegisterFilterForm.filters(request.GET))[:EXPORT_LIMIT]
    writer.writerows([safe_cell(cell) for cell in row.values()] for row in public.open_data(filings))
    return response


@login_not_required
def register_json(request: HttpRequest) -> HttpResponse:
    """The register as filtered, as a JSON array."""
    filings = public.public_register(**RegisterFilterForm.filters(request.GET))[:EXPORT_LIMIT]
    text = json.dumps(list(public.open_data(filings)), ensure_ascii=False)
    return HttpResponse(text, content_type="application/json; charset=utf-8")
