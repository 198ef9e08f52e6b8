"""Roles, states, actions and transitions as plain data: the one table that buttons, checks, tests and diagrams read.

Guards (dates, bans, completeness) do not stand here; they are named functions in services.
"""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """One account has one role (spec: People, states and who may do what)."""

    OPERATOR = "operator"
    DISTRICT = "district"
    CITY = "city"
    EXPERT = "expert"
    ADMIN = "admin"
    AUDITOR = "auditor"


ROLE_LABELS: dict[Role, str] = {
    Role.OPERATOR: "运营机构",
    Role.DISTRICT: "区县科技主管部门",
    Role.CITY: "市科技局",
    Role.EXPERT: "评审专家",
    Role.ADMIN: "系统管理员",
    Role.AUDITOR: "审计员",
}


class State(StrEnum):
    """States of an application (备案申请)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    RECOMMENDED = "recommended"
    ACCEPTED = "accepted"
    IN_REVIEW = "in_review"
    REVIEWED = "reviewed"
    PUBLICISED = "publicised"
    APPROVED = "approved"
    DECLINED = "declined"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    DISQUALIFIED = "disqualified"


STATE_LABELS: dict[State, str] = {
    State.DRAFT: "草稿",
    State.SUBMITTED: "待区县审核",
    State.RETURNED: "退回补正",
    State.RECOMMENDED: "已推荐",
    State.ACCEPTED: "已受理",
    State.IN_REVIEW: "专家评审中",
    State.REVIEWED: "评审完成",
    State.PUBLICISED: "公示中",
    State.APPROVED: "已备案",
    State.DECLINED: "区县不予推荐",
    State.REJECTED: "不予备案",
    State.WITHDRAWN: "已撤回",
    State.LAPSED: "逾期未补正",
    State.DISQUALIFIED: "取消参评资格",
}

ENDED = frozenset({State.APPROVED, State.DECLINED, State.REJECTED, State.WITHDRAWN, State.LAPSED, State.DISQUALIFIED})
LIVE = frozenset(State) - ENDED
DECIDED = ENDED - {State.WITHDRAWN}
"""Ends that an office or the calendar has brought about; a packet is made of them."""


class Action(StrEnum):
    """What someone does to an application; each has one service verb, one view and one URL name."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    RECOMMEND = "recommend"
    DECLINE = "decline"
    ACCEPT = "accept"
    START_REVIEW = "start_review"
    FINISH_REVIEW = "finish_review"
    REVIEW_AGAIN = "review_again"
    PUBLICISE = "publicise"
    APPROVE = "approve"
    REJECT = "reject"
    RETURN = "return"
    RESUBMIT = "resubmit"
    LAPSE = "lapse"
    OVERTURN = "overturn"
    DISQUALIFY = "disqualify"


