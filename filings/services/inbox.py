"""Marks messages as read."""

from django.utils import timezone

from filings.models import Notice, User
from filings.permissions import visible_notices


def mark_read(notice: Notice) -> Notice:
    """Note when a message was opened first."""
    if notice.read_at is None:
        notice.read_at = timezone.now()
        notice.save(update_fields=["read_at"])
    return notice


def mark_all_read(*, actor: User) -> int:
    """Mark every unread message of an account; gives how many there were."""
    return visible_notices(actor).filter(read_at__isnull=True).update(read_at=timezone.now())
