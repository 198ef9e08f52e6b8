"""A form that is sent twice makes one row: acts of one account one after the other, and how long the same is taken for a double."""

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from filings.models import User

MOMENT: Final = timedelta(minutes=1)


def lock_account(actor: User) -> None:
    """Hold what the same account sends meanwhile until the transaction ends; nothing else waits for it."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=actor.pk)


def a_moment_ago() -> datetime:
    """Since when the same is a double."""
    return timezone.now() - MOMENT
