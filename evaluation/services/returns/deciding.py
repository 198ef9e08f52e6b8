"""District and city on a submitted return: check it, send it back with items, lock it, open it again."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from django.utils import timezone

from evaluation.models import AnnualReturn
from evaluation.services.returns.messages import settle_for_district, tell_operator
from evaluation.services.returns.transitions import advance_return
from evaluation.statistics.columns import BY_FIELD
from evaluation.workflow import ReturnAction
from filings.errors import WorkflowRefused
from filings.models import User
from zzspace.wording import days_zh


def confirm_return(record: AnnualReturn, *, revision: int, actor: User) -> AnnualReturn:
    """Take a submitted return as checked; the operator is told."""
    return advance_return(
        record,
        ReturnAction.CONFIRM,
        actor=actor,
        guards=(partial(refuse_changed, revision=revision),),
        follow=(
            settle_for_district,
            partial(tell_operator, key="confirmed", title="统计报表审核通过", body="报表已审核通过，不用再办理。"),
        ),
    )


def refuse_changed(record: AnnualReturn, *, revision: int) -> None:
    """Guard: what is decided is what was read."""
    if record.revision != revision:
        raise WorkflowRefused("您打开这一页以后，报表有过变动。请重新打开，核对后再办理。")


def send_back_return(
    record: AnnualReturn, *, items: Mapping[str, str], due_on: date, reason: str, revision: int, actor: User
) -> AnnualReturn:
    """Send a return back with what is to be corrected, field by field, and the day by which.

    Refused without an item or a reason, or with a day that is over. The operator is told.
    """
    unknown = set(items) - set(BY_FIELD)
    if unknown or not items:
        raise WorkflowRefused("请至少选择一个需要修改的指标，并写明问题。")
    if due_on < timezone.localdate():
        raise WorkflowRefused("修改期限不能早于今天。")
    if not reason.strip():
        raise WorkflowRefused("请填写退回理由。")

    def note(locked: AnnualReturn) -> None:
        locked.items, locked.due_on = dict(items), due_on

    follow = partial(
        tell_operator,
        key="returned",
        title="统计报表被退回修改",
        body=f"有{len(items)}个指标需要修改，请在{days_zh(due_on)}前修改后重新报送。逾期未报送的，按未报送统计数据处理。",
    )
    return advance_return(
        record,
        ReturnAction.SEND_BACK,
        actor=actor,
        reason=reason.strip(),
        guards=(partial(refuse_changed, revision=revision),),
        prepare=(note,),
        follow=(settle_for_district, follow),
        details={"items": dict(items), "due_on": str(due_on)},
    )


def lock_one(record: AnnualReturn, *, revision: int, actor: User) -> AnnualReturn:
    """Lock a checked return: it stands as it is until the city opens it again with reason."""
    return advance_return(record, ReturnAction.LOCK, actor=actor, guards=(partial(refuse_changed, revision=revision),))


def reopen_return(record: AnnualReturn, *, reason: str, revision: int, actor: User) -> AnnualReturn:
    """Open a locked return again, with reason: it is checked, not locked, and can be sent back."""
    if not reason.strip():
        raise WorkflowRefused("请填写重新开放的理由。")
    return advance_return(
        record,
        ReturnAction.REOPEN,
        actor=actor,
        reason=reason.strip(),
        guards=(partial(refuse_changed, revision=revision),),
        follow=(
            partial(
                tell_operator,
                key="reopened",
                title="统计报表已重新开放",
                body="市科技局重新开放了这份报表；需要修改的，另行退回。",
            ),
        ),
    )
