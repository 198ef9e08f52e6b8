"""Issuing the documents of an evaluation: rows and contexts in the act's transaction, bytes rendered after commit, once."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import structlog
from django.db import transaction

from evaluation.documents.evaluation_report import pictures
from evaluation.models import Campaign, CampaignDocument, Result
from filings.documents.decisions import BUREAU
from filings.models import StoredFile, User
from filings.storing import count_pdf_pages, store_bytes
from zzspace.pdf import render_pdf

log = structlog.get_logger(__name__)
Kind = CampaignDocument.Kind


def about_result(
    kind: Kind, result: Result, context: Mapping[str, Any], *, campaign: Campaign, on: date, actor: User
) -> CampaignDocument:
    """The row of a document about one version of a result, not saved yet: many are written in one go."""
    return CampaignDocument(
        campaign=campaign,
        kind=kind,
        entry=result.entry,
        result=result,
        issuer=BUREAU,
        issued_on=on,
        context=dict(context),
        created_by=actor,
    )


def write_documents(documents: Iterable[CampaignDocument]) -> list[CampaignDocument]:
    """Write the rows in the caller's transaction. They are rendered when first opened, in a batch, or by the daily command:
    nobody waits for hundreds.
    """
    return CampaignDocument.objects.bulk_create(documents, batch_size=200)


def render_campaign_document(pk: int) -> StoredFile:
    """Render and store a document's bytes unless they are stored already; safe to call again after a crash."""
    stored = CampaignDocument.objects.select_related("file").get(pk=pk).file
    return stored or keep_rendered(pk, rendered_bytes(pk))


def rendered_bytes(pk: int) -> bytes:
    """The document as PDF; the same row gives the same bytes. Nothing is written and nothing locked."""
    document = CampaignDocument.objects.select_related("campaign").get(pk=pk)
    return render_pdf(
        f"documents/{document.kind}.html",
        document.context,
        title=str(document),
        author=document.issuer,
        dated=document.issued_on,
        files=pictures(document.context) if document.kind == Kind.REPORT else None,
    )


def keep_rendered(pk: int, content: bytes) -> StoredFile:
    """Store a document's bytes and name them in its row; what was stored meanwhile stands."""
    with transaction.atomic():
        CampaignDocument.objects.select_for_update(of=("self",)).get(pk=pk)
        document = CampaignDocument.objects.select_related("file", "campaign", "entry__space", "result").get(pk=pk)
        if document.file is None:
            document.file = store_bytes(
                content,
                name=document.file_name,
                content_type="application/pdf",
                pages=count_pdf_pages(content),
                actor=None,
                operator=None,
            )
            document.save(update_fields=["file"])
        return document.file


def render_lacking(_on: date) -> int:
    """Render what is still lacking, by the daily command; one that cannot be rendered leaves the others their turn."""
    rendered = 0
    for pk in list(CampaignDocument.objects.filter(file__isnull=True).order_by("pk").values_list("pk", flat=True)):
        try:
            render_campaign_document(pk)
        except Exception:  # whatever is wrong with one document, the day's work goes on
            log.exception("campaign_document_not_rendered", document=pk)
        else:
            rendered += 1
    return rendered
