"""What happens to a document after it was issued: the sealed scan is put beside it, its service (送达) is recorded.

The document itself is never changed: number, text and bytes stay as they were issued.
"""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from filings.errors import WorkflowRefused
from filings.models import (
    Application,
    Document,
    Filing,
    FraudCase,
    Notice,
    Revocation,
    SealedScan,
    ServiceRecord,
    User,
)
from filings.permissions import OPERATORS_DOCUMENTS, can_keep
from filings.selectors.documents import hearing_of, revocation_of
from filings.services.fraud.messages import case_url
from filings.services.history import append_line
from filings.services.notices import members_of, notify
from filings.services.posting import (
    add_scan,
    add_service,
    scan_details,
    served_words,
    service_action,
    service_details,
)
from filings.services.revocations.guards import revocation_url
from filings.services.transitions import lock_application, lock_filing, require
from filings.storing import check_upload, store_checked


def upload_scan(document: Document, *, actor: User, upload: UploadedFile[Any], reason: str = "") -> SealedScan:
    """Put a sealed scan beside a document: file, row, history line; the operator is told where the document is its own.

    From then on it is what the other side is given. A further scan takes its place and needs a reason; all are kept.
    """
    checked = check_upload(upload)
    with transaction.atomic():
        subject = lock_document(document, actor)
        scan: SealedScan = add_scan(
            document, file=store_checked(checked, actor=actor, operator=None), reason=reason, actor=actor
        )
        note(document, subject, actor=actor, action="upload_scan", details=scan_details(scan))
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
    require_no_hearing(document)
    checked = check_upload(receipt) if receipt else None
    with transaction.atomic():
        subject = lock_document(document, actor)
        record: ServiceRecord = add_service(
            document,
            served_on=served_on,
            manner=manner,
            note_text=note_text,
            receipt=store_checked(checked, actor=actor, operator=None) if checked else None,
            reason=reason,
            actor=actor,
        )
        note(document, subject, actor=actor, action=service_action(record), details=service_details(record))
        title = f"已登记送达：{document.get_kind_display()}"
        tell(subject, document, title, served_words(document, record), f"service:{record.pk}")
    return record


def require_no_hearing(document: Document) -> None:
    """Guard: the service of a prior notice is a step of its hearing; a record of its own would move no deadline there."""
    if document.is_hearing_notice:
        raise WorkflowRefused(
            f"{document.get_kind_display()}的送达在案件中登记和更正，陈述申辩期限由此起算。",
            way_on=hearing_url(hearing_of(document)),
        )


def hearing_url(hearing: FraudCase | Revocation | None) -> str:
    """The address of the procedure that a prior notice began."""
    if hearing is None:
        return ""
    return revocation_url(hearing) if isinstance(hearing, Revocation) else case_url(hearing)


def lock_document(document: Document, actor: User) -> Application | Filing:
    """The application or filing, locked, of a document that this account keeps."""
    on_filing = document.application_id is None
    subject = lock_filing(document.subject.pk) if on_filing else lock_application(document.subject.pk)
    require(can_keep(actor, document))
    return subject


def note(
    document: Document, subject: Application | Filing, *, actor: User, action: str, details: dict[str, Any]
) -> None:
    """A line in the history of what it was issued in; its reason names the document."""
    append_line(subject, actor=actor, action=action, reason=str(document), details={"document": document.pk} | details)


def tell(subject: Application | Filing, document: Document, title: str, body: str, key: str) -> None:
    """The operator learns what was done with its document; of a paper of a revocation the one against which that goes."""
    revocation = revocation_of(document)
    notify(
        members_of(revocation or subject),
        title=f"{title}（{subject.space}）",
        body=body,
        url=f"/documents/{document.pk}/",
        key=key,
        kind=Notice.Kind.RESULT,
    )
