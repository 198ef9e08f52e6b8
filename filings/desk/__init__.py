"""What filings contributes to navigation and desks, one module a role or subject."""

from filings.desk import (
    administration,
    changes,
    city,
    deadlines,
    district,
    everyone,
    expert,
    growing,
    integrity,
    operator,
    revocations,
    screening,
    upward,
)
from filings.selectors.inbox import unread_count
from filings.selectors.settings import rule_version_line
from zzspace.desk import registry


def contribute() -> None:
    """Add everything to the registry; called once at start."""
    subjects = (changes, revocations, growing, screening, upward, deadlines)
    for module in (everyone, operator, district, city, expert, administration, integrity, *subjects):
        module.contribute()
    registry.unread = unread_count
    registry.rule_version = rule_version_line
