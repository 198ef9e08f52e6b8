"""一次性补正告知书: what is to be corrected and until when, from the district or the city. Plain values of the day."""

from datetime import date
from typing import Any

from filings.documents.decisions import BUREAU, case_context, letter_context
from filings.documents.issuing import issue_document
from filings.models import Application, CorrectionItem, CorrectionRequest, Document, User
from filings.selectors.facts import SECTIONS
from filings.workflow import Role
from zzspace.wording import date_zh

CLAUSES = {section.code: section.clause for section in SECTIONS}


def issue_correction_notice(request: CorrectionRequest, *, actor: User, number: str, on: date) -> Document:
    """Write the notice of a round just opened, in the name of the office that sends back."""
    application = request.application
    by_district = request.role == Role.DISTRICT
    return issue_document(
        application,
        Document.Kind.CORRECTION_NOTICE,
        actor=actor,
        issuer=application.district.bureau if by_district else BUREAU,
        number=number,
        issued_on=on,
        district=application.district if by_district else None,
        context=correction_notice_context(request, number=number, on=on),
    )


def correction_notice_context(request: CorrectionRequest, *, number: str, on: date) -> dict[str, Any]:
    """All that the notice shows."""
    application = request.application
    head = letter_context(number=number, on=on, addressee=application.operator.name)
    if request.role == Role.DISTRICT:
        head |= district_head(application, request.by)
    else:
        head["copies"] = [application.district.bureau]
    return (
        head
        | case_context(application)
        | {
            "authority": "我单位" if request.role == Role.DISTRICT else "我局",
            "items": [item_row(item) for item in request.items.all()],
            "due_on": date_zh(request.due_on),
            "is_later": request.sequence > 1,
        }
    )


def district_head(application: Application, clerk: User) -> dict[str, Any]:
    """The parts that differ where a district writes."""
    district = application.district
    phone = f"，电话：{district.phone}" if district.phone else ""
    return {"issuer": district.bureau, "printed_by": district.bureau, "contact": f"联系人：{clerk}{phone}"}


def item_row(item: CorrectionItem) -> dict[str, str]:
    """One item of the notice."""
    what = item.what.strip()
    what = what if what[-1:] in "。！？；" else f"{what}。"
    return {
        "clause": CLAUSES[item.section],
        "label": item.label,
        "what": what,
        "why_later": item.why_later.rstrip("。"),
    }
