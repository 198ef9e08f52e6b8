"""One section of a draft: figures from the registers, explanations, evidence in place, its own pre-screen, the rows behind a figure."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from django_htmx.http import trigger_client_event

from filings.forms.applications import SectionForm, UploadForm
from filings.rules.verdicts import CheckResult
from filings.selectors.applications import Draft
from filings.selectors.facts import FACT_SOURCES, REGISTER_LABELS
from filings.selectors.figures import figures_of, rows_behind
from filings.selectors.sections import SectionTask
from filings.services.applications import confirm_section, save_section
from filings.views.applications.draft import DraftView, prescreen_context
from filings.views.applications.links import register_url, section_url
from filings.views.applications.parts import evidence_item, section_prescreen
from filings.views.applications.returned_section import returned_section_context
from filings.views.base import RecordFormView


class SectionView(DraftView):
    """A view of one section of a draft or of what was sent back; a code that this kind of application has not is 404."""

    takes_returned = True

    @cached_property
    def task(self) -> SectionTask:
        task = self.draft.task(self.kwargs["code"])
        if task is None:
            raise Http404
        return task

    @property
    def checks(self) -> tuple[CheckResult, ...]:
        """The checks that the operator may explain here."""
        return self.correction.open_checks(self.task) if self.correction else self.task.to_explain

    def get_template_names(self) -> list[str]:
        return [f"filings/operator/section{'_returned' if self.correction else ''}.html"]

    def section_context(self, refused: dict[str, UploadForm] | None = None) -> dict[str, Any]:
        """All that the section's page shows; `refused` are upload forms with errors by requirement."""
        if self.correction:
            return returned_section_context(self.correction, self.task, refused)
        return section_context(self.draft, self.task, refused)


class PrescreenView(DraftView, TemplateView):
    """The card of the pre-screen alone (htmx), of the whole draft or, with ?section=5.4, of one section."""

    takes_returned = True

    def get_template_names(self) -> list[str]:
        name = "section_prescreen" if self.request.GET.get("section") else "prescreen"
        return [f"filings/operator/{name}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        task = self.draft.task(self.request.GET.get("section", ""))
        extra = (
            section_prescreen(self.draft, task, self.linked_checks)
            if task
            else prescreen_context(self.draft, self.linked_checks)
        )
        return super().get_context_data(**extra, **kwargs)


class SectionFormView(SectionView, RecordFormView):
    """A section: figures from the registers, explanations, evidence. What is typed is kept even where it is refused."""

    form_class = SectionForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"checks": self.checks}

    def get_initial(self) -> dict[str, Any]:
        return SectionForm.initial_of(self.checks, dict(self.task.explanations))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        save_section(self.record, self.task.code, actor=request.user, explanations=form.texts())
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        if self.request.htmx:
            return trigger_client_event(HttpResponse(status=204), "section-saved")
        messages.success(self.request, f"“{self.task.title}”已保存。")
        return redirect(self.next_url() if "save" not in self.request.POST else self.request.path)

    def next_url(self) -> str:
        """The section that follows, or the task list after the last."""
        codes = [task.code for task in self.draft.tasks if self.correction is None or self.correction.is_open(task)]
        following = codes[codes.index(self.task.code) + 1 :] if self.task.code in codes else []
        record = self.record
        return section_url(record, following[0]) if following else reverse("filings:application", args=[record.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**self.section_context(), **kwargs)


def section_context(draft: Draft, task: SectionTask, refused: dict[str, UploadForm] | None = None) -> dict[str, Any]:
    """All that a section's page shows; `refused` are upload forms with errors by requirement."""
    application = draft.application
    keys = (*task.facts, *task.shows)
    figures = figures_of(draft.full, keys, task.checks, rows=draft.rows, version=draft.version, as_of=draft.as_of)
    registers = [
        {"label": REGISTER_LABELS[register], "url": register_url(application.space_id, register)}
        for register in task.registers
    ]
    evidence = [evidence_item(draft, each, (refused or {}).get(each.required.code)) for each in task.evidence]
    codes = [each.code for each in draft.tasks]
    here = codes.index(task.code)
    return {
        "draft": draft,
        "figures": figures,
        "registers": registers,
        "evidence": evidence,
        "before": draft.tasks[here - 1] if here else None,
        "after": draft.tasks[here + 1] if here + 1 < len(codes) else None,
        **section_prescreen(draft, task),
    }


class SectionConfirmView(SectionView):
    """POST: the registers hold all there is for this section."""

    takes_returned = False
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        confirm_section(self.record, self.task.code, actor=request.user)
        messages.success(request, f"“{self.task.title}”的数据已确认，计入预审。")
        return redirect(section_url(self.record, self.task.code))


class SectionRowsView(DraftView, TemplateView):
    """The rows behind a figure of a draft: a fragment for htmx, else a page."""

    takes_returned = True

    def get_template_names(self) -> list[str]:
        return ["filings/application/rows_part.html" if self.request.htmx else "filings/application/rows.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        key = self.kwargs["key"]
        if key not in FACT_SOURCES:
            raise Http404
        draft = self.draft
        behind = rows_behind(draft.full, key, rows=draft.rows, as_of=draft.as_of)
        return super().get_context_data(
            behind=behind,
            as_of=draft.as_of,
            live=True,
            register_url=register_url(self.record.space_id, behind.register),
            **kwargs,
        )
