"""备案申请书: the whole application on paper. A draft's is made anew each time and kept nowhere; a submission's is issued once."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from filings.documents.decisions import BUREAU, filing_name
from filings.documents.issuing import issue_document
from filings.documents.tasks import enqueue_rendering
from filings.models import Application, Document, Snapshot, User
from filings.rules.verdicts import Prescreen
from filings.rules.versions import Version
from filings.selectors.applications import Draft
from filings.selectors.facts import REGISTER_LABELS, RegisterRows
from filings.selectors.figures import COLUMNS, Figure, cell, figures_of
from filings.selectors.sections import Evidence
from filings.selectors.snapshots import Frozen, frozen_of
from zzspace.pdf import render_pdf
from zzspace.wording import date_zh

TEMPLATE = "documents/application_form.html"
STAMP_DIGITS = 16
PRINTED_REGISTERS = (
    *("sites", "residents", "cases", "financing", "activities", "staff", "mentors"),
    *("funds", "institutions", "equipment", "documents"),
)


def issue_application_form(application: Application, snapshot: Snapshot, *, actor: User | None) -> Document:
    """Issue the form of a submission, in its transaction; a worker renders it. Once for a snapshot, by constraint.

    `actor` None is the system, which makes the forms that are lacking.
    """
    return issue_document(
        application,
        Document.Kind.APPLICATION_FORM,
        actor=actor,
        issuer=BUREAU,
        issued_on=timezone.localdate(application.submitted_at),
        context=submitted_form_context(application, frozen_of(snapshot)),
        snapshot=snapshot,
        render=enqueue_rendering,
    )


def draft_form(draft: Draft, *, declarations: Iterable[str]) -> bytes:
    """The form of a draft as it stands, with the watermark; dated by the day on which its figures were counted."""
    title = Document.Kind.APPLICATION_FORM.label
    context = draft_form_context(draft, declarations=declarations)
    return render_pdf(TEMPLATE, context, title=f"{title}（草稿）", author=BUREAU, dated=draft.as_of)


def submitted_form_context(application: Application, frozen: Frozen) -> dict[str, Any]:
    """What was frozen, with the number and the digest."""
    snapshot = frozen.snapshot
    return {
        **heading(application, frozen.rows),
        **judged(frozen.result, frozen.version),
        "application_number": application.number,
        "submitted_on": date_zh(timezone.localdate(application.submitted_at)),
        "snapshot_digest": snapshot.digest,
        "stamp_digest": snapshot.digest[:STAMP_DIGITS],
        "sections": [
            section_rows(section.clause, section.title, section.figures, section.explanations)
            for section in frozen.sections
        ],
        "registers": register_tables(frozen.rows),
        "attachments": [attachment_row(file["label"], file) for file in snapshot.files],
        "declarations": list(snapshot.sections["declarations"]),
    }


def draft_form_context(draft: Draft, *, declarations: Iterable[str]) -> dict[str, Any]:
    """The draft as it would be submitted today: confirmed figures alone."""
    sections = []
    for task in draft.tasks:
        ids = {check.id for check in task.checks}
        checks = [check for check in draft.result.checks if check.id in ids]
        keys = (*task.facts, *task.shows)
        figures = figures_of(draft.facts, keys, checks, rows=draft.rows, version=draft.version, as_of=draft.as_of)
        texts = [
            (check.label, text) for check in task.to_explain if (text := task.explanations.get(check.id, "").strip())
        ]
        sections.append(section_rows(task.clause, task.title, figures, texts))
    return {
        **heading(draft.application, draft.rows),
        **judged(draft.result, draft.version),
        "application_number": "",
        "submitted_on": "",
        "snapshot_digest": "",
        "stamp_digest": "",
        "sections": sections,
        "registers": register_tables(draft.rows),
        "attachments": [row for task in draft.tasks for each in task.evidence for row in evidence_rows(each)],
        "declarations": list(declarations),
    }


def heading(application: Application, rows: RegisterRows) -> dict[str, Any]:
    """Who applies for what; the contact is the organisation's of the day."""
    operator = application.operator
    sites = dict.fromkeys(site["address"] for site in rows.registers["sites"])
    return {
        "space_name": rows.space["name"],
        "filing_name": filing_name(application.kind),
        "round_title": application.round.title,
        "operator": rows.operator["name"],
        "uscc": rows.operator["uscc"],
        "legal_representative": operator.legal_representative,
        "address": "；".join(sites),
        "district": application.district.name,
        "contact": operator.contact_name,
        "phone": operator.contact_phone,
    }


def judged(result: Prescreen, version: Version) -> dict[str, Any]:
    """The pre-screen with its arithmetic."""
    return {
        "ruleset": f"《{version.title}》（{version.id}）",
        "as_of": date_zh(result.as_of),
        "outcome_label": result.outcome.label,
        "checks": [
            check.as_json() | {"why": check.explanation, "verdict_label": check.verdict.label}
            for check in result.checks
        ],
    }


def section_rows(
    clause: str, title: str, figures: Iterable[Figure], explanations: Iterable[tuple[str, str]]
) -> dict[str, Any]:
    """One clause: its figures, then what the operator explained."""
    return {
        "clause": clause,
        "title": title,
        "rows": [{"label": figure.label, "value": figure.value} for figure in figures],
        "explanations": [{"label": label, "text": text} for label, text in explanations],
    }


def register_tables(rows: RegisterRows) -> list[dict[str, Any]]:
    """The registers that the figures count, with readable values; empty ones are left out. No names of persons are in them."""
    names = {row["id"]: row["company_name"] or row["name"] for row in rows.registers["residents"]}
    return [
        {
            "title": f"{REGISTER_LABELS[register]}（{len(listed):,}条）",
            "columns": [label for _, label in COLUMNS[register]],
            "rows": [[cell(register, column, row, names) for column, _ in COLUMNS[register]] for row in listed],
        }
        for register in PRINTED_REGISTERS
        if (listed := rows.registers[register])
    ]


def evidence_rows(evidence: Evidence) -> list[dict[str, Any]]:
    """The files of one required document: attached ones with the page pointed to, then those of registers."""
    labels = {kind.code: kind.label for kind in evidence.required.any_of}
    attached = [
        attachment_row(labels[each.document], file_facts(each.file) | {"page": each.page})
        for each in evidence.attachments
    ]
    kept = [attachment_row(evidence.required.label, file_facts(file) | {"page": 1}) for file in evidence.registered]
    return attached + kept


def file_facts(file: Any) -> dict[str, Any]:
    return {"name": file.name, "pages": file.pages, "sha256": file.sha256}


def attachment_row(label: str, file: Mapping[str, Any]) -> dict[str, Any]:
    """A line of the list of attachments."""
    return {
        "requirement": label,
        "name": file["name"],
        "pages": file["pages"],
        "page": file["page"],
        "digest": file["sha256"],
    }
