"""取消参评资格: what the prior notice and the decision say (Article 8). Contexts of plain values, stored once."""

from datetime import date
from typing import Any

from filings.documents.decisions import BUREAU, case_context, letter_context
from filings.documents.issuing import issue_document
from filings.models import Document, FraudCase, User
from filings.rules.periods import ban_end, first_possible_day
from filings.selectors.settings import city_settings
from filings.workflow import ENDED, State
from zzspace.wording import date_zh


def paragraphs(text: str) -> list[str]:
    """The lines of a text that hold something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def fraud_context(case: FraudCase, *, number: str, on: date) -> dict[str, Any]:
    """What both papers say of a case and its application."""
    application, city = case.application, city_settings()
    context = letter_context(
        number=number, on=on, addressee=application.operator.name, copies=[application.district.bureau]
    )
    return (
        context
        | case_context(application)
        | {
            "manner": case.get_manner_display(),
            "clause": case.clause,
            "facts": paragraphs(case.facts),
            "has_ended": application.state in ENDED,
            "is_filed": application.state == State.APPROVED,
            "state": application.get_state_display(),
            "office": city.office,
            "office_phone": city.phone,
            "office_address": city.address,
        }
    )


def issue_prior_notice(case: FraudCase, *, actor: User, number: str, on: date) -> Document:
    """取消参评资格事先告知书: facts, clause, consequence, and the right to state and defend within so many days."""
    context = fraud_context(case, number=number, on=on) | {"defence_days": case.defence_days}
    return issue_document(
        case.application,
        Document.Kind.DISQUALIFICATION_NOTICE,
        actor=actor,
        issuer=BUREAU,
        number=number,
        issued_on=on,
        context=context,
    )


def issue_decision(case: FraudCase, *, actor: User, number: str, on: date) -> Document:
    """取消参评资格决定书: facts, what was said in defence and how it is taken, the decision with the days of the ban, and
    the bodies of appeal. Issued before the state moves.
    """
    city = city_settings()
    context = fraud_context(case, number=number, on=on) | {
        "notice_number": case.notice.number if case.notice else "",
        "notified_on": date_zh(case.notice.issued_on) if case.notice else "",
        "served_on": date_zh(case.served_on),
        "defended_on": date_zh(case.defended_at),
        "finding": paragraphs(case.finding),
        "on_defence": paragraphs(case.on_defence),
        "ban_from": date_zh(on),
        "ban_until": date_zh(ban_end(on)),
        "first_possible_day": date_zh(first_possible_day(on)),
        "appeal": {"reconsideration_body": city.reconsideration_body, "court": city.court},
    }
    return issue_document(
        case.application,
        Document.Kind.DISQUALIFICATION_DECISION,
        actor=actor,
        issuer=BUREAU,
        number=number,
        issued_on=on,
        context=context,
    )
