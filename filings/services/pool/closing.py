"""The end of an entry: its space is filed, or it leaves the pool for another reason. The only writer of an entry's status."""

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from filings import permissions
from filings.errors import WorkflowRefused
from filings.models import Filing, PoolEntry, Space, User
from filings.permissions import Act
from filings.services.history import append_line
from filings.services.pool.assessing import lock_entry
from filings.services.pool.messages import tell_of_leaving
from filings.services.transitions import require
from filings.workflow import FilingState

Status = PoolEntry.Status


def withdraw_entry(entry: PoolEntry, *, actor: User, reason: str) -> PoolEntry:
    """Take an entry out of the pool with a reason: locked; status, history line, message to its operator. An application that
    was begun from it goes on.
    """
    with transaction.atomic():
        locked = lock_entry(entry)
        require(permissions.can_on_pool(actor, Act.KEEP_POOL, locked))
        if not reason.strip():
            raise WorkflowRefused("请填写退出储备库的原因。", way_on=reverse("filings:pool-entry", args=[locked.pk]))
        end_entry(locked, Status.WITHDRAWN, actor=actor, reason=reason.strip(), on=timezone.localdate())
        tell_of_leaving(locked)
    return locked


def close_filed_entries(filing: Filing, *, actor: User | None) -> None:
    """In the transaction that puts a space on file: its entries that the filing covers leave the pool, each with its line."""
    for entry in lock_covered(filing.space_id, filing.kind):
        reason = f"已备案，备案编号{filing.number}"
        end_entry(entry, Status.FILED, actor=actor, reason=reason, on=timezone.localdate())


def lock_covered(space: int, kind: str) -> list[PoolEntry]:
    """Entries of a space in the pool that a filing of a kind covers, locked; a professional one covers the comprehensive kind."""
    covered = list(Space.Kind) if kind == Space.Kind.PROFESSIONAL else [Space.Kind.COMPREHENSIVE]
    entries = PoolEntry.objects.filter(space=space, kind__in=covered, status=Status.LIVE)
    return list(entries.select_for_update(of=("self",)).order_by("pk"))


def close_entries_of_filed_spaces(_on: date) -> None:
    """What was put on file by another way than an approval (filings from before, loaded from sheets) leaves the pool too.
    Idempotent for a day.
    """
    waiting = PoolEntry.objects.filter(status=Status.LIVE, space__isnull=False).values("space")
    for filing in Filing.objects.filter(state=FilingState.ACTIVE, space__in=waiting).order_by("pk"):
        with transaction.atomic():
            close_filed_entries(filing, actor=None)


def end_entry(locked: PoolEntry, status: Status, *, actor: User | None, reason: str, on: date) -> None:
    """Write how a locked entry ended, with its history line."""
    before, locked.status = locked.status, status
    locked.closed_on, locked.closing_reason = on, reason
    locked.save(update_fields=["status", "closed_on", "closing_reason"])
    append_line(
        locked, actor=actor, action="close_pool_entry", from_state=before, to_state=status, reason=locked.closing_reason
    )
