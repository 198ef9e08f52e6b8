"""What a packet holds of the ways back: what was sent back and answered (补正), and reviews of a refusal to recommend (复核)."""

from collections.abc import Iterator
from typing import Any

from filings.models import Application, CorrectionItem, CorrectionRequest, DeclineReview, User
from filings.services.packets.parts import Member, add_part, as_json


def corrections_part(application: Application, viewer: User) -> Iterator[Member]:
    """Every sending back with its items and what the operator answered; what it handed in then is the next snapshot."""
    requests = application.correction_requests.order_by("sequence").select_related("snapshot", "document")
    yield as_json("corrections.json", [request_row(each) for each in requests.prefetch_related("items")])


def request_row(request: CorrectionRequest) -> dict[str, Any]:
    """One sending back: of which submission, by whom, until when, under which number."""
    return {
        "sequence": request.sequence,
        "snapshot": {"sequence": request.snapshot.sequence, "digest": request.snapshot.digest},
        "office": request.role,
        "by": request.by_id,
        "at": request.at,
        "due_on": request.due_on,
        "notice": request.document.number if request.document else None,
        "closed_at": request.closed_at,
        "items": [item_row(each) for each in sorted(request.items.all(), key=lambda item: item.position)],
    }


def item_row(item: CorrectionItem) -> dict[str, Any]:
    """One thing to be corrected, with the operator's answer."""
    asked = {"position": item.position, "section": item.section, "kind": item.kind, "target": item.target}
    said = {"label": item.label, "what": item.what, "why_later": item.why_later}
    return asked | said | {"settled_at": item.settled_at, "reply": item.reply}


def decline_reviews_part(application: Application, viewer: User) -> Iterator[Member]:
    """Every request for review of a refusal to recommend, and the city's answer."""
    reviews = application.decline_reviews.order_by("pk").select_related("notice")
    yield as_json("decline_reviews.json", [review_row(each) for each in reviews])


def review_row(review: DeclineReview) -> dict[str, Any]:
    """What was asked of which notice, and what came of it."""
    return {
        "notice": review.notice.number,
        "reason": review.reason,
        "asked_by": review.asked_by_id,
        "asked_at": review.asked_at,
        "outcome": review.outcome,
        "reply": review.reply,
        "decided_by": review.decided_by_id,
        "decided_at": review.decided_at,
    }


def contribute() -> None:
    """Add the parts of the ways back."""
    for part in (corrections_part, decline_reviews_part):
        add_part(part)