ACTION_LABELS: dict[Action, str] = {
    Action.SUBMIT: "提交",
    Action.WITHDRAW: "撤回",
    Action.RECOMMEND: "推荐",
    Action.DECLINE: "不予推荐",
    Action.ACCEPT: "受理",
    Action.START_REVIEW: "组织评审",
    Action.FINISH_REVIEW: "评审汇总",
    Action.REVIEW_AGAIN: "重新评审",
    Action.PUBLICISE: "公示",
    Action.APPROVE: "准予备案",
    Action.REJECT: "不予备案",
    Action.RETURN: "退回补正",
    Action.RESUBMIT: "补正提交",
    Action.LAPSE: "逾期未补正",
    Action.OVERTURN: "责令重审",
    Action.DISQUALIFY: "取消参评资格",
}


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table: `role` may take `action` in any of `sources`; `signed` acts need a second account.

    An action has at most one row for each role. `role` None is the system: taken by the calendar, by no account.
    """

    action: Action
    role: Role | None
    sources: tuple[State, ...]
    target: State
    signed: bool = False


APPLICATION: tuple[Transition, ...] = (
    Transition(Action.SUBMIT, Role.OPERATOR, (State.DRAFT,), State.SUBMITTED),
    Transition(Action.RETURN, Role.DISTRICT, (State.SUBMITTED,), State.RETURNED),
    Transition(Action.RETURN, Role.CITY, (State.RECOMMENDED, State.ACCEPTED), State.RETURNED),
    Transition(Action.RESUBMIT, Role.OPERATOR, (State.RETURNED,), State.SUBMITTED),
    Transition(Action.LAPSE, None, (State.RETURNED,), State.LAPSED),
    Transition(Action.RECOMMEND, Role.DISTRICT, (State.SUBMITTED,), State.RECOMMENDED, signed=True),
    Transition(Action.DECLINE, Role.DISTRICT, (State.SUBMITTED,), State.DECLINED, signed=True),
    Transition(Action.OVERTURN, Role.CITY, (State.DECLINED,), State.SUBMITTED),
    Transition(Action.ACCEPT, Role.CITY, (State.RECOMMENDED,), State.ACCEPTED),
    Transition(Action.START_REVIEW, Role.CITY, (State.ACCEPTED,), State.IN_REVIEW),
    Transition(Action.FINISH_REVIEW, Role.CITY, (State.IN_REVIEW,), State.REVIEWED),
    Transition(Action.PUBLICISE, Role.CITY, (State.REVIEWED,), State.PUBLICISED),
    Transition(Action.REVIEW_AGAIN, Role.CITY, (State.REVIEWED, State.PUBLICISED), State.IN_REVIEW),
    Transition(Action.APPROVE, Role.CITY, (State.PUBLICISED,), State.APPROVED, signed=True),
    Transition(
        Action.REJECT,
        Role.CITY,
        (State.ACCEPTED, State.REVIEWED, State.PUBLICISED),
        State.REJECTED,
        signed=True,
    ),
    Transition(
        Action.WITHDRAW,
        Role.OPERATOR,
        (State.DRAFT, State.SUBMITTED, State.RETURNED, State.RECOMMENDED, State.ACCEPTED),
        State.WITHDRAWN,
    ),
    Transition(
        Action.DISQUALIFY,
        Role.CITY,
        tuple(state for state in State if state in LIVE - {State.DRAFT}),
        State.DISQUALIFIED,
        signed=True,
    ),
)

BY_ACTION_AND_ROLE: dict[tuple[Action, str | None], Transition] = {(row.action, row.role): row for row in APPLICATION}


def transition_of(action: Action, role: str | None) -> Transition | None:
    """The row of an action for a role (None: the system); None where that role never takes it."""
    return BY_ACTION_AND_ROLE.get((action, role))


def is_signed(action: Action, role: str | None) -> bool:
    """Whether the role's act needs a second account."""
    row = transition_of(action, role)
    return row is not None and row.signed


def actions_open_to(role: str | None, state: str) -> tuple[Action, ...]:
    """The actions that the table allows a role in a state, in table order."""
    return tuple(row.action for row in APPLICATION if row.role == role and state in row.sources)


HOLDER: dict[State, Role] = {
    State.DRAFT: Role.OPERATOR,
    State.SUBMITTED: Role.DISTRICT,
    State.RETURNED: Role.OPERATOR,
    State.RECOMMENDED: Role.CITY,
    State.ACCEPTED: Role.CITY,
    State.IN_REVIEW: Role.EXPERT,
    State.REVIEWED: Role.CITY,
    State.PUBLICISED: Role.CITY,
}
"""Whose turn it is in each state that has not ended."""

MAIN_PATH: tuple[State, ...] = (
    State.DRAFT,
    State.SUBMITTED,
    State.RECOMMENDED,
    State.ACCEPTED,
    State.IN_REVIEW,
    State.REVIEWED,
    State.PUBLICISED,
    State.APPROVED,
)
"""The states of a successful application in order, for progress displays."""


class FilingState(StrEnum):
    """States of a filing (备案)."""

    ACTIVE = "active"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    REVOKED = "revoked"


