"""What filings contributes to navigation and desks, one module a role."""

from filings.desk import administration, changes, city, district, everyone, expert, integrity, operator, revocations
from filings.selectors.inbox import unread_count
from filings.selectors.settings import rule_version_line
from zzspace.desk import registry


def contribute() -> None:
    """Add everything to the registry; called once at start."""
    for module in (everyone, operator, district, city, expert, administration, integrity, changes, revocations):
        module.contribute()
    registry.unread = unread_count
    registry.rule_version = rule_version_line
