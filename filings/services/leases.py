"""Who works on a job: taken up by attempt and lease, given back, overtaken by a later attempt. What is done is the job's own.

A worker that was killed loses its lease: the next attempt takes the job up again, and the old one can no longer commit.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final, TypeVar

from django.core.cache import caches
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from filings.models.jobs import LeasedJob

Job = TypeVar("Job", bound=LeasedJob)
LEASE: Final = timedelta(minutes=2)
"""Without a sign of life for so long, a worker counts as gone."""


class Overtaken(Exception):  # noqa: N818 - no fault: another attempt does the work
    """A later attempt holds the job."""


def take_up(model: type[Job], pk: int, *, with_related: tuple[str, ...] = ("file", "actor")) -> Job | None:
    """Make a job under way one's own: the next attempt with a new lease; None where another holds it or nothing is to do."""
    now = timezone.now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    jobs = model._default_manager.filter(free, pk=pk, state__in=model.UNDER_WAY)
    taken = jobs.update(attempt=F("attempt") + 1, lease_until=now + LEASE)
    return model._default_manager.select_related(*with_related).get(pk=pk) if taken else None


def keep_lease(job: LeasedJob) -> None:
    """A sign of life from long work; Overtaken where a later attempt holds the job."""
    held = type(job)._default_manager.filter(pk=job.pk, attempt=job.attempt, state__in=job.UNDER_WAY)  # type: ignore[misc]  # each job has its own states
    if not held.update(lease_until=timezone.now() + LEASE):
        raise Overtaken


def release(job: LeasedJob) -> None:
    """Give a job back after a fault of the database, so that the next attempt need not wait for the lease."""
    type(job)._default_manager.filter(pk=job.pk, attempt=job.attempt).update(lease_until=None)


@contextmanager
def own(job: Job) -> Iterator[Job]:
    """The job's row, locked, in a transaction that commits only while this attempt still holds the job; given back then."""
    with transaction.atomic():
        mine = type(job)._default_manager.select_for_update().get(pk=job.pk)
        if mine.attempt != job.attempt:
            raise Overtaken
        yield mine
        mine.lease_until = None
        mine.save()


def watch(name: str) -> Callable[[str, int, int], None]:
    """Keeps the progress where the page finds it, beside the database: a transaction under way shows nothing of itself."""

    def tell(phase: str, done: int, total: int) -> None:
        caches["progress"].set(name, {"phase": phase, "done": done, "total": total})

    return tell


def progress(name: str) -> dict[str, Any]:
    """The phase with how many of how many."""
    return caches["progress"].get(name) or {"phase": "等待处理", "done": 0, "total": 0}
