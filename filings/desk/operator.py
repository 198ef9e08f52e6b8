"""Navigation and desk of role operator: what waits for it and what to do first."""

from collections.abc import Iterable

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone

from filings.models import Application, Operator, Resident, User
from filings.permissions import visible_applications, visible_spaces
from filings.selectors.registers import GROUPS
from filings.selectors.spaces import in_residence
from filings.workflow import HOLDER, LIVE, Role, State
from zzspace.desk import DeskItem, DeskSection, NavItem, registry

OPERATOR = frozenset({Role.OPERATOR.value})
REGISTERS = "登记名册"
RESULTS = "备案结果"
GROUP_ICONS = {
    "residents": "users-group",
    "people": "school",
    "events": "calendar-event",
    "money": "cash",
    "premises": "building-warehouse",
}
SHOWN = 10


def waiting_applications(user: User) -> QuerySet[Application]:
    """Applications whose next step is the operator's."""
    held = [state for state in LIVE if HOLDER[state] == Role.OPERATOR]
    return visible_applications(user).filter(state__in=held)


def residents_now(user: User) -> int:
    """Residents in residence today in all spaces of the operator."""
    if not user.operator_id:
        return 0
    return residents_of(user).count()


def residents_of(user: User) -> QuerySet[Resident]:
    return in_residence(timezone.localdate()).filter(space__operator_id=user.operator_id)


def own_turn(user: User) -> Iterable[DeskItem]:
    """What was sent back, the earliest due first, for nothing is more urgent; then drafts, by the end of their round."""
    waiting = waiting_applications(user).select_related("space", "round")
    waiting = waiting.order_by(F("due_on").asc(nulls_last=True), "round__closes_at", "pk")
    for application in waiting[:SHOWN]:
        yield to_correct(application) if application.state == State.RETURNED else open_draft(application)


def open_draft(application: Application) -> DeskItem:
    """A draft to be gone on with, the round's end beside it."""
    return DeskItem(
        title=f"{application.space}·备案申请",
        url=reverse("filings:application", args=[application.pk]),
        text=f"{application.round}，{application.get_kind_display()}",
        tag="草稿",
        tone="blue",
        due_on=timezone.localdate(application.round.closes_at),
        due_text="申报截止",
        button="继续填写",
        hot=True,
    )


def to_correct(application: Application) -> DeskItem:
    """An application that was sent back."""
    return DeskItem(
        title=f"{application.space}·备案申请",
        url=reverse("filings:application", args=[application.pk]),
        text=f"申请编号{application.number}，按一次性补正告知书补正后重新提交",
        tag="需补正",
        tone="review",
        due_on=application.due_on,
        due_text="补正期限",
        button="去补正",
        hot=True,
    )


def first_steps(user: User) -> Iterable[DeskItem]:
    """What stands between the organisation and its first application."""
    operator = user.operator
    if operator is None:
        return
    page = reverse("filings:organisation")
    if operator.status == Operator.Status.REFUSED:
        yield DeskItem(
            "机构信息未通过确认", page, operator.refusal_reason, "未通过", "fail", button="修改机构信息", hot=True
        )
    if None in (operator.independent_legal_entity, operator.registered_in_city, operator.registered_at_site):
        yield DeskItem("补全机构信息", page, "独立法人、注册地和运营时间用于预审", "未填写", "blue", button="去填写")
    if not visible_spaces(user).exists():
        url = reverse("filings:space-create")
        yield DeskItem(
            "登记众创空间", url, "登记后填写场地、团队与企业等名册，再申请备案", "未登记", "blue", button="去登记"
        )


def contribute() -> None:
    """Add this role's navigation entries and desk sections."""
    registry.add_nav(
        NavItem(
            "filings:applications",
            "file-text",
            "备案申请",
            OPERATOR,
            position=10,
            count=lambda user: waiting_applications(user).count(),
            hot=True,
        ),
        NavItem("filings:spaces", "building", "我的众创空间", OPERATOR, position=11),
        *(
            NavItem(
                f"filings:registers-{group}",
                GROUP_ICONS[group],
                label,
                OPERATOR,
                caption=REGISTERS,
                position=20 + place,
                count=residents_now if group == "residents" else None,
            )
            for place, (group, label) in enumerate(GROUPS.items())
        ),
        NavItem("filings:filings", "certificate", "我的备案", OPERATOR, caption=RESULTS, position=40),
        NavItem("filings:organisation", "id", "机构信息", OPERATOR, caption="机构", position=80),
    )
    registry.add_sections(
        DeskSection("operator-own", "等您办理", OPERATOR, own_turn, position=8, more="/applications/"),
        DeskSection("operator-first-steps", "先做这些", OPERATOR, first_steps, position=12),
    )
