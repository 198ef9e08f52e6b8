"""Article 14 on the desks: changes whose step is one's own, filings that their operators give up."""

from collections.abc import Iterable

from django.urls import reverse

from filings.models import User
from filings.selectors.changes.lists import waiting_cancellations, waiting_changes
from filings.workflow import Role
from filings.workflow_changes import ChangeState
from zzspace.desk import DeskItem, DeskSection, NavItem, registry
from zzspace.wording import date_zh

OPERATOR = frozenset({Role.OPERATOR.value})
DISTRICT = frozenset({Role.DISTRICT.value})
CITY = frozenset({Role.CITY.value})
SHOWN = 8
BUTTONS: dict[ChangeState, str] = {
    ChangeState.REPORTED: "审查材料",
    ChangeState.RETURNED: "去补正",
    ChangeState.DOCUMENTS_CHECKED: "实地核查",
    ChangeState.SITE_CHECKED: "提出意见",
    ChangeState.FORWARDED: "变更备案",
    ChangeState.CANCELLATION_PROPOSED: "查看建议",
}
TONES: dict[ChangeState, str] = {ChangeState.RETURNED: "review", ChangeState.CANCELLATION_PROPOSED: "fail"}


def own_step(user: User) -> Iterable[DeskItem]:
    """Changes whose next step is the account's role's."""
    for change in waiting_changes(user)[:SHOWN]:
        state = ChangeState(change.state)
        late = f"，逾期{change.days_late}天报告" if change.days_late else ""
        yield DeskItem(
            title=str(change),
            url=reverse("filings:change", args=[change.pk]),
            text=f"{change.filing.number}，{date_zh(change.happened_on)}发生{late}",
            tag=change.get_state_display(),
            tone=TONES.get(state, "blue"),
            due_on=change.returned_due_on if state == ChangeState.RETURNED else None,
            due_text="补正期限" if state == ChangeState.RETURNED else f"{date_zh(change.state_since)}起",
            button=BUTTONS[state],
            hot=True,
        )


def given_up(user: User) -> Iterable[DeskItem]:
    """Filings that their operators ask to give up."""
    for request in waiting_cancellations(user)[:SHOWN]:
        yield DeskItem(
            title=f"{request.filing.space}：申请注销",
            url=reverse("filings:filing", args=[request.filing_id]),
            text=f"{request.filing.number}，{request.filing.operator}",
            tag="待办理注销",
            tone="review",
            due_text=f"{date_zh(request.asked_at)}申请",
            button="查看并办理",
            hot=True,
        )


def count_own(user: User) -> int:
    """For the navigation."""
    return waiting_changes(user).count()


def contribute() -> None:
    """Add navigation entries and desk sections."""
    registry.add_nav(
        NavItem("filings:changes", "replace", "变更", OPERATOR, caption="备案结果", position=42),  # pages keep to 30
        NavItem("filings:changes", "replace", "变更审核", DISTRICT, position=20, count=count_own, hot=True),
        NavItem("filings:changes", "replace", "变更备案", CITY, position=42),  # no count: lists keep to 15 queries
    )
    registry.add_sections(
        DeskSection("changes-own", "变更补正", OPERATOR, own_step, position=6, more="/changes/"),
        DeskSection("changes-district", "变更审核", DISTRICT, own_step, position=7, more="/changes/?view=mine"),
        DeskSection("changes-city", "变更备案", CITY, own_step, position=9, more="/changes/?view=mine"),
        DeskSection("cancellations", "申请注销", CITY, given_up, position=9),
    )
