"""The decision to revoke (撤销): prepared by one account of the city, signed by another; what it does to filing, ban and open work."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from filings import permissions
from filings.documents.decisions import check_number_is_free
from filings.documents.revocations import issue_decision
from filings.errors import WorkflowRefused
from filings.models import Application, Ban, Filing, PendingAct, Revocation, User
from filings.rules.periods import ban_end
from filings.services.changes.requests import close_request
from filings.services.changes.transitions import advance_change
from filings.services.filings import end_filing
from filings.services.hearings import require_answered, require_heard
from filings.services.history import append_line
from filings.services.revocations import messages
from filings.services.revocations.guards import (
    require_ground_stands,
    require_in_force,
    require_legal_check,
)
from filings.services.revocations.transitions import advance_revocation, lock_revocation
from filings.services.signing import ask_to_sign, carries_out, create_filing_act
from filings.services.transitions import require, signature_details
from filings.workflow import LIVE, FilingState, State
from filings.workflow_changes import CHANGE_ENDED, ChangeAction
from filings.workflow_revocations import RevocationAction


def prepare_revocation(
    revocation: Revocation, *, actor: User, number: str, finding: str, on_defence: str = ""
) -> PendingAct:
    """Prepare the decision with the 发文字号 of the 决定书: checks on the locked revocation, pending act, history line, message
    to the signers. What was said in defence must be answered.
    """
    with transaction.atomic():
        locked = lock_revocation(revocation)
        require(permissions.can_on_revocation(actor, RevocationAction.REVOKE, locked))
        require_decidable(locked, finding, on_defence)
        check_number_is_free(number)
        payload = {"number": number, "finding": finding.strip(), "on_defence": on_defence.strip()}
        act = create_filing_act(locked.filing, RevocationAction.REVOKE, actor=actor, payload=payload, revocation=locked)
        append_line(locked, actor=actor, action=f"prepare_{RevocationAction.REVOKE}", details={"act": act.pk})
        ask_to_sign(act)
    return act


def require_decidable(revocation: Revocation, finding: str, on_defence: str) -> None:
    """Guards of the decision, now and again at signing: filing in force, ground standing, operator heard and answered, legal
    check passed, reasons written.
    """
    require_in_force(revocation.filing)
    require_ground_stands(revocation)
    require_heard(revocation)
    require_legal_check(revocation)
    if not finding.strip():
        raise WorkflowRefused("请填写撤销的理由。")
    require_answered(revocation, on_defence)


@carries_out(RevocationAction.REVOKE)
def revoke_filing(act: PendingAct, signer: User) -> Filing:
    """Carry out a signed revocation, all in one transaction with the filing locked: 撤销决定书 with the bodies of appeal, the
    filing ends today, ban of two years from today on the operator's code and the space, changes and a request to give the
    filing up end with it, history lines of revocation, filing and ban, messages. Applications under way stay where they
    are: their offices are told that they cannot be approved while the ban runs.
    """
    if act.revocation is None or act.filing is None:
        raise WorkflowRefused("没有找到要撤销的备案。")
    number, said, on = act.payload["number"], act.payload, timezone.localdate()

    def decide(locked: Revocation) -> None:
        require_decidable(locked, said["finding"], said["on_defence"])
        check_number_is_free(number)
        locked.finding, locked.on_defence, locked.revoked_on = said["finding"], said["on_defence"], on
        locked.decision = issue_decision(locked, actor=act.prepared_by, number=number, on=on)

    def end(locked: Revocation) -> None:
        end_open_work(locked, signer=signer)
        end_filing(locked.filing, FilingState.REVOKED, on=on)
        note_on_filing(locked, act, signer=signer)
        lay_ban(locked, actor=signer, number=number, on=on)

    details: dict[str, Any] = {"number": number}
    revocation = advance_revocation(
        act.revocation,
        RevocationAction.REVOKE,
        actor=signer,
        apply=decide,
        reason=said["finding"],
        details=details,
        follow=(end, messages.tell_revoked),
        signed_act=act,
        filing=act.filing,
    )
    return revocation.filing


def end_open_work(revocation: Revocation, *, signer: User) -> None:
    """Changes under way and a request to give the filing up end with it; applications are told of."""
    filing, details = revocation.filing, {"revocation": revocation.pk}
    for change in filing.changes.exclude(state__in=sorted(CHANGE_ENDED)).order_by("pk"):
        advance_change(change, ChangeAction.CLOSE, actor=None, details=lambda _: details, filing=filing)
    close_request(filing, actor=signer, reason="备案已撤销，这件注销申请不再办理。")
    live = Application.objects.filter(operator=filing.operator_id, state__in=LIVE - {State.DRAFT})
    for application in live.select_related("space", "district", "operator").order_by("pk"):
        messages.tell_live_application(revocation, application)


def note_on_filing(revocation: Revocation, act: PendingAct, *, signer: User) -> None:
    """The line in the chain of the filing."""
    append_line(
        revocation.filing,
        actor=signer,
        action=RevocationAction.REVOKE,
        from_state=FilingState.ACTIVE,
        to_state=FilingState.REVOKED,
        reason=revocation.finding,
        details={"revocation": revocation.pk, "number": act.payload["number"]} | signature_details(act),
    )


def lay_ban(revocation: Revocation, *, actor: User, number: str, on: date) -> Ban:
    """Two years from the day of the revocation, that day two years on included, on the operator's code and on the space."""
    ban = Ban.objects.create(
        uscc=revocation.operator.uscc,
        space=revocation.filing.space,
        ground=Ban.Ground.REVOCATION,
        since=on,
        until=ban_end(on),
        source=f"撤销决定书（{number}）",
        revocation=revocation,
        created_by=actor,
    )
    details = {"revocation": revocation.pk, "until": ban.until.isoformat()}
    append_line(ban, actor=actor, action="lay_ban", details=details)
    return ban
