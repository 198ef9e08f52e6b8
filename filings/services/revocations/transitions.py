"""advance_revocation() alone writes the state of a revocation. The filing with all that hangs on it is locked before it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from filings import permissions
from filings.errors import WorkflowRefused
from filings.models import Filing, PendingAct, Revocation, User
from filings.services.history import write_step
from filings.services.notices import notify_lapsed_act
from filings.services.transitions import lock_filing, require, signature_details
from filings.workflow_revocations import RevocationAction, revocation_transition_of

Effect = Callable[[Revocation], None]


def lock_revocation(revocation: Revocation, filing: Filing | None = None) -> Revocation:
    """The filing (unless the caller has locked it) and then the revocation, locked until the transaction ends."""
    filing = filing or lock_filing(revocation.filing_id)
    locked = (
        Revocation.objects.select_for_update(of=("self",))
        .select_related("operator", "district", "notice", "decision", "change", "case", "proposed_by")
        .get(pk=revocation.pk)
    )
    locked.filing = filing
    return locked


def advance_revocation(
    revocation: Revocation,
    action: RevocationAction,
    *,
    actor: User,
    apply: Effect,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
    follow: tuple[Effect, ...] = (),
    signed_act: PendingAct | None = None,
    filing: Filing | None = None,
) -> Revocation:
    """Take one step on one revocation, all or nothing.

    In one transaction: lock filing and revocation; check role, reach and state on the locked rows (WorkflowRefused
    otherwise); `apply` sets fields and may issue documents; write the state; append the history line; run `follow`; let
    another pending act on the revocation lapse. A signed step is refused unless it comes with its act. `filing` is given
    where the caller has locked it.
    """
    row = revocation_transition_of(action)
    with transaction.atomic():
        locked = lock_revocation(revocation, filing)
        require(permissions.can_on_revocation(actor, action, locked))
        if row.signed and signed_act is None:
            raise WorkflowRefused("这一事项须先拟办，再由有签发权限的同事签发。")
        apply(locked)
        told = dict(details or {}) | signature_details(signed_act)
        write_step(locked, row.target, actor=actor, action=action, reason=reason, details=told)
        for effect in follow:
            effect(locked)
        lapse_acts(locked, signed_act)
    return locked


def lapse_acts(revocation: Revocation, signed_act: PendingAct | None) -> None:
    """A decision that waits for its signature falls away when the revocation moves; its preparer is told."""
    waiting = revocation.acts.filter(status=PendingAct.Status.PENDING)
    for act in waiting.exclude(pk=signed_act.pk) if signed_act else waiting:
        act.status = PendingAct.Status.LAPSED
        act.decided_at = timezone.now()
        act.save(update_fields=["status", "decided_at"])
        notify_lapsed_act(act)
