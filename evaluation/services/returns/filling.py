"""The operator fills a return in: begun with what is known, saved section by section. Sending it is another's task."""

from collections.abc import Mapping
from typing import Final

from django.db import transaction
from django.utils import timezone

from evaluation import permissions
from evaluation.models import AnnualReturn, StatisticsYear
from evaluation.permissions import StatisticsAct
from evaluation.selectors.returns.windows import owing_spaces, statistics_year
from evaluation.selectors.returns.yardsticks import yardsticks_for
from evaluation.services.returns.transitions import lock_return
from evaluation.statistics.checks import errors_of
from evaluation.statistics.columns import Value, columns_of
from evaluation.statistics.comparing import Yardsticks, warnings_of
from filings.errors import WorkflowRefused
from filings.models import Space, User
from filings.services.history import append_line
from zzspace.wording import date_zh

NO_REASONS: Final[Mapping[str, str]] = {}
LASTING = ("a1", "a2", "a3", "a4", "f5", "g1", "g2")
"""Figures of the year's end that mostly stay: a new return begins with last year's where no register counts them."""


def start_return(space: Space, year: int, *, actor: User) -> AnnualReturn:
    """Begin the return of a makerspace, or give the one that was begun: prefilled from registers and last year.

    Refused outside the window, for a closed year and for a makerspace that owes none. Writes the row and the first
    line of its history.
    """
    refuse_beginning(space, statistics_year(year), actor)
    with transaction.atomic():
        Space.objects.select_for_update().get(pk=space.pk)
        record = AnnualReturn.objects.select_related("space").filter(space=space, year=year).first()
        if record is None:
            known = prefilled(yardsticks_for([space], year)[space.pk])
            record = AnnualReturn.objects.create(space=space, year=year, **known)
            append_line(record, actor=actor, action="start_return", to_state=record.state)
    return record


def refuse_beginning(space: Space, window: StatisticsYear | None, actor: User) -> None:
    """Guard: role, reach, the window, and whether a return is owed at all."""
    if not permissions.role_may(actor, StatisticsAct.FILL_RETURN) or not permissions.is_space_within_reach(
        actor, space
    ):
        raise WorkflowRefused("这家众创空间的报表不由您填报。")
    if window is None or window.opens_on > timezone.localdate():
        opening = f"，{date_zh(window.opens_on)}开始" if window else "，报送时间以市科技局通知为准"
        raise WorkflowRefused(f"这个年度的统计还没有开始报送{opening}。")
    if window.closed_at:
        raise WorkflowRefused("这个年度的统计已经关闭，不能再填报。需要补报的，请与市科技局联系。")
    if not owing_spaces(window.year).filter(pk=space.pk).exists():
        raise WorkflowRefused(f"{window.year}年末不在备案名单中，不用报送{window.year}年度统计。")


def prefilled(yardsticks: Yardsticks) -> dict[str, Value]:
    """What a new return begins with."""
    lasting = {name: yardsticks.last_year[name] for name in LASTING if name in yardsticks.last_year}
    return lasting | dict(yardsticks.registers)


def save_group(
    record: AnnualReturn,
    letter: str,
    figures: Mapping[str, Value | None],
    *,
    reasons: Mapping[str, str] = NO_REASONS,
    convert: str = "",
    revision: int,
    actor: User,
) -> AnnualReturn:
    """Save one section of a return that is being filled in: the figures given, blanks as blank; others stay. Reasons by
    question likewise: one that is blank goes, and those of questions not asked any more are left out on sending. `convert` is a question about the unit whose
    converted figures are taken instead.

    Refused where somebody saved since the sender opened the page (`revision`). The section counts as finished once it
    holds all its figures and nothing in it contradicts.
    """
    names = [column.field for column in columns_of(letter)]
    with transaction.atomic():
        locked = lock_for_filling(record, revision=revision, actor=actor)
        for name in names:
            setattr(locked, name, figures.get(name, getattr(locked, name)))
        locked.reasons = {key: text for key, text in (locked.reasons | dict(reasons)).items() if text}
        if convert:
            take_converted(locked, convert, actor)
        finished = set(locked.groups_done) - {letter}
        if is_finished(locked, names):
            finished.add(letter)
        locked.groups_done = sorted(finished)
        locked.revision += 1
        locked.save()
    return locked


def is_finished(record: AnnualReturn, names: list[str]) -> bool:
    """Whether a section holds all its figures and no error lies within it."""
    problems = errors_of(record.figures)
    return not any(problem.fields[0] in names for problem in problems)


def lock_for_filling(record: AnnualReturn, *, revision: int, actor: User) -> AnnualReturn:
    """The row, locked, if the sender may still fill it in and has seen what it holds."""
    locked = lock_return(record.pk)
    if not permissions.is_fillable(locked, actor):
        raise WorkflowRefused(f"这份统计报表现在是“{locked.get_state_display()}”，不能再填写。")
    if locked.revision != revision:
        raise WorkflowRefused(
            "您打开这一页以后，报表被同一机构的其他账号保存过，您这次填的还没有保存。请重新打开，核对后再填。"
        )
    return locked


def accept_conversion(
    record: AnnualReturn, key: str, *, reasons: Mapping[str, str], revision: int, actor: User
) -> AnnualReturn:
    """Take the converted figures that a question about the unit offers; refused where it is no longer asked.

    Keeps the reasons typed beside it, writes the figures, and a history line with those before.
    """
    with transaction.atomic():
        locked = lock_for_filling(record, revision=revision, actor=actor)
        take_converted(locked, key, actor)
        locked.reasons |= {name: text for name, text in reasons.items() if text}
        locked.revision += 1
        locked.save()
    return locked


def take_converted(locked: AnnualReturn, key: str, actor: User) -> None:
    """Put the converted figures of a question in their places, with a history line that keeps those before; the caller
    saves. Refused where it is not asked.
    """
    yardsticks = yardsticks_for([locked.space], locked.year)[locked.space_id]
    asked = {warn.key: warn for warn in warnings_of(locked.figures, yardsticks)}
    if key not in asked or not asked[key].offered:
        raise WorkflowRefused("这些数已经修改过，不再需要换算。请重新打开核对。")
    before = {name: str(getattr(locked, name)) for name in asked[key].offered}
    for name, value in asked[key].offered.items():
        setattr(locked, name, value)
    append_line(
        locked,
        actor=actor,
        action="convert_return",
        from_state=locked.state,
        to_state=locked.state,
        details={"before": before},
    )
