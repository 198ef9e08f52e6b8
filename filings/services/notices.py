"""Sends messages: a row in the inbox in the caller's transaction, the e-mail beside it through services.outbox."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from filings.models import Application, Filing, JointRecommendation, Notice, PendingAct, Revocation, User
from filings.selectors.acts import act_label
from filings.selectors.inbox import mail_takers
from filings.services.outbox import drop_mails, put_in_outbox
from filings.workflow import Role


def notify(
    users: Iterable[User],
    *,
    title: str,
    key: str,
    url: str = "",
    body: str = "",
    kind: Notice.Kind = Notice.Kind.HANDLING,
) -> None:
    """Put a message into each inbox, once per key and account, and an e-mail beside it in the outbox where the account
    takes e-mails of this kind: both in the caller's transaction. E-mails are sent after commit.
    """
    people = [user for user in users if user.is_active]
    told = set(Notice.objects.filter(key=key, user__in=people).values_list("user_id", flat=True))
    fresh = [
        Notice(user=user, kind=kind, title=title, body=body, url=url, key=key) for user in people if user.pk not in told
    ]
    Notice.objects.bulk_create(fresh, ignore_conflicts=True)
    put_in_outbox(key, mail_takers((notice.user_id for notice in fresh), kind))


def settle_notices(keys: Iterable[str], *, body: str) -> None:
    """Messages that ask for what no longer is to be done: read, without their link, `body` says why; no e-mail goes out."""
    settle(Notice.objects.filter(key__in=list(keys)), body=body)


def settle(settled: QuerySet[Notice], *, body: str) -> None:
    """The same for messages found in another way than by key."""
    drop_mails(settled)
    settled.update(url="", body=body, read_at=Coalesce("read_at", timezone.now()))


def application_url(application: Application) -> str:
    """The address of an application's page."""
    return reverse("filings:application", args=[application.pk])


def subject_url(act: PendingAct) -> str:
    """The address of what a pending act is on."""
    if act.change_id:
        return reverse("filings:change", args=[act.change_id])
    if act.revocation_id:
        return reverse("filings:revocation", args=[act.revocation_id])
    if act.filing_id:
        return reverse("filings:filing", args=[act.filing_id])
    return application_url(act.on_application)


def members_of(subject: Application | Filing | Revocation) -> Iterable[User]:
    """The accounts of the operator of an application or a filing, or of that against which a revocation goes."""
    return User.objects.filter(role=Role.OPERATOR, operator_id=subject.operator_id, is_active=True)


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
    others = office.exclude(pk=act.prepared_by_id)
    return others.exclude(recusals__application=act.application_id) if act.application_id else others


def joint_url(joint: JointRecommendation) -> str:
    """The address of a joint recommendation's page."""
    return reverse("filings:joint-recommendation", args=[joint.pk])


def joint_signers(joint: JointRecommendation) -> Iterable[User]:
    """The accounts that may sign a joint recommendation: of the district, flagged, not its preparer, off none of its
    cases.
    """
    office = User.objects.filter(role=Role.DISTRICT, district=joint.district_id, can_sign=True, is_active=True)
    return office.exclude(pk=joint.prepared_by_id).exclude(recusals__application__pending_acts__joint=joint)


def notify_lapsed_act(act: PendingAct) -> None:
    """Tell the preparer that a prepared act fell away because the record moved."""
    notify(
        [act.prepared_by],
        title=f"拟办的“{act_label(act)}”已失效：{act.subject.space}",
        body=f"{'申请' if act.application_id else '备案'}状态已经变化，拟办事项不再有效，请查看办理记录。",
        url=subject_url(act),
        key=f"act-lapsed:{act.pk}",
    )
