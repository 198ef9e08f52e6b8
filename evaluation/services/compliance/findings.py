"""The finding that a return was not made 及时、准确、真实完整 (第十三条): raised with reason, the operator's reply, the decision."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from evaluation.models import ReportingFinding, StatisticsYear
from evaluation.permissions import StatisticsAct, is_space_within_reach, role_may
from evaluation.selectors.returns.windows import owing_spaces
from evaluation.services.returns.messages import operator_accounts
from filings.errors import WorkflowRefused
from filings.models import Notice, Space, User
from filings.rules.periods import add_working_days
from filings.services.history import append_line
from filings.services.notices import city_staff, notify, settle_notices
from zzspace.wording import date_zh, days_zh

Status = ReportingFinding.Status
LEAST_DAYS = 5
"""Working days that an operator has for its reply, at least."""
AHEAD = 2
"""Working days before the end of that time on which the operator is reminded."""


def raise_finding(
    space: Space, window: StatisticsYear, *, grounds: Sequence[str], reason: str, reply_due_on: date, actor: User
) -> ReportingFinding:
    """Put a finding to the operator, with the day by which it may reply; one at a time for a makerspace and year.

    The city alone. Writes the row and its first history line, and tells the operator.
    """
    if not role_may(actor, StatisticsAct.RUN_STATISTICS):
        raise WorkflowRefused("未按要求报送由市科技局认定。")
    if not owing_spaces(window.year).filter(pk=space.pk).exists():
        raise WorkflowRefused(f"{window.year}年末不在备案名单中，没有报送义务。")
    earliest = add_working_days(timezone.localdate(), LEAST_DAYS)
    if reply_due_on < earliest:
        raise WorkflowRefused(f"说明期限不少于{LEAST_DAYS}个工作日，最早{date_zh(earliest)}。")
    try:
        with transaction.atomic():
            record = ReportingFinding.objects.create(
                space=space,
                year=window.year,
                grounds=list(grounds),
                reason=reason.strip(),
                reply_due_on=reply_due_on,
                raised_by=actor,
            )
            append_line(record, actor=actor, action="raise_finding", to_state=record.status, reason=record.reason)
            tell_operator(
                record,
                "raised",
                title="拟认定未按要求报送统计数据",
                body=f"请在{days_zh(reply_due_on)}前说明；认定后当年绩效评价为不合格（第十三条）。",
            )
    except IntegrityError:
        raise WorkflowRefused("这家众创空间本年度已有一件认定，不能重复提出。") from None
    return record


def finding_url(record: ReportingFinding) -> str:
    """The address of a finding."""
    return reverse("evaluation:finding", args=[record.pk])


def keys_of(record: ReportingFinding, *kinds: str) -> list[str]:
    """The keys of the messages that ask for something about a finding."""
    return [f"finding-{kind}:{record.pk}" for kind in kinds]


def tell_operator(record: ReportingFinding, kind: str, *, title: str, body: str) -> None:
    """A step that the operator is told of."""
    notify(
        operator_accounts(record.space),
        title=f"{title}：{record.space}{record.year}年度",
        body=body,
        url=finding_url(record),
        key=f"finding-{kind}:{record.pk}",
        kind=Notice.Kind.STATISTICS,
    )


def lock_finding(record: ReportingFinding) -> ReportingFinding:
    """The row, locked until the transaction ends."""
    rows = ReportingFinding.objects.select_for_update(of=("self",)).select_related("space__operator")
    return rows.get(pk=record.pk)


def reply_to_finding(record: ReportingFinding, *, reply: str, actor: User) -> ReportingFinding:
    """The operator's reply, once, by the day given; the city's accounts are told."""
    with transaction.atomic():
        locked = lock_finding(record)
        if not role_may(actor, StatisticsAct.REPLY_TO_FINDING) or not is_space_within_reach(actor, locked.space):
            raise WorkflowRefused("由所涉运营机构说明。")
        if locked.status != Status.OPEN:
            raise WorkflowRefused(f"这件认定现在是“{locked.get_status_display()}”，不能再说明。")
        if timezone.localdate() > locked.reply_due_on:
            raise WorkflowRefused(f"说明期限{date_zh(locked.reply_due_on)}已过。需要补充的，请与市科技局联系。")
        locked.status, locked.reply = Status.REPLIED, reply.strip()
        locked.replied_by, locked.replied_at = actor, timezone.now()
        locked.save()
        append_line(
            locked, actor=actor, action="reply_to_finding", from_state=Status.OPEN, to_state=locked.status, reason=reply
        )
        settle_notices(keys_of(locked, "raised", "raised-soon"), body="已提交说明，等待市科技局认定。")
        notify(
            city_staff(),
            title=f"已收到说明：{locked.space}{locked.year}年度",
            body="运营机构已说明，请作出认定。",
            url=finding_url(locked),
            key=f"finding-replied:{locked.pk}",
            kind=Notice.Kind.STATISTICS,
        )
    return locked


def decide_finding(record: ReportingFinding, *, upheld: bool, conclusion: str, actor: User) -> ReportingFinding:
    """Uphold or drop a finding, after the reply or after the day for it; with the reasons. The operator is told."""
    if not role_may(actor, StatisticsAct.RUN_STATISTICS):
        raise WorkflowRefused("未按要求报送由市科技局认定。")
    if not conclusion.strip():
        raise WorkflowRefused("请填写认定意见。")
    with transaction.atomic():
        locked = lock_finding(record)
        if locked.status not in (Status.OPEN, Status.REPLIED):
            raise WorkflowRefused(f"这件认定已经办结（{locked.get_status_display()}）。")
        if locked.status == Status.OPEN and timezone.localdate() <= locked.reply_due_on:
            raise WorkflowRefused(f"运营机构还可以在{date_zh(locked.reply_due_on)}前说明，期满后才能认定。")
        before = locked.status
        locked.status = Status.UPHELD if upheld else Status.DROPPED
        locked.conclusion, locked.decided_by, locked.decided_at = conclusion.strip(), actor, timezone.now()
        locked.save()
        append_line(
            locked,
            actor=actor,
            action="decide_finding",
            from_state=before,
            to_state=locked.status,
            reason=locked.conclusion,
        )
        asked = keys_of(locked, "raised", "raised-soon", "replied", "due")
        settle_notices(asked, body="这件认定已经办结。")
        after = "当年绩效评价为不合格（第十三条）。" if upheld else "不影响当年绩效评价。"
        tell_operator(locked, "decided", title=locked.get_status_display(), body=f"{locked.conclusion}{after}")
    return locked


def remind_of_findings(on: date) -> None:
    """The operator, AHEAD working days before its time for a reply ends; the city, once it ended without one."""
    waiting = ReportingFinding.objects.filter(status=Status.OPEN).select_related("space__operator")
    for record in waiting.filter(reply_due_on__gte=on, reply_due_on__lte=add_working_days(on, AHEAD)):
        body = f"请在{days_zh(record.reply_due_on)}前说明；认定后当年绩效评价为不合格（第十三条）。"
        tell_operator(record, "raised-soon", title="说明期限将到", body=body)
    for record in waiting.filter(reply_due_on__lt=on):
        notify(
            city_staff(),
            title=f"说明期限已过：{record.space}{record.year}年度",
            body="运营机构没有说明，可以作出认定。",
            url=finding_url(record),
            key=f"finding-due:{record.pk}",
            kind=Notice.Kind.STATISTICS,
        )
