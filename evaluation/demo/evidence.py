"""The demo's evidence: files of fixtures/evidence handed over as a browser would send them."""

from functools import cache

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from filings.models import SpaceDocument

FOLDER = settings.BASE_DIR / "fixtures" / "evidence"
TYPES = {".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg"}

DOCUMENT_FILES = {
    SpaceDocument.Kind.DIRECTION: "development_plan.pdf",
    SpaceDocument.Kind.PRICE_LIST: "price_list.pdf",
    SpaceDocument.Kind.SERVICE_PROCESS: "service_process.pdf",
    SpaceDocument.Kind.PROJECT_SELECTION: "project_selection.pdf",
    SpaceDocument.Kind.GRADUATION_EXIT: "graduation_exit.pdf",
    SpaceDocument.Kind.FINANCIAL_MANAGEMENT: "financial_management.pdf",
    SpaceDocument.Kind.MENTOR_WORK: "mentor_work.pdf",
    SpaceDocument.Kind.INTERACTION: "interaction.pdf",
}
PICTURES = {"floor_plan": ("floor_plan.png",), "site_photos": ("site_photo_seats.jpg", "site_photo_hall.jpg")}


@cache
def content_of(name: str) -> bytes:
    """The bytes of a file, read once."""
    return (FOLDER / name).read_bytes()


def upload(name: str, called: str) -> SimpleUploadedFile:
    """A file of the folder as an upload under a name for people."""
    ending = name[name.rindex(".") :]
    return SimpleUploadedFile(f"{called}{ending}", content_of(name), content_type=TYPES[ending])


def attachments_for(code: str, label: str) -> list[SimpleUploadedFile]:
    """What an operator attaches for a document of the rule version: pictures for places, else one PDF."""
    names = PICTURES.get(code, (f"{code}.pdf",))
    return [upload(name, label if len(names) == 1 else f"{label}{number}") for number, name in enumerate(names, 1)]
