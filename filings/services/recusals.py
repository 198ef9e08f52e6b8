"""Recusal (回避): an official with an interest in a case declares it and is taken off it, for good."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from filings import permissions
from filings.errors import WorkflowRefused
from filings.models import Application, PendingAct, Recusal, User
from filings.permissions import Act
from filings.services.history import append_line
from filings.services.notices import application_url, city_staff, district_staff, notify
from filings.services.transitions import lock_application
from filings.workflow import Role


def declare_recusal(application: Application, *, actor: User, reason: str) -> Recusal:
    """Take an official of district or city off an application: row; handler cleared where it was the actor; acts that
    the actor prepared and that wait for a signature lapse; history line with the reason; colleagues told.

    From then on the application is out of the actor's reach, with its case, papers and acts. It is not taken back.
    """
    with transaction.atomic():
        locked = lock_application(application.pk)
        require_reach(locked, actor)
        recusal = create_recusal(locked, actor=actor, reason=reason.strip())
        if locked.handler_id == actor.pk:
            locked.handler = None
            locked.save(update_fields=["handler", "updated_at"])
        lapsed = lapse_own_acts(locked, actor)
        append_line(locked, actor=actor, action="declare_recusal", reason=recusal.reason, details={"lapsed": lapsed})
        tell_colleagues(locked, actor, lapsed)
    return recusal


def require_reach(application: Application, actor: User) -> None:
    """Guard: an official of an office that has the application within reach."""
    if not permissions.role_may(actor, Act.RECUSE):
        raise WorkflowRefused("您的角色不能办理这一事项。")
    if not permissions.is_within_reach(actor, application):
        raise WorkflowRefused("这件申请不在您的办理范围内。")


def create_recusal(application: Application, *, actor: User, reason: str) -> Recusal:
    """Insert the row; the constraint lets one through."""
    if not reason:
        raise WorkflowRefused("请写明回避理由。")
    try:
        with transaction.atomic():
            return Recusal.objects.create(application=application, user=actor, reason=reason)
    except IntegrityError:
        raise WorkflowRefused("您已对这件申请声明回避，不用重复声明。") from None


def lapse_own_acts(application: Application, actor: User) -> list[int]:
    """What the actor prepared and nobody signed yet falls away; gives the acts' keys."""
    waiting = PendingAct.objects.filter(
        application=application, prepared_by=actor, status=PendingAct.Status.PENDING
    ).order_by("pk")
    lapsed = [act.pk for act in waiting.select_for_update(of=("self",))]
    PendingAct.objects.filter(pk__in=lapsed).update(status=PendingAct.Status.LAPSED, decided_at=timezone.now())
    return lapsed


def tell_colleagues(application: Application, actor: User, lapsed: list[int]) -> None:
    """The rest of the office takes over; what the actor had prepared has to be prepared again."""
    office = district_staff(application) if actor.role == Role.DISTRICT else city_staff(application)
    again = "其拟办的事项已失效，请重新拟办。" if lapsed else ""
    notify(
        office,
        title=f"经办人员回避：{application.space}（{application.number}）",
        body=f"{actor}已声明回避，不再办理这件申请，请其他同事接手。{again}",
        url=application_url(application),
        key=f"recused:{application.pk}:{actor.pk}",
    )
