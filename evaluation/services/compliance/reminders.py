"""Reminders to report: in bulk by the offices, and by the calendar. Each makerspace once a day, however often one clicks."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from evaluation.models import StatisticsYear
from evaluation.permissions import StatisticsAct, role_may
from evaluation.selectors.returns.reported import Standing, owing, with_standing
from evaluation.selectors.returns.windows import owing_spaces, windows_under_way
from filings.errors import WorkflowRefused
from filings.models import District, Notice, User
from filings.services.history import append_line
from filings.services.notices import notify
from filings.workflow import Role
from zzspace.wording import date_zh, days_zh

TO_REMIND: Final = (Standing.WAITING.value, Standing.RETURNED.value, Standing.MISSING.value)
AHEAD: Final = (30, 10, 3, 0)
"""Days before the last day on which the calendar reminds."""


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many makerspaces were reminded now, how many had been reminded today, how many have no account to remind."""

    now: int
    earlier: int
    unreachable: int


def remind_missing(window: StatisticsYear, *, district: District | None, actor: User) -> Reminded:
    """Remind every makerspace within reach, of one district or all, that still has to report.

    A message and an e-mail to each account of its operator, once a day; one line in the year's history.
    """
    if not role_may(actor, StatisticsAct.REMIND):
        raise WorkflowRefused("您的角色不能办理这一事项。")
    if window.closed_at:
        raise WorkflowRefused("这个年度的统计已经关闭，不用再催报。")
    today = timezone.localdate()
    if today < window.opens_on:
        raise WorkflowRefused(f"{date_zh(window.opens_on)}才开始报送，现在不用催报。")
    spaces = owing(actor, window, today=today).filter(standing__in=TO_REMIND)
    if district is not None:
        spaces = spaces.filter(district=district)
    with transaction.atomic():
        locked = locked_window(window)
        reminded = remind(spaces, window.year, today)
        details = {"district": district.pk if district else "", "reminded": reminded.now}
        append_line(locked, actor=actor, action="remind_missing", details=details)
    return reminded


def locked_window(window: StatisticsYear) -> StatisticsYear:
    """The year's row, locked, for a line in its history."""
    return StatisticsYear.objects.select_for_update().get(pk=window.pk)


def remind(spaces: Iterable[Any], year: int, today: date) -> Reminded:
    """Remind makerspaces (with their standing) that were not reminded on this day."""
    keys = {reminder_key(space.pk, year, today): space for space in spaces}
    told = set(Notice.objects.filter(key__in=keys).values_list("key", flat=True))
    accounts: dict[int | None, list[User]] = defaultdict(list)
    for user in User.objects.filter(role=Role.OPERATOR, is_active=True, operator__isnull=False):
        accounts[user.operator_id].append(user)
    now = unreachable = 0
    for key, space in keys.items():
        if key in told:
            continue
        if people := accounts.get(space.operator_id):
            title = f"请报送统计数据：{space}{year}年度"
            notify(
                people,
                title=title,
                body=words_for(space),
                url=address(space, year),
                key=key,
                kind=Notice.Kind.STATISTICS,
            )
            now += 1
        else:
            unreachable += 1
    return Reminded(now, len(told), unreachable)


def reminder_key(space: int, year: int, today: date) -> str:
    """One reminder a makerspace and day."""
    return f"report:{space}:{year}:{today}"


def words_for(space: Any) -> str:
    """What is due by when, and what follows (第十三条、第十五条)."""
    if space.standing == Standing.MISSING:
        due = "报送期限已过"
    elif space.standing == Standing.RETURNED:
        due = f"请在{days_zh(space.due_day)}前修改后重新报送"
    else:
        due = f"请在{days_zh(space.due_day)}前报送"
    return f"{due}。未报送统计数据的，当年绩效评价为不合格（第十三条）；连续两年不合格的，可以撤销备案（第十五条）。"


def address(space: Any, year: int) -> str:
    """Where the operator goes on."""
    if space.report_id:
        return reverse("evaluation:return", args=[space.report_id])
    return f"{reverse('evaluation:returns')}?year={year}"


def remind_by_calendar(on: date) -> int:
    """Remind, on the days AHEAD of the day by which each is due and on the day after it, everybody who still has to report.

    That day is the last of the window or of the extension; for a return that was sent back, the one then given.
    """
    total = 0
    for window in windows_under_way(on):
        spaces = with_standing(owing_spaces(window.year), window, today=on).select_related("operator")
        due = [on + timedelta(days=days) for days in AHEAD] + [on - timedelta(days=1)]
        waiting = spaces.filter(standing__in=TO_REMIND, due_day__in=due)
        total += remind(waiting, window.year, on).now
    return total
