"""What a submission freezes of a draft, as plain data: files with digests, explanations. Writing it is services.snapshots."""

from collections.abc import Sequence
from typing import Any

from filings.models import StoredFile
from filings.selectors.applications import Draft
from filings.selectors.sections import Evidence


def frozen_files(draft: Draft) -> list[dict[str, Any]]:
    """The files of all sections in order, each with the document it is, its digest and the page pointed to."""
    return [entry for task in draft.tasks for each in task.evidence for entry in files_of(each, task.code)]


def files_of(evidence: Evidence, section: str) -> list[dict[str, Any]]:
    """What proves one required document: attachments with the page pointed to, files of registers from page 1."""
    required = evidence.required
    labels = {kind.code: kind.label for kind in required.any_of}
    proof = {"section": section, "requirement": required.code, "checks": list(required.checks)}
    attached = [
        proof | {"document": each.document, "label": labels[each.document], "page": each.page} | frozen_file(each.file)
        for each in evidence.attachments
    ]
    kept = {"document": required.code, "label": required.label, "page": 1}
    return attached + [proof | kept | frozen_file(file) for file in evidence.registered]


def frozen_file(file: StoredFile) -> dict[str, Any]:
    """A file as it is frozen: which row, which bytes."""
    return {"file": file.pk, "name": file.name, "sha256": file.sha256, "pages": file.pages}


def frozen_sections(draft: Draft, declarations: Sequence[str]) -> dict[str, Any]:
    """Explanations by check, the sections confirmed, the declarations accepted."""
    return {
        "explanations": frozen_explanations(draft),
        "confirmed": [task.code for task in draft.tasks if task.confirmed],
        "declarations": list(declarations),
    }


def frozen_explanations(draft: Draft) -> dict[str, str]:
    """What the operator explained of the checks that ask for it."""
    needed = {check.id for task in draft.tasks for check in task.to_explain}
    return {
        check: text for task in draft.tasks for check, text in task.explanations.items() if text and check in needed
    }
