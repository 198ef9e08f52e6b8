"""Requests for review (复核) of a decline: the notice it is about, until when it may be asked for, what waits for the city."""

from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from filings.models import Application, DeclineReview, Document, User
from filings.permissions import visible_applications
from filings.rules.periods import next_working_day
from filings.selectors.documents import served_on
from filings.workflow import State

DAYS_TO_ASK = 15
"""Days from receipt of the notice on, as it says itself."""


def decline_notice(application: Application) -> Document | None:
    """The latest 不予推荐通知书."""
    return application.documents.filter(kind=Document.Kind.DECLINE_NOTICE).order_by("-pk").first()


def last_day_to_ask(notice: Document) -> date:
    """The fifteenth day after the notice was served, or the working day after it. Until its service is on record, the day on
    which the notice came to the operator in the system counts.
    """
    received = served_on(notice) or timezone.localdate(notice.created_at)
    return next_working_day(received + timedelta(days=DAYS_TO_ASK))


def decline_reviews_of(application: Application) -> list[DeclineReview]:
    """The requests of an application, the latest last."""
    return list(application.decline_reviews.select_related("asked_by", "decided_by").order_by("pk"))


def day_to_ask(application: Application, *, on: date) -> date | None:
    """The last day on which a review may be asked for; None where it may not be any more."""
    notice = decline_notice(application) if application.state == State.DECLINED else None
    if notice is None or DeclineReview.objects.filter(notice=notice).exists():
        return None
    last = last_day_to_ask(notice)
    return last if on <= last else None


def open_decline_reviews(user: User) -> QuerySet[DeclineReview]:
    """Requests that wait for the city, the oldest first."""
    waiting = DeclineReview.objects.filter(outcome=DeclineReview.Outcome.OPEN, application__state=State.DECLINED)
    waiting = waiting.filter(application__in=visible_applications(user))
    return waiting.select_related("application__space", "application__district").order_by("asked_at", "pk")
