"""A returned application as its operator corrects it: the last submission with what is open rebuilt from the registers,
as of the first day of submission and under its rule version. Reading only; submitting again is services.resubmission.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from filings.models import Application, CorrectionItem, CorrectionRequest, Snapshot
from filings.rules.verdicts import CheckResult
from filings.rules.versions import Version, get_version
from filings.selectors.applications import Draft, registered_files
from filings.selectors.correction_changes import Changes, Parts, changes_between, parts_of
from filings.selectors.correction_rows import merged_rows
from filings.selectors.correction_scope import Scope, named_marks, scope_of, scope_of_item
from filings.selectors.corrections import run_again
from filings.selectors.facts import build_facts, register_rows, sections_of
from filings.selectors.frozen_parts import frozen_explanations, frozen_files
from filings.selectors.sections import Evidence, SectionTask, section_tasks


@dataclass(frozen=True, slots=True)
class Named:
    """One item of the round with what it opens and what has changed there."""

    item: CorrectionItem
    scope: Scope
    changes: Changes


@dataclass(frozen=True, slots=True)
class CorrectionDraft:
    """The round under way: items, what they open, the draft as it would be frozen, old beside new."""

    request: CorrectionRequest
    before: Snapshot
    draft: Draft
    scope: Scope
    named: tuple[Named, ...]
    files: tuple[dict[str, Any], ...]
    explanations: dict[str, str]
    changes: Changes

    @property
    def application(self) -> Application:
        return self.draft.application

    @property
    def settled(self) -> int:
        return sum(each.item.is_settled for each in self.named)

    def named_in(self, code: str) -> tuple[Named, ...]:
        """The items of a section."""
        return tuple(each for each in self.named if each.item.section == code)

    def is_open(self, task: SectionTask) -> bool:
        """Whether anything of a section may be changed: an item stands there, or what an item opens."""
        return bool(self.named_in(task.code) or self.open_evidence(task) or self.open_checks(task))

    def open_evidence(self, task: SectionTask) -> tuple[Evidence, ...]:
        """The documents of a section that may be replaced."""
        return tuple(each for each in task.evidence if each.required.code in self.scope.documents)

    def open_checks(self, task: SectionTask) -> tuple[CheckResult, ...]:
        """The checks of a section whose explanation may be rewritten."""
        return tuple(check for check in task.to_explain if check.id in self.scope.checks)


def open_request(application: Application) -> CorrectionRequest | None:
    """The round under way, with its items."""
    rounds = application.correction_requests.filter(closed_at__isnull=True)
    found = rounds.select_related("snapshot", "by", "document").prefetch_related("items").first()
    if found:
        found.application = application
    return found


def latest_request(application: Application) -> CorrectionRequest | None:
    """The last round, under way or over."""
    rounds = application.correction_requests.select_related("snapshot", "document").prefetch_related("items")
    found = rounds.order_by("-sequence").first()
    if found:
        found.application = application
    return found


def changes_since_return(request: CorrectionRequest) -> Changes:
    """What the answer to a round changed against the submission that was sent back; nothing while there is no answer."""
    snapshots = request.application.snapshots.filter(sequence__gte=request.snapshot.sequence).order_by("sequence")
    found = list(snapshots[:2])
    if len(found) < 2:
        return Changes()
    before, after = found
    return changes_between(parts_of(before), parts_of(after), get_version(before.ruleset))


def asked_of(request: CorrectionRequest, item_id: str, version: Version, kind: str) -> list[CorrectionItem]:
    """What a round asked for that bears on a check or verification item."""
    return [item for item in request.items.all() if item_id in named_marks(item, version, kind)]


def open_scope(application: Application) -> Scope:
    """What the round under way opens; nothing where there is none."""
    request = open_request(application)
    if request is None:
        return Scope()
    return scope_of(request.items.all(), get_version(request.snapshot.ruleset), application.kind)


def correction_draft(request: CorrectionRequest) -> CorrectionDraft:
    """The round under way, assessed: a constant number of queries."""
    application, before = request.application, request.snapshot
    version = get_version(before.ruleset)
    items: Sequence[CorrectionItem] = list(request.items.all())
    scope = scope_of(items, version, application.kind)
    draft = merged_draft(application, before, scope)
    files, explanations = carried_files(before, draft, scope), carried_explanations(before, draft, scope)
    after = Parts(draft.facts, draft.result, draft.rows, list(files), explanations)
    changes = changes_between(parts_of(before), after, version)
    named = tuple(
        Named(item, opened, changes.within(opened))
        for item in items
        for opened in (scope_of_item(item, version, application.kind),)
    )
    return CorrectionDraft(request, before, draft, scope, named, files, explanations, changes)


def merged_draft(application: Application, before: Snapshot, scope: Scope) -> Draft:
    """The draft: what is open as of the same day from the registers, everything else as it was submitted."""
    stored = parts_of(before)
    version, as_of = get_version(before.ruleset), before.as_of
    rows = merged_rows(stored.rows, register_rows(application.space, as_of=as_of), scope, as_of=as_of)
    counted = build_facts(rows, kind=application.kind, as_of=as_of)
    facts = stored.facts.replace(**{key: counted.value(key) for key in scope.facts})
    result = run_again(version, stored.result, stored.facts, facts)
    tasks = section_tasks(
        sections_of(application.kind),
        full=facts,
        preview=result,
        version=version,
        entered={section.code: section for section in application.sections.all()},
        attachments=application.attachments.select_related("file"),
        registered=registered_files(rows),
    )
    return Draft(application, as_of, version, None, rows, facts, result, facts, result, tasks)


def carried_files(before: Snapshot, draft: Draft, scope: Scope) -> tuple[dict[str, Any], ...]:
    """The files as they will be frozen: of what is not open those of the submission, else those that are there now."""
    now = [file for file in frozen_files(draft) if file["requirement"] in scope.documents]
    kept = [file for file in before.files if file["requirement"] not in scope.documents]
    order = {rule.code: number for number, rule in enumerate(draft.version.documents)}
    return tuple(sorted([*kept, *now], key=lambda file: order.get(file["requirement"], len(order))))


def carried_explanations(before: Snapshot, draft: Draft, scope: Scope) -> dict[str, str]:
    """The explanations as they will be frozen, in the same way."""
    kept = {check: text for check, text in before.sections["explanations"].items() if check not in scope.checks}
    return kept | {check: text for check, text in frozen_explanations(draft).items() if check in scope.checks}
