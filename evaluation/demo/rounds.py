"""The demo's rounds: an earlier one that has closed, an open one with five days of public notice and one with none."""

from datetime import timedelta
from typing import Final, NamedTuple

from evaluation.demo.clock import at, instant
from filings.models import Round, Space, User
from filings.services.rounds import create_round

CLOSED: Final = "演示批次一（已截止）"
FIVE_DAYS: Final = "演示批次二（公示5个工作日）"
NO_DAYS: Final = "演示批次三（公示0个工作日，便于演示）"
LEGAL_BASIS: Final = "《郑州市众创空间管理办法》第五条、第六条、第七条"
GUIDANCE: Final = "先在“登记名册”中填好场地、团队与企业、服务人员等数据，再新建申请，逐部分确认数据并上传证明材料。"
DECLARATIONS: Final = (
    "没有逾期未完成的市级科技计划项目。",
    "没有处于惩戒期内的严重科研失信行为。",
    "没有列入信用“黑名单”。",
)


class Plan(NamedTuple):
    """A round: opened so many working days ago, open for so many days, notice days, visit wanted."""

    title: str
    opened: int
    lasts: int
    notice_days: int
    visit: bool


PLANS: Final = (
    Plan(CLOSED, 170, 120, 5, visit=False),
    Plan(FIVE_DAYS, 48, 400, 5, visit=True),
    Plan(NO_DAYS, 47, 400, 0, visit=False),
)


def open_rounds(actor: User) -> None:
    """The city opens each round on its day."""
    present = set(Round.objects.values_list("title", flat=True))
    for plan in PLANS:
        if plan.title in present:
            continue
        with at(instant(plan.opened + 2, 11)):
            open_round(plan, actor)


def open_round(plan: Plan, actor: User) -> Round:
    """One round, from half past eight to half past five."""
    opens_at = instant(plan.opened, 8, 30)
    return create_round(
        actor=actor,
        title=plan.title,
        kinds=list(Space.Kind.values),
        opens_at=opens_at,
        closes_at=opens_at + timedelta(days=plan.lasts, hours=9),
        legal_basis=LEGAL_BASIS,
        guidance=GUIDANCE,
        declarations=list(DECLARATIONS),
        site_visit_required=plan.visit,
        notice_working_days=plan.notice_days,
    )
