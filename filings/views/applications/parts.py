"""Parts of a section's page that a draft and a returned application share: required documents, the section's own pre-screen."""

from collections.abc import Collection
from typing import Any

from django.urls import reverse

from filings.forms.applications import UploadForm
from filings.rules.verdicts import Verdict
from filings.selectors.applications import Draft
from filings.selectors.sections import Evidence, SectionTask
from filings.views.applications.links import check_items, register_url


def section_prescreen(draft: Draft, task: SectionTask, open_checks: Collection[str] | None = None) -> dict[str, Any]:
    """The own pre-screen of a section, computed as if its data were confirmed."""
    items = check_items(task.checks, draft.application, draft.version, open_checks)
    counts = {verdict: sum(check.verdict is verdict for check in task.checks) for verdict in Verdict}
    return {"task": task, "items": items, "counts": counts}


def evidence_item(
    draft: Draft, each: Evidence, refused: UploadForm | None = None, *, is_open: bool = True
) -> dict[str, Any]:
    """One required document for the page: files, upload form, or the register that holds it; files alone where it is not
    open.
    """
    pk = draft.application.pk
    attached = [
        {
            "name": attachment.file.name,
            "url": reverse("filings:file", args=[attachment.file_id]),
            "pages": attachment.file.pages,
            "size": attachment.file.size,
            "page": attachment.page,
            "icon": "file-type-pdf" if attachment.file.content_type == "application/pdf" else "photo",
            **(attachment_links(pk, attachment.pk) if is_open else {}),
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
        "form": form if each.is_uploaded_here and is_open else None,
        "kinds": kinds,
        "register_url": register_url(draft.application.space_id, register) if register and is_open else "",
    }


def attachment_links(pk: int, attachment: int) -> dict[str, str]:
    """Where an attachment is pointed to a page, moved or taken off."""
    return {
        "point_url": reverse("filings:application-attachment", args=[pk, attachment]),
        "remove_url": reverse("filings:application-attachment-remove", args=[pk, attachment]),
    }
