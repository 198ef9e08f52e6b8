"""advance_change() alone writes the state of a change. What the filing needs is locked before it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from filings import permissions
from filings.errors import WorkflowRefused
from filings.models import ChangeReport, Filing, PendingAct, User
from filings.services.changes.messages import change_url
from filings.services.history import write_step
from filings.services.notices import notify_lapsed_act
from filings.services.transitions import lock_filing, require, signature_details
from filings.workflow_changes import ChangeAction, change_transition_of

Effect = Callable[[ChangeReport], None]


def lock_change(change: ChangeReport, filing: Filing | None = None) -> ChangeReport:
    """The filing with all that hangs on it (unless the caller has locked it) and then the change, locked until the
    transaction ends. Refused where it went over to another filing while this waited.
    """
    filing = filing or lock_filing(change.filing_id)
    locked = (
        ChangeReport.objects.select_for_update(of=("self",))
        .select_related("operator", "district", "opened_by")
        .get(pk=change.pk)
    )
    if locked.filing_id != filing.pk:
        raise WorkflowRefused("这项变更刚刚转入新的备案，请重新打开后再办理。", way_on=change_url(locked))
    locked.filing = filing
    return locked


def advance_change(
    change: ChangeReport,
    action: ChangeAction,
    *,
    actor: User | None,
    apply: Effect | None = None,
    reason: str = "",
    details: Callable[[ChangeReport], Mapping[str, Any]] | None = None,
    follow: tuple[Effect, ...] = (),
    signed_act: PendingAct | None = None,
    filing: Filing | None = None,
) -> ChangeReport:
    """Take one step on one change, all or nothing.

    In one transaction: lock filing and change; check role, reach and state on the locked rows (WorkflowRefused
    otherwise); `apply` sets fields and may write what follows from a filing; write the state; append the history line;
    run `follow`; let another pending act on the change lapse. A signed step is refused unless it comes with its act.
    `filing` is given where the caller has locked it.
    """
    row = change_transition_of(action, actor.role if actor else None)
    with transaction.atomic():
        locked = lock_change(change, filing)
        decision = permissions.can_on_change(actor, action, locked)
        require(decision)
        if row is None or (row.signed and signed_act is None):
            raise WorkflowRefused("这一事项须先拟办，再由有签发权限的同事签发。")
        if apply:
            apply(locked)
        told = dict(details(locked) if details else {}) | signature_details(signed_act)
        write_step(locked, row.target, actor=actor, action=action, reason=reason, details=told)
        for effect in follow:
            effect(locked)
        lapse_acts(locked, signed_act)
    return locked


def lapse_acts(change: ChangeReport, signed_act: PendingAct | None) -> None:
    """A filing that waits for its signature falls away when the change moves; its preparer is told."""
    waiting = change.acts.filter(status=PendingAct.Status.PENDING)
    for act in waiting.exclude(pk=signed_act.pk) if signed_act else waiting:
        act.status = PendingAct.Status.LAPSED
        act.decided_at = timezone.now()
        act.save(update_fields=["status", "decided_at"])
        notify_lapsed_act(act)
