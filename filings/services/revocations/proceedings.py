"""A revocation up to the decision: notified, served, heard, checked by the legal office; or dropped. See services.revocations.revoking."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from filings.documents.decisions import check_number_is_free
from filings.documents.revocations import issue_prior_notice
from filings.errors import WorkflowRefused
from filings.models import Revocation, RevocationFile, User
from filings.rules.periods import next_day
from filings.services.changes.transitions import advance_change
from filings.services.hearings import (
    LEAST_DAYS,
    correct_service,
    require_days,
    require_heard,
    require_period_over,
    serve_notice,
    take_defence,
)
from filings.services.history import append_line
from filings.services.revocations import messages
from filings.services.revocations.guards import require_ground_stands
from filings.services.revocations.proposing import keep_files
from filings.services.revocations.transitions import advance_revocation
from filings.storing import check_upload
from filings.workflow_changes import ChangeAction, ChangeState
from filings.workflow_revocations import RevocationAction
from zzspace.wording import date_zh

Uploads = Sequence[UploadedFile[Any]]


def notify_operator(revocation: Revocation, *, actor: User, number: str, defence_days: int = LEAST_DAYS) -> Revocation:
    """Issue the 撤销事先告知书: the ground still stands; document, history line, messages to operator and district. From now on
    the operator sees the revocation and its evidence.
    """
    require_days(defence_days)

    def issue(locked: Revocation) -> None:
        require_ground_stands(locked)
        check_number_is_free(number)
        locked.defence_days = defence_days
        locked.notice = issue_prior_notice(locked, actor=actor, number=number, on=timezone.localdate())

    return advance_revocation(
        revocation,
        RevocationAction.NOTIFY,
        actor=actor,
        apply=issue,
        details={"number": number, "defence_days": defence_days},
        follow=(messages.tell_notified,),
    )


def record_service(revocation: Revocation, *, actor: User, on: date, how: str, note: str = "") -> Revocation:
    """Record day and manner of service of the prior notice; the last day for a defence is computed once, from that day."""
    return advance_revocation(
        revocation,
        RevocationAction.SERVE,
        actor=actor,
        apply=lambda locked: serve_notice(locked, on=on, how=how, note=note),
        reason=note,
        details={"on": on.isoformat(), "how": how},
        follow=(messages.tell_served,),
    )


def correct_notice_service(
    revocation: Revocation, *, actor: User, on: date, how: str, reason: str, note: str = ""
) -> Revocation:
    """Correct day or manner of service while the time for a defence runs: the last day computed anew, history line with the
    day before and the reason, message to the operator; what named the former day is settled and falls due again.
    """
    told: dict[str, Any] = {"on": on.isoformat(), "how": how}

    def correct(locked: Revocation) -> None:
        told["before"] = str(locked.served_on)
        correct_service(locked, on=on, how=how, note=note, reason=reason)

    return advance_revocation(
        revocation,
        RevocationAction.CORRECT_SERVICE,
        actor=actor,
        apply=correct,
        reason=reason.strip(),
        details=told,
        follow=(messages.tell_service_corrected,),
    )


def submit_defence(revocation: Revocation, *, actor: User, statement: str, files: Uploads = ()) -> Revocation:
    """The operator's statement and defence with files, once. What comes late is taken as long as the city has not recorded
    that none was made.
    """
    checked = [check_upload(file) for file in files]
    kept: dict[str, Any] = {}

    def take(locked: Revocation) -> None:
        take_defence(locked, actor=actor, statement=statement)
        part = RevocationFile.Part.DEFENCE
        kept["files"] = keep_files(locked, part, checked, actor=actor, operator=locked.operator)

    return advance_revocation(
        revocation,
        RevocationAction.DEFEND,
        actor=actor,
        apply=take,
        reason=statement,
        details=kept,
        follow=(messages.tell_heard,),
    )


def close_hearing(revocation: Revocation, *, actor: User) -> Revocation:
    """Record that no statement came in; refused before the last day has passed."""
    return advance_revocation(
        revocation,
        RevocationAction.CLOSE_HEARING,
        actor=actor,
        apply=require_period_over,
        follow=(messages.tell_heard,),
    )


def note_legal_check(
    revocation: Revocation, *, actor: User, checker: str, result: str, on: date, opinion: str
) -> Revocation:
    """Note who of the legal office has checked (法制审核), when and with what result: once the operator is heard. A further
    check takes the place of the one before, which stays in the history; a decision that waited for its signature falls away.
    """

    def note(locked: Revocation) -> None:
        require_heard(locked)
        require_checked_day(locked, on)
        if result != Revocation.Legality.PASSED and not opinion.strip():
            raise WorkflowRefused("审核没有通过的，请写明审核意见。")
        locked.legality, locked.legal_checker = result, checker.strip()
        locked.legal_opinion, locked.legally_checked_on = opinion.strip(), on

    return advance_revocation(
        revocation,
        RevocationAction.CHECK_LEGALITY,
        actor=actor,
        apply=note,
        reason=opinion.strip(),
        details={"result": result, "on": on.isoformat()},
        follow=(messages.tell_checked,),
    )


def require_checked_day(revocation: Revocation, on: date) -> None:
    """Guard: the check was made after the operator had been heard, where it kept silent after its last day, and not in days
    to come.
    """
    first = timezone.localdate(revocation.defended_at) if revocation.defended_at else None
    if first is None and revocation.defence_due_on:
        first = next_day(revocation.defence_due_on)
    if (first and on < first) or on > timezone.localdate():
        raise WorkflowRefused(f"陈述申辩结束后才能审核，法制审核日期应在{date_zh(first)}至今天之间。")


def drop_revocation(revocation: Revocation, *, actor: User, reason: str) -> Revocation:
    """Decide not to revoke, with the reason: what waits for its signature lapses, the filing stays in force; a change that led
    here goes back to the city's desk to be filed or returned; proposer, district and, where it had been notified, the
    operator are told.
    """
    if not reason.strip():
        raise WorkflowRefused("请写明不予撤销的理由。")

    def end(locked: Revocation) -> None:
        locked.drop_reason = reason.strip()

    def resume(locked: Revocation) -> None:
        append_line(locked.filing, actor=actor, action="revocation_dropped", details={"revocation": locked.pk})
        change = locked.change
        if change is not None and change.state == ChangeState.CANCELLATION_PROPOSED:
            details = {"revocation": locked.pk}
            advance_change(change, ChangeAction.RESUME, actor=None, details=lambda _: details, filing=locked.filing)

    return advance_revocation(
        revocation,
        RevocationAction.DROP,
        actor=actor,
        apply=end,
        reason=reason.strip(),
        follow=(resume, messages.tell_dropped),
    )
