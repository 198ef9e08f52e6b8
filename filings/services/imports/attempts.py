"""Who carries a load, and how far it is. A worker holds a job by attempt and lease and extends the lease as it goes. One
that was killed loses both: the next attempt takes the job up again, and the old one can no longer commit.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic
from typing import Any, Final

from django.core.cache import caches
from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from filings.models import ImportJob

UNDER_WAY: Final = (ImportJob.State.READING, ImportJob.State.WRITING)
LEASE: Final = timedelta(minutes=2)
"""Without a sign of life for so long, a worker counts as gone."""
MOST_TRIES: Final = 5
"""Tries of one step by themselves; what has broken off so often goes on only when its sender says so."""


class Overtaken(Exception):  # noqa: N818 - no fault: another attempt does the work
    """A later attempt holds the job."""


def take_up(pk: int) -> ImportJob | None:
    """Make a job under way one's own: the next attempt with a new lease; None where another holds it or nothing is to do."""
    now = timezone.now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    taken = ImportJob.objects.filter(free, pk=pk, state__in=UNDER_WAY).update(
        attempt=F("attempt") + 1, tries=F("tries") + 1, lease_until=now + LEASE
    )
    return ImportJob.objects.select_related("file", "actor").get(pk=pk) if taken else None


def extend(job: ImportJob) -> None:
    """A sign of life: a new lease when half of it is over. Overtaken where another attempt has taken the job up."""
    now = timezone.now()
    if job.lease_until is None or job.lease_until - now > LEASE / 2:
        return
    job.lease_until = now + LEASE
    if not ImportJob.objects.filter(pk=job.pk, attempt=job.attempt).update(lease_until=job.lease_until):
        raise Overtaken


def release(job: ImportJob) -> None:
    """Give a job back after a fault of the database, so that the next attempt need not wait for the lease."""
    ImportJob.objects.filter(pk=job.pk, attempt=job.attempt).update(lease_until=None)


@contextmanager
def own(job: ImportJob) -> Iterator[ImportJob]:
    """The job's row, locked, in a transaction that commits only while this attempt still holds the job; given back then."""
    with transaction.atomic():
        mine = ImportJob.objects.select_for_update().get(pk=job.pk)
        if mine.attempt != job.attempt:
            raise Overtaken
        yield mine
        mine.lease_until = None
        mine.save()


def stalled_imports() -> list[ImportJob]:
    """Jobs under way whose worker is gone, or that no worker has taken up."""
    now = timezone.now()
    since = Coalesce("lease_until", "confirmed_at", "created_at")
    under_way = ImportJob.objects.filter(state__in=UNDER_WAY).alias(since=since)
    gone = under_way.filter(Q(lease_until__lt=now) | Q(lease_until__isnull=True, since__lt=now - LEASE)).order_by("pk")
    if not connection.features.has_select_for_update_skip_locked:
        return list(gone)
    with transaction.atomic():  # whoever writes holds the row's lock, however long that takes
        return list(gone.select_for_update(skip_locked=True))


def watch(job: ImportJob) -> Callable[[str, int, int], None]:
    """Keeps the progress where the page finds it, beside the database: a transaction under way shows nothing of itself."""
    began: dict[str, tuple[float, int]] = {}

    def tell(phase: str, done: int, total: int) -> None:
        now = monotonic()
        start, first = began.setdefault(phase, (now, done))
        left = round((now - start) / (done - first) * (total - done)) if done > first else 0
        caches["progress"].set(f"import:{job.pk}", {"phase": phase, "done": done, "total": total, "left": left})
        extend(job)

    return tell


def progress_of(job: ImportJob) -> dict[str, Any]:
    """The phase with how many rows of how many, and how many seconds are left of it; 0 where that cannot be said."""
    return caches["progress"].get(f"import:{job.pk}") or {"phase": "等待处理", "done": 0, "total": 0, "left": 0}
