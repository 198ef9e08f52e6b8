"""Visits to the site: the record and its photographs."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from filings.forms.district.visits import SiteVisitForm
from filings.permissions import Act
from filings.rules.facts import parse_facts
from filings.selectors.site_visits import visits_of
from filings.selectors.verification import submitted_snapshot
from filings.services.verification import record_site_visit
from filings.views.base import ApplicationFormView
from filings.workflow import State


class SiteVisitView(ApplicationFormView):
    """GET shows the visits and the form, POST records another one."""

    act = Act.VERIFY_APPLICATION
    form_class = SiteVisitForm
    template_name = "filings/district/site_visit.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        claimed = parse_facts(submitted_snapshot(self.record).facts)
        return super().get_form_kwargs() | {"application": self.record, "claimed": claimed}

    def form_valid(self, form: SiteVisitForm) -> HttpResponse:
        data = form.cleaned_data
        record_site_visit(
            self.record,
            actor=self.request.user,
            on=data["on"],
            at_time=data["at_time"],
            found=form.found(),
            officers=[data["officer_1"], data["officer_2"]],
            findings=data["findings"],
            consistent=data["consistent"],
            photos=data["photos"],
        )
        messages.success(self.request, "已记录实地核查。")
        return redirect(reverse("filings:application-verify", args=[self.record.pk]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_open = self.record.state == State.SUBMITTED
        return super().get_context_data(
            application=self.record, visits=visits_of(self.record), is_open=is_open, **kwargs
        )
