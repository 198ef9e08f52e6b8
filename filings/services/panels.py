"""Who sits on a panel: assigning, excusing, replacing, experts' own declarations. Marks are evaluation's business."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from filings.errors import WorkflowRefused
from filings.models import Application, ConflictDeclaration, Notice, ReviewAssignment, User
from filings.permissions import Act, role_may
from filings.selectors.experts import STILL_TO_DO, obstacles_to
from filings.selectors.reviews import review_number
from filings.services.history import append_line
from filings.services.notices import application_url, city_staff, notify, settle
from filings.services.transitions import lock_application, require_not_recused
from filings.workflow import Role, State
from zzspace.wording import date_zh

PANEL_STATES = (State.ACCEPTED, State.IN_REVIEW)
REVIEW_PATH = "/review/{}/"
"""Where an expert finds the sheet of an assignment (spec: Paths); the page is evaluation's."""

REVIEW_KEY = "review:{}"
REVIEW_OVER = "这件评审已经结束，不用再办理。"

Status = ReviewAssignment.Status


def panel_of(application: Application) -> list[ReviewAssignment]:
    """The places that count, in the order of assignment."""
    rows = application.assignments.filter(status__in=ReviewAssignment.ON_PANEL)
    return list(rows.select_related("expert").order_by("pk"))


def assign_experts(
    application: Application, *, actor: User, experts: Collection[User], due_on: date, cleared: str = ""
) -> list[ReviewAssignment]:
    """Put experts on a panel: rows, history line; messages to them where the review has begun already.

    Refused for a certain conflict; one that may be chance needs `cleared`, the clerk's word that it was looked into.
    """
    with transaction.atomic():
        locked = lock_for_panel(application, actor=actor)
        if due_on < timezone.localdate():
            raise WorkflowRefused("评分截止日不能早于今天，请重新选择。")
        refuse_unfit(locked, experts, cleared=cleared)
        sequence = review_number(locked)
        assignments = [
            ReviewAssignment.objects.create(
                application=locked, expert=expert, due_on=due_on, assigned_by=actor, sequence=sequence
            )
            for expert in experts
        ]
        details = {"experts": [expert.pk for expert in experts], "due_on": due_on.isoformat()}
        append_line(locked, actor=actor, action="assign_experts", reason=cleared, details=details)
        if locked.state == State.IN_REVIEW:
            tell_experts(assignments)
    return assignments


def lock_for_panel(application: Application, *, actor: User) -> Application:
    """The locked application, refused unless a clerk of the city may still change its panel."""
    locked = lock_application(application.pk)
    if not role_may(actor, Act.RUN_REVIEWS):
        raise WorkflowRefused("您的角色不能办理这一事项。")
    require_not_recused(actor, locked)
    if locked.state not in PANEL_STATES:
        raise WorkflowRefused(f"这件申请现在是“{locked.get_state_display()}”，不能再调整评审专家。")
    return locked


def refuse_unfit(application: Application, experts: Collection[User], *, cleared: str) -> None:
    """Guard: experts only, each once a review, none in a conflict that the system knows."""
    if any(expert.role != Role.EXPERT or not expert.is_active for expert in experts):
        raise WorkflowRefused("只能分派在用的评审专家账号。")
    present = application.assignments.filter(sequence=review_number(application))
    on_case = set(present.values_list("expert", flat=True))
    again = [str(expert) for expert in experts if expert.pk in on_case]
    if again:
        raise WorkflowRefused(f"{'、'.join(again)}已在本件申请的专家名单中（含已回避、已解除的），不能再次分派。")
    found = obstacles_to(application, experts)
    problems = [(expert, conflict) for expert in experts for conflict in found.get(expert.pk, ())]
    certain = tuple(f"{expert}{conflict.reason}" for expert, conflict in problems if conflict.is_certain)
    if certain:
        raise WorkflowRefused("有专家应当回避，请改选其他专家。", problems=certain)
    if problems and not cleared.strip():
        possible = tuple(f"{expert}{conflict.reason}" for expert, conflict in problems)
        raise WorkflowRefused("有专家可能需要回避，请核对并填写核对情况。", problems=possible)


