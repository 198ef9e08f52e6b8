"""Issuing a document: row, number and context in the act's transaction, bytes rendered after commit, once."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from filings.errors import WorkflowRefused
from filings.models import Application, District, Document, User
from filings.models.files import StoredFile
from filings.storing import count_pdf_pages, store_bytes
from zzspace.pdf import render_pdf


def issue_document(
    application: Application,
    kind: Document.Kind,
    *,
    actor: User | None,
    issuer: str,
    issued_on: date,
    context: Mapping[str, Any],
    number: str = "",
    district: District | None = None,
) -> Document:
    """Write the document's row in the caller's transaction and have it rendered after commit.

    `context` is JSON of plain values and holds all that the template shows. Raises WorkflowRefused when the issuer
    has used the number before.
    """
    try:
        with transaction.atomic():
            document = Document.objects.create(
                application=application,
                kind=kind,
                number=number,
                issuer=issuer,
                district=district,
                issued_on=issued_on,
                context=dict(context),
                created_by=actor,
            )
    except IntegrityError:
        raise WorkflowRefused(f"发文字号“{number}”已经用过，请核对后重新填写。") from None
    transaction.on_commit(lambda: render_document(document.pk))
    return document


def render_document(pk: int) -> StoredFile:
    """Render and store a document's bytes unless they are stored already; safe to call again after a crash."""
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=pk)
        if document.file is None:
            document.file = store_rendered(document)
            document.save(update_fields=["file"])
        return document.file


def store_rendered(document: Document) -> StoredFile:
    """The document as PDF in the store; the same row gives the same bytes."""
    label = document.get_kind_display()
    content = render_pdf(
        f"documents/{document.kind}.html",
        document.context,
        title=" ".join(filter(None, (label, document.number))),
        author=document.issuer,
        dated=document.issued_on,
    )
    return store_bytes(
        content,
        name=f"{label}_{document.application.space.name}.pdf",
        content_type="application/pdf",
        pages=count_pdf_pages(content),
        actor=None,
        operator=None,
    )


def unrendered_documents() -> list[int]:
    """Documents whose bytes are still lacking (a process ended between commit and rendering)."""
    return list(Document.objects.filter(file__isnull=True).values_list("pk", flat=True))