FILING_STATE_LABELS: dict[FilingState, str] = {
    FilingState.ACTIVE: "在册",
    FilingState.SUPERSEDED: "已升级",
    FilingState.CANCELLED: "已注销",
    FilingState.REVOKED: "已撤销",
}


class CaseState(StrEnum):
    """States of a fraud case (弄虚作假核查, Article 8), from the proposal to the finding."""

    PROPOSED = "proposed"
    NOTIFIED = "notified"
    SERVED = "served"
    HEARD = "heard"
    FOUND = "found"
    DROPPED = "dropped"


CASE_STATE_LABELS: dict[CaseState, str] = {
    CaseState.PROPOSED: "待事先告知",
    CaseState.NOTIFIED: "待送达",
    CaseState.SERVED: "陈述申辩期",
    CaseState.HEARD: "待作出决定",
    CaseState.FOUND: "已认定",
    CaseState.DROPPED: "不予认定",
}
CASE_ENDED = frozenset({CaseState.FOUND, CaseState.DROPPED})
CASE_HOLDER: dict[CaseState, Role] = {
    CaseState.PROPOSED: Role.CITY,
    CaseState.NOTIFIED: Role.CITY,
    CaseState.SERVED: Role.OPERATOR,
    CaseState.HEARD: Role.CITY,
}
"""Whose turn it is in each state of a case that has not ended."""


class CaseAction(StrEnum):
    """Steps of a fraud case; proposing begins it and is no transition. The names stand in its history."""

    NOTIFY = "notify_fraud"
    SERVE = "serve_fraud_notice"
    CORRECT_SERVICE = "correct_fraud_service"
    DEFEND = "defend_fraud"
    CLOSE_HEARING = "close_fraud_hearing"
    FIND = "find_fraud"
    DROP = "drop_fraud"


CASE_ACTION_LABELS: dict[CaseAction, str] = {
    CaseAction.NOTIFY: "作出事先告知",
    CaseAction.SERVE: "登记送达",
    CaseAction.CORRECT_SERVICE: "更正送达",
    CaseAction.DEFEND: "陈述申辩",
    CaseAction.CLOSE_HEARING: "记录未陈述申辩",
    CaseAction.FIND: "认定弄虚作假",
    CaseAction.DROP: "不予认定",
}


@dataclass(frozen=True, slots=True)
class CaseTransition:
    """One row of the table of fraud cases."""

    action: CaseAction
    role: Role
    sources: tuple[CaseState, ...]
    target: CaseState
    signed: bool = False


FRAUD_CASE: tuple[CaseTransition, ...] = (
    CaseTransition(CaseAction.NOTIFY, Role.CITY, (CaseState.PROPOSED,), CaseState.NOTIFIED),
    CaseTransition(CaseAction.SERVE, Role.CITY, (CaseState.NOTIFIED,), CaseState.SERVED),
    CaseTransition(CaseAction.CORRECT_SERVICE, Role.CITY, (CaseState.SERVED,), CaseState.SERVED),
    CaseTransition(CaseAction.DEFEND, Role.OPERATOR, (CaseState.SERVED,), CaseState.HEARD),
    CaseTransition(CaseAction.CLOSE_HEARING, Role.CITY, (CaseState.SERVED,), CaseState.HEARD),
    CaseTransition(CaseAction.FIND, Role.CITY, (CaseState.HEARD,), CaseState.FOUND, signed=True),
    CaseTransition(
        CaseAction.DROP,
        Role.CITY,
        (CaseState.PROPOSED, CaseState.NOTIFIED, CaseState.SERVED, CaseState.HEARD),
        CaseState.DROPPED,
    ),
)
BY_CASE_ACTION: dict[CaseAction, CaseTransition] = {row.action: row for row in FRAUD_CASE}


def case_transition_of(action: CaseAction) -> CaseTransition:
    """The row of a step; every step has exactly one."""
    return BY_CASE_ACTION[action]
