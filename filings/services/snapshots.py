"""Freezes what was submitted: facts, verdicts, rows, file digests, explanations, under one digest. Nothing changes it later."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Max

from filings.models import Application, Snapshot, StoredFile
from filings.selectors.applications import Draft
from filings.selectors.sections import Evidence
from filings.services.history import digest_of

SCHEMA = 1


def freeze_snapshot(application: Application, *, draft: Draft, declarations: Sequence[str]) -> Snapshot:
    """Write the snapshot of a draft as assessed, in the caller's transaction, and keep its files by reference.

    `declarations` are the texts that were accepted. The snapshot's number in the application counts from 1.
    """
    files = frozen_files(draft)
    last = application.snapshots.aggregate(last=Max("sequence"))["last"] or 0
    snapshot = Snapshot(
        application=application,
        sequence=last + 1,
        schema=SCHEMA,
        ruleset=draft.version.id,
        as_of=draft.as_of,
        facts=draft.facts.as_json(),
        result=draft.result.as_snapshot(),
        rows=draft.rows.as_json(),
        files=files,
        sections=frozen_sections(draft, declarations),
    )
    snapshot.digest = snapshot_digest(snapshot)
    snapshot.save(force_insert=True)
    snapshot.stored_files.set(StoredFile.objects.filter(pk__in={each["file"] for each in files}))
    return snapshot


def snapshot_content(snapshot: Snapshot) -> dict[str, Any]:
    """All that is frozen, as its digest covers it."""
    return {
        "schema": snapshot.schema,
        "ruleset": snapshot.ruleset,
        "as_of": snapshot.as_of.isoformat(),
        "facts": snapshot.facts,
        "result": snapshot.result,
        "rows": snapshot.rows,
        "files": snapshot.files,
        "sections": snapshot.sections,
    }


def snapshot_digest(snapshot: Snapshot) -> str:
    """SHA-256 over all that is frozen, in canonical JSON."""
    return digest_of(snapshot_content(snapshot))


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
    needed = {check.id for task in draft.tasks for check in task.to_explain}
    explanations = {
        check: text for task in draft.tasks for check, text in task.explanations.items() if text and check in needed
    }
    return {
        "explanations": explanations,
        "confirmed": [task.code for task in draft.tasks if task.confirmed],
        "declarations": list(declarations),
    }
