"""撤销事先告知书, 撤销决定书, 恢复备案决定书: what they say (Article 15). Contexts of plain values, stored once."""

from datetime import date
from typing import Any

from filings.documents.changes import filing_context
from filings.documents.decisions import BUREAU, letter_context
from filings.documents.disqualification import paragraphs
from filings.documents.issuing import issue_document
from filings.models import Document, Revocation, User
from filings.rules.periods import ban_end, first_possible_day
from filings.selectors.documents import appeal_bodies
from filings.selectors.settings import city_settings
from zzspace.wording import date_zh


def revocation_context(revocation: Revocation, *, number: str, on: date) -> dict[str, Any]:
    """What the papers say of a revocation and its filing."""
    filing, city = revocation.filing, city_settings()
    context = letter_context(
        number=number, on=on, addressee=revocation.operator.name, copies=[revocation.district.bureau]
    )
    return (
        context
        | filing_context(filing)
        | {
            "clause": revocation.text.clause,
            "clause_words": revocation.text.words,
            "facts": paragraphs(revocation.facts),
            "office": city.office,
            "office_phone": city.phone,
            "office_address": city.address,
        }
    )


def decided_context(revocation: Revocation) -> dict[str, Any]:
    """What a decision says of the hearing before it."""
    notice = revocation.notice
    return {
        "notice_number": notice.number if notice else "",
        "notified_on": date_zh(notice.issued_on) if notice else "",
        "served_on": date_zh(revocation.served_on),
        "defended_on": date_zh(revocation.defended_at),
        "on_defence": paragraphs(revocation.on_defence),
    }


def issue_prior_notice(revocation: Revocation, *, actor: User, number: str, on: date) -> Document:
    """撤销事先告知书: facts, ground, consequence, and the right to state and defend within so many days."""
    context = revocation_context(revocation, number=number, on=on) | {"defence_days": revocation.defence_days}
    return issue(revocation, Document.Kind.REVOCATION_NOTICE, actor=actor, number=number, on=on, context=context)


def issue_decision(revocation: Revocation, *, actor: User, number: str, on: date) -> Document:
    """撤销决定书: facts, what was said in defence and how it is taken, the decision with the days of the ban, and the bodies of
    appeal. Issued before the filing ends.
    """
    context = revocation_context(revocation, number=number, on=on) | decided_context(revocation)
    context |= {
        "finding": paragraphs(revocation.finding),
        "revoked_on": date_zh(on),
        "ban_from": date_zh(on),
        "ban_until": date_zh(ban_end(on)),
        "first_possible_day": date_zh(first_possible_day(on)),
        "appeal": appeal_bodies(city_settings()),
    }
    return issue(revocation, Document.Kind.REVOCATION_DECISION, actor=actor, number=number, on=on, context=context)


def issue_reinstatement(revocation: Revocation, *, actor: User, number: str, on: date) -> Document:
    """恢复备案决定书: which decision is annulled, by what, and that filing and right to apply are as before."""
    context = revocation_context(revocation, number=number, on=on)
    context |= {
        "decision_number": revocation.decision.number if revocation.decision else "",
        "revoked_on": date_zh(revocation.revoked_on),
        "overturned_by": revocation.get_overturned_by_display(),
        "overturning_body": revocation.overturning_body,
        "overturning_number": revocation.overturning_number,
        "overturned_on": date_zh(revocation.overturned_on),
        "reason": paragraphs(revocation.reinstate_reason),
        "reinstated_on": date_zh(on),
    }
    return issue(revocation, Document.Kind.REINSTATEMENT_DECISION, actor=actor, number=number, on=on, context=context)


def issue(
    revocation: Revocation, kind: Document.Kind, *, actor: User, number: str, on: date, context: dict[str, Any]
) -> Document:
    """A paper of the city in the matter of a filing."""
    return issue_document(
        revocation.filing, kind, actor=actor, issuer=BUREAU, number=number, issued_on=on, context=context
    )
