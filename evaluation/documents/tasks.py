"""Rendering in the background. A task that is lost is made up for when the document is opened, or by the daily run."""

from django_tasks import task

from evaluation.documents.issuing import render_campaign_document


@task()
def render_in_background(pk: int) -> None:
    """Render and store one document, unless that has been done."""
    render_campaign_document(pk)


def enqueue_rendering(pk: int) -> None:
    """Have a worker render a document."""
    render_in_background.enqueue(pk)
