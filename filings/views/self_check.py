"""The public self-check and its what-if: all checks on what is typed, as of today. No login, nothing stored."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.cache import never_cache
from django.views.generic import View

from filings.forms.self_check import SelfCheckForm
from filings.forms.what_if import WhatIfForm, field_values
from filings.models import District, Space
from filings.rules.engine import prescreen, sections
from filings.rules.facts import Facts
from filings.selectors.measures import measure_beside
from filings.selectors.public import districts
from filings.selectors.settings import version_on
from filings.views.what_if import asked_form, told_checks, what_if_context

WAS = "was"
BEGIN, END = "begin", "end"


@method_decorator([login_not_required, never_cache], name="dispatch")
class SelfCheckView(View):
    """GET the questions, POST the answers; what is being tried out travels with what it was in hidden fields.

    htmx gets the result beside the form; without JavaScript the whole page comes back with the result.
    """

    def kind(self) -> str:
        kind = self.request.GET.get("kind", "")
        return kind if kind in Space.Kind.values else Space.Kind.COMPREHENSIVE.value

    @cached_property
    def districts(self) -> list[District]:
        return list(districts())

    @property
    def district(self) -> District | None:
        """The one whose own measures are shown beside the result; they change nothing in it."""
        asked = self.request.POST.get("district", "")
        return next((each for each in self.districts if each.pk == asked), None)

    def form(self, data: Any = None, **kwargs: Any) -> SelfCheckForm:
        return SelfCheckForm(data, kind=self.kind(), as_of=timezone.localdate(), **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.answer(self.form())

    def post(self, request: HttpRequest) -> HttpResponse:
        was = self.was()
        asked = request.POST.get("try", "")
        if was and asked == END:
            return self.answer(self.form(field_values(was)))
        if was:
            return self.answer_trial(asked_form(request.POST, was, version_on(was.as_of)[0]))
        form = self.form(request.POST)
        if form.is_valid() and asked == BEGIN and not form.is_blank():
            return self.answer_trial(WhatIfForm(field_values(form.facts), was=form.facts))
        return self.answer(form)

    def was(self) -> Facts | None:
        """What the figures were before they were moved; None where nothing is being tried out."""
        if not any(name.startswith(f"{WAS}-") for name in self.request.POST):
            return None
        form = self.form(self.request.POST, prefix=WAS)
        return form.facts if form.is_valid() else None

    def answer(self, form: SelfCheckForm) -> HttpResponse:
        partial = bool(self.request.htmx)  # type: ignore[attr-defined]  # set by django-htmx
        template = "filings/public/self_check_result.html" if partial else "filings/public/self_check.html"
        return render(self.request, template, self.context(form), status=422 if partial and form.errors else 200)

    def answer_trial(self, form: WhatIfForm) -> HttpResponse:
        partial = bool(self.request.htmx)  # type: ignore[attr-defined]  # set by django-htmx
        template = "filings/what_if/result.html" if partial else "filings/public/what_if.html"
        version, notice = version_on(form.as_of)
        kept = {f"{WAS}-{name}": value for name, value in field_values(form.was).items()}
        context = what_if_context(form, version) | {"kept": kept, "notice": notice, "kind": form.was.kind}
        return render(self.request, template, context, status=422 if partial and form.errors else 200)

    def context(self, form: SelfCheckForm) -> dict[str, Any]:
        version, notice = version_on(form.as_of)
        context: dict[str, Any] = {"form": form, "kind": form.kind, "kinds": Space.Kind.choices, "today": form.as_of}
        context |= {"districts": self.districts, "measured_district": self.district}
        if form.is_bound and form.is_valid() and not form.is_blank():
            result = prescreen(form.facts, version)
            open_checks = told_checks(form.facts, version, result)
            context |= {"result": result, "open": open_checks, "notice": notice, "sections": sections(result, version)}
            context |= measure_beside(self.district, on=form.as_of, kind=form.kind, result=result)
        return context
