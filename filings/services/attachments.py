"""Evidence bound to a draft: attach, point to a page, move to another document, remove."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from filings.errors import WorkflowRefused
from filings.models import Application, Attachment, User
from filings.services.applications import lock_draft
from filings.services.notices import application_url
from filings.storing import check_upload, discard_file, store_bytes

MAX_FILES_OF_A_DOCUMENT = 60


def attach_file(
    application: Application, *, actor: User, document: str, upload: UploadedFile, page: int = 1
) -> Attachment:
    """Check an upload, then store it and bind it to a document of the rule version. ValidationError for what is not taken."""
    content, content_type, pages = check_upload(upload)
    with transaction.atomic():
        locked = lock_draft(application, actor=actor)
        if locked.attachments.filter(document=document).count() >= MAX_FILES_OF_A_DOCUMENT:
            raise WorkflowRefused(f"每项材料最多{MAX_FILES_OF_A_DOCUMENT}个文件，请合并后上传。", way_on=application_url(locked))
        stored = store_bytes(
            content,
            name=upload.name or "",
            content_type=content_type,
            pages=pages,
            actor=actor,
            operator=locked.operator,
        )
        return Attachment.objects.create(
            application=locked, document=document, file=stored, page=min(max(page, 1), pages)
        )


def point_attachment(attachment: Attachment, *, actor: User, page: int) -> Attachment:
    """Say at which page the reviewer should open an attachment."""
    with transaction.atomic():
        lock_draft(attachment.application, actor=actor)
        if not 1 <= page <= attachment.file.pages:
            raise WorkflowRefused(f"这份材料共{attachment.file.pages}页，请填写1至{attachment.file.pages}。")
        attachment.page = page
        attachment.save(update_fields=["page"])
    return attachment


def move_attachment(attachment: Attachment, *, actor: User, document: str) -> Attachment:
    """Bind an attachment to another document (a contract uploaded as a floor plan)."""
    with transaction.atomic():
        lock_draft(attachment.application, actor=actor)
        attachment.document = document
        attachment.save(update_fields=["document"])
    return attachment


def remove_attachment(attachment: Attachment, *, actor: User) -> None:
    """Take an attachment off a draft; the stored file goes with it unless something else refers to it."""
    with transaction.atomic():
        lock_draft(attachment.application, actor=actor)
        file = attachment.file
        attachment.delete()
        discard_file(file)
