"""变更备案通知, 注销备案通知 and the certificate that takes an earlier one's place. Contexts of plain values, stored once."""

from datetime import date
from typing import Any

from filings.documents.decisions import BUREAU, certificate_context, letter_context
from filings.documents.issuing import issue_document
from filings.models import Cancellation, ChangeReport, Document, Filing, User
from filings.selectors.changes.contents import change_lines
from zzspace.wording import date_zh


def filing_context(filing: Filing) -> dict[str, Any]:
    """What a letter says of a filing."""
    return {
        "filing_number": filing.number,
        "filing_name": filing.title,
        "filed_on": date_zh(filing.filed_on),
        "operator": filing.operator.name,
        "uscc": filing.operator.uscc,
        "space_name": filing.space.name,
        "district": filing.space.district.name,
    }


def issue_change_notice(change: ChangeReport, *, actor: User, number: str, on: date) -> Document:
    """变更备案通知 to the operator that holds the filing now, copied to the districts concerned."""
    filing = change.filing
    bureaus = dict.fromkeys((change.district.bureau, filing.space.district.bureau))
    context = letter_context(number=number, on=on, addressee=filing.operator.name, copies=bureaus)
    rows = [{"what": what, "before": before or "—", "after": after} for what, before, after in change_lines(change)]
    context |= filing_context(filing) | {
        "former_name": change.before.get("space", "") if change.kind == ChangeReport.Kind.NAME else "",
        "kind": change.get_kind_display(),
        "happened_on": date_zh(change.happened_on),
        "reported_on": date_zh(change.reported_on),
        "checked_by": change.district.bureau,
        "by_district": change.by_district,
        "rows": rows,
        "is_on_certificate": change.kind not in (ChangeReport.Kind.AREA, ChangeReport.Kind.OTHER),
    }
    return issue_document(
        filing, Document.Kind.CHANGE_NOTICE, actor=actor, issuer=BUREAU, number=number, issued_on=on, context=context
    )


def issue_changed_certificate(filing: Filing, *, actor: User, on: date) -> Document:
    """The 备案证书 as it reads after a change; the number and the code stay."""
    return issue_document(
        filing,
        Document.Kind.CERTIFICATE,
        actor=actor,
        issuer=BUREAU,
        issued_on=on,
        context=certificate_context(filing, on=on),
    )


def issue_cancellation_notice(cancellation: Cancellation, *, actor: User, number: str, on: date) -> Document:
    """注销备案通知 to the operator, copied to its district."""
    filing = cancellation.filing
    context = letter_context(
        number=number, on=on, addressee=filing.operator.name, copies=[filing.space.district.bureau]
    )
    context |= filing_context(filing) | {"cancelled_on": date_zh(on), "asked_on": date_zh(cancellation.asked_at)}
    return issue_document(
        filing,
        Document.Kind.CANCELLATION_NOTICE,
        actor=actor,
        issuer=BUREAU,
        number=number,
        issued_on=on,
        context=context,
    )
