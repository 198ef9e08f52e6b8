"""Loads in the background. The job's row says what is to be done; a task that is lost or repeated does no harm."""

from django_tasks import task

from filings.models import ImportJob
from filings.services.imports.jobs import run_import
from filings.services.leases import resume


@task()
def carry_import(pk: int) -> None:
    """Carry a load as far as it goes without its sender."""
    run_import(pk)


def enqueue_import(pk: int) -> None:
    """Have a worker take a load up."""
    carry_import.enqueue(pk)


def resume_imports() -> int:
    """Have every load taken up again whose worker is gone; gives how many. One that has broken off again and again waits for
    its sender.
    """
    return resume(ImportJob, enqueue_import)
