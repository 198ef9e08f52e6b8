"""Makers of correction rounds and of reviews of declines, by the services of offices and operators."""

from datetime import date

from filings import models as m
from filings.selectors.correction_drafts import open_request
from filings.selectors.correction_targets import by_key, targets_of
from filings.services.correction_guards import ItemGiven
from filings.services.correction_requests import return_application
from filings.services.decline_reviews import ask_decline_review
from filings.services.recommendation import prepare_decline
from filings.services.resubmission import resubmit_application, settle_item
from filings.services.signing import sign_act
from filings.services.submission_guards import required_declarations
from tests.factories import TODAY
from tests.factories_applications import make_submitted, member_of
from tests.factories_district import clerk_of

DUE = date(2026, 3, 19)
"""Ten working days after TODAY."""
GROUNDS = [{"clause": "第五条第（二）项", "text": "场地面积与申报不一致。"}]


def named(application: m.Application, *keys: str, why_later: str = "") -> list[ItemGiven]:
    """Items by their keys (check:5.2.workstations), each asked for in the same words."""
    targets = by_key(targets_of(application))
    return [ItemGiven(targets[key], "请核对后补正。", why_later) for key in keys]


def send_back(
    application: m.Application, *keys: str, actor: m.User | None = None, due_on: date = DUE, why_later: str = ""
) -> m.Application:
    """Sent back by its district, or by `actor`, with these items."""
    serial = application.correction_requests.count() + 1
    return return_application(
        application,
        actor=actor or clerk_of(application),
        items=named(application, *keys, why_later=why_later),
        due_on=due_on,
        number=f"郑补函〔2026〕{application.pk}{serial:02d}号",
    )


def make_returned(space: m.Space | None = None, *keys: str, **options) -> m.Application:
    """Submitted today and sent back for its workstations and its floor plan, or for other items."""
    return send_back(make_submitted(space, **options), *(keys or ("check:5.2.workstations", "document:floor_plan")))


def settle_all(application: m.Application, reply: str = "已按要求补正。") -> m.Application:
    """The operator says of every item that it is done."""
    request = open_request(application)
    for item in request.items.all():
        settle_item(application, item.pk, actor=member_of(application.operator), reply=reply)
    return application


def resubmit(application: m.Application) -> m.Application:
    """Submit the corrections with every declaration ticked."""
    return resubmit_application(
        application, actor=member_of(application.operator), accepted=required_declarations(application.round)
    )


def make_declined(space: m.Space | None = None, **options) -> m.Application:
    """Declined: prepared by one account of the district, signed by another."""
    application = make_submitted(space, **options)
    act = prepare_decline(
        application,
        actor=clerk_of(application),
        grounds=GROUNDS,
        number=f"郑不荐〔2026〕{application.pk}号",
        issued_on=TODAY,
    )
    return sign_act(act, actor=clerk_of(application, can_sign=True))


def make_reviewed_decline(space: m.Space | None = None, **options) -> m.Application:
    """Declined, and the operator has asked the city for a review."""
    application = make_declined(space, **options)
    ask_decline_review(application, actor=member_of(application.operator), reason="场地面积有测绘报告。")
    return application
