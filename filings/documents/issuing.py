"""Issuing a document: row, number and context in the act's transaction, bytes rendered after commit, once."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from filings.errors import WorkflowRefused
from filings.models import Application, District, Document, Filing, Snapshot, User
from filings.models.files import StoredFile
from filings.selectors.documents import number_in_use
from filings.storing import count_pdf_pages, store_bytes
from zzspace.pdf import render_pdf

Renderer = Callable[[int], object]
_renderer: ContextVar[Renderer | None] = ContextVar("renderer", default=None)


@contextmanager
def rendered_by(render: Renderer) -> Iterator[None]:
    """Have the documents issued inside rendered by `render(pk)` after commit, not in place: for many at once."""
    token = _renderer.set(render)
    try:
        yield
    finally:
        _renderer.reset(token)


def issue_document(
    subject: Application | Filing,
    kind: Document.Kind,
    *,
    actor: User | None,
    issuer: str,
    issued_on: date,
    context: Mapping[str, Any],
    number: str = "",
    district: District | None = None,
    snapshot: Snapshot | None = None,
    render: Renderer | None = None,
) -> Document:
    """Write the document's row in the caller's transaction and have it rendered after commit: in place, or by `render`. It
    belongs to an application, or to a filing where it comes after that.

    `context` is JSON of plain values and holds all that the template shows. Raises WorkflowRefused when the issuer
    has used the number before.
    """
    try:
        with transaction.atomic():
            document = Document.objects.create(
                application=subject if isinstance(subject, Application) else None,
                filing=subject if isinstance(subject, Filing) else None,
                kind=kind,
                number=number,
                issuer=issuer,
                district=district,
                issued_on=issued_on,
                context=dict(context),
                snapshot=snapshot,
                created_by=actor,
            )
    except IntegrityError:
        if not number:
            raise
        raise WorkflowRefused(number_in_use(issuer, number)) from None
    rendered = _renderer.get() or render or render_document
    transaction.on_commit(lambda: rendered(document.pk), robust=True)  # what is decided stands; run_daily renders again
    return document


def render_document(pk: int) -> StoredFile:
    """Render and store a document's bytes unless they are stored already; safe to call again after a crash."""
    stored = Document.objects.select_related("file").get(pk=pk).file
    return stored or keep_rendered(pk, rendered_bytes(pk))


def rendered_bytes(pk: int) -> bytes:
    """The document as PDF; the same row gives the same bytes. Nothing is written and nothing locked: it takes a while."""
    document = Document.objects.get(pk=pk)
    return render_pdf(
        f"documents/{document.kind}.html",
        document.context,
        title=" ".join(filter(None, (document.get_kind_display(), document.number))),
        author=document.issuer,
        dated=document.issued_on,
    )


def keep_rendered(pk: int, content: bytes) -> StoredFile:
    """Store a document's bytes and name them in its row; what was stored meanwhile stands."""
    with transaction.atomic():
        document = Document.objects.select_for_update(of=("self",)).get(pk=pk)
        if document.file is None:
            document.file = store_bytes(
                content,
                name=f"{document.get_kind_display()}_{document.subject.space.name}.pdf",
                content_type="application/pdf",
                pages=count_pdf_pages(content),
                actor=None,
                operator=None,
            )
            document.save(update_fields=["file"])
        return document.file


def unrendered_documents() -> list[int]:
    """Documents whose bytes are still lacking (a process ended between commit and rendering)."""
    return list(Document.objects.filter(file__isnull=True).values_list("pk", flat=True))
