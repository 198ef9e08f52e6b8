"""The city sets when returns are taken and closes a year: what is checked is locked then."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from evaluation.models import AnnualReturn, StatisticsYear
from evaluation.permissions import StatisticsAct, role_may
from evaluation.services.returns.transitions import lock_checked
from evaluation.workflow import ReturnState
from filings.errors import WorkflowRefused
from filings.models import User
from filings.services.history import append_line

CLOSED = "这个年度已经关闭，不能再修改报送时间。"


def set_window(year: int, *, opens_on: date, closes_on: date, actor: User) -> StatisticsYear:
    """Set or change the days of a year's reporting window, both included, with a line in the year's history."""
    require_city(actor)
    with transaction.atomic():
        window, is_new = StatisticsYear.objects.select_for_update().get_or_create(
            year=year, defaults={"opens_on": opens_on, "closes_on": closes_on}
        )
        if window.closed_at:
            raise WorkflowRefused(CLOSED)
        window.opens_on, window.closes_on = opens_on, closes_on
        window.save()
        append_line(
            window,
            actor=actor,
            action="set_window" if is_new else "change_window",
            details={"opens_on": str(opens_on), "closes_on": str(closes_on)},
        )
    return window


def require_city(actor: User) -> None:
    """Refuse accounts that never run statistics."""
    if not role_may(actor, StatisticsAct.RUN_STATISTICS):
        raise WorkflowRefused("您的角色不能办理这一事项。")


def close_year(window: StatisticsYear, *, actor: User) -> int:
    """Close a year: lock its checked returns at once, with one line in the year's history that names them.

    Refused before the window's last day is over and while submitted returns wait to be checked. Gives how many were
    locked. What was never submitted or sent back stays as it is and counts as not reported; only a return that the city
    sent back can still be submitted afterwards.
    """
    require_city(actor)
    with transaction.atomic():
        locked = StatisticsYear.objects.select_for_update().get(pk=window.pk)
        refuse_closing(locked)
        checked = AnnualReturn.objects.select_for_update().filter(year=locked.year, state=ReturnState.CONFIRMED)
        ids = sorted(checked.values_list("pk", flat=True))
        lock_checked(locked.year)
        locked.closed_at, locked.closed_by = timezone.now(), actor
        locked.save(update_fields=["closed_at", "closed_by"])
        append_line(locked, actor=actor, action="close_year", details={"locked": ids})
    return len(ids)


def refuse_closing(window: StatisticsYear) -> None:
    """Guard: the window is over, and nothing waits to be checked."""
    if window.closed_at:
        raise WorkflowRefused("这个年度已经关闭。")
    if timezone.localdate() <= window.closes_on:
        raise WorkflowRefused(f"报送截止日（{window.closes_on}）过后才能关闭年度。")
    if waiting := AnnualReturn.objects.filter(year=window.year, state=ReturnState.SUBMITTED).count():
        raise WorkflowRefused(f"还有{waiting}份已报送的报表没有审核，请先审核通过或退回。")
