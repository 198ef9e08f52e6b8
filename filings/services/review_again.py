"""A review held again (重新评审): after an objection was upheld or a fault was found. What was is kept beside what follows."""

from datetime import date
from typing import Any, Final

from django.utils import timezone

from filings.errors import WorkflowRefused
from filings.models import Application, Objection, PublicNotice, ReviewAssignment, ReviewResult, User
from filings.selectors.experts import conflicts_of
from filings.selectors.public_notices import current_notice, latest_result, objections_to
from filings.services.notices import application_url, district_staff, members_of, notify
from filings.services.panels import panel_of, tell_experts
from filings.services.transitions import Guard, advance
from filings.workflow import Action, State

GROUNDS: Final[dict[str, str]] = {"objection": "公示期间的异议成立", "fault": "评审程序或评分有误"}
PANELS: Final[dict[str, str]] = {"new": "另组专家组", "same": "由原专家组重新评审"}
END_NOTE: Final = "因需重新组织专家评审，本次公示终止。重新评审通过的，将另行公示。"


def review_again(
    application: Application, *, actor: User, ground: str, panel: str, reason: str, due_on: date | None = None
) -> Application:
    """Begin the review anew (`ground` of GROUNDS, `panel` of PANELS): the result is marked as superseded and stays on
    file with its sheets; places of the panel become past ones; with the same panel its members get new places due by
    `due_on`; a public notice ends with a note for the public; history line; messages to experts, operator, district.
    """
    places: list[ReviewAssignment] = []

    def put_aside(locked: Application) -> None:
        experts = [row.expert for row in panel_of(locked)]
        supersede_result(locked, reason)
        close_places(locked)
        end_notice(locked)
        if panel == "same" and due_on:
            places.extend(same_places(locked, experts, actor=actor, due_on=due_on))

    def details(locked: Application) -> dict[str, Any]:
        return {
            "ground": ground,
            "panel": panel,
            "review": locked.review_results.count() + 1,
            "experts": [row.expert_id for row in places],
        }

    return advance(
        application,
        Action.REVIEW_AGAIN,
        actor=actor,
        reason=reason,
        guards=(
            lambda _: is_complete(ground, panel, reason, due_on),
            rests_on_ground(ground),
            *((same_panel_may_sit,) if panel == "same" else ()),
        ),
        prepare=(put_aside,),
        follow=(lambda _: tell_experts(places), tell_of_new_review),
        details=details,
    )


def is_complete(ground: str, panel: str, reason: str, due_on: date | None) -> None:
    """Guard: ground, panel and reason are there, and a due day that is not past for a panel that stays."""
    if ground not in GROUNDS or panel not in PANELS or not reason.strip():
        raise WorkflowRefused("请写明重新评审的原因，并选择由哪个专家组评审。")
    if panel == "same" and (due_on is None or due_on < timezone.localdate()):
        raise WorkflowRefused("请选择评分截止日，不能早于今天。")


def rests_on_ground(ground: str) -> Guard:
    """Guard: every objection is dealt with; the ground of an objection needs one that was upheld."""

    def guard(application: Application) -> None:
        status = statuses_of_objections(application)
        if waiting := status.count(Objection.Status.OPEN):
            raise WorkflowRefused(f"还有{waiting}件异议没有办结，请先核实办理，再决定是否重新评审。")
        if ground == "objection" and Objection.Status.UPHELD not in status:
            raise WorkflowRefused("没有认定成立的异议，不能以异议成立为由重新评审。")

    return guard


def statuses_of_objections(application: Application) -> list[str]:
    """How the objections to the present notice stand; none before a notice."""
    notice = current_notice(application) if application.state == State.PUBLICISED else None
    return list(objections_to(notice).values_list("status", flat=True)) if notice else []


def same_panel_may_sit(application: Application) -> None:
    """Guard: the panel of the last review is in use and in no conflict that has come to light since."""
    experts = [row.expert for row in panel_of(application)]
    found = conflicts_of(application, experts)
    problems = [f"{expert}的账号已停用" for expert in experts if not expert.is_active]
    problems += [f"{e}{c.reason}" for e in experts for c in found.get(e.pk, ()) if c.is_certain]
    if problems:
        raise WorkflowRefused("原专家组有专家不能再参加评审，请另组专家组。", problems=tuple(problems))


def supersede_result(application: Application, reason: str) -> ReviewResult:
    """Mark the latest result; figures, discussion and sheets stay."""
    result = latest_result(application)
    if result is None:
        raise WorkflowRefused("这件申请还没有评审结果，不能重新评审。")
    result.superseded_at = timezone.now()
    result.superseded_reason = reason
    result.save(update_fields=["superseded_at", "superseded_reason"])
    return result


def close_places(application: Application) -> None:
    """The places that counted are those of a past review now."""
    on_panel = application.assignments.filter(status__in=ReviewAssignment.ON_PANEL)
    on_panel.update(status=ReviewAssignment.Status.PAST)


def same_places(application: Application, experts: list[User], *, actor: User, due_on: date) -> list[ReviewAssignment]:
    """New places for the members of the last panel: each declares and scores anew."""
    sequence = application.review_results.count() + 1
    return [
        ReviewAssignment.objects.create(
            application=application, expert=expert, due_on=due_on, assigned_by=actor, sequence=sequence
        )
        for expert in experts
    ]


def end_notice(application: Application) -> None:
    """End a public notice that runs or has run its days."""
    notices = PublicNotice.objects.filter(application=application, ended_at__isnull=True)
    notices.update(ended_at=timezone.now(), end_note=END_NOTE)


def tell_of_new_review(application: Application) -> None:
    """Operator and district learn that the review is held again."""
    number = application.review_results.count() + 1
    notify(
        [*members_of(application), *district_staff(application)],
        title=f"重新评审：{application.space}",
        body="市科技局决定重新组织专家评审，原评审结果和公示不再有效。评审完成后另行通知。",
        url=application_url(application),
        key=f"review-again:{application.pk}:{number}",
    )
