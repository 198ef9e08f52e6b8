"""Rounds as lists and forms need them: how many applied, whether still open, what may no longer change."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from filings.models import Round

LOCKED_ONCE_USED = (
    "title",
    "kinds",
    "opens_at",
    "legal_basis",
    "declarations",
    "site_visit_required",
    "notice_working_days",
)
"""Fields of a round that stand once someone has submitted in it."""


def is_used(record: Round) -> bool:
    """Whether an application was submitted in the round."""
    return record.applications.filter(submitted_at__isnull=False).exists()


def rounds_with_counts() -> QuerySet[Round]:
    """All rounds, newest first, with the submitted and the still open cases."""
    submitted = Q(applications__submitted_at__isnull=False)
    return Round.objects.annotate(submitted=Count("applications", filter=submitted)).order_by("-opens_at", "-pk")


def phase_of(record: Round, now: datetime | None = None) -> str:
    """`coming`, `open` or `over` at this instant; opening and closing instants belong to the round."""
    now = now or timezone.now()
    if now < record.opens_at:
        return "coming"
    return "open" if now <= record.closes_at else "over"
