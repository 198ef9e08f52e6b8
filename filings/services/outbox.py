"""The outbox: e-mails are rows written with the act that they tell of, sent after commit by a task, tried again when a mail
server fails, and given up after a while with a line for the administrator. What is decided never depends on a mail server.

An e-mail that was taken by a server whose answer got lost is sent again under the same Message-ID.
"""

import smtplib
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.cache import caches
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django_tasks import default_task_backend, task

from filings.models import Notice, OutgoingMail, User
from filings.selectors.inbox import mail_takers
from filings.services.history import append_line

log = structlog.get_logger(__name__)

State = OutgoingMail.State
PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
"""How long to wait after each failure; one more failure and the e-mail is given up."""
LEASE: Final = timedelta(minutes=5)
"""A sender that has not said how it went for so long counts as gone."""
FAILURES_IN_A_ROW: Final = 3
"""After so many the server counts as down: the rest keep their turn for later, and nobody waits for each of them."""
PERMANENT: Final = 500
"""From this code of the server on (RFC 5321) trying again is of no use."""
FAULTS: Final = (OSError, ValueError)
"""What sending raises: no answer or refused (smtplib's are OSErrors); an address or a subject that is none."""


# Writing ---------------------------------------------------------------------------------------------------------


def put_in_outbox(key: str, user_ids: list[int]) -> None:
    """Write an e-mail beside each message of a key to these accounts, in the caller's transaction; send after commit."""
    if not user_ids:
        return
    waiting = Notice.objects.filter(key=key, user_id__in=user_ids, mail__isnull=True)
    now = timezone.now()
    mails = [OutgoingMail(notice_id=pk, next_at=now) for pk in waiting.values_list("pk", flat=True)]
    OutgoingMail.objects.bulk_create(mails, ignore_conflicts=True)
    transaction.on_commit(enqueue_sending, robust=True)  # what is decided stands; run_daily sends what is left


def drop_mails(notices: QuerySet[Notice]) -> None:
    """E-mails of these messages that have not gone out are not sent any more."""
    waiting = OutgoingMail.objects.filter(notice__in=notices, state__in=(State.WAITING, State.GIVEN_UP))
    waiting.update(state=State.DROPPED, lease_until=None)


def resend_mails(mails: QuerySet[OutgoingMail], *, actor: User) -> int:
    """Give e-mails that have not gone out another full series of attempts: rows, one history line each, sending after commit.

    Gives how many. One that is just being sent is left alone.
    """
    with transaction.atomic():
        again = list(mails.filter(state__in=(State.WAITING, State.GIVEN_UP)).select_for_update(of=("self",)))
        for mail in again:
            mail.state, mail.attempts, mail.next_at = State.WAITING, 0, timezone.now()
            mail.save(update_fields=["state", "attempts", "next_at"])
            append_line(mail, actor=actor, action="resend_mail")
        if again:
            transaction.on_commit(enqueue_sending, robust=True)
    return len(again)


# Sending ---------------------------------------------------------------------------------------------------------


@task()
def send_waiting() -> int:
    """Send what is due."""
    return deliver_mails()


def enqueue_sending() -> None:
    """Have a worker send what is due."""
    send_waiting.enqueue()


def resume_mails() -> bool:
    """Have a worker send what is due though no task for it is left; gives whether it was asked for. Once a pause, however
    many workers ask.
    """
    wanted = due_mails().exists() and caches["default"].add("mails-resumed", True, PAUSES[0].total_seconds())
    if wanted:
        enqueue_sending()
    return wanted


def deliver_mails() -> int:
    """Send what is due, one e-mail after another over one connection; gives how many went out.

    Each is taken under a lock before and marked after, so that two workers never send one twice. When the server
    fails again and again the rest wait for their next turn.
    """
    sent = failures = failed = 0
    server = get_connection()
    try:
        while failures < FAILURES_IN_A_ROW and (mail := take_mail()):
            error = send_one(mail, server)
            finish_mail(mail, error)
            sent, failed = sent + (not error), failed + bool(error)
            failures = failures + 1 if error else 0
    finally:
        server.close()
    if failed:
        ask_for_another_turn()
    return sent


