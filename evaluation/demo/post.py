"""What offices do with papers in the demo: a few come back sealed and are served. The seal is drawn, and says that it is a demo."""

from io import BytesIO
from typing import Final

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from evaluation.demo.people import account, clerk_of
from filings.documents.page_images import page_image
from filings.models import Document, ServiceRecord, User
from filings.services.documents import record_service, upload_scan

RED: Final = (196, 30, 30)
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


def sealed(document: Document) -> SimpleUploadedFile:
    """The last page as a scanner would give it, with a red ring for the seal."""
    if document.file is None:
        raise LookupError(document)
    content, _ = page_image(document.file, document.file.pages, "page")
    with Image.open(BytesIO(content)) as opened:
        page = opened.convert("RGB")
    size = page.width // 5
    left, top = page.width * 3 // 5, page.height // 2
    pen = ImageDraw.Draw(page)
    pen.ellipse((left, top, left + size, top + size), outline=RED, width=max(3, size // 24))
    pen.text((left + size // 2, top + size // 2), "DEMO", fill=RED, anchor="mm", font_size=size // 5)
    target = BytesIO()
    page.save(target, "JPEG", quality=80)
    return SimpleUploadedFile(f"{document.get_kind_display()}_盖章.jpg", target.getvalue(), content_type="image/jpeg")
