"""Putting a space on file: number, verification code, the end of the filing that it supersedes."""

import secrets
from datetime import date

from filings.models import Application, Filing, Space
from filings.services.numbers import next_number
from filings.workflow import FilingState

SERIES = "filing"
CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 12


def file_space(application: Application, *, on: date) -> Filing:
    """Create the filing of an application in the caller's transaction, with its row locked: end the comprehensive
    filing that a professional one supersedes, then lock the year's counter (last of all locks) and take its next
    number. A number is never used again.
    """
    superseded = supersede_comprehensive(application, on=on)
    return Filing.objects.create(
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
        filing.state = FilingState.SUPERSEDED
        filing.ended_on = on
        filing.save(update_fields=["state", "ended_on"])
    return filing


def verification_code() -> str:
    """A code that nobody guesses: 60 bits, without letters that look like digits."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
