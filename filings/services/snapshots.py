"""Freezes what was submitted: facts, verdicts, rows, file digests, explanations, under one digest. Nothing changes it later."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Max

from filings.models import Application, Snapshot, StoredFile
from filings.selectors.applications import Draft
from filings.selectors.frozen_parts import frozen_files, frozen_sections
from filings.services.history import digest_of

SCHEMA = 1


def freeze_snapshot(application: Application, *, draft: Draft, declarations: Sequence[str]) -> Snapshot:
    """Write the snapshot of a draft as assessed, in the caller's transaction, and keep its files by reference.

    `declarations` are the texts that were accepted. The snapshot's number in the application counts from 1.
    """
    return write_snapshot(
        application, draft=draft, files=frozen_files(draft), sections=frozen_sections(draft, declarations)
    )


def write_snapshot(
    application: Application, *, draft: Draft, files: Sequence[Mapping[str, Any]], sections: Mapping[str, Any]
) -> Snapshot:
    """Write facts, verdicts and rows of `draft` with these files and explanations under the next number."""
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
        files=list(files),
        sections=dict(sections),
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
