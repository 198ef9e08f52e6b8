"""Sends messages: a row in the inbox in the caller's transaction, an e-mail beside it after commit."""

from collections.abc import Iterable

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from filings.models import Application, Notice, PendingAct, User
from filings.workflow import ACTION_LABELS, Action, Role

log = structlog.get_logger(__name__)


def notify(users: Iterable[User], *, title: str, key: str, url: str = "", body: str = "") -> None:
    """Put a message into each inbox, once per key and account; e-mail it after commit where there is an address."""
    fresh = [Notice(user=user, title=title, body=body, url=url, key=key) for user in users if user.is_active]
    Notice.objects.bulk_create(fresh, ignore_conflicts=True)
    with_mail = [notice.user_id for notice in fresh if notice.user.email]
    if with_mail:
        transaction.on_commit(lambda: mail_notices(key, with_mail), robust=True)


def settle_notices(keys: Iterable[str], *, body: str) -> None:
    """Messages that ask for what no longer is to be done: read, without their link, `body` says why."""
    settled = Notice.objects.filter(key__in=list(keys))
    settled.update(url="", body=body, read_at=Coalesce("read_at", timezone.now()))


def mail_notices(key: str, user_ids: list[int]) -> None:
    """E-mail the messages of a key that have not been mailed; a refusing mail server is logged and tried again daily."""
    waiting = Notice.objects.filter(key=key, user_id__in=user_ids, mailed_at__isnull=True).select_related("user")
    for notice in waiting:
        try:
            send_mail(
                " ".join(notice.title.split()), mail_body(notice), settings.DEFAULT_FROM_EMAIL, [notice.user.email]
            )
        except (OSError, ValueError) as error:  # no answer, refused; an address or a subject that is none
            log.warning("mail_not_sent", notice=notice.pk, error=type(error).__name__)
            continue
        notice.mailed_at = timezone.now()
        notice.save(update_fields=["mailed_at"])


def mail_body(notice: Notice) -> str:
    """Plain text: what happened and the address to open."""
    link = f"\n\n请登录系统查看：{settings.BASE_URL}{notice.url}" if notice.url else ""
    return f"{notice.title}\n\n{notice.body}{link}\n\n{settings.SITE_NAME}"


def application_url(application: Application) -> str:
    """The address of an application's page."""
    return reverse("filings:application", args=[application.pk])


def members_of(application: Application) -> Iterable[User]:
    """The accounts of the application's operator."""
    return User.objects.filter(role=Role.OPERATOR, operator_id=application.operator_id, is_active=True)


def district_staff(application: Application) -> Iterable[User]:
    """The accounts of the application's district, but for those who declared recusal."""
    staff = User.objects.filter(role=Role.DISTRICT, district_id=application.district_id, is_active=True)
    return staff.exclude(recusals__application=application)


def city_staff(application: Application | None = None) -> Iterable[User]:
    """The accounts of the city bureau; in the matter of an application but for those who declared recusal."""
    staff = User.objects.filter(role=Role.CITY, is_active=True)
    return staff.exclude(recusals__application=application) if application else staff


def signers_for(act: PendingAct) -> Iterable[User]:
    """The accounts that may sign an act: same office, flagged to sign, not its preparer, not recused."""
    office = User.objects.filter(role=act.prepared_by.role, can_sign=True, is_active=True)
    if act.prepared_by.role == Role.DISTRICT:
        office = office.filter(district_id=act.prepared_by.district_id)
    return office.exclude(pk=act.prepared_by_id).exclude(recusals__application=act.application_id)


def notify_lapsed_act(act: PendingAct) -> None:
    """Tell the preparer that a prepared act fell away because the record moved."""
    label = ACTION_LABELS[Action(act.action)]
    notify(
        [act.prepared_by],
        title=f"拟办的“{label}”已失效：{act.application.space}",
        body="申请状态已经变化，拟办事项不再有效，请查看办理记录。",
        url=application_url(act.application),
        key=f"act-lapsed:{act.pk}",
    )
