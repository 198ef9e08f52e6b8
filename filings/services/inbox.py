"""Marks messages as read; keeps which kinds an account takes by e-mail too."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from filings.models import Notice, User
from filings.permissions import visible_notices
from filings.services.history import append_line


def mark_read(notice: Notice) -> Notice:
    """Note when a message was opened first."""
    if notice.read_at is None:
        notice.read_at = timezone.now()
        notice.save(update_fields=["read_at"])
    return notice


def mark_all_read(*, actor: User) -> int:
    """Mark every unread message of an account; gives how many there were."""
    return visible_notices(actor).filter(read_at__isnull=True).update(read_at=timezone.now())


def choose_mail(*, actor: User, kinds: Iterable[str]) -> None:
    """Keep the kinds of messages that an account wants by e-mail too; the inbox gets every message. One history line."""
    wanted = set(kinds)
    muted = [kind for kind in Notice.Kind.values if kind not in wanted]
    with transaction.atomic():
        account = User.objects.select_for_update().get(pk=actor.pk)
        if account.muted_mail == muted:
            return
        account.muted_mail = muted
        account.save(update_fields=["muted_mail"])
        append_line(account, actor=actor, action="choose_mail", details={"muted": muted})
