"""The public notice of an application and the objections raised during it."""

from django.db import transaction
from django.utils import timezone

from filings.documents.decisions import check_number_is_free, issue_public_notice
from filings.errors import WorkflowRefused
from filings.models import Application, Objection, PublicNotice, User
from filings.permissions import Act, role_may
from filings.selectors.public_notices import current_notice, is_over, last_day, latest_result, notice_end
from filings.services.history import append_line
from filings.services.notices import application_url, city_staff, district_staff, members_of, notify
from filings.services.transitions import advance, lock_application, require_not_recused
from filings.workflow import Action, State
from zzspace.wording import date_zh


def publicise(application: Application, *, actor: User, number: str, working_days: int | None = None) -> Application:
    """Put an application that passed its review before the public: notice with its last instant, history line,
    公示公告, messages to operator and district.
    """

    def has_enough_days(locked: Application) -> None:
        least = locked.round.notice_working_days
        if working_days is not None and working_days < least:
            raise WorkflowRefused(f"本批次的公示期不少于{least}个工作日，请修改。")

    def open_notice(locked: Application) -> None:
        starts_at = timezone.now()
        days = locked.round.notice_working_days if working_days is None else working_days
        notice = PublicNotice.objects.create(
            application=locked,
            working_days=days,
            starts_at=starts_at,
            ends_at=notice_end(starts_at, days),
            created_by=actor,
        )
        issue_public_notice(notice, actor=actor, number=number)

    return advance(
        application,
        Action.PUBLICISE,
        actor=actor,
        guards=(has_passed, has_enough_days, lambda _: check_number_is_free(number)),
        prepare=(open_notice,),
        follow=(tell_of_notice,),
        details=lambda locked: {"number": number, "notice": opened_notice(locked).pk},
    )


def has_passed(application: Application) -> None:
    """Guard: the latest review ended in a pass."""
    result = latest_result(application)
    if result is None or not result.passed:
        raise WorkflowRefused("专家评审没有通过，不能公示。可以重新评审，或者作出不予备案的决定。")


def opened_notice(application: Application) -> PublicNotice:
    """The notice of a publicised application; refused where there is none."""
    notice = current_notice(application)
    if notice is None:
        raise WorkflowRefused("这件申请还没有公示。")
    return notice


def tell_of_notice(application: Application) -> None:
    """Operator and district learn of the notice and its end."""
    notice = opened_notice(application)
    notify(
        [*members_of(application), *district_staff(application)],
        title=f"开始公示：{application.space}",
        body=f"专家评审已通过，公示{notice.working_days}个工作日，至{date_zh(last_day(notice))}止。",
        url=application_url(application),
        key=f"publicised:{notice.pk}",
    )


# Objections ------------------------------------------------------------------------------------------------------


def record_objection(
    notice: PublicNotice, *, name: str, phone: str, content: str, address: str = "", actor: User | None = None
) -> Objection:
    """Record an objection in writing with real name: row, history line, message to the city.

    Anyone may object until the notice is over; a clerk may still enter what came in on paper while nothing is decided.
    """
    with transaction.atomic():
        locked = lock_application(notice.application_id)
        if locked.state != State.PUBLICISED:
            raise WorkflowRefused("这件申请已经办结，不能再对公示提出异议。")
        if notice.ended_at is not None:
            raise WorkflowRefused("这次公示已经终止，不能再提出异议。重新公示的，请在新的公示期内提出。")
        if actor is None and is_over(notice):
            raise WorkflowRefused(f"公示已于{date_zh(last_day(notice))}结束，不能再提出异议。")
        if actor is not None and not role_may(actor, Act.RESOLVE_OBJECTIONS):
            raise WorkflowRefused("您的角色不能办理这一事项。")
        if actor is not None:
            require_not_recused(actor, locked)
        objection = Objection.objects.create(notice=notice, name=name, phone=phone, address=address, content=content)
        append_line(locked, actor=actor, action="record_objection", details={"objection": objection.pk})
        notify(
            city_staff(locked),
            title=f"收到异议：{locked.space}",
            body="公示期间收到一件实名异议，请核实办理。",
            url=f"{application_url(locked)}objections/",
            key=f"objection:{objection.pk}",
        )
    return objection


def dismiss_objection(objection: Objection, *, actor: User, resolution: str) -> Objection:
    """Find an objection without substance, with the result of the inquiry: row, history line."""
    return resolve_objection(objection, Objection.Status.DISMISSED, actor=actor, resolution=resolution)


def uphold_objection(objection: Objection, *, actor: User, resolution: str) -> Objection:
    """Find an objection justified: row, history line. The application can then only be reviewed again or rejected."""
    return resolve_objection(objection, Objection.Status.UPHELD, actor=actor, resolution=resolution)


def resolve_objection(objection: Objection, status: str, *, actor: User, resolution: str) -> Objection:
    """Close an open objection while the application is publicised."""
    with transaction.atomic():
        locked = lock_application(objection.notice.application_id)
        row = Objection.objects.select_for_update().get(pk=objection.pk)
        if not role_may(actor, Act.RESOLVE_OBJECTIONS):
            raise WorkflowRefused("您的角色不能办理这一事项。")
        require_not_recused(actor, locked)
        if locked.state != State.PUBLICISED:
            raise WorkflowRefused(f"这件申请现在是“{locked.get_state_display()}”，异议不能再办理。")
        if row.status != Objection.Status.OPEN:
            raise WorkflowRefused(f"这件异议已办结（{row.get_status_display()}），不用再办理。")
        row.status = status
        row.resolution = resolution
        row.resolved_by = actor
        row.resolved_at = timezone.now()
        row.save(update_fields=["status", "resolution", "resolved_by", "resolved_at"])
        action = "uphold_objection" if status == Objection.Status.UPHELD else "dismiss_objection"
        append_line(locked, actor=actor, action=action, reason=resolution, details={"objection": row.pk})
    return row
