"""Two-step acts (✍): one account prepares, another with the flag signs or sends back; the preparer never signs.

A verb that needs a signature registers what carries it out; signing calls that with the stored payload.
"""

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from filings import permissions
from filings.errors import WorkflowRefused
from filings.models import (
    Application,
    ChangeReport,
    Filing,
    FraudCase,
    JointRecommendation,
    PendingAct,
    Revocation,
    User,
)
from filings.selectors.acts import act_label
from filings.services.history import append_line
from filings.services.notices import notify, signers_for, subject_url
from filings.services.transitions import Guard, lock_application, lock_filing, require
from filings.workflow import Action, Role

CarryOut = Callable[[PendingAct, User], Application | Filing]
CARRIED_OUT_BY: dict[str, CarryOut] = {}
"""What carries out each signed action; filled by the modules of the verbs."""


def carries_out(action: str) -> Callable[[CarryOut], CarryOut]:
    """Register the function that carries out a signed action."""

    def register(function: CarryOut) -> CarryOut:
        CARRIED_OUT_BY[action] = function
        return function

    return register


def prepare_act(
    application: Application,
    action: Action,
    *,
    actor: User,
    payload: dict[str, Any],
    guards: tuple[Guard, ...] = (),
    joint: JointRecommendation | None = None,
) -> PendingAct:
    """Prepare an act: check role, reach, state and guards on the locked row; write the pending act and a history
    line; tell the signers. In a district switched to single signing the preparing account signs at once, and the
    record says so; an act that is `joint` with others waits for these, and its signers are told of all at once. Raises
    WorkflowRefused when another act is already waiting.
    """
    with transaction.atomic():
        locked = lock_application(application.pk)
        require(permissions.can(actor, action, locked))
        for guard in guards:
            guard(locked)
        act = create_act(locked, action, actor=actor, payload=payload, joint=joint)
        with_others = {"joint": joint.pk} if joint else {}
        append_line(locked, actor=actor, action=f"prepare_{action}", details={"act": act.pk} | with_others)
        if joint is not None:
            return act
        if is_single_signer(actor):
            return carry_out(act, actor=actor)
        ask_to_sign(act)
    return act


def ask_to_sign(act: PendingAct) -> None:
    """Tell the signers that an act waits."""
    notify(
        signers_for(act),
        title=f"待签发：{act.subject.space}（{act_label(act)}）",
        url=subject_url(act),
        key=f"act-waiting:{act.pk}",
    )


def create_act(
    application: Application,
    action: Action,
    *,
    actor: User,
    payload: dict[str, Any],
    case: FraudCase | None = None,
    joint: JointRecommendation | None = None,
) -> PendingAct:
    """Insert the pending act; the constraint lets one through."""
    try:
        with transaction.atomic():
            return PendingAct.objects.create(
                application=application, action=action, payload=payload, prepared_by=actor, case=case, joint=joint
            )
    except IntegrityError:
        raise WorkflowRefused("这件申请已有一项待签发的事项，请先签发或撤回。") from None


def create_filing_act(
    filing: Filing,
    action: str,
    *,
    actor: User,
    payload: dict[str, Any],
    change: ChangeReport | None = None,
    revocation: Revocation | None = None,
) -> PendingAct:
    """Insert a pending act on a filing, on one of its changes or on its revocation; the constraint lets one through."""
    try:
        with transaction.atomic():
            return PendingAct.objects.create(
                filing=filing,
                change=change,
                revocation=revocation,
                action=action,
                payload=payload,
                prepared_by=actor,
            )
    except IntegrityError:
        raise WorkflowRefused("这一事项已经拟办，正在等待签发，请先签发或撤回。") from None


def is_single_signer(user: User) -> bool:
    """Whether one account may prepare and sign: its district is switched to it and has nobody else who signs."""
    if user.role != Role.DISTRICT or user.district is None or not user.district.single_signer:
        return False
    others = User.objects.filter(district_id=user.district_id, can_sign=True, is_active=True).exclude(pk=user.pk)
    return not others.exists()


