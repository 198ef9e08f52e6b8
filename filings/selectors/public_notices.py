"""Public notices (公示): when one is over, which objections stand in the way. What the public sees is in selectors.public."""

from datetime import date, datetime, time

from django.db.models import QuerySet
from django.utils import timezone

from filings.models import Application, Document, Objection, PublicNotice, ReviewResult
from filings.rules.periods import add_working_days
from filings.workflow import State


def notice_end(starts_at: datetime, working_days: int) -> datetime:
    """The last instant of a notice: the end of the Nth working day after the day of publication (民法典 art. 201: the
    day itself does not count); with no days it ends as it begins.
    """
    if not working_days:
        return starts_at
    zone = timezone.get_default_timezone()
    last = add_working_days(timezone.localdate(starts_at, zone), working_days)
    return datetime.combine(last, time.max, tzinfo=zone)


def is_over(notice: PublicNotice, now: datetime | None = None) -> bool:
    """Whether a notice has run its days: its last instant still belongs to it."""
    return not notice.working_days or (now or timezone.now()) > notice.ends_at


def takes_objections(notice: PublicNotice, now: datetime | None = None) -> bool:
    """Whether anyone may object now: the notice runs, was not ended, and nothing has been decided meanwhile."""
    return notice.application.state == State.PUBLICISED and notice.ended_at is None and not is_over(notice, now)


def last_day(notice: PublicNotice) -> date:
    """The day on which a notice ends."""
    return timezone.localdate(notice.ends_at)


def current_notice(application: Application) -> PublicNotice | None:
    """The latest notice of an application, which a review held again may have ended."""
    return application.public_notices.order_by("pk").last()


def latest_result(application: Application) -> ReviewResult | None:
    """The result of the latest review."""
    return application.review_results.order_by("sequence").last()


def objections_to(notice: PublicNotice) -> QuerySet[Objection]:
    """Objections raised during one notice: those of an earlier one that was ended stand in nobody's way."""
    return Objection.objects.filter(notice=notice)


def objections_of(application: Application) -> QuerySet[Objection]:
    """Objections raised during any notice of an application, oldest first."""
    objections = Objection.objects.filter(notice__application=application)
    return objections.select_related("notice", "resolved_by").order_by("created_at", "pk")


def notice_document(notice: PublicNotice) -> Document | None:
    """The 公示公告 of a notice: each notice has issued one, in the same order."""
    earlier = PublicNotice.objects.filter(application=notice.application_id, pk__lt=notice.pk).count()
    documents = Document.objects.filter(application=notice.application_id, kind=Document.Kind.PUBLIC_NOTICE)
    return documents.select_related("file", "application__space").order_by("pk")[earlier : earlier + 1].first()
