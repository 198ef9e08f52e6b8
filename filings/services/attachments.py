"""Evidence bound to a draft, or to what was sent back: attach, point to a page or move to another document, remove."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from filings.errors import WorkflowRefused
from filings.models import Application, Attachment, User
from filings.services.applications import lock_open
from filings.services.notices import application_url
from filings.storing import CheckedUpload, check_upload, discard_file, store_checked

MAX_FILES_OF_A_DOCUMENT = 60


def attach_file(application: Application, *, actor: User, document: str, upload: UploadedFile[Any]) -> Attachment:
    """Check an upload, then store it and bind it to a document of the rule version. ValidationError for what is not taken."""
    attached, refused = attach_files(application, actor=actor, document=document, uploads=[upload])
    if refused:
        raise refused[0][1]
    return attached[0]


def attach_files(
    application: Application, *, actor: User, document: str, uploads: Sequence[UploadedFile[Any]]
) -> tuple[list[Attachment], list[tuple[str, ValidationError]]]:
    """Check each upload outside the lock, then store the good ones and bind them to the document, all or none of these.

    Gives what was attached, and what was not taken: (file name, why).
    """
    good: list[CheckedUpload] = []
    refused: list[tuple[str, ValidationError]] = []
    for upload in uploads:
        try:
            good.append(check_upload(upload))
        except ValidationError as error:
            refused.append((upload.name or "", error))
    with transaction.atomic():
        locked = lock_open(application, actor=actor, documents=[document])
        require_room(locked, document, len(good))
        attached = [bind(locked, document, each, actor=actor) for each in good]
    return attached, refused


def require_room(application: Application, document: str, number: int) -> None:
    """A document has a bounded number of files."""
    if application.attachments.filter(document=document).count() + number > MAX_FILES_OF_A_DOCUMENT:
        raise WorkflowRefused(
            f"每项材料最多{MAX_FILES_OF_A_DOCUMENT}个文件，请合并后上传。", way_on=application_url(application)
        )


def bind(application: Application, document: str, checked: CheckedUpload, *, actor: User) -> Attachment:
    """Store one checked upload and bind it, in the caller's transaction."""
    stored = store_checked(checked, actor=actor, operator=application.operator)
    return Attachment.objects.create(application=application, document=document, file=stored)


def move_attachment(
    attachment: Attachment, *, actor: User, page: int | None = None, document: str | None = None
) -> Attachment:
    """Say at which page the reviewer opens an attachment, and which document it is (a contract uploaded as a plan)."""
    with transaction.atomic():
        lock_open(attachment.application, actor=actor, documents=[attachment.document, document or attachment.document])
        if page is not None and not 1 <= page <= attachment.file.pages:
            raise WorkflowRefused(f"这份材料共{attachment.file.pages}页，请填写1至{attachment.file.pages}。")
        attachment.page = attachment.page if page is None else page
        attachment.document = document or attachment.document
        attachment.save(update_fields=["page", "document"])
    return attachment


def remove_attachment(attachment: Attachment, *, actor: User) -> None:
    """Take an attachment off a draft, or off what was sent back; the stored file goes with it unless something else
    refers to it, as a submission does.
    """
    with transaction.atomic():
        lock_open(attachment.application, actor=actor, documents=[attachment.document])
        file = attachment.file
        attachment.delete()
        discard_file(file)
