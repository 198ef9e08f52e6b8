"""Extensions of the reporting window, given with reason, and the district's marks of the national Torch return."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone

from evaluation.models import ReturnExtension, StatisticsYear, TorchMark
from evaluation.permissions import StatisticsAct, is_space_within_reach, role_may
from evaluation.services.compliance.reminders import locked_window
from evaluation.services.returns.messages import operator_accounts
from filings.errors import WorkflowRefused
from filings.models import Notice, Space, User
from filings.services.history import append_line
from filings.services.notices import notify
from zzspace.wording import date_zh


def extend_returns(window: StatisticsYear, spaces: Collection[Space], *, until: date, reason: str, actor: User) -> int:
    """Give makerspaces a later last day, with reason; a new one replaces an earlier one.

    The city alone. Refused for a closed year and a day that is not after the window's. One line in the year's history
    for all; each operator is told. Gives how many.
    """
    if not role_may(actor, StatisticsAct.RUN_STATISTICS):
        raise WorkflowRefused("延期由市科技局办理。")
    if window.closed_at:
        raise WorkflowRefused("这个年度的统计已经关闭，不能再延期。")
    if until <= window.closes_on:
        raise WorkflowRefused(f"延期后的截止日应晚于{date_zh(window.closes_on)}。")
    if not spaces or not reason.strip():
        raise WorkflowRefused("请选择众创空间并填写延期理由。")
    with transaction.atomic():
        locked = locked_window(window)
        for space in spaces:
            ReturnExtension.objects.update_or_create(
                space=space,
                year=window.year,
                defaults={"until": until, "reason": reason.strip(), "given_by": actor, "given_at": timezone.now()},
            )
            notify(
                operator_accounts(space),
                title=f"统计报送延期：{space}{window.year}年度",
                body=f"截止日延至{date_zh(until)}。理由：{reason.strip()}",
                url=f"/statistics/?year={window.year}",
                key=f"extended:{space.pk}:{window.year}:{until}",
                kind=Notice.Kind.STATISTICS,
            )
        append_line(
            locked,
            actor=actor,
            action="extend_returns",
            reason=reason.strip(),
            details={"spaces": sorted(space.pk for space in spaces), "until": str(until)},
        )
    return len(spaces)


def mark_torch(space: Space, year: int, *, reported: bool, note: str, actor: User) -> TorchMark:
    """The district marks whether the national return was made; a later mark replaces it, the history keeps both."""
    if not role_may(actor, StatisticsAct.MARK_TORCH) or not is_space_within_reach(actor, space):
        raise WorkflowRefused("火炬统计由所在区县标记。")
    with transaction.atomic():
        Space.objects.select_for_update().get(pk=space.pk)
        mark, _ = TorchMark.objects.update_or_create(
            space=space, year=year, defaults={"reported": reported, "note": note.strip(), "marked_by": actor}
        )
        append_line(
            mark, actor=actor, action="mark_torch", details={"reported": reported, "note": note.strip(), "year": year}
        )
    return mark
