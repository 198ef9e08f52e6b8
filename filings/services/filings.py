"""Putting a space on file: number, verification code, the end of the filing that it supersedes; filings from before."""

import secrets
from datetime import date

from filings.models import Application, Filing, Operator, PendingAct, Space
from filings.services.changes.requests import close_request
from filings.services.history import append_line
from filings.services.numbers import lock_counter, next_number
from filings.workflow import FilingState
from filings.workflow_changes import CHANGE_ENDED

SERIES = "filing"
CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 12


def file_space(application: Application, *, on: date) -> Filing:
    """Create the filing of an application in the caller's transaction, with its row locked: end the comprehensive
    filing that a professional one supersedes, then lock the year's counter (last of all locks) and take its next
    number. A number is never used again. Changes under way go over to it; a request to give the superseded one up ends.
    """
    superseded = supersede_comprehensive(application, on=on)
    filing = Filing.objects.create(
        year=on.year,
        serial=next_number(SERIES, on.year),
        space=application.space,
        operator=application.operator,
        application=application,
        kind=application.kind,
        filed_on=on,
        supersedes=superseded,
        code=verification_code(),
    )
    if superseded:
        carry_changes_over(superseded, filing)
        reason = f"备案已由{filing.number}代替，这件注销申请不再办理。"
        close_request(superseded, actor=None, reason=reason)
    return filing


def supersede_comprehensive(application: Application, *, on: date) -> Filing | None:
    """End the space's comprehensive filing in force where a professional one takes its place."""
    if application.kind != Space.Kind.PROFESSIONAL:
        return None
    filing = (
        Filing.objects.select_for_update()
        .filter(space=application.space_id, kind=Space.Kind.COMPREHENSIVE, state=FilingState.ACTIVE)
        .first()
    )
    if filing is not None:
        end_filing(filing, FilingState.SUPERSEDED, on=on)
    return filing


def end_filing(filing: Filing, state: FilingState, *, on: date) -> None:
    """Write how and when a locked filing ended, in the caller's transaction with its history line."""
    filing.state = state
    filing.ended_on = on
    filing.save(update_fields=["state", "ended_on"])


def reopen_filing(filing: Filing) -> None:
    """A locked filing whose revocation was overturned is in force again, in the caller's transaction with its history line."""
    filing.state = FilingState.ACTIVE
    filing.ended_on = None
    filing.save(update_fields=["state", "ended_on"])


def carry_changes_over(superseded: Filing, filing: Filing) -> None:
    """Changes under way go on under the filing that takes the place of theirs."""
    for change in superseded.changes.exclude(state__in=sorted(CHANGE_ENDED)).order_by("pk"):
        change.filing = filing
        change.save(update_fields=["filing"])
        PendingAct.objects.filter(change=change).update(filing=filing)
        append_line(
            change, actor=None, action="carry_change_over", details={"from": superseded.pk, "filing": filing.pk}
        )


def historic_filing(
    *,
    space: Space,
    operator: Operator,
    number: str | int,
    kind: str,
    state: str,
    filed_on: date,
    ended_on: date | None,
) -> Filing:
    """A filing from before the system, not saved yet: without an application. `number` is the serial where it was numbered
    as the system numbers, else the old number as printed.
    """
    serial = number if isinstance(number, int) else None
    return Filing(
        year=filed_on.year,
        serial=serial,
        old_number="" if serial is not None else str(number),
        space=space,
        operator=operator,
        kind=kind,
        state=state,
        filed_on=filed_on,
        ended_on=ended_on,
    )


def enter_historic(filing: Filing) -> Filing:
    """Insert a historic filing in the caller's transaction with a verification code of its own; where it has a serial the
    year's counter is locked first and raised to it, so that no number is given twice.
    """
    if filing.serial is not None:
        counter = lock_counter(SERIES, filing.year)
        if counter.last < filing.serial:
            counter.last = filing.serial
            counter.save(update_fields=["last"])
    filing.code = verification_code()
    filing.save(force_insert=True)
    return filing


def verification_code() -> str:
    """A code that nobody guesses: 60 bits, without letters that look like digits."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
