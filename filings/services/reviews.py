"""Accepting, beginning a review and freezing its result. Panels are put together in panels.py, marks are evaluation's."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from filings.documents.decisions import check_number_is_free, issue_acceptance_notice
from filings.documents.reviews import issue_review_summary
from filings.errors import WorkflowRefused
from filings.models import Application, ReviewAssignment, ReviewResult, User
from filings.rules.periods import add_working_days
from filings.selectors.experts import conflicts_of
from filings.services.notices import application_url, district_staff, members_of, notify
from filings.services.panels import panel_of, settle_reviews, tell_experts
from filings.services.transitions import advance
from filings.workflow import Action
from zzspace.wording import date_zh

LEAST_EXPERTS = 3


@dataclass(frozen=True, slots=True)
class ReviewOutcome:
    """What a panel came to, as evaluation computes it from the sheets."""

    passed: bool
    mean: Decimal
    spread: Decimal
    recommendations: int
    experts: int
    details: dict[str, Any]
    discussion: str


Compute = Callable[[Application], ReviewOutcome]


def accept_application(application: Application, *, actor: User, number: str) -> Application:
    """Accept a recommended application: day by which to decide (kept where the recommendation has set it), history line,
    受理通知书, messages to operator and district.
    """
    today = timezone.localdate()

    def set_due_day(locked: Application) -> None:
        locked.due_on = locked.due_on or add_working_days(today, locked.round.decide_days)

    def issue(locked: Application) -> None:
        issue_acceptance_notice(locked, actor=actor, number=number, on=today)

    def tell(locked: Application) -> None:
        notify(
            [*members_of(locked), *district_staff(locked)],
            title=f"已受理：{locked.space}",
            body=f"市科技局已受理备案申请，将组织专家评审，{date_zh(locked.due_on)}前作出决定。",
            url=application_url(locked),
            key=f"accepted:{locked.pk}:{number}",
        )

    return advance(
        application,
        Action.ACCEPT,
        actor=actor,
        guards=(lambda _: check_number_is_free(number),),
        prepare=(set_due_day,),
        follow=(issue, tell),
        details=lambda _: {"number": number},
    )


def start_review(application: Application, *, actor: User) -> Application:
    """Begin the review: history line with the panel, messages to the experts."""
    return advance(
        application,
        Action.START_REVIEW,
        actor=actor,
        guards=(has_enough_experts, has_no_known_conflict),
        follow=(lambda locked: tell_experts(panel_of(locked)),),
        details=lambda locked: {"experts": [row.expert_id for row in panel_of(locked)]},
    )


def has_enough_experts(application: Application) -> None:
    """Guard: at least three experts on the panel."""
    number = len(panel_of(application))
    if number < LEAST_EXPERTS:
        raise WorkflowRefused(f"至少需要{LEAST_EXPERTS}位评审专家，现有{number}位，还差{LEAST_EXPERTS - number}位。")


def has_no_known_conflict(application: Application) -> None:
    """Guard: nobody on the panel in a certain conflict (an employer may have been entered since)."""
    experts = [row.expert for row in panel_of(application)]
    found = conflicts_of(application, experts)
    certain = tuple(
        f"{expert}{conflict.reason}"
        for expert in experts
        for conflict in found.get(expert.pk, ())
        if conflict.is_certain
    )
    if certain:
        raise WorkflowRefused("有专家应当回避，请先解除并改选其他专家。", problems=certain)


def finish_review(application: Application, compute: Compute, *, actor: User) -> Application:
    """Freeze a panel's result: ReviewResult, 评审汇总表, history line. The experts' messages
    are settled. Passing and failing both end in `reviewed`.

    `compute` gives the outcome of the locked application once every sheet is in; it may refuse (WorkflowRefused).
    """

    def freeze(locked: Application) -> None:
        result = ReviewResult.objects.create(
            application=locked, sequence=locked.review_results.count() + 1, **asdict(compute(locked))
        )
        issue_review_summary(locked, result, actor=actor, on=timezone.localdate())

    return advance(
        application,
        Action.FINISH_REVIEW,
        actor=actor,
        guards=(has_enough_experts, has_every_sheet),
        prepare=(freeze,),
        follow=(lambda locked: settle_reviews(panel_of(locked)),),
        details=result_details,
    )


def result_details(application: Application) -> dict[str, Any]:
    """What the history keeps of a result."""
    result = application.review_results.order_by("-sequence")[0]
    return {"mean": str(result.mean), "passed": result.passed, "experts": result.experts}


def has_every_sheet(application: Application) -> None:
    """Guard: every expert on the panel has submitted."""
    waiting = [row for row in panel_of(application) if row.status != ReviewAssignment.Status.SUBMITTED]
    if waiting:
        names = "、".join(str(row.expert) for row in waiting)
        raise WorkflowRefused(f"还有{len(waiting)}位专家没有提交评分：{names}。请催办，或者解除后增补专家。")
