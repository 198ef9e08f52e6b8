"""The table of changes of a filing (变更, Article 14) and the names of acts on filings: plain data, as in workflow.py."""

from dataclasses import dataclass
from enum import StrEnum

from filings.workflow import Role
from filings.workflow_revocations import REVOCATION_ACTION_LABELS, RevocationAction


class ChangeState(StrEnum):
    """States of a change (变更, Article 14), from the report to its filing."""

    REPORTED = "reported"
    RETURNED = "returned"
    DOCUMENTS_CHECKED = "documents_checked"
    SITE_CHECKED = "site_checked"
    FORWARDED = "forwarded"
    CANCELLATION_PROPOSED = "cancellation_proposed"
    FILED = "filed"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


CHANGE_STATE_LABELS: dict[ChangeState, str] = {
    ChangeState.REPORTED: "待材料审查",
    ChangeState.RETURNED: "退回补正",
    ChangeState.DOCUMENTS_CHECKED: "待实地核查",
    ChangeState.SITE_CHECKED: "待报市局",
    ChangeState.FORWARDED: "已报市局",
    ChangeState.CANCELLATION_PROPOSED: "建议取消备案资格",
    ChangeState.FILED: "已变更备案",
    ChangeState.WITHDRAWN: "已撤回",
    ChangeState.CLOSED: "随备案终止",
}
CHANGE_ENDED = frozenset({ChangeState.FILED, ChangeState.WITHDRAWN, ChangeState.CLOSED})
CHANGE_HOLDER: dict[ChangeState, Role] = {
    ChangeState.REPORTED: Role.DISTRICT,
    ChangeState.RETURNED: Role.OPERATOR,
    ChangeState.DOCUMENTS_CHECKED: Role.DISTRICT,
    ChangeState.SITE_CHECKED: Role.DISTRICT,
    ChangeState.FORWARDED: Role.CITY,
    ChangeState.CANCELLATION_PROPOSED: Role.CITY,
}
"""Whose turn it is in each state of a change that has not ended."""


class ChangeAction(StrEnum):
    """Steps of a change; reporting begins it and is no transition. The names stand in its history."""

    RETURN = "return_change"
    RESUBMIT = "resubmit_change"
    CHECK_DOCUMENTS = "check_documents"
    CHECK_SITE = "check_site"
    FORWARD = "forward_change"
    PROPOSE = "propose_cancellation"
    FILE = "file_change"
    WITHDRAW = "withdraw_change"
    CLOSE = "close_change"
    RESUME = "resume_change"


CHANGE_ACTION_LABELS: dict[ChangeAction, str] = {
    ChangeAction.RETURN: "退回补正变更",
    ChangeAction.RESUBMIT: "补正后重新提交变更",
    ChangeAction.CHECK_DOCUMENTS: "材料审查",
    ChangeAction.CHECK_SITE: "变更实地核查",
    ChangeAction.FORWARD: "报市局变更备案",
    ChangeAction.PROPOSE: "建议取消备案资格",
    ChangeAction.FILE: "变更备案",
    ChangeAction.WITHDRAW: "撤回变更",
    ChangeAction.CLOSE: "变更随备案终止",
    ChangeAction.RESUME: "不予撤销，转变更备案",
}


@dataclass(frozen=True, slots=True)
class ChangeTransition:
    """One row of the table of changes; at most one for each action and role, None being the system."""

    action: ChangeAction
    role: Role | None
    sources: tuple[ChangeState, ...]
    target: ChangeState
    signed: bool = False


_BEFORE_FORWARDING = (ChangeState.REPORTED, ChangeState.DOCUMENTS_CHECKED, ChangeState.SITE_CHECKED)
CHANGE: tuple[ChangeTransition, ...] = (
    ChangeTransition(
        ChangeAction.CHECK_DOCUMENTS, Role.DISTRICT, (ChangeState.REPORTED,), ChangeState.DOCUMENTS_CHECKED
    ),
    ChangeTransition(
        ChangeAction.CHECK_SITE, Role.DISTRICT, (ChangeState.DOCUMENTS_CHECKED,), ChangeState.SITE_CHECKED
    ),
    ChangeTransition(ChangeAction.FORWARD, Role.DISTRICT, (ChangeState.SITE_CHECKED,), ChangeState.FORWARDED),
    ChangeTransition(ChangeAction.RETURN, Role.DISTRICT, _BEFORE_FORWARDING, ChangeState.RETURNED),
    ChangeTransition(ChangeAction.RETURN, Role.CITY, (ChangeState.FORWARDED,), ChangeState.RETURNED),
    ChangeTransition(
        ChangeAction.PROPOSE, Role.DISTRICT, (ChangeState.SITE_CHECKED,), ChangeState.CANCELLATION_PROPOSED
    ),
    ChangeTransition(ChangeAction.RESUBMIT, Role.OPERATOR, (ChangeState.RETURNED,), ChangeState.REPORTED),
    ChangeTransition(
        ChangeAction.FILE,
        Role.CITY,
        (ChangeState.FORWARDED, ChangeState.CANCELLATION_PROPOSED),
        ChangeState.FILED,
        signed=True,
    ),
    ChangeTransition(
        ChangeAction.WITHDRAW, Role.OPERATOR, (*_BEFORE_FORWARDING, ChangeState.RETURNED), ChangeState.WITHDRAWN
    ),
    ChangeTransition(
        ChangeAction.WITHDRAW, Role.DISTRICT, (*_BEFORE_FORWARDING, ChangeState.RETURNED), ChangeState.WITHDRAWN
    ),
    ChangeTransition(
        ChangeAction.CLOSE,
        None,
        tuple(state for state in ChangeState if state not in CHANGE_ENDED),
        ChangeState.CLOSED,
    ),
    ChangeTransition(ChangeAction.RESUME, None, (ChangeState.CANCELLATION_PROPOSED,), ChangeState.FORWARDED),
)
BY_CHANGE_ACTION: dict[tuple[ChangeAction, str | None], ChangeTransition] = {
    (row.action, row.role): row for row in CHANGE
}


def change_transition_of(action: ChangeAction, role: str | None) -> ChangeTransition | None:
    """The row of a step for a role (None: the system); None where that role never takes it."""
    return BY_CHANGE_ACTION.get((action, role))


CANCEL_FILING = "cancel_filing"
"""The signed act that cancels a filing on its operator's request (注销); the name stands in its history."""
FILING_ACTION_LABELS: dict[str, str] = {
    ChangeAction.FILE.value: CHANGE_ACTION_LABELS[ChangeAction.FILE],
    CANCEL_FILING: "注销备案",
    **{
        action.value: REVOCATION_ACTION_LABELS[action]
        for action in (RevocationAction.REVOKE, RevocationAction.REINSTATE)
    },
}
"""What signed acts on a filing are called."""
