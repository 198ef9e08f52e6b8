"""A user's messages: how many are unread, which come first. Sending them is a service."""

from django.db.models import QuerySet

from filings.models import Notice, User
from filings.permissions import Viewer, visible_notices


def unread_count(user: Viewer) -> int:
    """Unread messages, for the bell."""
    return visible_notices(user).filter(read_at__isnull=True).count()


def latest_notices(user: User, limit: int = 4) -> QuerySet[Notice]:
    """The newest messages, for the desk."""
    return visible_notices(user)[:limit]
