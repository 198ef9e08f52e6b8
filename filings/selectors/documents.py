"""Issued documents as their pages show them: which file is given out, when they were served, which periods run. Reading only."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from filings.models import (
    Application,
    CitySettings,
    District,
    Document,
    Filing,
    FraudCase,
    HistoryLine,
    Revocation,
    SealedScan,
    ServiceRecord,
    User,
)
from filings.permissions import OF_REVOCATIONS, visible_applications
from filings.rules.periods import reconsideration_end, suit_end
from filings.selectors.settings import city_settings
from filings.selectors.timeline import POST_LINES, actor_name, line_label
from zzspace.wording import date_zh


@dataclass(frozen=True, slots=True)
class Appeal:
    """Where and until when a decision may be appealed against; without a day while it has not been served."""

    reconsideration_body: str
    court: str
    served_on: date | None
    reconsideration_until: date | None
    suit_until: date | None


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A line of what happened to a document."""

    label: str
    who: str
    at: datetime
    note: str


def documents_about(application: Application, documents: QuerySet[Document]) -> QuerySet[Document]:
    """Of some documents those of an application, with those that it shares with others."""
    shared = Document.shared_with.through.objects.filter(application=application).values("document")
    return documents.filter(Q(application=application) | Q(pk__in=shared))


def subjects_of(document: Document, user: User) -> list[Application] | list[Filing]:
    """What a document is about: the filing it was issued after, or its applications as far as they are within the
    account's reach.
    """
    if document.filing is not None:
        return [document.filing]
    about = Q(pk=document.application_id) | Q(shared_documents=document)
    found = visible_applications(user).filter(about).select_related("space", "operator")
    return list(found.order_by("number", "pk").distinct())


def hearing_of(document: Document) -> FraudCase | Revocation | None:
    """The procedure that a prior notice began: where its service is recorded."""
    if not document.is_hearing_notice:
        return None
    procedure = FraudCase if document.kind == Document.Kind.DISQUALIFICATION_NOTICE else Revocation
    return procedure.objects.filter(notice=document).first()


def revocation_of(document: Document) -> Revocation | None:
    """The revocation in which a paper was issued; its operator may hold the filing no more."""
    if document.kind not in OF_REVOCATIONS:
        return None
    papers = Q(notice=document) | Q(decision=document) | Q(reinstatement=document)
    return Revocation.objects.filter(papers).first()


def with_post(documents: QuerySet[Any]) -> QuerySet[Any]:
    """With their scans and records of service: two queries for any number of documents."""
    return documents.select_related("file").prefetch_related("scans__file", "services")


def with_marks(documents: QuerySet[Document]) -> QuerySet[Document]:
    """With `has_scan` and `has_service`, for lists that say no more: no query beside their own."""
    return documents.select_related("file").annotate(
        has_scan=Exists(SealedScan.objects.filter(document=OuterRef("pk"))),
        has_service=Exists(ServiceRecord.objects.filter(document=OuterRef("pk"))),
    )


def served_on(document: Document) -> date | None:
    """The day on which a document was served, by the record that holds; periods run from it. None while it was not."""
    record = document.services.order_by("-sequence").first()
    return record.served_on if record else None


def appeal_bodies(city: CitySettings, district: District | None = None) -> dict[str, str]:
    """The bodies that an adverse decision names: the district's own where it has set them, else the city's."""
    return {
        "reconsideration_body": (district and district.reconsideration_body) or city.reconsideration_body,
        "court": (district and district.court) or city.court,
    }


def appeal_of(document: Any, district: District | None = None) -> Appeal | None:
    """The ways of appeal against an adverse decision as it names them, with the last days once it has been served;
    `district` is the office that issued it, where it was none of the city's.
    """
    if not document.is_adverse:
        return None
    named = document.context.get("appeal") or appeal_bodies(city_settings(), district)
    day = document.service.served_on if document.service else None
    return Appeal(
        named["reconsideration_body"],
        named["court"],
        day,
        reconsideration_end(day) if day else None,
        suit_end(day) if day else None,
    )


NUMBERED_ELSEWHERE: Final[list[Callable[[str, str], str]]] = []
"""Asks other apps whether a document of theirs has an issuer's number, in a sentence or "". Filled once at start."""


def number_in_use(issuer: str, number: str) -> str:
    """Which document has an issuer's 发文字号 already, in a sentence; "" while it is free."""
    if not number:
        return ""
    elsewhere = (holder(issuer, number) for holder in NUMBERED_ELSEWHERE)
    return own_number_in_use(issuer, number) or next(filter(None, elsewhere), "")


def own_number_in_use(issuer: str, number: str) -> str:
    """The same among the documents of applications and filings."""
    holders = Document.objects.filter(issuer=issuer, number=number)
    holder = holders.select_related("application__space", "filing__space").first()
    if holder is None:
        return ""
    word = "申请" if holder.application_id else "备案"
    of = f"{holder.subject.space}（{word}编号{holder.subject.number}）"
    return f"发文字号“{number}”已经用过：{of}的{holder.get_kind_display()}，{date_zh(holder.issued_on)}成文。请核对后重新填写。"


def document_history(document: Document, *, viewer: User) -> list[DocumentEntry]:
    """What was done with a document since it was issued, newest first; to the operator offices, not persons."""
    return [
        *post_entries(document.subject, "document", document.pk, viewer=viewer),
        DocumentEntry("制发", document.issuer, document.created_at, ""),
    ]


def post_entries(subject: Model, sort: str, pk: int, *, viewer: User) -> list[DocumentEntry]:
    """Scans and services of a document from the history of what it was issued in; `sort` is the name of its key there."""
    lines = HistoryLine.objects.filter(
        record=f"{subject._meta.model_name}:{subject.pk}", action__in=POST_LINES, **{f"details__{sort}": pk}
    )
    return [
        DocumentEntry(line_label(line.action), actor_name(line, viewer), line.at, line.details.get("why", ""))
        for line in lines.select_related("actor__district", "actor__operator").order_by("-sequence")
    ]