def excuse_expert(assignment: ReviewAssignment, *, actor: User, reason: str) -> ReviewAssignment:
    """Take an expert off a panel with a reason: row, history line; a message to the expert where the review has begun.

    What the expert has written stays on file and does not count.
    """
    with transaction.atomic():
        locked = lock_for_panel(assignment.application, actor=actor)
        row = lock_assignment(assignment, locked)
        if row.status not in ReviewAssignment.ON_PANEL:
            raise WorkflowRefused(f"这位专家{row.get_status_display()}，不用再解除。")
        end_assignment(row, Status.EXCUSED, reason)
        append_line(locked, actor=actor, action="excuse_expert", reason=reason, details={"assignment": row.pk})
        if locked.state == State.IN_REVIEW:
            notify(
                [row.expert],
                title=f"不用再评审：{locked.space}",
                body=f"市科技局已解除您对这件申请的评审。原因：{reason}",
                key=f"excused:{row.pk}",
            )
    return row


def extend_review(assignment: ReviewAssignment, *, actor: User, due_on: date, reason: str) -> ReviewAssignment:
    """Give an expert until a later day, with a reason: row, history line, a message where the review has begun."""
    with transaction.atomic():
        locked = lock_for_panel(assignment.application, actor=actor)
        row = lock_assignment(assignment, locked)
        if row.status not in STILL_TO_DO:
            raise WorkflowRefused(f"这位专家{row.get_status_display()}，不用再延长评分期限。")
        if not reason.strip():
            raise WorkflowRefused("请填写延长评分期限的原因。")
        if due_on <= row.due_on or due_on < timezone.localdate():
            raise WorkflowRefused(f"新的评分截止日应晚于{date_zh(row.due_on)}，且不早于今天。")
        before, row.due_on = row.due_on, due_on
        row.save(update_fields=["due_on"])
        details = {"assignment": row.pk, "from": before.isoformat(), "due_on": due_on.isoformat()}
        append_line(locked, actor=actor, action="extend_review", reason=reason, details=details)
        if locked.state == State.IN_REVIEW:
            notify(
                [row.expert],
                title=f"评分期限已延长：{locked.space}",
                body=f"请在{date_zh(due_on)}前完成声明和评分。",
                url=REVIEW_PATH.format(row.pk),
                key=f"review-extended:{row.pk}:{due_on}",
            )
    return row


def replace_expert(
    assignment: ReviewAssignment, *, actor: User, reason: str, expert: User, due_on: date, cleared: str = ""
) -> ReviewAssignment:
    """Excuse one expert and assign another in the same transaction."""
    with transaction.atomic():
        excuse_expert(assignment, actor=actor, reason=reason)
        return assign_experts(assignment.application, actor=actor, experts=[expert], due_on=due_on, cleared=cleared)[0]


def lock_assignment(assignment: ReviewAssignment, application: Application) -> ReviewAssignment:
    """The row, locked after its application."""
    row = ReviewAssignment.objects.select_for_update(of=("self",)).select_related("expert").get(pk=assignment.pk)
    row.application = application
    return row


def end_assignment(row: ReviewAssignment, status: str, reason: str) -> None:
    """Take the place off the panel; the message that asks for a review is settled."""
    row.status = status
    row.ended_reason = reason
    row.save(update_fields=["status", "ended_reason"])
    settle_reviews([row])


def settle_reviews(assignments: Iterable[ReviewAssignment]) -> None:
    """Settle the messages that ask for these reviews: the first, those of a later day, and reminders. The sheet is out of
    reach from now on, so none of them leads there any more.
    """
    for row in assignments:
        leads_there = Q(url=REVIEW_PATH.format(row.pk)) | Q(key__startswith=f"score-soon:{row.pk}:")
        settle(Notice.objects.filter(leads_there, user=row.expert_id), body=REVIEW_OVER)


