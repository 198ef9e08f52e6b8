"""Batches in the background. The job's row says what is to be done; a task that is lost or repeated does no harm."""

from django_tasks import task

from filings.services.batches.jobs import run_batch, stalled_batches


@task()
def carry_batch(pk: int) -> None:
    """Make a batch."""
    run_batch(pk)


def enqueue_batch(pk: int) -> None:
    """Have a worker take a batch up."""
    carry_batch.enqueue(pk)


def resume_batches() -> int:
    """Have every batch taken up again whose worker is gone; gives how many."""
    stalled = stalled_batches()
    for pk in stalled:
        enqueue_batch(pk)
    return len(stalled)
