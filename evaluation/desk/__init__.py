"""What evaluation contributes to navigation and desks, one subject a module."""

from evaluation.desk import campaigns, compliance, deadlines, payment_accounts, returns, reviews, revocations


def contribute() -> None:
    """Add every subject's entries; called once at start."""
    for subject in (reviews, returns, compliance, campaigns, revocations, payment_accounts, deadlines):
        subject.contribute()
