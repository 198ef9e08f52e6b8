"""Makers that take an application on from the recommendation to its end, by the services that city and experts use."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from evaluation.models import ScoreSheet
from evaluation.services.panels import finish_panel
from evaluation.services.score_sheets import SheetDraft, declare, submit_sheet
from filings import models as m
from filings.services.decisions import prepare_approval
from filings.services.panels import assign_experts
from filings.services.publication import publicise
from filings.services.reviews import accept_application, start_review
from filings.services.signing import sign_act
from filings.workflow import Role, State
from tests.factories import make_user
from tests.factories_district import make_recommended

COMMENT = (
    "运营规范，团队与企业质量较好，服务能力扎实，建议继续提高专业服务水平，加强与高校院所的合作，完善导师工作机制。"
)


def city_clerk(*, can_sign: bool = False) -> m.User:
    """An account of the city bureau, made if there is none."""
    found = m.User.objects.filter(role=Role.CITY, can_sign=can_sign).first()
    return found or make_user(Role.CITY, can_sign=can_sign)


def make_experts(count: int = 3) -> list[m.User]:
    """Experts of a university that runs nothing."""
    return [make_user(Role.EXPERT, employer="某大学", expertise="智能传感") for _ in range(count)]


def accept(application: m.Application) -> m.Application:
    return accept_application(application, actor=city_clerk(), number=f"郑科函〔2026〕{application.pk}号")


def put_in_review(application: m.Application, experts: list[m.User] | None = None) -> m.Application:
    """Experts assigned and the review begun."""
    due = timezone.localdate() + timedelta(days=14)
    assign_experts(application, actor=city_clerk(), experts=experts or make_experts(), due_on=due)
    return start_review(application, actor=city_clerk())


def declare_free(application: m.Application) -> m.Application:
    """Every expert of the panel declares to be free of conflict."""
    for assignment in application.assignments.filter(status="assigned"):
        declare(assignment, actor=assignment.expert, in_conflict=False)
    return application


def score(application: m.Application, *, share: Decimal = Decimal("0.80"), recommend: bool = True) -> m.Application:
    """Every expert submits a sheet with this share of the full marks."""
    for assignment in declare_free(application).assignments.filter(status="ready"):
        sheet = ScoreSheet.objects.get(assignment=assignment)
        lines = list(sheet.scores.select_related("criterion"))
        marks = {line.criterion_id: (line.criterion.full_marks * share * 2).to_integral_value() / 2 for line in lines}
        comments = {line.criterion_id: "与申报材料一致，情况属实。" for line in lines}
        draft = SheetDraft(marks, comments, {"recommend": recommend, "comment": COMMENT})
        submit_sheet(sheet, draft, actor=assignment.expert)
    return application


def publish(application: m.Application) -> m.Application:
    return publicise(application, actor=city_clerk(), number=f"郑科公〔2026〕{application.pk}号")


def approve(application: m.Application) -> m.Application:
    act = prepare_approval(application, actor=city_clerk(), number=f"郑科备〔2026〕{application.pk}号")
    return sign_act(act, actor=city_clerk(can_sign=True))


STEPS = (
    (State.ACCEPTED, accept),
    (State.IN_REVIEW, put_in_review),
    (State.REVIEWED, lambda application: finish_panel(score(application), actor=city_clerk())),
    (State.PUBLICISED, publish),
    (State.APPROVED, approve),
)


def make_in_state(state: State, space: m.Space | None = None, **options: object) -> m.Application:
    """An application brought to a state from `recommended` on, step by step."""
    application = make_recommended(space, **options)
    for reached, step in STEPS:
        if application.state == state:
            break
        application = step(application)
        assert application.state == reached
    return application
