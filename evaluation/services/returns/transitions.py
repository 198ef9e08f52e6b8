"""advance_return(), write_in_bulk() and lock_checked() alone write a return's state. Verbs beside them add guards and messages."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from evaluation import permissions
from evaluation.models import AnnualReturn
from evaluation.services.returns.upserting import upsert_returns
from evaluation.statistics.columns import FIELDS
from evaluation.workflow import ReturnAction, ReturnState, return_transition
from filings.errors import WorkflowRefused
from filings.models import User
from filings.services.history import append_line

Guard = Callable[[AnnualReturn], None]
Effect = Callable[[AnnualReturn], None]


def lock_return(pk: int) -> AnnualReturn:
    """The row, locked until the transaction ends; joins are left unlocked."""
    return (
        AnnualReturn.objects.select_for_update(of=("self",))
        .select_related("space__operator", "space__district")
        .get(pk=pk)
    )


def advance_return(
    record: AnnualReturn,
    action: ReturnAction,
    *,
    actor: User,
    reason: str = "",
    guards: Iterable[Guard] = (),
    prepare: Iterable[Effect] = (),
    follow: Iterable[Effect] = (),
    details: dict[str, Any] | None = None,
) -> AnnualReturn:
    """Take one action on one return, all or nothing.

    In one transaction: lock the row; check role, reach and state on the locked row (WorkflowRefused otherwise); run
    `guards`; run `prepare`, which may set fields; write state and instants; append the history line with the digest of
    the figures; run `follow` (messages). Returns the locked row as written.
    """
    with transaction.atomic():
        locked = lock_return(record.pk)
        row = return_transition(action, actor.role)
        decision = permissions.can(actor, action, locked)
        if not decision or row is None:
            raise WorkflowRefused(decision.reason)
        for guard in guards:
            guard(locked)
        for effect in prepare:
            effect(locked)
        before = locked.state
        enter_state(locked, row.target)
        locked.save()
        append_line(
            locked,
            actor=actor,
            action=action,
            from_state=before,
            to_state=locked.state,
            reason=reason,
            details=(details or {}) | {"figures": figures_text(locked)},
        )
        for effect in follow:
            effect(locked)
    return locked


def enter_state(record: AnnualReturn, target: ReturnState, now: datetime | None = None) -> None:
    """Set the state and what goes with it: instants, the next revision; what was sent back is done with, its due day
    stays on record where it was missed.
    """
    now = now or timezone.now()
    if record.due_on and timezone.localdate(now) > record.due_on and target is not ReturnState.RETURNED:
        record.missed_on = record.due_on
    record.state = target.value
    record.revision += 1
    if target is ReturnState.SUBMITTED:
        record.submitted_at = now
    if target in (ReturnState.CONFIRMED, ReturnState.LOCKED):
        record.submitted_at = record.submitted_at or now
        record.confirmed_at = record.confirmed_at or now
    record.first_submitted_at = record.first_submitted_at or record.submitted_at
    record.locked_at = now if target is ReturnState.LOCKED else None
    if target is not ReturnState.RETURNED:
        record.items, record.due_on = {}, None
    else:
        record.confirmed_at = None


def lock_checked(year: int) -> int:
    """Lock all checked returns of a year in the caller's transaction, which holds their rows and writes the history."""
    now = timezone.now()
    return AnnualReturn.objects.filter(year=year, state=ReturnState.CONFIRMED).update(
        state=ReturnState.LOCKED, locked_at=now, updated_at=now, revision=F("revision") + 1
    )


def figures_text(record: AnnualReturn) -> dict[str, str | None]:
    """The figures as they stood at an action, for its history line: they hold no personal data."""
    return {name: None if value is None else str(value) for name, value in record.figures.items()}


BULK_FIELDS = (
    *FIELDS,
    *("state", "source", "reasons", "items", "due_on", "missed_on", "revision", "submitted_at", "first_submitted_at"),
    *("confirmed_at", "locked_at", "updated_at"),
)


def write_in_bulk(records: Iterable[AnnualReturn], action: ReturnAction, *, actor: User) -> int:
    """Write many returns with their new state in the caller's transaction, inserting or replacing by space and year.

    A record that replaces one brings along what its state goes on from: revision, due and missed day, instants. The
    caller has locked and checked the rows (permissions.can) and writes one history line for the whole load. Records are
    taken one by one and not kept. Returns how many were written.
    """
    row = return_transition(action, actor.role)
    if row is None:
        raise WorkflowRefused("您的角色不能办理这一事项。")
    now = timezone.now()
    return upsert_returns(entered(records, row.target, now), BULK_FIELDS)


def entered(records: Iterable[AnnualReturn], target: ReturnState, now: datetime) -> Iterator[AnnualReturn]:
    """Each record in its new state."""
    for record in records:
        enter_state(record, target, now)
        record.created_at = record.updated_at = now
        yield record
