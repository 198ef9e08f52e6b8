"""The table of revocations of filings (撤销, Article 15) with their grounds: plain data, as in workflow.py."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from filings.workflow import Role


class RevocationState(StrEnum):
    """States of a revocation, from the proposal to the decision and to what became of it before another body."""

    PROPOSED = "proposed"
    NOTIFIED = "notified"
    SERVED = "served"
    HEARD = "heard"
    CHECKED = "checked"
    REVOKED = "revoked"
    DROPPED = "dropped"
    REINSTATED = "reinstated"


REVOCATION_STATE_LABELS: dict[RevocationState, str] = {
    RevocationState.PROPOSED: "待事先告知",
    RevocationState.NOTIFIED: "待送达",
    RevocationState.SERVED: "陈述申辩期",
    RevocationState.HEARD: "待法制审核",
    RevocationState.CHECKED: "待作出决定",
    RevocationState.REVOKED: "已撤销备案",
    RevocationState.DROPPED: "不予撤销",
    RevocationState.REINSTATED: "已恢复备案",
}
REVOCATION_ENDED = frozenset({RevocationState.REVOKED, RevocationState.DROPPED, RevocationState.REINSTATED})
"""Decided; one that was decided by revoking may still be overturned."""
REVOCATION_HOLDER: dict[RevocationState, Role] = {
    RevocationState.PROPOSED: Role.CITY,
    RevocationState.NOTIFIED: Role.CITY,
    RevocationState.SERVED: Role.OPERATOR,
    RevocationState.HEARD: Role.CITY,
    RevocationState.CHECKED: Role.CITY,
}
"""Whose turn it is in each state of a revocation that is not decided."""


PROPOSE: Final = "propose_revocation"
"""The action of the first history line of a revocation."""
PROPOSED_ON: Final = "revocation_proposed"
"""The line in the chain of its filing, and of the change that led to it."""


class RevocationAction(StrEnum):
    """Steps of a revocation; proposing begins it and is no transition. The names stand in its history."""

    SUPPLEMENT = "supplement_revocation"
    NOTIFY = "notify_revocation"
    SERVE = "serve_revocation_notice"
    CORRECT_SERVICE = "correct_revocation_service"
    DEFEND = "defend_revocation"
    CLOSE_HEARING = "close_revocation_hearing"
    CHECK_LEGALITY = "check_legality"
    REVOKE = "revoke_filing"
    DROP = "drop_revocation"
    REINSTATE = "reinstate_filing"


REVOCATION_ACTION_LABELS: dict[RevocationAction, str] = {
    RevocationAction.SUPPLEMENT: "补充事实和证据",
    RevocationAction.NOTIFY: "作出撤销事先告知",
    RevocationAction.SERVE: "登记告知书送达",
    RevocationAction.CORRECT_SERVICE: "更正告知书送达",
    RevocationAction.DEFEND: "陈述申辩",
    RevocationAction.CLOSE_HEARING: "记录未陈述申辩",
    RevocationAction.CHECK_LEGALITY: "登记法制审核",
    RevocationAction.REVOKE: "撤销备案",
    RevocationAction.DROP: "不予撤销",
    RevocationAction.REINSTATE: "恢复备案",
}


@dataclass(frozen=True, slots=True)
class RevocationTransition:
    """One row of the table of revocations; exactly one for each action."""

    action: RevocationAction
    role: Role
    sources: tuple[RevocationState, ...]
    target: RevocationState
    signed: bool = False


REVOCATION: tuple[RevocationTransition, ...] = (
    RevocationTransition(RevocationAction.SUPPLEMENT, Role.CITY, (RevocationState.PROPOSED,), RevocationState.PROPOSED),
    RevocationTransition(RevocationAction.NOTIFY, Role.CITY, (RevocationState.PROPOSED,), RevocationState.NOTIFIED),
    RevocationTransition(RevocationAction.SERVE, Role.CITY, (RevocationState.NOTIFIED,), RevocationState.SERVED),
    RevocationTransition(
        RevocationAction.CORRECT_SERVICE, Role.CITY, (RevocationState.SERVED,), RevocationState.SERVED
    ),
    RevocationTransition(RevocationAction.DEFEND, Role.OPERATOR, (RevocationState.SERVED,), RevocationState.HEARD),
    RevocationTransition(RevocationAction.CLOSE_HEARING, Role.CITY, (RevocationState.SERVED,), RevocationState.HEARD),
    RevocationTransition(
        RevocationAction.CHECK_LEGALITY,
        Role.CITY,
        (RevocationState.HEARD, RevocationState.CHECKED),
        RevocationState.CHECKED,
    ),
    RevocationTransition(
        RevocationAction.REVOKE, Role.CITY, (RevocationState.CHECKED,), RevocationState.REVOKED, signed=True
    ),
    RevocationTransition(
        RevocationAction.DROP,
        Role.CITY,
        tuple(state for state in RevocationState if state not in REVOCATION_ENDED),
        RevocationState.DROPPED,
    ),
    RevocationTransition(
        RevocationAction.REINSTATE, Role.CITY, (RevocationState.REVOKED,), RevocationState.REINSTATED, signed=True
    ),
)
BY_REVOCATION_ACTION: dict[RevocationAction, RevocationTransition] = {row.action: row for row in REVOCATION}


def revocation_transition_of(action: RevocationAction) -> RevocationTransition:
    """The row of a step; every step has exactly one."""
    return BY_REVOCATION_ACTION[action]


class Ground(StrEnum):
    """The four grounds of Article 15, by their order there."""

    CHANGE = "change"
    FAILED = "failed"
    VIOLATION = "violation"
    BLACKLIST = "blacklist"


@dataclass(frozen=True, slots=True)
class GroundText:
    """How a ground is cited, what the regulation says, and what proves it."""

    clause: str
    words: str
    short: str
    proof: str


GROUNDS: dict[Ground, GroundText] = {
    Ground.CHANGE: GroundText(
        "第十五条第（一）项",
        "重大事项变更导致资格失效的",
        "变更后资格失效",
        "变更材料、区县的审查和实地核查情况，以及变更后的预审结果",
    ),
    Ground.FAILED: GroundText(
        "第十五条第（二）项",
        "考核评价结果连续两年为不合格的",
        "连续两年不合格",
        "已公布的两个年度的考核评价结果",
    ),
    Ground.VIOLATION: GroundText(
        "第十五条第（三）项",
        "有严重违法行为的",
        "严重违法行为",
        "有权机关认定违法行为的文书，或者已经查实的证据",
    ),
    Ground.BLACKLIST: GroundText(
        "第十五条第（四）项",
        "因严重失信行为被纳入社会信用“黑名单”的",
        "列入失信黑名单",
        "认定机关列入严重失信主体名单的文书或者公示信息",
    ),
}
