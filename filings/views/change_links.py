"""Where the pages of filings and changes lead: the address and icon of each step. No page of its own."""

from typing import Any

from django.urls import reverse

from filings.models import ChangeReport, Filing, PendingAct, User
from filings.permissions import Act, can_on_change, can_on_filing
from filings.workflow import Role
from filings.workflow_changes import CHANGE, CHANGE_ACTION_LABELS, ChangeAction

PATHS: dict[ChangeAction, tuple[str, str]] = {
    ChangeAction.CHECK_DOCUMENTS: ("change-documents", "file-check"),
    ChangeAction.CHECK_SITE: ("change-site", "map-pin"),
    ChangeAction.FORWARD: ("change-forward", "send"),
    ChangeAction.RETURN: ("change-return", "arrow-back-up"),
    ChangeAction.PROPOSE: ("change-propose", "ban"),
    ChangeAction.RESUBMIT: ("change-resubmit", "send"),
    ChangeAction.FILE: ("change-file", "certificate"),
    ChangeAction.WITHDRAW: ("change-withdraw", "arrow-back"),
}
ADVERSE = frozenset({ChangeAction.PROPOSE, ChangeAction.WITHDRAW})


def filing_buttons(user: User, filing: Filing, *, is_free: bool) -> list[dict[str, Any]]:
    """What may be begun on a filing in force: a change; giving it up, taking that back, cancelling on request. Where a
    revocation is open, as far as the account knows, it is not free to be given up.
    """
    request = filing.cancellations.filter(withdrawn_at__isnull=True, cancelled_on__isnull=True).exists()
    links = (
        (Act.REPORT_CHANGE, "change-new", "报告变更" if user.role == Role.OPERATOR else "登记变更", "replace", True),
        (Act.CANCEL_FILING, "filing-cancel", "办理注销", "circle-off", request and is_free),
        (Act.ASK_CANCELLATION, "cancellation-withdraw", "撤回注销申请", "arrow-back", request),
        (Act.ASK_CANCELLATION, "cancellation-ask", "申请注销", "circle-off", not request and is_free),
    )
    return [
        {
            "url": reverse(f"filings:{name}", args=[filing.pk]),
            "label": label,
            "icon": icon,
            "danger": act == Act.ASK_CANCELLATION,
        }
        for act, name, label, icon, is_open in links
        if is_open and can_on_filing(user, act, filing)
    ]


def change_buttons(user: User, change: ChangeReport, act: PendingAct | None, *, held: bool) -> list[dict[str, Any]]:
    """The steps that are open to an account; a filing waits while one is to be signed, a withdrawal is of the side that
    reported, what fails is not forwarded, and nothing is filed while a revocation is open (`held`).
    """
    return [
        {
            "url": reverse(f"filings:{PATHS[row.action][0]}", args=[change.pk]),
            "label": CHANGE_ACTION_LABELS[row.action],
            "icon": PATHS[row.action][1],
            "danger": row.action in ADVERSE,
        }
        for row in CHANGE
        if row.role == user.role
        and can_on_change(user, row.action, change)
        and not ((act or held) and row.signed)
        and not (row.action == ChangeAction.WITHDRAW and change.by_district != (user.role == Role.DISTRICT))
        and not (row.action == ChangeAction.FORWARD and change.fails)
    ]
