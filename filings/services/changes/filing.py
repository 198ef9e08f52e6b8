"""The city files a change (变更备案): prepared by one account, signed by another; only then the register says otherwise."""

from typing import Any

from django.db import OperationalError, transaction
from django.utils import timezone

from filings import permissions
from filings.documents.changes import is_on_certificate, issue_change_notice, issue_changed_certificate
from filings.documents.decisions import check_number_is_free
from filings.errors import WorkflowRefused
from filings.models import ChangeReport, Filing, PendingAct, User
from filings.services.changes import messages
from filings.services.changes.effects import write_change
from filings.services.changes.transitions import advance_change, lock_change
from filings.services.history import append_line
from filings.services.revocations.guards import require_no_revocation_before_filing_changes
from filings.services.signing import ask_to_sign, carries_out, create_filing_act
from filings.services.transitions import require
from filings.workflow import FilingState
from filings.workflow_changes import ChangeAction, ChangeState
from filings.workflow_revocations import RevocationState


def prepare_filing(change: ChangeReport, *, actor: User, number: str, city_reason: str = "") -> PendingAct:
    """Prepare 变更备案 with the 发文字号 of the notice, and the reason where the district proposed to cancel: checks on the
    locked change, pending act, history line, message to the signers.
    """
    with transaction.atomic():
        locked = lock_change(change)
        require(permissions.can_on_change(actor, ChangeAction.FILE, locked))
        require_no_revocation_before_filing_changes(locked.filing)
        require_reason(locked, city_reason)
        check_number_is_free(number)
        payload = {"number": number, "city_reason": city_reason.strip()}
        act = create_filing_act(locked.filing, ChangeAction.FILE, actor=actor, payload=payload, change=locked)
        append_line(locked, actor=actor, action=f"prepare_{ChangeAction.FILE}", details={"act": act.pk})
        ask_to_sign(act)
    return act


def require_reason(change: ChangeReport, reason: str) -> None:
    """Guard: who files against the district's opinion, or what fails a check, or after a revocation was dropped, says why."""
    if needs_reason(change) and not reason.strip():
        raise WorkflowRefused("变更后不再符合要求，或者曾经据以提出撤销备案，仍准予变更备案的，请写明理由。")


def needs_reason(change: ChangeReport) -> bool:
    """Whether the filing of a change has to be reasoned."""
    if change.state == ChangeState.CANCELLATION_PROPOSED or change.fails:
        return True
    return change.revocations.filter(state=RevocationState.DROPPED).exists()


@carries_out(ChangeAction.FILE)
def file_change(act: PendingAct, signer: User) -> Filing:
    """Carry out a signed filing, all in one transaction: rows changed as of the day of the change, 变更备案通知, a new
    certificate where it shows what changed (of each filing of a renamed operator), history lines of change and filings,
    messages.
    """
    if act.change is None:
        raise WorkflowRefused("没有找到要备案的变更。")
    number, on = act.payload["number"], timezone.localdate()

    def write(locked: ChangeReport) -> None:
        require_no_revocation_before_filing_changes(locked.filing)
        require_reason(locked, act.payload["city_reason"])
        check_number_is_free(number)
        write_change(locked, actor=signer)
        locked.city_reason, locked.filed_on = act.payload["city_reason"], on
        others = also_renamed(locked)
        locked.notice = issue_change_notice(locked, actor=act.prepared_by, number=number, on=on, others=others)
        if is_on_certificate(locked):
            issue_changed_certificate(locked.filing, actor=act.prepared_by, on=on)
        for other in others:
            issue_changed_certificate(other, actor=act.prepared_by, on=on)
            append_line(other, actor=signer, action="certificate_anew", details={"change": locked.pk})

    def note(locked: ChangeReport) -> None:
        details: dict[str, Any] = {"change": locked.pk, "kind": locked.kind, "number": number}
        append_line(locked.filing, actor=signer, action="change_filed", details=details)

    change = advance_change(
        act.change,
        ChangeAction.FILE,
        actor=signer,
        apply=write,
        reason=act.payload["city_reason"],
        details=lambda _: {"number": number},
        follow=(note, messages.tell_filed),
        signed_act=act,
        filing=act.filing,
    )
    return change.filing


def also_renamed(change: ChangeReport) -> list[Filing]:
    """The other filings in force whose certificates show the operator's new name, locked. Without waiting: whoever files or
    ends one of them may itself wait for the operator, which is locked here.
    """
    if change.kind != ChangeReport.Kind.NAME or "operator" not in change.after:
        return []
    held = Filing.objects.filter(operator=change.filing.operator_id, state=FilingState.ACTIVE)
    others = held.exclude(pk=change.filing_id).select_related("space__district", "operator").order_by("pk")
    try:
        with transaction.atomic():
            return list(others.select_for_update(of=("self",), nowait=True))
    except OperationalError:
        raise WorkflowRefused(
            "该机构的另一件备案正在办理，请稍候再签发。", way_on=messages.change_url(change)
        ) from None
