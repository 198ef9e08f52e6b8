"""The operator sends a return: whole, in time, with a reason for each question that the figures raise."""

from collections.abc import Mapping
from functools import partial

from django.utils import timezone

from evaluation.models import AnnualReturn
from evaluation.selectors.returns.windows import statistics_year
from evaluation.selectors.returns.yardsticks import yardsticks_for
from evaluation.services.returns.messages import settle_for_operator, tell_district
from evaluation.services.returns.transitions import advance_return
from evaluation.statistics.checks import errors_of
from evaluation.statistics.comparing import Warn, warnings_of
from evaluation.workflow import ReturnAction, ReturnState
from filings.errors import WorkflowRefused
from filings.models import User
from filings.services.imports.plans import LEAST_REASON


def submit_return(
    record: AnnualReturn, *, reasons: Mapping[str, str], declared: bool, revision: int, actor: User
) -> AnnualReturn:
    """Send a return to the district.

    Checks on the locked row: nothing saved since the page was opened, the window, no error, the declaration, a reason
    for each question. Stores the reasons, moves it to submitted with its history line, settles the operator's
    messages and tells the district.
    """

    def unchanged(locked: AnnualReturn) -> None:
        if locked.revision != revision:
            raise WorkflowRefused("您打开这一页以后，报表又保存过。请重新打开，核对后再报送。")
        if not declared:
            raise WorkflowRefused("请先勾选数据真实的声明。")

    return advance_return(
        record,
        ReturnAction.SUBMIT,
        actor=actor,
        guards=(unchanged, refuse_time, refuse_errors, partial(refuse_unexplained, reasons=reasons)),
        prepare=(partial(keep_reasons, reasons=reasons),),
        follow=(settle_for_operator, tell_district),
    )


def refuse_time(record: AnnualReturn) -> None:
    """Guard: the window has begun and the year is not closed; what was sent back can be sent again any time."""
    window = statistics_year(record.year)
    if record.state == ReturnState.RETURNED:
        return
    if window is None or window.opens_on > timezone.localdate():
        raise WorkflowRefused("这个年度的统计还没有开始报送。")
    if window.closed_at:
        raise WorkflowRefused("这个年度的统计已经关闭，不能再报送。需要补报的，请与市科技局联系。")


def refuse_errors(record: AnnualReturn) -> None:
    """Guard: nothing is lacking and nothing contradicts."""
    if problems := errors_of(record.figures):
        raise WorkflowRefused(
            f"报表还有{len(problems)}处需要处理，处理后才能报送。",
            problems=tuple(problem.message for problem in problems),
        )


def questions_of(record: AnnualReturn) -> list[Warn]:
    """The questions that a return's figures raise."""
    return warnings_of(record.figures, yardsticks_for([record.space], record.year)[record.space_id])


def refuse_unexplained(record: AnnualReturn, *, reasons: Mapping[str, str]) -> None:
    """Guard: each question has its reason."""
    lacking = [warn.message for warn in questions_of(record) if len(reasons.get(warn.key, "").strip()) < LEAST_REASON]
    if lacking:
        raise WorkflowRefused(f"还有{len(lacking)}个数据需要说明原因，请补充后再报送。", problems=tuple(lacking))


def keep_reasons(record: AnnualReturn, *, reasons: Mapping[str, str]) -> None:
    """Store the reasons of the questions that are asked now, no others."""
    record.reasons = {warn.key: reasons[warn.key].strip() for warn in questions_of(record)}
