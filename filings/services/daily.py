"""What falls due by the calendar: seals, documents still lacking, messages not yet mailed, reminders. Each once, however often it runs."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Final, NamedTuple

import structlog
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from filings.documents.issuing import render_document, unrendered_documents
from filings.errors import WorkflowRefused
from filings.models import Application, Ban, Notice, PublicNotice, ReviewAssignment, User
from filings.rules.periods import add_working_days
from filings.selectors.experts import STILL_TO_DO
from filings.services.application_forms import issue_missing_forms
from filings.services.batches.jobs import expire_batches
from filings.services.batches.tasks import resume_batches
from filings.services.changes.reminders import remind_of_changes
from filings.services.correction_requests import lapse_application
from filings.services.fraud.reminders import remind_of_fraud_cases
from filings.services.history import seal_day
from filings.services.imports.tasks import resume_imports
from filings.services.notices import application_url, city_staff, district_staff, members_of, notify
from filings.services.outbox import deliver_mails
from filings.services.panels import REVIEW_PATH, settle_closed_reviews
from filings.services.pool.assessing import assess_live_entries
from filings.services.pool.closing import close_entries_of_filed_spaces
from filings.services.revocations.reminders import remind_of_revocations
from filings.services.screening import screen_filings
from filings.services.strays import collect_strays
from filings.workflow import LIVE, Role, State
from zzspace.wording import date_zh, days_zh, moment_zh

log = structlog.get_logger(__name__)

AHEAD = 3
"""Working days before a due day on which it is called to mind."""
LOOK_BACK = 30
"""Days back that a ban's end is still told of, should the command not have run for a while."""


MORE: Final[list[Callable[[date], object]]] = []
"""What other apps do by the calendar."""


def also_daily(step: Callable[[date], object]) -> None:
    """Have a step of another app run with the rest; called once at start. It must be idempotent for a day."""
    MORE.append(step)


class DailyReport(NamedTuple):
    """What a run did."""

    sealed_on: date
    forms: int
    rendered: int
    mailed: int
    reminders: int
    collected: int


def run_daily(on: date) -> DailyReport:
    """Seal the day before; remind of due days, corrections, closing rounds, open and late score sheets; end what was not
    corrected in time; tell of public notices and bans that are over; close and assess entries of the reserve pool; judge all
    filings in force; take broken-off work up again; delete ZIPs kept long enough; settle messages that ask for a review that
    is over; mail what was not mailed; issue forms of submissions and
    render documents that are lacking; collect stored bytes without a row. Doing it
    again on the same day adds nothing.
    """
    yesterday = on - timedelta(days=1)
    seal_day(yesterday)
    before = Notice.objects.count()
    for remind in (
        remind_of_due_days,
        remind_of_corrections,
        lapse_uncorrected,
        remind_of_closing_rounds,
        remind_experts,
        remind_late_experts,
        tell_of_ended_public_notices,
        tell_of_ended_bans,
        remind_of_fraud_cases,
        remind_of_changes,
        close_entries_of_filed_spaces,
        assess_live_entries,
        screen_filings,
        remind_of_revocations,
        *MORE,
    ):
        remind(on)
    reminders = Notice.objects.count() - before
    resume_imports()
    resume_batches()
    expire_batches(timezone.now())
    settle_closed_reviews()
    mailed = deliver_mails()
    forms = issue_missing_forms()
    return DailyReport(yesterday, forms, render_waiting(), mailed, reminders, collect_strays(timezone.now()))


def render_waiting() -> int:
    """Render the documents still lacking; one that cannot be rendered is logged and leaves the others their turn."""
    rendered = 0
    for pk in unrendered_documents():
        try:
            render_document(pk)
        except Exception:  # whatever is wrong with one document, the day's work goes on
            log.exception("document_not_rendered", document=pk)
        else:
            rendered += 1
    return rendered


def remind_of_due_days(on: date) -> None:
    """The office that has an application (returned ones are their operator's), when its due day is AHEAD working days or less away, and once when it has passed."""
    live = Application.objects.filter(state__in=LIVE - {State.DRAFT, State.RETURNED}, due_on__isnull=False)
    due = live.select_related("space", "district", "operator")
    for application in due.filter(due_on__gte=on, due_on__lte=add_working_days(on, AHEAD)):
        remind_of_due_day(application, "临期提醒", "soon", f"办理期限{days_zh(application.due_on)}。")
    for application in due.filter(due_on__lt=on):
        remind_of_due_day(application, "逾期提醒", "late", f"办理期限{days_zh(application.due_on)}已过，请尽快办理。")


def remind_of_due_day(application: Application, word: str, stage: str, text: str) -> None:
    """One message for each due day and stage to the office that has the application."""
    notify(
        office_of(application),
        title=f"{word}：{application.space}（{application.number}）",
        body=f"这件申请现在是“{application.get_state_display()}”，{text}",
        url=application_url(application),
        key=f"due-{stage}:{application.pk}:{application.state}:{application.due_on}",
        kind=Notice.Kind.DEADLINE,
    )


def office_of(application: Application) -> Iterable[User]:
    """Who has it: the district while it is being checked there, else the city."""
    return district_staff(application) if application.state == State.SUBMITTED else city_staff(application)


