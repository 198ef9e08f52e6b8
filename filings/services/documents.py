"""What happens to a document after it was issued: the sealed scan is put beside it, its service (送达) is recorded.

The document itself is never changed: number, text and bytes stay as they were issued.
"""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from filings.errors import WorkflowRefused
from filings.models import Application, Document, Filing, Notice, SealedScan, ServiceRecord, User
from filings.permissions import OPERATORS_DOCUMENTS, can_keep
from filings.rules.periods import reconsideration_end, suit_end
from filings.services.history import append_line
from filings.services.notices import members_of, notify
from filings.services.transitions import lock_application, lock_filing, require
from filings.storing import check_upload, store_checked
from zzspace.wording import date_zh


def upload_scan(document: Document, *, actor: User, upload: UploadedFile[Any], reason: str = "") -> SealedScan:
    """Put a sealed scan beside a document: file, row, history line; the operator is told where the document is its own.

    From then on it is what the other side is given. A further scan takes its place and needs a reason; all are kept.
    """
    checked = check_upload(upload)
    with transaction.atomic():
        subject = lock_document(document, actor)
        last = document.scans.order_by("-sequence").first()
        require_reason(last, reason, "已有盖章件，再次上传请写明替换原因。")
        scan = SealedScan.objects.create(
            document=document,
            sequence=last.sequence + 1 if last else 1,
            file=store_checked(checked, actor=actor, operator=None),
            reason=reason.strip() if last else "",
            by=actor,
        )
        details = {"scan": scan.sequence, "sha256": scan.file.sha256, "why": scan.reason}
        note(document, subject, actor=actor, action="upload_scan", details=details)
        if document.kind in OPERATORS_DOCUMENTS:
            tell(subject, document, f"盖章件可以下载：{document.get_kind_display()}", "", f"scan:{scan.pk}")
    return scan


def record_service(
    document: Document,
    *,
    actor: User,
    served_on: date,
    manner: str,
    note_text: str = "",
    receipt: UploadedFile[Any] | None = None,
    reason: str = "",
) -> ServiceRecord:
    """Record that a document was served: receipt, row, history line; the operator is told, with the periods that run now.

    A further record corrects the one before and needs a reason; none is ever changed.
    """
    checked = check_upload(receipt) if receipt else None
    with transaction.atomic():
        subject = lock_document(document, actor)
        require_served_day(document, served_on)
        last = document.services.order_by("-sequence").first()
        require_reason(last, reason, "已有送达记录，更正请写明原因。")
        record = ServiceRecord.objects.create(
            document=document,
            sequence=last.sequence + 1 if last else 1,
            served_on=served_on,
            manner=manner,
            note=note_text.strip(),
            receipt=store_checked(checked, actor=actor, operator=None) if checked else None,
            reason=reason.strip() if last else "",
            by=actor,
        )
        details: dict[str, Any] = {"service": record.sequence, "served_on": str(served_on), "manner": manner}
        details |= {"receipt": record.receipt.sha256} if record.receipt else {}
        action = "correct_service" if last else "record_service"
        note(document, subject, actor=actor, action=action, details=details | {"why": record.reason})
        title = f"已登记送达：{document.get_kind_display()}"
        tell(subject, document, title, served_words(document, record), f"service:{record.pk}")
    return record


def lock_document(document: Document, actor: User) -> Application | Filing:
    """The application or filing, locked, of a document that this account keeps."""
    on_filing = document.application_id is None
    subject = lock_filing(document.subject.pk) if on_filing else lock_application(document.subject.pk)
    require(can_keep(actor, document))
    return subject


def require_reason(last: object | None, reason: str, otherwise: str) -> None:
    """Guard: what takes the place of an earlier one says why."""
    if last is not None and not reason.strip():
        raise WorkflowRefused(otherwise)


def require_served_day(document: Document, served_on: date) -> None:
    """Guard: there is somebody to serve the document on, on a day since it was issued that is not to come."""
    if not document.is_served:
        raise WorkflowRefused(f"{document.get_kind_display()}不需要送达。")
    if not document.issued_on <= served_on <= timezone.localdate():
        raise WorkflowRefused(f"送达日期应在成文之日（{date_zh(document.issued_on)}）至今天之间。")


def note(
    document: Document, subject: Application | Filing, *, actor: User, action: str, details: dict[str, Any]
) -> None:
    """A line in the history of what it was issued in; its reason names the document."""
    append_line(subject, actor=actor, action=action, reason=str(document), details={"document": document.pk} | details)


def served_words(document: Document, record: ServiceRecord) -> str:
    """The day and manner, and until when an adverse decision may be appealed against."""
    served = f"{date_zh(record.served_on)}{record.get_manner_display()}。"
    if not document.is_adverse:
        return served
    until, suit = reconsideration_end(record.served_on), suit_end(record.served_on)
    return f"{served}不服本决定的，可以在{date_zh(until)}前申请行政复议，或者在{date_zh(suit)}前提起行政诉讼。"


def tell(subject: Application | Filing, document: Document, title: str, body: str, key: str) -> None:
    """The operator learns what was done with its document."""
    notify(
        members_of(subject),
        title=f"{title}（{subject.space}）",
        body=body,
        url=f"/documents/{document.pk}/",
        key=key,
        kind=Notice.Kind.RESULT,
    )
