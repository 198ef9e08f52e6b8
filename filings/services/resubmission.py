"""The operator's part of a correction round: saying that an item is done, and submitting again (补正提交)."""

from collections.abc import Collection
from functools import cached_property, partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from filings import permissions
from filings.documents.application_form import issue_application_form
from filings.errors import WorkflowRefused
from filings.models import Application, CorrectionItem, Snapshot, User, Verification
from filings.rules.facts import FactsError
from filings.rules.periods import add_working_days
from filings.selectors.correction_drafts import CorrectionDraft, correction_draft
from filings.selectors.correction_scope import items_to_verify_again
from filings.selectors.verification import verification_sheet
from filings.services.correction_guards import (
    close_request,
    item_of,
    open_request_of,
    require_in_time,
    require_items_answered,
    require_not_banned_meanwhile,
    require_open_checks_complete,
    require_open_documents,
    require_settled,
)
from filings.services.notices import application_url, city_staff, district_staff, members_of, notify
from filings.services.snapshots import write_snapshot
from filings.services.submission_guards import require_declarations, required_declarations
from filings.services.transitions import Guard, advance, lock_application, lock_registers
from filings.workflow import Action, Role


def settle_item(
    application: Application, item: int, *, actor: User, reply: str, settled: bool = True
) -> CorrectionItem:
    """Say that an item is done, with a word where the operator wants to add one, or take that back: the application
    locked, the item written. It stays the operator's own until it submits again, so no history line.
    """
    with transaction.atomic():
        locked = lock_application(application.pk)
        if not permissions.is_correctable(locked, actor):
            raise WorkflowRefused(
                f"这件申请现在是“{locked.get_state_display()}”，不能再修改。", way_on=application_url(locked)
            )
        found = item_of(open_request_of(locked), item)
        found.reply = reply.strip()
        found.settled_at = timezone.now() if settled else None
        found.save(update_fields=["reply", "settled_at"])
    return found


class Resubmission:
    """One submission of corrections under way: assessed once, on the locked row, and what was assessed is frozen."""

    def __init__(self, *, actor: User, accepted: Collection[str]) -> None:
        self.actor = actor
        self.accepted = accepted
        self.now = timezone.now()
        self.today = timezone.localdate(self.now)
        self.draft: CorrectionDraft
        self.snapshot: Snapshot
        self.again: frozenset[str] = frozenset()

    @cached_property
    def guards(self) -> tuple[Guard, ...]:
        """The guards of the resubmit row, on registers that stand still."""
        return (
            partial(require_in_time, on=self.today),
            partial(require_not_banned_meanwhile, on=self.today),
            lock_registers,
            self.require_complete,
            lambda locked: require_declarations(locked.round, self.accepted),
        )

    def require_complete(self, locked: Application) -> None:
        """Assess the corrections, then: every item done and answered, no check without data, documents there."""
        self.draft = correction_draft(open_request_of(locked))
        require_settled(self.draft)
        require_items_answered(self.draft)
        require_open_checks_complete(self.draft)
        require_open_documents(self.draft)

    def freeze(self, locked: Application) -> None:
        """Freeze the next snapshot, open what is to be verified again, close the round, give the district its days."""
        draft, before = self.draft, self.draft.before
        sections = {
            "explanations": draft.explanations,
            "confirmed": before.sections["confirmed"],
            "declarations": list(required_declarations(locked.round)),
        }
        self.snapshot = write_snapshot(locked, draft=draft.draft, files=draft.files, sections=sections)
        self.again = items_to_verify_again(
            [each.item for each in draft.named],
            draft.changes.facts,
            draft.changes.documents,
            draft.draft.version,
            locked.kind,
        )
        supersede_marks(locked, self.again)
        close_request(locked)
        locked.opinion = ""
        locked.due_on = add_working_days(self.today, locked.round.recommend_days)
        if locked.handler is not None and locked.handler.role != Role.DISTRICT:
            locked.handler = None

    def issue_form(self, locked: Application) -> None:
        """The application form of what was frozen; those of earlier submissions stay on file."""
        issue_application_form(locked, self.snapshot, actor=self.actor)

    def details(self, _locked: Application) -> dict[str, Any]:
        """What the history line says: which round was answered, what was frozen, what is verified again."""
        return {
            "request": self.draft.request.sequence,
            "snapshot": self.snapshot.digest,
            "ruleset": self.snapshot.ruleset,
            "outcome": self.draft.draft.result.outcome.value,
            "again": sorted(self.again),
        }

    def tell(self, locked: Application) -> None:
        """District: the case is back. City, where it had sent it back: how far it is. Operator: it has arrived."""
        request, url = self.draft.request, application_url(locked)
        notify(
            district_staff(locked),
            title=f"已补正，请核实：{locked.space}（{locked.number}）",
            body=f"运营机构补正了{len(self.draft.named)}项，请核实补正的内容；其他项目的核实结论保留。",
            url=url,
            key=f"resubmitted:{request.pk}",
        )
        if request.role == Role.CITY:
            notify(
                city_staff(locked),
                title=f"已补正：{locked.space}（{locked.number}）",
                body=f"运营机构已补正，由{locked.district.bureau}核实后重新推荐。",
                url=url,
                key=f"resubmitted-city:{request.pk}",
            )
        notify(
            members_of(locked),
            title=f"补正已提交：{locked.space}（{locked.number}）",
            body=f"补正的内容已送{locked.district.bureau}核实。",
            url=url,
            key=f"resubmitted-operator:{request.pk}",
        )


def resubmit_application(application: Application, *, actor: User, accepted: Collection[str]) -> Application:
    """Submit the corrections: guards (in time, no ban by now, registers locked, every item done, checks, documents, declarations); the next
    snapshot with only what was sent back rebuilt, as of the first day and under its rule version; marks of these items
    superseded; round closed, the district's due day, no opinion any more (an earlier recommendation stays on file); state
    and history line with the digest; the application form of this snapshot; messages to district, city and operator.
    """
    resubmission = Resubmission(actor=actor, accepted=accepted)
    return advance(
        application,
        Action.RESUBMIT,
        actor=actor,
        guards=resubmission.guards,
        prepare=(resubmission.freeze,),
        details=resubmission.details,
        follow=(resubmission.issue_form, resubmission.tell),
    )


def supersede_marks(application: Application, items: Collection[str]) -> None:
    """What was found on these items, and all that was marked 补正, counts no more; it stays on file. Corrections elsewhere
    that would contradict the new figures go with it.
    """
    current = application.verifications.filter(superseded_at__isnull=True)
    now = timezone.now()
    current.filter(item__in=items).update(superseded_at=now)
    current.filter(verdict=Verification.Verdict.TO_CORRECT).update(superseded_at=now)
    try:
        verification_sheet(application)
    except FactsError:
        current.filter(verdict=Verification.Verdict.CORRECTED).update(superseded_at=now)
