"""What the page of one section shows while an application is returned: items with old beside new, what is open, the rest as it
was submitted.
"""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from filings.forms.applications import UploadForm
from filings.forms.correction_requests import SettleForm
from filings.selectors.correction_drafts import CorrectionDraft, Named
from filings.selectors.facts import FACT_SOURCES, REGISTER_LABELS
from filings.selectors.figures import figures_of
from filings.selectors.sections import SectionTask
from filings.views.applications.links import register_url
from filings.views.applications.parts import evidence_item, section_prescreen


def returned_section_context(
    correction: CorrectionDraft, task: SectionTask, refused: Mapping[str, UploadForm] | None = None
) -> dict[str, Any]:
    """All that the page shows; `refused` are upload forms with errors by requirement."""
    draft = correction.draft
    keys = (*task.facts, *task.shows)
    opened = [each for each in draft.tasks if correction.is_open(each)]
    evidence = []
    for each in task.evidence:
        is_open = each.required.code in correction.scope.documents
        item = evidence_item(draft, each, (refused or {}).get(each.required.code), is_open=is_open)
        evidence.append(item | {"is_open": is_open, "old": old_files(correction, each.required.code)})
    return {
        "correction": correction,
        "draft": draft,
        "is_open": correction.is_open(task),
        "asked": [item_card(correction, each) for each in correction.named_in(task.code)],
        "figures": figures_of(draft.full, keys, task.checks, rows=draft.rows, version=draft.version, as_of=draft.as_of),
        "registers": open_registers(correction, task),
        "evidence": evidence,
        "explained": explained(correction, task),
        "after": next((each for each in opened if each.code > task.code), None),
        **section_prescreen(draft, task, correction.scope.checks),
    }


def item_card(correction: CorrectionDraft, named: Named) -> dict[str, Any]:
    """One item: what is asked, what has changed, the form that says it is done."""
    item = named.item
    return {
        "named": named,
        "item": item,
        "changes": named.changes,
        "form": SettleForm(initial={"reply": item.reply}, auto_id=f"id_{item.pk}_%s"),
        "url": reverse("filings:application-item-settle", args=[correction.application.pk, item.pk]),
    }


def open_registers(correction: CorrectionDraft, task: SectionTask) -> list[dict[str, str]]:
    """The registers in which open facts of a section are kept."""
    keys = (*task.facts, *task.shows)
    names = dict.fromkeys(FACT_SOURCES[key][0] for key in keys if key in correction.scope.facts)
    space = correction.application.space_id
    return [{"label": REGISTER_LABELS[name], "url": register_url(space, name)} for name in names]


def old_files(correction: CorrectionDraft, requirement: str) -> list[dict[str, Any]]:
    """What stood under a requirement in the submission that was sent back and is replaced."""
    return [
        {"name": file["name"], "pages": file["pages"], "url": reverse("filings:file", args=[file["file"]])}
        for change in correction.changes.files
        if change.requirement == requirement
        for file in change.removed
    ]


def explained(correction: CorrectionDraft, task: SectionTask) -> list[tuple[str, str]]:
    """Explanations that stand as they were submitted."""
    texts = correction.explanations
    opened = {check.id for check in correction.open_checks(task)}
    return [(check.label, texts[check.id]) for check in task.checks if check.id in texts and check.id not in opened]
