"""What offices do with papers in the demo: a few come back sealed and are served. The seal is drawn, and says that it is a demo."""

from io import BytesIO
from typing import Final

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from evaluation.demo.people import account, clerk_of
from filings.documents.page_images import page_image
from filings.models import Document, PostedDocument, ServiceRecord, StoredFile, User
from filings.services.documents import record_service, upload_scan

RED: Final = (196, 30, 30)
DPI: Final = 110.0
SEALED_CERTIFICATES: Final = 3
Kind = Document.Kind


def seal_and_serve() -> None:
    """Adverse decisions but the last one, and the first certificates, unless that was done before."""
    rendered = Document.objects.filter(file__isnull=False, scans__isnull=True).order_by("pk")
    adverse = list(rendered.filter(kind__in=Document.ADVERSE))
    certificates = rendered.filter(kind=Kind.CERTIFICATE)[:SEALED_CERTIFICATES]
    if Document.objects.filter(scans__isnull=False).exists():
        return
    for document in [*adverse[:-1], *certificates]:
        clerk = keeper_of(document)
        upload_scan(document, actor=clerk, upload=sealed(document))
        manner = ServiceRecord.Manner.POST if document.is_adverse else ServiceRecord.Manner.DIRECT
        note = "邮政特快专递，本人签收" if document.is_adverse else ""
        record_service(document, actor=clerk, served_on=document.issued_on, manner=manner, note_text=note)


def keeper_of(document: Document) -> User:
    """The clerk of the office that issued it."""
    return clerk_of(document.district_id) if document.district_id else account("city1")


def sealed(document: PostedDocument) -> SimpleUploadedFile:
    """All pages as a scanner would give them, with a red ring for the seal on the last."""
    if document.file is None:
        raise LookupError(document)
    first, *others = [page_of(document.file, number) for number in range(1, document.file.pages + 1)]
    draw_seal((first, *others)[-1])
    target, name = BytesIO(), f"{document.get_kind_display()}_盖章"
    if others:
        first.save(target, "PDF", save_all=True, append_images=others, resolution=DPI)
        return SimpleUploadedFile(f"{name}.pdf", target.getvalue(), content_type="application/pdf")
    first.save(target, "JPEG", quality=80)
    return SimpleUploadedFile(f"{name}.jpg", target.getvalue(), content_type="image/jpeg")


def page_of(file: StoredFile, number: int) -> Image.Image:
    """A page as a picture."""
    content, _ = page_image(file, number, "page")
    with Image.open(BytesIO(content)) as opened:
        return opened.convert("RGB")


def draw_seal(page: Image.Image) -> None:
    """A red ring that says that it is a demo."""
    size = page.width // 5
    left, top = page.width * 3 // 5, page.height // 2
    pen = ImageDraw.Draw(page)
    pen.ellipse((left, top, left + size, top + size), outline=RED, width=max(3, size // 24))
    pen.text((left + size // 2, top + size // 2), "DEMO", fill=RED, anchor="mm", font_size=size // 5)
