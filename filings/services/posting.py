"""What is put beside an issued document, whichever app issued it: sealed scans and records of service (送达).

Rows alone, in the caller's transaction: who may, the line of history and the message are each app's own.
"""

from datetime import date
from typing import Any

from django.utils import timezone

from filings.errors import WorkflowRefused
from filings.models import PostedDocument, PostedService, StoredFile, User
from filings.rules.periods import reconsideration_end, suit_end
from zzspace.wording import date_zh


def add_scan(document: PostedDocument, *, file: StoredFile, reason: str, actor: User) -> Any:
    """The row of a further scan; one that takes the place of another says why."""
    last = document.scans.order_by("-sequence").first()
    require_reason(last, reason, "已有盖章件，再次上传请写明替换原因。")
    return document.scans.create(
        sequence=last.sequence + 1 if last else 1, file=file, reason=reason.strip() if last else "", by=actor
    )


def scan_details(scan: Any) -> dict[str, Any]:
    """What the history holds of a scan."""
    return {"scan": scan.sequence, "sha256": scan.file.sha256, "why": scan.reason}


def add_service(
    document: PostedDocument,
    *,
    served_on: date,
    manner: str,
    note_text: str,
    receipt: StoredFile | None,
    reason: str,
    actor: User,
) -> Any:
    """The row of a further record of service; one that corrects another says why."""
    require_served_day(document, served_on)
    last = document.services.order_by("-sequence").first()
    require_reason(last, reason, "已有送达记录，更正请写明原因。")
    return document.services.create(
        sequence=last.sequence + 1 if last else 1,
        served_on=served_on,
        manner=manner,
        note=note_text.strip(),
        receipt=receipt,
        reason=reason.strip() if last else "",
        by=actor,
    )


def service_action(record: PostedService) -> str:
    """The action of its line of history."""
    return "correct_service" if record.sequence > 1 else "record_service"


def service_details(record: Any) -> dict[str, Any]:
    """What the history holds of a service."""
    details = {"service": record.sequence, "served_on": str(record.served_on), "manner": record.manner}
    details |= {"receipt": record.receipt.sha256} if record.receipt else {}
    return details | {"why": record.reason}


def require_reason(last: object | None, reason: str, otherwise: str) -> None:
    """Guard: what takes the place of an earlier one says why."""
    if last is not None and not reason.strip():
        raise WorkflowRefused(otherwise)


def require_served_day(document: Any, served_on: date) -> None:
    """Guard: there is somebody to serve the document on, on a day since it was issued that is not to come."""
    if not document.is_served:
        raise WorkflowRefused(f"{document.get_kind_display()}不需要送达。")
    if not document.issued_on <= served_on <= timezone.localdate():
        raise WorkflowRefused(f"送达日期应在成文之日（{date_zh(document.issued_on)}）至今天之间。")


def served_words(document: PostedDocument, record: Any) -> str:
    """The day and manner, and until when an adverse decision may be appealed against."""
    served = f"{date_zh(record.served_on)}{record.get_manner_display()}。"
    if not document.is_adverse:
        return served
    until, suit = reconsideration_end(record.served_on), suit_end(record.served_on)
    return f"{served}不服本决定的，可以在{date_zh(until)}前申请行政复议，或者在{date_zh(suit)}前提起行政诉讼。"
