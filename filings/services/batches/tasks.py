"""Batches in the background. The job's row says what is to be done; a task that is lost or repeated does no harm."""

from django_tasks import task

from filings.models import BatchJob
from filings.services.batches.jobs import run_batch
from filings.services.leases import MOST_TRIES, resume


@task()
def carry_batch(pk: int) -> None:
    """Make a batch."""
    run_batch(pk)


def enqueue_batch(pk: int) -> None:
    """Have a worker take a batch up."""
    carry_batch.enqueue(pk)


def resume_batches() -> int:
    """Have every batch taken up again whose worker is gone; gives how many. The try after the last ends it with a message."""
    return resume(BatchJob, enqueue_batch, most_tries=MOST_TRIES + 1)