def settle_closed_reviews() -> None:
    """Settle messages that still lead to a sheet that is out of reach by now, whatever closed it."""
    is_open = Q(status__in=ReviewAssignment.ON_PANEL, application__state=State.IN_REVIEW)
    asking = Notice.objects.filter(url__startswith=REVIEW_PATH.partition("{")[0])
    asked = set(asking.values_list("url", flat=True))
    keys = [int(url.split("/")[2]) for url in asked if url.split("/")[2].isdecimal()]
    settle_reviews(ReviewAssignment.objects.filter(pk__in=keys).exclude(is_open))


def tell_experts(assignments: Iterable[ReviewAssignment]) -> None:
    """A message to each expert: what to review and until when."""
    for row in assignments:
        notify(
            [row.expert],
            title=f"待评审：{row.application.space}",
            body=f"请先声明是否存在利害关系，并于{date_zh(row.due_on)}前提交评分。",
            url=REVIEW_PATH.format(row.pk),
            key=REVIEW_KEY.format(row.pk),
        )


def declare_interest(
    assignment: ReviewAssignment, *, actor: User, in_conflict: bool, statement: str = ""
) -> ReviewAssignment:
    """An expert's declaration on one case: row, history line. In conflict the expert is off the case at once and the
    city is told. One who declared none may still declare a conflict before submitting.
    """
    with transaction.atomic():
        locked, row = lock_own_assignment(assignment, actor=actor)
        if row.status not in (Status.ASSIGNED, Status.READY) or (row.status == Status.READY and not in_conflict):
            raise WorkflowRefused(f"您对这件申请的评审{row.get_status_display()}，不用再声明。")
        ConflictDeclaration.objects.update_or_create(
            assignment=row, defaults={"in_conflict": in_conflict, "statement": statement, "at": timezone.now()}
        )
        if in_conflict:
            end_assignment(row, Status.CONFLICTED, statement or "专家声明存在利害关系")
            tell_city_of_conflict(row)
        else:
            row.status = Status.READY
            row.save(update_fields=["status"])
        action = "declare_conflict" if in_conflict else "declare_no_conflict"
        append_line(locked, actor=actor, action=action, details={"assignment": row.pk})
    return row


def lock_own_assignment(assignment: ReviewAssignment, *, actor: User) -> tuple[Application, ReviewAssignment]:
    """Application and place, locked; refused unless it is the actor's own and the review is open."""
    application = lock_application(assignment.application_id)
    row = lock_assignment(assignment, application)
    if row.expert_id != actor.pk or not role_may(actor, Act.SCORE):
        raise WorkflowRefused("这件评审没有分派给您。")
    if application.state != State.IN_REVIEW:
        raise WorkflowRefused("这件申请的评审已经结束，不能再办理。")
    return application, row


def tell_city_of_conflict(row: ReviewAssignment) -> None:
    """The clerks learn that a place on the panel is empty."""
    notify(
        city_staff(row.application),
        title=f"专家回避：{row.application.space}",
        body="一位评审专家声明存在利害关系，已退出评审。请查看专家人数，需要时增补。",
        url=f"{application_url(row.application)}panel/",
        key=f"conflict:{row.pk}",
    )


def mark_submitted(row: ReviewAssignment) -> None:
    """Note that an expert's sheet is in: row, history line; the city is told when it was the last.

    `row` comes from lock_own_assignment in the transaction in which evaluation closes the sheet.
    """
    if row.status != Status.READY:
        raise WorkflowRefused(f"您对这件申请的评审{row.get_status_display()}，不能再提交评分。")
    row.status = Status.SUBMITTED
    row.save(update_fields=["status"])
    application = row.application
    append_line(application, actor=row.expert, action="submit_sheet", details={"assignment": row.pk})
    if all(place.status == Status.SUBMITTED for place in panel_of(application)):
        notify(
            city_staff(application),
            title=f"评分已齐：{application.space}",
            body="全部专家已提交评分，可以评审汇总。",
            url=f"{application_url(application)}finish-review/",
            key=f"sheets-in:{application.pk}:{row.pk}",
        )
