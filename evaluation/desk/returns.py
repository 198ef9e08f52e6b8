"""Annual returns on navigation and desks: what an operator has to report, what a district has to check."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from evaluation.permissions import visible_returns
from evaluation.selectors.returns.reported import STANDING_LABELS, Standing, owing
from evaluation.selectors.returns.windows import windows_under_way
from evaluation.workflow import ReturnState
from filings.models import User
from filings.workflow import Role
from zzspace.desk import DeskItem, DeskSection, NavItem, registry
from zzspace.wording import day_zh

OPERATOR, DISTRICT = frozenset({Role.OPERATOR.value}), frozenset({Role.DISTRICT.value})
CITY, ADMIN = frozenset({Role.CITY.value}), frozenset({Role.ADMIN.value})
AUDITOR = frozenset({Role.AUDITOR.value})
SHOWN = 10
TO_DO = (Standing.WAITING.value, Standing.RETURNED.value, Standing.MISSING.value)


def returns_to_send(user: User) -> Iterator[DeskItem]:
    """The operator's makerspaces that still have to report, year by year while the year is not closed."""
    today = timezone.localdate()
    for window in windows_under_way(today):
        for space in owing(user, window, today=today).filter(standing__in=TO_DO).order_by("last_day", "pk")[:SHOWN]:
            yield return_item(space, window.year)


def return_item(space: Any, year: int) -> DeskItem:
    """One return that the operator has to send, with the day by which."""
    standing = Standing(space.standing)
    url = reverse("evaluation:return", args=[space.report_id]) if space.report_id else reverse("evaluation:returns")
    is_back = space.report_state == ReturnState.RETURNED
    due_on: date = space.report_due_on if is_back else space.last_day
    return DeskItem(
        title=f"{space.name}{year}年度统计",
        url=url if space.report_id else f"{url}?year={year}",
        text="未报送统计数据的，当年绩效评价为不合格（第十三条）。",
        tag=STANDING_LABELS[standing],
        tone="review" if standing is Standing.RETURNED else "fail" if standing is Standing.MISSING else "blue",
        due_on=due_on,
        due_text="重新报送的期限" if is_back else "报送截止日",
        button="去修改" if is_back else "继续填报" if space.report_id else "去填报",
        hot=True,
    )


def returns_to_check(user: User) -> Iterator[DeskItem]:
    """Submitted returns, the longest waiting first."""
    submitted = visible_returns(user).filter(state=ReturnState.SUBMITTED)
    waiting = submitted.select_related("space__operator").order_by("submitted_at", "pk")
    for record in waiting[:SHOWN]:
        yield DeskItem(
            title=str(record),
            url=reverse("evaluation:return", args=[record.pk]),
            text=f"{record.space.operator} · {day_zh(record.submitted_at)}报送",
            tag="待审核",
            tone="blue",
            button="审核",
            hot=True,
        )


def contribute() -> None:
    """Add the entries."""
    registry.add_nav(
        NavItem("evaluation:returns", "report-analytics", "年度统计", OPERATOR, caption="在册事项", position=35),
        NavItem("evaluation:returns", "report-analytics", "年度统计", DISTRICT, caption="辖区", position=66),
        NavItem("evaluation:returns", "report-analytics", "年度统计", CITY, caption="在册管理", position=66),
        NavItem("evaluation:returns", "report-analytics", "年度统计", ADMIN, position=30),
        NavItem("evaluation:statistics-latest", "chart-bar", "统计分析", AUDITOR, position=30),
    )
    registry.add_sections(
        DeskSection("returns-send", "年度统计", OPERATOR, returns_to_send, position=11, more="/statistics/"),
        DeskSection(
            "returns-check",
            "待审核的统计报表",
            DISTRICT,
            returns_to_check,
            position=30,
            more="/statistics/?state=submitted",
        ),
    )