def remind_of_corrections(on: date) -> None:
    """Operators with an application sent back: within AHEAD working days of its last day, and on that day."""
    until = add_working_days(on, AHEAD)
    returned = Application.objects.filter(state=State.RETURNED, due_on__gte=on, due_on__lte=until)
    for application in returned.select_related("space", "operator"):
        last = application.due_on == on
        notify(
            members_of(application),
            title=f"{'今天是补正的最后一天' if last else '补正即将到期'}：{application.space}（{application.number}）",
            body=f"请在{days_zh(application.due_on)}前补正并提交；逾期未补正的，这件申请不再办理。",
            url=application_url(application),
            key=f"correct-{'today' if last else 'soon'}:{application.pk}:{application.due_on}",
            kind=Notice.Kind.DEADLINE,
        )


def lapse_uncorrected(on: date) -> None:
    """End what was not corrected in time. What is submitted, extended or withdrawn at this moment stays so."""
    for application in Application.objects.filter(state=State.RETURNED, due_on__lt=on).order_by("pk"):
        try:
            lapse_application(application, on=on)
        except WorkflowRefused as refusal:
            log.info("not_lapsed", application=application.pk, why=refusal.explanation)


def remind_of_closing_rounds(on: date) -> None:
    """Operators with a draft in a round that closes within AHEAD working days."""
    until = add_working_days(on, AHEAD)
    drafts = Application.objects.filter(
        state=State.DRAFT, round__closes_at__date__gte=on, round__closes_at__date__lte=until
    )
    for application in drafts.select_related("space", "round", "operator"):
        notify(
            members_of(application),
            title=f"批次即将截止：{application.space}的申请还没有提交",
            body=f"“{application.round}”{moment_zh(application.round.closes_at)}截止，请在截止前核对并提交。",
            url=application_url(application),
            key=f"closing:{application.pk}:{application.round_id}",
            kind=Notice.Kind.DEADLINE,
        )


def remind_experts(on: date) -> None:
    """Experts whose score sheet is due within AHEAD working days and not submitted."""
    places = ReviewAssignment.objects.filter(
        status__in=STILL_TO_DO,
        application__state=State.IN_REVIEW,
        due_on__gte=on,
        due_on__lte=add_working_days(on, AHEAD),
    )
    for place in places.select_related("expert", "application__space"):
        notify(
            [place.expert],
            title=f"评分即将截止：{place.application.space}",
            body=f"请在{days_zh(place.due_on)}前完成声明和评分。",
            url="/desk/",
            key=f"score-soon:{place.pk}:{place.due_on}",
            kind=Notice.Kind.DEADLINE,
        )


def remind_late_experts(on: date) -> None:
    """Experts past their due day, and the city, once for each due day."""
    late = ReviewAssignment.objects.filter(
        status__in=STILL_TO_DO, application__state=State.IN_REVIEW, due_on__lt=on
    ).select_related("expert", "application__space")
    for place in late:
        space, due = place.application.space, days_zh(place.due_on)
        notify(
            [place.expert],
            title=f"评分已逾期：{space}",
            body=f"评分期限{due}已过，请尽快完成声明和评分；不能评审的，请联系市科技局。",
            url=REVIEW_PATH.format(place.pk),
            key=f"score-late:{place.pk}:{place.due_on}",
        )
        notify(
            city_staff(),
            title=f"专家评分逾期：{space}",
            body=f"{place.expert}没有在{due}前提交评分。请催办、延长期限，或者改派专家。",
            url=f"{application_url(place.application)}panel/",
            key=f"score-late:{place.pk}:{place.due_on}",
        )


def tell_of_ended_public_notices(on: date) -> None:
    """The city, of public notices that are over: the application can be decided."""
    over = PublicNotice.objects.filter(ends_at__date__lt=on, application__state=State.PUBLICISED, ended_at__isnull=True)
    for notice in over.select_related("application__space"):
        notify(
            city_staff(notice.application),
            title=f"公示期满：{notice.application.space}（{notice.application.number}）",
            body=f"公示已于{moment_zh(notice.ends_at)}期满，没有未办结的异议时可以作出决定。",
            url=application_url(notice.application),
            key=f"notice-over:{notice.pk}",
            kind=Notice.Kind.DEADLINE,
        )


def tell_of_ended_bans(on: date) -> None:
    """Operators whose ban has ended lately and under no other: applying is possible again."""
    ended = Ban.objects.filter(until__lt=on, until__gte=on - timedelta(days=LOOK_BACK), lifted_on__isnull=True)
    others = Ban.objects.filter(uscc=OuterRef("uscc"), since__lte=on, until__gte=on, lifted_on__isnull=True)
    for ban in ended.filter(~Exists(others)):
        notify(
            User.objects.filter(role=Role.OPERATOR, operator__uscc=ban.uscc, is_active=True),
            title="禁止申报期已满，可以申报",
            body=f"禁止申报期已于{date_zh(ban.until)}届满，现在可以在开放的批次申报。",
            url=reverse("filings:application-create"),
            key=f"ban-ended:{ban.pk}",
            kind=Notice.Kind.DEADLINE,
        )
