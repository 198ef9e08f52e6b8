"""What the city's letters, notices and certificates say: contexts of plain values, put together once and then stored."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from filings.documents.issuing import issue_document
from filings.errors import WorkflowRefused
from filings.models import Application, Document, Filing, PublicNotice, Site, User
from filings.rules.periods import next_day, next_working_day
from filings.selectors.documents import appeal_bodies, number_in_use
from filings.selectors.settings import city_settings
from filings.workflow import State
from zzspace.wording import as_day, date_zh

BUREAU = "郑州市科学技术局"
GROUNDS: dict[str, str] = {
    State.ACCEPTED: "经形式审查",
    State.REVIEWED: "经组织专家评审",
    State.PUBLICISED: "经组织专家评审并公示",
}
"""What a rejection rests on, by the state in which it is decided."""


def check_number_is_free(number: str, *, issuer: str = BUREAU) -> None:
    """Guard: the issuer has not used this 发文字号."""
    if taken := number_in_use(issuer, number):
        raise WorkflowRefused(taken)


def filing_name(kind: str) -> str:
    """郑州市众创空间（综合性）: the name of Article 7 （三）."""
    return "郑州市众创空间（专业化）" if kind == "professional" else "郑州市众创空间（综合性）"


def letter_context(*, number: str, on: date, addressee: str = "", copies: Iterable[str] = ()) -> dict[str, Any]:
    """The parts that every letter of the bureau has."""
    city = city_settings()
    return {
        "issuer": BUREAU,
        "number": number,
        "addressee": addressee,
        "date": date_zh(on),
        "copies": list(copies),
        "contact": f"联系电话：{city.phone}" if city.phone else "",
        "printed_by": city.office,
        "printed_on": date_zh(on),
    }


def case_context(application: Application) -> dict[str, Any]:
    """What a letter says of the application that it is about."""
    return {
        "space_name": application.space.name,
        "filing_name": filing_name(application.kind),
        "application_number": application.number,
        "operator": application.operator.name,
        "uscc": application.operator.uscc,
        "district": application.district.name,
        "recommended_by": application.district.bureau,
        "round_title": application.round.title,
        "submitted_on": date_zh(application.submitted_at),
    }


def list_row(application: Application, number: str = "") -> dict[str, str]:
    """A line of a list of spaces."""
    return {
        "name": application.space.name,
        "kind": application.get_kind_display(),
        "filing_name": filing_name(application.kind),
        "operator": application.operator.name,
        "district": application.district.name,
        "number": number,
    }


def issue_acceptance_notice(application: Application, *, actor: User, number: str, on: date) -> Document:
    """受理通知书 to the operator."""
    context = letter_context(
        number=number, on=on, addressee=application.operator.name, copies=[application.district.bureau]
    )
    context |= case_context(application) | {
        "accepted_on": date_zh(on),
        "decide_by": date_zh(application.due_on),
        "materials": received_materials(application),
    }
    return issue_document(
        application,
        Document.Kind.ACCEPTANCE_NOTICE,
        actor=actor,
        issuer=BUREAU,
        number=number,
        issued_on=on,
        context=context,
    )


def received_materials(application: Application) -> list[str]:
    """Names of what came in: the application, the district's papers, then each kind of evidence once."""
    snapshot = application.snapshots.order_by("sequence").last()
    evidence = dict.fromkeys(file["label"] for file in snapshot.files) if snapshot else {}
    return ["备案申请书", "推荐函", "预审意见表", *evidence]


def issue_public_notice(notice: PublicNotice, *, actor: User, number: str) -> Document:
    """公示公告: who is to be filed, from when to when objections are taken, and where.

    The day of publication does not count, so the period begins on the working day after it; a notice of no days
    begins and ends on its day.
    """
    application = notice.application
    on, last = as_day(notice.starts_at), as_day(notice.ends_at)
    first = next_working_day(next_day(on)) if notice.working_days else on
    city = city_settings()
    context = letter_context(number=number, on=on) | {
        "round_title": application.round.title,
        "rows": [list_row(application)],
        "starts_on": date_zh(first),
        "ends_on": date_zh(last),
        "working_days": notice.working_days,
        "objection_unit": city.office,
        "objection_contact": city.office,
        "objection_phone": city.phone,
        "objection_address": city.address,
        "contact": "",
    }
    return issue_document(
        application,
        Document.Kind.PUBLIC_NOTICE,
        actor=actor,
        issuer=BUREAU,
        number=number,
        issued_on=on,
        context=context,
    )


def issue_filing_documents(
    filing: Filing, application: Application, *, actor: User, number: str
) -> tuple[Document, Document]:
    """备案通知 with its list, and the 备案证书 with the QR code of the public page."""
    addressee = f"各开发区、区县（市）科技主管部门，{filing.operator.name}"
    notice = issue_document(
        application,
        Document.Kind.FILING_NOTICE,
        actor=actor,
        issuer=BUREAU,
        number=number,
        issued_on=filing.filed_on,
        context=letter_context(number=number, on=filing.filed_on, addressee=addressee)
        | {"round_title": application.round.title, "rows": [list_row(application, filing.number)]},
    )
    certificate = issue_document(
        application,
        Document.Kind.CERTIFICATE,
        actor=actor,
        issuer=BUREAU,
        issued_on=filing.filed_on,
        context=certificate_context(filing),
    )
    return notice, certificate


def certificate_context(filing: Filing, *, on: date | None = None) -> dict[str, Any]:
    """What the certificate shows on the day of filing, or on a later day on which it is issued anew; the code leads to the
    page with today's status.
    """
    return {
        "number": filing.number,
        "filing_name": filing.title,
        "space_name": filing.space.name,
        "operator": filing.operator.name,
        "uscc": filing.operator.uscc,
        "address": site_address(filing, on or filing.filed_on),
        "filed_on": date_zh(filing.filed_on),
        "issuer": BUREAU,
        "date": date_zh(on or filing.filed_on),
        "qr_text": f"{settings.BASE_URL}/verify/{filing.code}/",
        "verify_address": f"{urlsplit(settings.BASE_URL).netloc}/verify/",
    }


def site_address(filing: Filing, on: date) -> str:
    """The addresses of the sites in use on a day."""
    sites = Site.objects.filter(space=filing.space, valid_from__lte=on).order_by("valid_from", "pk")
    in_use = [site.address for site in sites if site.valid_until is None or site.valid_until >= on]
    return "；".join(in_use)


def issue_rejection_notice(
    application: Application, *, actor: User, number: str, reasons: list[Mapping[str, str]], on: date
) -> Document:
    """不予备案通知书 to the operator, with the bodies of appeal that the city has set. Issued before the state moves."""
    city = city_settings()
    accepted = application.documents.filter(kind=Document.Kind.ACCEPTANCE_NOTICE).order_by("pk").last()
    context = letter_context(
        number=number, on=on, addressee=application.operator.name, copies=[application.district.bureau]
    )
    context |= case_context(application) | {
        "accepted_on": date_zh(accepted.issued_on) if accepted else "",
        "grounds": GROUNDS[application.state],
        "reasons": [dict(reason) for reason in reasons],
        "appeal": appeal_bodies(city),
    }
    return issue_document(
        application,
        Document.Kind.REJECTION_NOTICE,
        actor=actor,
        issuer=BUREAU,
        number=number,
        issued_on=on,
        context=context,
    )
