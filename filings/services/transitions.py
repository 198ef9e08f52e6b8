"""advance() alone writes an application's state. Verbs in the other service modules call it with guards and effects."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from filings import permissions
from filings.errors import WorkflowRefused
from filings.models import Application, Filing, Operator, PendingAct, Space, User
from filings.services.history import write_step
from filings.services.notices import notify_lapsed_act
from filings.workflow import LIVE, Action, transition_of

Guard = Callable[[Application], None]
Effect = Callable[[Application], None]


def lock_application(pk: int) -> Application:
    """The row, locked until the transaction ends; joins are left unlocked."""
    return (
        Application.objects.select_for_update(of=("self",))
        .select_related("space", "operator", "district", "round")
        .get(pk=pk)
    )


def lock_registers(application: Application) -> None:
    """The organisation and the space of a locked application, locked in this order and read again: what is counted and
    what is written back stands still meanwhile, for whoever keeps the registers locks the space.
    """
    application.operator = Operator.objects.select_for_update().get(pk=application.operator_id)
    application.space = Space.objects.select_for_update().get(pk=application.space_id)


def lock_filing(pk: int) -> Filing:
    """A filing with all that acts on it may write, locked in the order of every other writer: live applications of the
    space, operator, space, then the filing itself.
    """
    found = Filing.objects.only("space", "operator").get(pk=pk)
    live = Application.objects.select_for_update(of=("self",)).filter(space=found.space_id, state__in=LIVE)
    list(live.order_by("pk").values_list("pk"))
    operator = Operator.objects.select_for_update().get(pk=found.operator_id)
    space = Space.objects.select_for_update(of=("self",)).select_related("district").get(pk=found.space_id)
    filing = Filing.objects.select_for_update(of=("self",)).select_related("application").get(pk=pk)
    filing.space = space
    if filing.operator_id == operator.pk:  # else it was changed while this waited, and is read anew
        filing.operator = operator
    space.operator = filing.operator
    return filing


def require(decision: permissions.Decision) -> None:
    """Raise the decision's reason as a refusal unless it is a yes."""
    if not decision:
        raise WorkflowRefused(decision.reason)


def require_not_recused(actor: User, application: Application) -> None:
    """Refuse an official who is off the case by its own declaration, where no workflow action asks permissions.can()."""
    if permissions.is_recused(actor, application):
        raise WorkflowRefused(permissions.RECUSED.reason)


def advance(
    application: Application,
    action: Action,
    *,
    actor: User | None,
    reason: str = "",
    guards: Iterable[Guard] = (),
    prepare: Iterable[Effect] = (),
    follow: Iterable[Effect] = (),
    details: Callable[[Application], dict[str, Any]] | None = None,
    signed_act: PendingAct | None = None,
) -> Application:
    """Take one action on one application, all or nothing.

    In one transaction: lock the row; check role, reach and state on the locked row (WorkflowRefused otherwise); run
    `guards`, which raise WorkflowRefused; run `prepare`, which may set fields and create what the history line
    refers to; write the state; append the history line with `details`; run `follow` (filings, documents, messages);
    let any other pending act of the application lapse with a message to its preparer.
    A signed action is refused unless it comes with its act (services.signing). `actor` None is the system. Returns the
    locked row as written.
    """
    row = transition_of(action, actor.role if actor else None)
    with transaction.atomic():
        locked = lock_application(application.pk)
        decision = permissions.can(actor, action, locked)
        if not decision or row is None:
            raise WorkflowRefused(decision.reason)
        if row.signed and signed_act is None:
            raise WorkflowRefused("这一事项须先拟办，再由有签发权限的同事签发。")
        for guard in guards:
            guard(locked)
        for effect in prepare:
            effect(locked)
        told = (details(locked) if details else {}) | signature_details(signed_act)
        write_step(locked, row.target, actor=actor, action=action, reason=reason, details=told)
        for effect in follow:
            effect(locked)
        lapse_other_acts(locked, signed_act)
    return locked


def signature_details(act: PendingAct | None) -> dict[str, Any]:
    """Who prepared a signed act, for the history line; `single_signer` where one account did both."""
    if act is None:
        return {}
    alone = {"single_signer": True} if act.prepared_by_id == act.decided_by_id else {}
    return {"prepared_by": act.prepared_by_id, "signed_by": act.decided_by_id, "act": act.pk} | alone


def lapse_other_acts(application: Application, signed_act: PendingAct | None) -> None:
    """Pending acts fall away when the record moves; their preparers are told."""
    pending = PendingAct.objects.filter(application=application, case=None, status=PendingAct.Status.PENDING)
    if signed_act:
        pending = pending.exclude(pk=signed_act.pk)
    for act in pending:
        act.status = PendingAct.Status.LAPSED
        act.decided_at = timezone.now()
        act.save(update_fields=["status", "decided_at"])
        notify_lapsed_act(act)
