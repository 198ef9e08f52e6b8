"""Documents of evaluations and what they are made from: results that stand, filing numbers, what was issued before."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet

from evaluation.models import Campaign, CampaignDocument, CampaignScan, CampaignService, Entry, Result
from evaluation.permissions import visible_campaign_documents
from filings.models import Filing, User
from filings.permissions import Viewer
from filings.selectors.documents import DocumentEntry, post_entries, with_post
from zzspace.wording import date_zh

Kind = CampaignDocument.Kind
JOINS = ("entry__space__operator", "entry__space__district")


def standing_results(campaign: Campaign) -> QuerySet[Result]:
    """The results that stand, with makerspace, operator and district. One query."""
    return (
        Result.objects.filter(entry__campaign=campaign, superseded_at=None)
        .select_related(*JOINS)
        .order_by("entry__space__district__position", "entry__space__name", "pk")
    )


def filing_numbers(spaces: Collection[int]) -> dict[int, str]:
    """The number of each makerspace's last filing. One query."""
    filings = Filing.objects.filter(space__in=spaces).order_by("filed_on", "pk")
    return {filing.space_id: filing.number for filing in filings}


def latest_circular(campaign: Campaign) -> CampaignDocument | None:
    """The last 通报 of an evaluation. One query."""
    return campaign.documents.filter(kind=Kind.CIRCULAR).order_by("-pk").first()


def documents_within_reach(user: Viewer, campaign: Campaign) -> QuerySet[CampaignDocument]:
    """The documents of an evaluation that an account may open: circulars, then notices and reports by makerspace; those of
    results that were corrected since come after what replaced them.
    """
    mine = visible_campaign_documents(user).filter(campaign=campaign)
    documents = with_marks(mine.select_related("campaign", "entry__space__district", "result"))
    return documents.order_by("kind", "entry__space__district__position", "entry__space__name", "entry", "-pk")


def documents_of_entry(user: Viewer, entry: Entry) -> list[CampaignDocument]:
    """Those about one makerspace's result, and the circulars of its evaluation; the latest first. One query."""
    mine = visible_campaign_documents(user).filter(campaign_id=entry.campaign_id)
    documents = mine.filter(entry=entry) | mine.filter(kind=Kind.CIRCULAR)
    return list(with_marks(documents.select_related("campaign", "entry__space", "result")).order_by("-pk"))


def with_marks(documents: QuerySet[CampaignDocument]) -> QuerySet[CampaignDocument]:
    """With `has_scan` and `has_service`, for lists that say no more: no query beside their own."""
    return documents.select_related("file").annotate(
        has_scan=Exists(CampaignScan.objects.filter(document=OuterRef("pk"))),
        has_service=Exists(CampaignService.objects.filter(document=OuterRef("pk"))),
    )


def campaign_document_history(document: CampaignDocument, *, viewer: User) -> list[DocumentEntry]:
    """What was done with a document since it was issued, newest first; to the operator offices, not persons."""
    issued = DocumentEntry("制发", document.issuer, document.created_at, "")
    return [*post_entries(document.subject, "campaign_document", document.pk, viewer=viewer), issued]


def circular_of_year(year: int) -> CampaignDocument | None:
    """The 通报 of a year that holds: the last one."""
    circulars = CampaignDocument.objects.filter(campaign__year=year, kind=Kind.CIRCULAR)
    return with_post(circulars.select_related("campaign", "entry", "result")).order_by("-pk").first()


def circular_numbered(issuer: str, number: str) -> str:
    """Which circular has an issuer's 发文字号 already, in a sentence; "" while it is free."""
    holder = CampaignDocument.objects.filter(issuer=issuer, number=number).select_related("campaign").first()
    if holder is None:
        return ""
    return (
        f"发文字号“{number}”已经用过：{holder.campaign}的{holder.get_kind_display()}，"
        f"{date_zh(holder.issued_on)}成文。请核对后重新填写。"
    )
