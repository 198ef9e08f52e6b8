"""A revocation that another body has overturned (行政复议、行政诉讼): the filing comes back under its number, the ban is lifted."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from filings import permissions
from filings.documents.decisions import check_number_is_free
from filings.documents.revocations import issue_reinstatement
from filings.errors import WorkflowRefused
from filings.models import Ban, Filing, PendingAct, Revocation, RevocationFile, User
from filings.services.filings import reopen_filing
from filings.services.history import append_line
from filings.services.revocations import messages
from filings.services.revocations.guards import require_no_filing_since
from filings.services.revocations.proposing import keep_files
from filings.services.revocations.transitions import advance_revocation, lock_revocation
from filings.services.signing import ask_to_sign, carries_out, create_filing_act
from filings.services.transitions import require, signature_details
from filings.storing import check_upload
from filings.workflow import FilingState
from filings.workflow_revocations import RevocationAction
from zzspace.wording import date_zh


def prepare_reinstatement(
    revocation: Revocation,
    *,
    actor: User,
    number: str,
    overturned_by: str,
    body: str,
    case_number: str,
    overturned_on: date,
    reason: str,
    files: list[UploadedFile[Any]],
) -> PendingAct:
    """Prepare 恢复备案 with the 发文字号 of the decision: the document of the body that overturned the revocation is required and
    kept; no other filing of the space in force; pending act, history line, message to the signers.
    """
    if not files:
        raise ValidationError({"files": "请上传复议决定书或者裁判文书。"})
    checked = [check_upload(file) for file in files]
    with transaction.atomic():
        locked = lock_revocation(revocation)
        require(permissions.can_on_revocation(actor, RevocationAction.REINSTATE, locked))
        require_no_filing_since(locked.filing)
        require_overturned_day(locked, overturned_on)
        if not reason.strip():
            raise WorkflowRefused("请写明恢复备案的理由。")
        check_number_is_free(number)
        payload = {
            "number": number,
            "overturned_by": overturned_by,
            "body": body.strip(),
            "case_number": case_number.strip(),
            "overturned_on": overturned_on.isoformat(),
            "reason": reason.strip(),
        }
        act = create_filing_act(
            locked.filing, RevocationAction.REINSTATE, actor=actor, payload=payload, revocation=locked
        )
        part = RevocationFile.Part.OVERTURNING
        digests = keep_files(locked, part, checked, actor=actor, operator=None)
        details = {"act": act.pk, "files": digests}
        append_line(locked, actor=actor, action=f"prepare_{RevocationAction.REINSTATE}", details=details)
        ask_to_sign(act)
    return act


def require_overturned_day(revocation: Revocation, overturned_on: date) -> None:
    """Guard: what overturns a decision is later than it, and not of days to come."""
    if (revocation.revoked_on and overturned_on < revocation.revoked_on) or overturned_on > timezone.localdate():
        raise WorkflowRefused(f"文书日期应在撤销之日（{date_zh(revocation.revoked_on)}）至今天之间。")


@carries_out(RevocationAction.REINSTATE)
def reinstate_filing(act: PendingAct, signer: User) -> Filing:
    """Carry out a signed reinstatement, all in one transaction with the filing locked: refused where the space has been put
    on file anew; 恢复备案决定书, the 撤销决定书 annulled and kept, the filing in force again under its number, the ban lifted
    from today on, history lines of revocation, filing and ban, messages.
    """
    if act.revocation is None or act.filing is None:
        raise WorkflowRefused("没有找到要恢复的备案。")
    said, on = act.payload, timezone.localdate()

    def decide(locked: Revocation) -> None:
        require_no_filing_since(locked.filing)
        check_number_is_free(said["number"])
        locked.overturned_by, locked.overturning_body = said["overturned_by"], said["body"]
        locked.overturning_number = said["case_number"]
        locked.overturned_on = date.fromisoformat(said["overturned_on"])
        locked.reinstate_reason, locked.reinstated_on = said["reason"], on
        locked.reinstatement = issue_reinstatement(locked, actor=act.prepared_by, number=said["number"], on=on)

    def undo(locked: Revocation) -> None:
        annul_decision(locked, on=on)
        reopen_filing(locked.filing)
        append_line(
            locked.filing,
            actor=signer,
            action=RevocationAction.REINSTATE,
            from_state=FilingState.REVOKED,
            to_state=FilingState.ACTIVE,
            reason=locked.reinstate_reason,
            details={"revocation": locked.pk, "number": said["number"]} | signature_details(act),
        )
        lift_ban(locked, actor=signer, on=on)

    revocation = advance_revocation(
        act.revocation,
        RevocationAction.REINSTATE,
        actor=signer,
        apply=decide,
        reason=said["reason"],
        details={"number": said["number"]},
        follow=(undo, messages.tell_reinstated),
        signed_act=act,
        filing=act.filing,
    )
    return revocation.filing


def annul_decision(revocation: Revocation, *, on: date) -> None:
    """The 撤销决定书 has no effect any more; it stays on file as it was issued."""
    if revocation.decision is not None:
        revocation.decision.annulled_on = on
        revocation.decision.save(update_fields=["annulled_on"])


def lift_ban(revocation: Revocation, *, actor: User, on: date) -> None:
    """The ban that the revocation laid ends with this day; applying is possible on it."""
    ban = Ban.objects.filter(revocation=revocation, lifted_on__isnull=True).first()
    if ban is not None:
        ban.lifted_on = on
        ban.save(update_fields=["lifted_on"])
        append_line(ban, actor=actor, action="lift_ban", details={"revocation": revocation.pk})
