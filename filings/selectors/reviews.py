"""Cases from acceptance to decision as the city works them: panels with their progress, results, notices. Reading only."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from filings.models import Application, Objection, PendingAct, PublicNotice, ReviewAssignment, ReviewResult, User
from filings.permissions import visible_applications
from filings.selectors.public_notices import is_over
from filings.workflow import State

STAGES: dict[str, tuple[str, tuple[State, ...]]] = {
    "panel": ("待组织评审", (State.ACCEPTED,)),
    "scoring": ("评审中", (State.IN_REVIEW,)),
    "publish": ("待公示", (State.REVIEWED,)),
    "notice": ("公示中", (State.PUBLICISED,)),
}
DECIDING = {"decide": (State.REVIEWED, State.PUBLICISED)}
"""Stages of review_cases() beside those of the list: what a meeting decides on."""
LEAST_EXPERTS = 3
AXIS_FROM, AXIS_TO = 40, 100
AXIS_LEFT, PIXELS_A_MARK, AXIS_RIGHT = 5, 3, 185

Status = ReviewAssignment.Status


@dataclass(frozen=True, slots=True)
class Dot:
    """One expert's total on the axis from 40 to 100; `is_out` where it does not count for the mean."""

    x: int
    is_out: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A panel's totals as dots with the words for those who do not see them."""

    dots: tuple[Dot, ...]
    words: str
    is_wide: bool
    pass_x: int


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the list: the application with where it stands."""

    application: Application
    result: ReviewResult | None
    chart: Chart | None
    notice: PublicNotice | None
    is_notice_over: bool
    step: str
    url: str


def review_cases(user: User, stage: str) -> QuerySet[Application]:
    """Applications of a stage (of all stages where it is unknown), the longest waiting first, with counts."""
    every = tuple(state for _, held in STAGES.values() for state in held)
    states = STAGES[stage][1] if stage in STAGES else DECIDING.get(stage, every)
    on_panel = Q(assignments__status__in=ReviewAssignment.ON_PANEL)
    submitted = Q(assignments__status=Status.SUBMITTED)
    waiting = Q(public_notices__objections__status=Objection.Status.OPEN)
    upheld = Q(public_notices__objections__status=Objection.Status.UPHELD, public_notices__ended_at__isnull=True)
    return (
        visible_applications(user)
        .filter(state__in=states)
        .select_related("space", "operator", "district", "round")
        .prefetch_related(
            Prefetch("review_results", ReviewResult.objects.order_by("sequence")),
            Prefetch("public_notices", PublicNotice.objects.order_by("pk")),
        )
        .annotate(
            experts=Count("assignments", filter=on_panel, distinct=True),
            sheets=Count("assignments", filter=submitted, distinct=True),
            objections=Count("public_notices__objections", filter=waiting, distinct=True),
            upheld=Count("public_notices__objections", filter=upheld, distinct=True),
            is_waiting=Exists(
                PendingAct.objects.filter(application=OuterRef("pk"), case=None, status=PendingAct.Status.PENDING)
            ),
        )
        .order_by("state_since", "pk")
    )


def stage_counts(user: User) -> dict[str, int]:
    """How many cases stand at each stage."""
    counts = dict(
        visible_applications(user)
        .filter(state__in=[state for _, held in STAGES.values() for state in held])
        .order_by()
        .values_list("state")
        .annotate(n=Count("pk"))
    )
    return {stage: sum(counts.get(state, 0) for state in states) for stage, (_, states) in STAGES.items()}


def cases_of(applications: Iterable[Application]) -> list[Case]:
    """The lines of a page."""
    return [case_of(application) for application in applications]


def case_of(application: Any) -> Case:
    """One line, from what review_cases has fetched."""
    result = next(reversed(application.review_results.all()), None)
    notice = next((each for each in reversed(application.public_notices.all()) if each.ended_at is None), None)
    over = notice is not None and is_over(notice)
    step, path = next_step(application, result, is_notice_over=over)
    return Case(
        application=application,
        result=result,
        chart=chart_of(result) if result else None,
        notice=notice,
        is_notice_over=over,
        step=step,
        url=f"/applications/{application.pk}/{path}",
    )


def next_step(application: Any, result: ReviewResult | None, *, is_notice_over: bool) -> tuple[str, str]:
    """What the city does next, and where; a prepared act waits for its signature."""
    if application.is_waiting:
        return "待签发", ""
    if application.state == State.ACCEPTED:
        return "组织评审", "panel/"
    if application.state == State.IN_REVIEW:
        return step_in_review(application)
    if application.state == State.REVIEWED:
        return ("公示", "publicise/") if result and result.passed else ("不予备案", "reject/")
    return step_of_notice(application, is_over=is_notice_over)


def step_in_review(application: Any) -> tuple[str, str]:
    """More experts, the sum, or a look at who is still at it."""
    if application.experts < LEAST_EXPERTS:
        return "增补专家", "panel/"
    return ("评审汇总", "finish-review/") if application.experts == application.sheets else ("评审专家", "panel/")


def step_of_notice(application: Any, *, is_over: bool) -> tuple[str, str]:
    """Objections first; one upheld leads back to a review."""
    if application.objections:
        return "办理异议", "objections/"
    if application.upheld:
        return "重新评审", "review-again/"
    return ("准予备案", "approve/") if is_over else ("查看", "")


def chart_of(result: ReviewResult) -> Chart:
    """The totals of a frozen result as dots; totals under 40 stand at the axis' left end."""
    totals = [Decimal(sheet["total"]) for sheet in result.details.get("sheets", [])]
    dropped = set(result.details.get("dropped", []))
    dots = tuple(Dot(position(total), number in dropped) for number, total in enumerate(totals, 1))
    words = f"{len(totals)}位专家评分：{'、'.join(sheet['total'] for sheet in result.details.get('sheets', []))}"
    limit = Decimal(result.details.get("spread_limit", "0"))
    return Chart(dots, words, result.spread > limit, position(Decimal(result.details.get("pass_mark", "0"))))


def position(total: Decimal) -> int:
    """Where a total stands on the axis, in pixels."""
    return AXIS_LEFT + int((min(max(total, Decimal(AXIS_FROM)), Decimal(AXIS_TO)) - AXIS_FROM) * PIXELS_A_MARK)


def assignments_of(application: Application) -> QuerySet[ReviewAssignment]:
    """Everybody who is or was on the panel, in the order of assignment."""
    return application.assignments.select_related("expert", "assigned_by", "declaration").order_by("pk")


def review_number(application: Application) -> int:
    """Which review is being prepared or held: the first, or one more than there are results."""
    return application.review_results.count() + 1


def overdue_reviews(user: User) -> QuerySet[Application]:
    """Cases in review with an expert past the due day."""
    late = ReviewAssignment.objects.filter(
        status__in=(Status.ASSIGNED, Status.READY), due_on__lt=timezone.localdate(), application__state=State.IN_REVIEW
    )
    return visible_applications(user).filter(state=State.IN_REVIEW, pk__in=late.values("application"))
