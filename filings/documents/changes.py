"""变更备案通知, 注销备案通知 and the certificate that takes an earlier one's place. Contexts of plain values, stored once."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from filings.documents.decisions import BUREAU, certificate_context, letter_context
from filings.documents.issuing import issue_document
from filings.models import Cancellation, ChangeReport, Document, Filing, User
from filings.selectors.changes.contents import change_lines, ends_site
from zzspace.wording import date_zh

Kind = ChangeReport.Kind
ON_CERTIFICATE: Final = frozenset({Kind.NAME, Kind.OPERATOR, Kind.LOCATION})
"""Kinds that always alter what a certificate shows."""


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


def is_on_certificate(change: ChangeReport) -> bool:
    """Whether a change alters what a certificate shows: names, operator, addresses."""
    return change.kind in ON_CERTIFICATE or ends_site(change.kind, change.after)


def issue_change_notice(
    change: ChangeReport, *, actor: User, number: str, on: date, others: Iterable[Filing] = ()
) -> Document:
    """变更备案通知 to the operator that holds the filing now, copied to the districts concerned and to the former operator;
    `others` are further filings whose certificates are issued anew.
    """
    filing = change.filing
    former = change.operator.name if change.kind == Kind.OPERATOR else ""
    copies = dict.fromkeys(filter(None, (change.district.bureau, filing.space.district.bureau, former)))
    context = letter_context(number=number, on=on, addressee=filing.operator.name, copies=copies)
    rows = [{"what": what, "before": before or "—", "after": after} for what, before, after in change_lines(change)]
    context |= filing_context(filing) | {
        "former_name": change.before.get("space", "") if change.kind == Kind.NAME else "",
        "kind": change.get_kind_display(),
        "happened_on": date_zh(change.happened_on),
        "reported_on": date_zh(change.reported_on),
        "checked_by": change.district.bureau,
        "by_district": change.by_district,
        "reporter": former,
        "rows": rows,
        "is_on_certificate": is_on_certificate(change),
        "other_numbers": [other.number for other in others],
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