def sign_act(act: PendingAct, *, actor: User) -> Any:
    """Sign a pending act: lock what it is on and the act, check the signer, carry the action out. All or nothing.
    Returns the application or filing as it stands then.
    """
    with transaction.atomic():
        locked_act = lock_act(act)
        require(permissions.can_sign(actor, locked_act))
        carry_out(locked_act, actor=actor)
        return locked_act.subject


def carry_out(act: PendingAct, *, actor: User) -> PendingAct:
    """Mark the act as signed and run what its action does, in the caller's transaction."""
    act.status = PendingAct.Status.SIGNED
    act.decided_by = actor
    act.decided_at = timezone.now()
    act.save(update_fields=["status", "decided_by", "decided_at"])
    written = CARRIED_OUT_BY[act.action](act, actor)
    if isinstance(written, Filing):
        act.filing = written
    else:
        act.application = written
    return act


def send_back_act(act: PendingAct, *, actor: User, reason: str) -> PendingAct:
    """The signer sends a pending act back with a reason: act closed, history line, message to the preparer."""
    with transaction.atomic():
        locked_act = lock_act(act)
        require(permissions.can_decide(actor, locked_act))
        close_act(locked_act, PendingAct.Status.SENT_BACK, actor=actor, reason=reason)
        tell_sent_back(locked_act)
    return locked_act


def tell_sent_back(act: PendingAct) -> None:
    """Tell the preparer that an act came back, and why."""
    notify(
        [act.prepared_by],
        title=f"拟办的“{act_label(act)}”被退回：{act.subject.space}",
        body=act.reason,
        url=subject_url(act),
        key=f"act-sent-back:{act.pk}",
    )


def withdraw_act(act: PendingAct, *, actor: User) -> PendingAct:
    """The preparer withdraws a pending act: act closed, history line."""
    with transaction.atomic():
        locked_act = lock_act(act)
        if locked_act.prepared_by_id != actor.pk:
            raise WorkflowRefused("只有拟办人可以撤回拟办的事项。")
        close_act(locked_act, PendingAct.Status.WITHDRAWN, actor=actor)
    return locked_act


def close_act(act: PendingAct, status: str, *, actor: User, reason: str = "") -> None:
    """Close an act without carrying it out and say so in the chain."""
    act.status = status
    act.decided_by = actor
    act.decided_at = timezone.now()
    act.reason = reason
    act.save(update_fields=["status", "decided_by", "decided_at", "reason"])
    record = act.case or act.change or act.revocation or act.subject
    append_line(record, actor=actor, action=f"{status}_{act.action}", reason=reason, details={"act": act.pk})


def require_same_filing(act: PendingAct, filing: Filing | None) -> None:
    """Guard: the filing locked is still the one that a locked act and its change are on."""
    pk = filing.pk if filing else None
    if act.filing_id != pk or (act.change is not None and act.change.filing_id != pk):
        raise WorkflowRefused("这一事项刚刚转入新的备案，请重新打开后再办理。", way_on=subject_url(act))


def lock_act(act: PendingAct) -> PendingAct:
    """The application or filing locked first, then the act; refused when it no longer waits, or went over to
    another filing meanwhile.
    """
    application = lock_application(act.application_id) if act.application_id else None
    filing = lock_filing(act.filing_id) if act.filing_id else None
    locked = PendingAct.objects.select_for_update(of=("self",)).select_related("prepared_by").get(pk=act.pk)
    require_same_filing(locked, filing)
    locked.application, locked.filing = application, filing
    if locked.case is not None and application is not None:
        locked.case.application = application
    if locked.change is not None and filing is not None:
        locked.change.filing = filing
    if locked.revocation is not None and filing is not None:
        locked.revocation.filing = filing
    if locked.status != PendingAct.Status.PENDING:
        raise WorkflowRefused(f"这一事项{locked.get_status_display()}，不用再办理。")
    return locked
