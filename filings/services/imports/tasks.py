"""Loads in the background. The job's row says what is to be done; a task that is lost or repeated does no harm."""

from django.core.cache import caches
from django_tasks import task

from filings.models import ImportJob
from filings.services.imports.attempts import LEASE, MOST_TRIES, stalled_imports
from filings.services.imports.jobs import run_import


@task()
def carry_import(pk: int) -> None:
    """Carry a load as far as it goes without its sender."""
    run_import(pk)


def enqueue_import(pk: int) -> None:
    """Have a worker take a load up."""
    carry_import.enqueue(pk)


def resume_imports() -> int:
    """Have every load taken up again whose worker is gone; gives how many. Each once a lease, however many workers ask, and
    none that has broken off MOST_TRIES times.
    """
    resumed = [job for job in stalled_imports() if job.tries < MOST_TRIES and is_first_to_ask(job)]
    for job in resumed:
        enqueue_import(job.pk)
    return len(resumed)


def is_first_to_ask(job: ImportJob) -> bool:
    """Whether nobody has had this attempt's work taken up again yet; forgotten after a lease, should the task be lost too."""
    key = f"import-resumed:{job.pk}:{job.attempt}"
    return bool(caches["default"].add(key, True, LEASE.total_seconds()))
