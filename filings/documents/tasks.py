"""Rendering in the background, for documents that nobody waits for. A task that is lost is made up for by the daily run."""

from django_tasks import task

from filings.documents.issuing import render_document


@task()
def render_in_background(pk: int) -> None:
    """Render and store one document, unless that has been done."""
    render_document(pk)


def enqueue_rendering(pk: int) -> None:
    """Have a worker render a document."""
    render_in_background.enqueue(pk)
