"""What happens to a document of an evaluation after it was issued: the sealed scan is put beside it, its service recorded.

The rows are made as for every document (filings.services.posting); the document itself is never changed.
"""

from datetime import date
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile

from evaluation.models import CampaignDocument, CampaignScan, CampaignService
from evaluation.services.campaigns.messages import tell_operators
from evaluation.services.campaigns.transitions import acting_in
from evaluation.workflow import CampaignAction
from filings.models import User
from filings.services.history import append_line
from filings.services.posting import (
    add_scan,
    add_service,
    scan_details,
    served_words,
    service_action,
    service_details,
)
from filings.storing import check_upload, store_checked

SORT: Final = "campaign_document"
"""The name under which lines of the history hold a document's key."""


def upload_campaign_scan(
    document: CampaignDocument, *, actor: User, upload: UploadedFile[Any], reason: str = ""
) -> CampaignScan:
    """Put a sealed scan beside a document: file, row, history line; its operator is told where it is about one makerspace.

    From then on it is what everybody else is given. A further scan takes its place and needs a reason; all are kept.
    """
    checked = check_upload(upload)
    with acting_in(document.campaign, CampaignAction.ISSUE, actor=actor):
        file = store_checked(checked, actor=actor, operator=None)
        scan: CampaignScan = add_scan(document, file=file, reason=reason, actor=actor)
        note(document, actor=actor, action="upload_scan", details=scan_details(scan))
        tell(document, f"scan-{scan.pk}", f"盖章件可以下载：{document.get_kind_display()}", "")
    return scan


def record_campaign_service(
    document: CampaignDocument,
    *,
    actor: User,
    served_on: date,
    manner: str,
    note_text: str = "",
    receipt: UploadedFile[Any] | None = None,
    reason: str = "",
) -> CampaignService:
    """Record that a document was served: receipt, row, history line; the operator is told, with the periods that run now.

    A further record corrects the one before and needs a reason; none is ever changed.
    """
    checked = check_upload(receipt) if receipt else None
    with acting_in(document.campaign, CampaignAction.ISSUE, actor=actor):
        record: CampaignService = add_service(
            document,
            served_on=served_on,
            manner=manner,
            note_text=note_text,
            receipt=store_checked(checked, actor=actor, operator=None) if checked else None,
            reason=reason,
            actor=actor,
        )
        note(document, actor=actor, action=service_action(record), details=service_details(record))
        title = f"已登记送达：{document.get_kind_display()}"
        tell(document, f"service-{record.pk}", title, served_words(document, record))
    return record


def note(document: CampaignDocument, *, actor: User, action: str, details: dict[str, Any]) -> None:
    """A line in the history of what the document is about; its reason names the document."""
    append_line(
        document.subject, actor=actor, action=action, reason=str(document), details={SORT: document.pk} | details
    )


def tell(document: CampaignDocument, key: str, title: str, body: str) -> None:
    """The operator learns what was done with a document about its makerspace."""
    if document.entry is not None:
        title, url = f"{title}（{document.entry.space}）", f"/evaluation-documents/{document.pk}/"
        tell_operators(document.campaign, key, title=title, body=body, entry=document.entry, url=url)