def due_mails() -> QuerySet[OutgoingMail]:
    """Waiting and due, or held by a sender that is gone."""
    now = timezone.now()
    return OutgoingMail.objects.filter(
        Q(state=State.WAITING, next_at__lte=now) | Q(state=State.SENDING, lease_until__lt=now)
    )


def take_mail() -> OutgoingMail | None:
    """The next e-mail that is due, held; None when there is none. One that nobody wants any more is dropped on the way."""
    while True:
        with transaction.atomic():
            skip = connection.features.has_select_for_update_skip_locked
            locked = due_mails().select_for_update(of=("self",), skip_locked=skip).select_related("notice__user")
            mail = locked.order_by("next_at", "pk").first()
            if mail is None:
                return None
            if mail_takers([mail.notice.user_id], mail.notice.kind):
                mail.state, mail.attempts = State.SENDING, mail.attempts + 1
                mail.lease_until = timezone.now() + LEASE
                mail.save(update_fields=["state", "attempts", "lease_until"])
                return mail
            mail.state, mail.lease_until = State.DROPPED, None
            mail.save(update_fields=["state", "lease_until"])


def send_one(mail: OutgoingMail, server: BaseEmailBackend) -> str:
    """Hand one e-mail to the server; gives "" or the fault's kind and code, without an address."""
    try:
        server.open()
        server.send_messages([message_of(mail)])
    except FAULTS as error:
        server.close()
        return fault_of(error)
    return ""


def fault_of(error: Exception) -> str:
    """`SMTPRecipientsRefused 550`: the kind of a fault with the server's code. Its text may name people and is left out."""
    codes = [error.smtp_code] if isinstance(error, smtplib.SMTPResponseException) else []
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
    return " ".join([type(error).__name__, *map(str, codes)])


def is_permanent(error: str) -> bool:
    """Whether the server refused this recipient for good."""
    name, _, code = error.partition(" ")
    return name == "SMTPRecipientsRefused" and code.isdigit() and int(code) >= PERMANENT


def finish_mail(mail: OutgoingMail, error: str) -> None:
    """Note how it went, unless another sender has taken the e-mail meanwhile."""
    held = OutgoingMail.objects.filter(pk=mail.pk, state=State.SENDING, attempts=mail.attempts)
    now = timezone.now()
    if not error:
        held.update(state=State.SENT, sent_at=now, lease_until=None, error="")
    elif is_permanent(error) or mail.attempts > len(PAUSES):
        held.update(state=State.GIVEN_UP, lease_until=None, error=error[:120])
        log.error("mail_given_up", mail=mail.pk, attempts=mail.attempts, error=error)
    else:
        pause = PAUSES[mail.attempts - 1]
        held.update(state=State.WAITING, next_at=now + pause, lease_until=None, error=error[:120])
        log.warning("mail_not_sent", mail=mail.pk, attempts=mail.attempts, error=error)


def ask_for_another_turn() -> None:
    """Have a worker come back when the next e-mail is due, where tasks can be put off; run_daily comes by in any case."""
    following = (
        OutgoingMail.objects.filter(state=State.WAITING).order_by("next_at").values_list("next_at", flat=True).first()
    )
    if following and default_task_backend.supports_defer:
        soonest = max(following, timezone.now() + PAUSES[0])
        send_waiting.using(run_after=soonest).enqueue()


def message_of(mail: OutgoingMail) -> EmailMessage:
    """The e-mail as it goes out: the same Message-ID at each attempt."""
    notice = mail.notice
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    return EmailMessage(
        " ".join(notice.title.split()),
        mail_body(notice),
        settings.DEFAULT_FROM_EMAIL,
        [notice.user.email],
        headers={
            "Message-ID": f"<notice-{notice.pk}-{int(notice.created_at.timestamp())}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def mail_body(notice: Notice) -> str:
    """Plain text: what happened, the address to open, and how to have fewer e-mails."""
    page = reverse("filings:inbox-notice", args=[notice.pk])  # leads on, or says that there is nothing to do any more
    link = f"\n\n请登录系统查看：{settings.BASE_URL}{page}" if notice.url else ""
    choice = f"不再接收此类邮件，请登录后在“通知设置”中更改：{settings.BASE_URL}/inbox/settings/"
    return f"{notice.title}\n\n{notice.body}{link}\n\n{settings.SITE_NAME}\n{choice}"
