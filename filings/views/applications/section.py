"""One section of a draft: figures from the registers, explanations, evidence in place, its own pre-screen, the rows behind a figure."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from django_htmx.http import trigger_client_event

from filings.errors import ChangedMeanwhile
from filings.forms.applications import SectionForm, UploadForm
from filings.models import ApplicationSection
from filings.rules.verdicts import Verdict
from filings.selectors.applications import Draft
from filings.selectors.facts import FACT_SOURCES, REGISTER_LABELS
from filings.selectors.figures import figures_of, rows_behind
from filings.selectors.sections import Evidence, SectionTask
from filings.services.applications import confirm_section, save_section
from filings.views.applications.draft import DraftView, prescreen_context
from filings.views.applications.links import check_items, register_url, section_url
from filings.views.base import RecordFormView


class SectionView(DraftView):
    """A view of one section of a draft; a code that this kind of application has not is 404."""

    @cached_property
    def task(self) -> SectionTask:
        task = self.draft.task(self.kwargs["code"])
        if task is None:
            raise Http404
        return task


class PrescreenView(DraftView, TemplateView):
    """The card of the pre-screen alone (htmx), of the whole draft or, with ?section=5.4, of one section."""

    def get_template_names(self) -> list[str]:
        name = "section_prescreen" if self.request.GET.get("section") else "prescreen"
        return [f"filings/operator/{name}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        task = self.draft.task(self.request.GET.get("section", ""))
        extra = section_prescreen(self.draft, task) if task else prescreen_context(self.draft)
        return super().get_context_data(**extra, **kwargs)


def section_prescreen(draft: Draft, task: SectionTask) -> dict[str, Any]:
    """The own pre-screen of a section, computed as if its data were confirmed."""
    items = check_items(task.checks, draft.application, draft.version, draft.full)
    counts = {verdict: sum(check.verdict is verdict for check in task.checks) for verdict in Verdict}
    return {"task": task, "items": items, "counts": counts}


class SectionFormView(SectionView, RecordFormView):
    """A section: figures from the registers, explanations, evidence. What is typed is kept even where it is refused."""

    template_name = "filings/operator/section.html"
    form_class = SectionForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"checks": self.task.to_explain}

    def get_initial(self) -> dict[str, Any]:
        return SectionForm.initial_of(self.task.to_explain, dict(self.task.explanations))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        texts = form.texts()
        try:
            section = save_section(
                self.record, self.task.code, actor=request.user, explanations=texts, revision=form.revision
            )
        except ChangedMeanwhile as changed:
            return self.answer_changed(form, changed)
        del self.draft, self.task  # what was saved is there now
        return self.form_saved(section) if form.is_valid() else self.form_invalid(form)

    def answer_changed(self, form: SectionForm, changed: ChangedMeanwhile) -> HttpResponse:
        """Both texts side by side, so that the writer decides; htmx is told only (409)."""
        if self.request.htmx:
            raise changed
        texts = form.texts()
        kept: ApplicationSection = changed.kept
        differing = [
            {"label": check.label, "text": kept.explanations.get(check.id, "")}
            for check in form.checks
            if kept.explanations.get(check.id, "") != texts[check.id]
        ]
        context = self.get_context_data(form=form, changed=changed, differing=differing)
        return self.render_to_response(context, status=409)

    def form_saved(self, section: ApplicationSection) -> HttpResponse:
        if self.request.htmx:
            return trigger_client_event(HttpResponse(status=204), "section-saved", {"revision": section.revision})
        messages.success(self.request, f"“{self.task.title}”已保存。")
        return redirect(self.next_url() if "save" not in self.request.POST else self.request.path)

    def next_url(self) -> str:
        """The section that follows, or the task list after the last."""
        codes = [task.code for task in self.draft.tasks]
        following = codes[codes.index(self.task.code) + 1 :]
        record = self.record
        return section_url(record, following[0]) if following else reverse("filings:application", args=[record.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**section_context(self.draft, self.task), **kwargs)


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


def evidence_item(draft: Draft, each: Evidence, refused: UploadForm | None) -> dict[str, Any]:
    """One required document for the page: files, upload form, or the register that holds it."""
    pk = draft.application.pk
    attached = [
        {
            "name": attachment.file.name,
            "url": reverse("filings:file", args=[attachment.file_id]),
            "pages": attachment.file.pages,
            "size": attachment.file.size,
            "page": attachment.page,
            "anchors": anchor_labels(draft, attachment.anchors),
            "icon": "file-type-pdf" if attachment.file.content_type == "application/pdf" else "photo",
            "point_url": reverse("filings:application-attachment", args=[pk, attachment.pk]),
            "remove_url": reverse("filings:application-attachment-remove", args=[pk, attachment.pk]),
        }
        for attachment in each.attachments
    ]
    kept = [
        {"name": file.name, "url": reverse("filings:file", args=[file.pk]), "pages": file.pages, "size": file.size}
        for file in each.registered
    ]
    kinds = [(kind.code, kind.label) for kind in each.required.any_of]
    form = refused or UploadForm(kinds=kinds, auto_id=f"id_{each.required.code}_%s", initial={"document": kinds[0][0]})
    register = {"business_licence": "organisation", "documents": "documents"}.get(each.register, "")
    return {
        "evidence": each,
        "files": [*attached, *kept],
        "form": form if each.is_uploaded_here else None,
        "kinds": kinds,
        "register_url": register_url(draft.application.space_id, register) if register else "",
    }


def anchor_labels(draft: Draft, anchors: dict[str, int]) -> list[tuple[str, int]]:
    """(check's label, page) for the pages of single checks."""
    labels = {check.id: check.label for check in draft.preview.checks}
    return [(labels[check], page) for check, page in anchors.items() if check in labels]


class SectionConfirmView(SectionView):
    """POST: the registers hold all there is for this section."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Back from the login that had expired: the button is on the section's page."""
        return redirect(section_url(self.record, self.task.code))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        confirm_section(self.record, self.task.code, actor=request.user)
        messages.success(request, f"“{self.task.title}”的数据已确认，计入预审。")
        return redirect(section_url(self.record, self.task.code))


class SectionRowsView(DraftView, TemplateView):
    """The rows behind a figure of a draft: a fragment for htmx, else a page."""

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
