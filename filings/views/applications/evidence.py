"""Evidence of a draft: upload, point to a page, move to another document, remove."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from filings.forms.applications import AttachmentForm, SectionForm, UploadForm
from filings.models import Attachment
from filings.selectors.applications import Draft
from filings.selectors.sections import Evidence, SectionTask
from filings.services.attachments import attach_files, move_attachment, remove_attachment
from filings.views.applications.draft import DraftView
from filings.views.applications.links import section_url
from filings.views.applications.section import SectionView
from filings.views.base import RecordFormView
from zzspace.views import page_asked


class UploadView(SectionView, TemplateView):
    """POST: files for one required document. Good ones are kept; the others are named with what is wrong."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        evidence = self.evidence
        kinds = [(kind.code, kind.label) for kind in evidence.required.any_of]
        form = UploadForm(request.POST, request.FILES, kinds=kinds, auto_id=f"id_{evidence.required.code}_%s")
        if form.is_valid():
            self.take_in(form)
        if form.is_valid():
            return redirect(f"{section_url(self.record, self.task.code)}#ev-{evidence.required.code}")
        return self.render_to_response(self.refused_context(form))

    @cached_property
    def evidence(self) -> Evidence:
        wanted = self.request.POST.get("requirement", "")
        for each in self.task.evidence:
            if each.is_uploaded_here and each.required.code == wanted:
                return each
        raise Http404

    def take_in(self, form: UploadForm) -> None:
        """Store what is good; what is not taken becomes an error that names the file."""
        chosen = form.cleaned_data
        attached, refused = attach_files(
            self.record, actor=self.request.user, document=chosen["document"], uploads=chosen["files"]
        )
        for name, error in refused:
            form.add_error("files", [f"{name}：{message}" for message in error.messages])
        if attached:
            messages.success(self.request, f"已上传{len(attached)}个文件。")

    def refused_context(self, form: UploadForm) -> dict[str, Any]:
        """The section's page again with the errors at the drop zone."""
        for known in ("correction", "draft", "task"):  # the files that were good are there now
            self.__dict__.pop(known, None)
        checks = self.checks
        explained = SectionForm(checks=checks, initial=SectionForm.initial_of(checks, dict(self.task.explanations)))
        context = self.section_context({self.evidence.required.code: form})
        return self.get_context_data(form=explained, refused=form, **context)


class AttachmentView(DraftView, RecordFormView):
    """The page of one attachment: its pages as pictures, the page to point to, the document it is."""

    takes_returned = True
    template_name = "filings/operator/attachment.html"
    form_class = AttachmentForm

    @cached_property
    def attachment(self) -> Attachment:
        attachments = self.record.attachments.select_related("file", "application")
        return get_object_or_404(attachments, pk=self.kwargs["attachment"])

    @cached_property
    def task(self) -> SectionTask | None:
        """The section whose evidence it is; None where it is not required at present."""
        return section_of(self.draft, self.attachment)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "attachment": self.attachment,
            "kinds": kinds_of(
                self.draft, self.attachment, self.correction.scope.documents if self.correction else None
            ),
        }

    def get_initial(self) -> dict[str, Any]:
        return {"document": self.attachment.document, "page": self.attachment.page}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        chosen = form.cleaned_data
        move_attachment(self.attachment, actor=self.request.user, page=chosen["page"], document=chosen["document"])
        messages.success(self.request, f"区县审核时从第{chosen['page']}页打开“{self.attachment.file.name}”。")
        return redirect(back_url(self.draft, self.attachment))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = self.attachment.file.pages
        return super().get_context_data(
            attachment=self.attachment,
            task=self.task,
            page=page_asked(self.request, pages, default=min(self.attachment.page, pages)),
            pages=range(1, pages + 1),
            back_url=back_url(self.draft, self.attachment),
            **kwargs,
        )


class AttachmentRemoveView(DraftView):
    """POST: take an attachment off the draft, or off what was sent back."""

    takes_returned = True
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        attachment = get_object_or_404(self.record.attachments.select_related("file"), pk=self.kwargs["attachment"])
        way_back = back_url(self.draft, attachment)
        remove_attachment(attachment, actor=request.user)
        messages.success(request, f"“{attachment.file.name}”已移除。")
        return redirect(way_back)


def kinds_of(
    draft: Draft, attachment: Attachment, open_documents: Collection[str] | None = None
) -> list[tuple[str, str]]:
    """Documents that an attachment may be, its present one among them; where given, of the open ones alone."""
    uploaded = [
        each
        for task in draft.tasks
        for each in task.evidence
        if each.is_uploaded_here and (open_documents is None or each.required.code in open_documents)
    ]
    kinds = {kind.code: kind.label for each in uploaded for kind in each.required.any_of}
    labels = {kind.code: kind.label for rule in draft.version.documents for kind in rule.any_of}
    kinds.setdefault(attachment.document, labels.get(attachment.document, attachment.document))
    return list(kinds.items())


def section_of(draft: Draft, attachment: Attachment) -> SectionTask | None:
    """The section whose evidence an attachment is."""
    return next(
        (
            task
            for task in draft.tasks
            for each in task.evidence
            if attachment.pk in {attached.pk for attached in each.attachments}
        ),
        None,
    )


def back_url(draft: Draft, attachment: Attachment) -> str:
    """The section of an attachment; the first one where it is not required at present."""
    task = section_of(draft, attachment) or draft.tasks[0]
    return f"{section_url(draft.application, task.code)}#evidence"
