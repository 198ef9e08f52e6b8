"""Who carries a job in the background, and how far it is. A worker holds a job by attempt and lease and extends the lease as
it goes. One that was killed loses both: the next attempt takes the job up again, and the old one can no longer commit.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic
from typing import Any, Final, TypeVar

from django.core.cache import caches
from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from filings.models.jobs import LeasedJob

Job = TypeVar("Job", bound=LeasedJob)
LEASE: Final = timedelta(minutes=2)
"""Without a sign of life for so long, a worker counts as gone."""
MOST_TRIES: Final = 5
"""Tries of one step by themselves; what becomes of a job that has broken off so often is its own matter."""


class Overtaken(Exception):  # noqa: N818 - no fault: another attempt does the work
    """A later attempt holds the job."""


# Holding ---------------------------------------------------------------------------------------------------------


def take_up(model: type[Job], pk: int) -> Job | None:
    """Make a job under way one's own: the next attempt with a new lease; None where another holds it or nothing is to do."""
    now = timezone.now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    jobs = model._default_manager.filter(free, pk=pk, state__in=model.UNDER_WAY)
    taken = jobs.update(attempt=F("attempt") + 1, tries=F("tries") + 1, lease_until=now + LEASE)
    return model._default_manager.select_related("file", "actor").get(pk=pk) if taken else None


def extend(job: LeasedJob) -> None:
    """A sign of life: a new lease when half of it is over. Overtaken where another attempt has taken the job up."""
    now = timezone.now()
    if job.lease_until is None or job.lease_until - now > LEASE / 2:
        return
    job.lease_until = now + LEASE
    if not held(job).update(lease_until=job.lease_until):
        raise Overtaken


def release(job: LeasedJob) -> None:
    """Give a job back after a fault, so that the next attempt need not wait for the lease."""
    held(job).update(lease_until=None)


def held(job: LeasedJob) -> Any:
    """The job's row, as long as this attempt holds it."""
    return type(job)._default_manager.filter(pk=job.pk, attempt=job.attempt)


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


# Going on --------------------------------------------------------------------------------------------------------


def stalled(model: type[Job]) -> list[Job]:
    """Jobs under way whose worker is gone, or that no worker has taken up."""
    now = timezone.now()
    since = Coalesce("lease_until", *model.BEGUN_AT)
    under_way = model._default_manager.filter(state__in=model.UNDER_WAY).alias(since=since)
    gone = under_way.filter(Q(lease_until__lt=now) | Q(lease_until__isnull=True, since__lt=now - LEASE)).order_by("pk")
    if not connection.features.has_select_for_update_skip_locked:
        return list(gone)
    with transaction.atomic():  # whoever writes holds the row's lock, however long that takes
        return list(gone.select_for_update(skip_locked=True))


def resume(model: type[Job], enqueue: Callable[[int], object], *, most_tries: int = MOST_TRIES) -> int:
    """Have every job of a kind taken up again whose worker is gone; gives how many. Each once a lease, however many workers
    ask, and none that has broken off `most_tries` times.
    """
    resumed = [job for job in stalled(model) if job.tries < most_tries and is_first_to_ask(job)]
    for job in resumed:
        enqueue(job.pk)
    return len(resumed)


def is_first_to_ask(job: LeasedJob) -> bool:
    """Whether nobody has had this attempt's work taken up again yet; forgotten after a lease, should the task be lost too."""
    return bool(caches["default"].add(f"resumed:{name_of(job)}:{job.attempt}", True, LEASE.total_seconds()))


# Telling ---------------------------------------------------------------------------------------------------------


def name_of(job: LeasedJob) -> str:
    """Under which name things about a job are kept: importjob:3."""
    return f"{job._meta.model_name}:{job.pk}"


def watch(job: LeasedJob) -> Callable[[str, int, int], None]:
    """Keeps the progress where the page finds it, beside the database: a transaction under way shows nothing of itself."""
    began: dict[str, tuple[float, int]] = {}

    def tell(phase: str, done: int, total: int) -> None:
        now = monotonic()
        start, first = began.setdefault(phase, (now, done))
        left = round((now - start) / (done - first) * (total - done)) if done > first else 0
        caches["progress"].set(name_of(job), {"phase": phase, "done": done, "total": total, "left": left})
        extend(job)

    return tell


def progress_of(job: LeasedJob) -> dict[str, Any]:
    """The phase with how many of how many, and how many seconds are left of it; 0 where that cannot be said."""
    return caches["progress"].get(name_of(job)) or {"phase": "等待处理", "done": 0, "total": 0, "left": 0}
