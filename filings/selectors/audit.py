"""What the auditor reads: history lines of all records, sign-ins, daily seals. Read-only."""

from collections.abc import Mapping
from datetime import date

from axes.models import AccessFailureLog, AccessLog
from django.db.models import Q, QuerySet

from filings.models import DailySeal, HistoryLine, Operator, PoolEntry
from filings.selectors.timeline import line_label
from filings.workflow import CASE_STATE_LABELS, FILING_STATE_LABELS, ROLE_LABELS, STATE_LABELS, Role
from filings.workflow_changes import CHANGE_STATE_LABELS
from filings.workflow_revocations import REVOCATION_STATE_LABELS

RECORD_LABELS = {
    "application": "申请",
    "operator": "机构",
    "round": "批次",
    "user": "账号",
    "district": "区县",
    "citysettings": "市局设置",
    "filing": "备案",
    "space": "众创空间",
    "ban": "禁止申报",
    "importjob": "导入",
    "fraudcase": "弄虚作假核查",
    "changereport": "变更",
    "revocation": "撤销备案",
    "misconductreport": "举报",
    "outgoingmail": "邮件",
    "batchjob": "批量生成",
    "poolentry": "储备库",
    "districtmeasure": "区县标准",
    "sharedresource": "共享资源",
    "supportpolicy": "惠及政策",
}
FILING_STATES = {state.value: label for state, label in FILING_STATE_LABELS.items()}
STATUS_LABELS = (
    {state.value: label for state, label in STATE_LABELS.items()} | dict(Operator.Status.choices) | FILING_STATES
)
ADDED_LABELS: dict[str, str] = {}
"""Actions of apps that build on this one, which add their words at start."""
ADDED_STATES: dict[str, Mapping[str, str]] = {
    "fraudcase": {state.value: label for state, label in CASE_STATE_LABELS.items()},
    "poolentry": dict(PoolEntry.Status.choices),
    "changereport": {state.value: label for state, label in CHANGE_STATE_LABELS.items()},
    "revocation": {state.value: label for state, label in REVOCATION_STATE_LABELS.items()},
}
"""The states of other records than applications and filings; apps that build on this one add theirs."""


def name_lines(actions: Mapping[str, str], records: Mapping[str, str], states: Mapping[str, Mapping[str, str]]) -> None:
    """Take in the words of another app: actions, sorts of records, and states by sort of record. Called at start."""
    ADDED_LABELS.update(actions)
    RECORD_LABELS.update(records)
    ADDED_STATES.update(states)


def history_lines(
    *, words: str = "", role: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[HistoryLine]:
    """Lines of all records, newest first, by words (record, action, reason, account), role and days (both inclusive)."""
    lines = HistoryLine.objects.select_related("actor").order_by("-at", "-pk")
    if words:
        who = Q(actor__username__icontains=words) | Q(actor__full_name__icontains=words)
        lines = lines.filter(who | Q(record__icontains=words) | Q(action__icontains=words) | Q(reason__icontains=words))
    if role:
        lines = lines.filter(role=role)
    if since:
        lines = lines.filter(at__date__gte=since)
    if until:
        lines = lines.filter(at__date__lte=until)
    return lines


def sign_ins(*, words: str = "") -> QuerySet[AccessLog]:
    """Sign-ins and sign-outs, newest first, by account."""
    logs = AccessLog.objects.order_by("-attempt_time", "-pk")
    return logs.filter(username__icontains=words) if words else logs


def failed_sign_ins(limit: int = 50) -> list[AccessFailureLog]:
    """The latest refused sign-ins."""
    return list(AccessFailureLog.objects.order_by("-attempt_time", "-pk")[:limit])


def latest_seals(limit: int = 10) -> list[DailySeal]:
    """The latest daily seals."""
    return list(DailySeal.objects.order_by("-on")[:limit])


def line_words(line: HistoryLine) -> dict[str, str]:
    """A line in Chinese: record, role, action and states as people know them; what has no word stays as stored."""
    kind, _, key = line.record.partition(":")
    states = ADDED_STATES.get(kind, STATUS_LABELS)
    return {
        "record": f"{RECORD_LABELS.get(kind, kind)} {key}",
        "role": ROLE_LABELS[Role(line.role)] if line.role in set(Role) else "系统",
        "action": ADDED_LABELS.get(line.action) or line_label(line.action),
        "before": states.get(line.from_state, line.from_state),
        "after": states.get(line.to_state, line.to_state),
    }
