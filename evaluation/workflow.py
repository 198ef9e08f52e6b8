"""States, actions and roles of annual returns and of the annual evaluation as plain data; who may do what is asked here by permissions, buttons and tests.

Guards (windows, completeness, reasons) are named functions in services.
"""

from dataclasses import dataclass
from enum import StrEnum

from filings.workflow import Role


class ReturnState(StrEnum):
    """States of an annual return (年度统计报表)."""

    OPEN = "open"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    CONFIRMED = "confirmed"
    LOCKED = "locked"


RETURN_STATE_LABELS: dict[ReturnState, str] = {
    ReturnState.OPEN: "填报中",
    ReturnState.SUBMITTED: "已报送",
    ReturnState.RETURNED: "退回",
    ReturnState.CONFIRMED: "区县已审核",
    ReturnState.LOCKED: "已锁定",
}
EDITABLE = frozenset({ReturnState.OPEN, ReturnState.RETURNED})
"""The operator fills in; blanks and contradictions are possible in no other state."""
REPORTED = frozenset(ReturnState) - EDITABLE
"""Counts as reported."""


class ReturnAction(StrEnum):
    """What someone does to a return."""

    SUBMIT = "submit_return"
    CONFIRM = "confirm_return"
    SEND_BACK = "send_back_return"
    LOCK = "lock_return"
    REOPEN = "reopen_return"
    IMPORT = "import_return"
    LOAD = "load_return"


RETURN_ACTION_LABELS: dict[ReturnAction, str] = {
    ReturnAction.SUBMIT: "报送",
    ReturnAction.CONFIRM: "审核通过",
    ReturnAction.SEND_BACK: "退回修改",
    ReturnAction.LOCK: "锁定",
    ReturnAction.REOPEN: "重新开放",
    ReturnAction.IMPORT: "导入",
    ReturnAction.LOAD: "载入历史数据",
}


@dataclass(frozen=True, slots=True)
class ReturnTransition:
    """One row of the table: `role` may take `action` in any of `sources`. `new` actions may also create the return."""

    action: ReturnAction
    role: Role
    sources: tuple[ReturnState, ...]
    target: ReturnState
    new: bool = False


_S = ReturnState
RETURNS: tuple[ReturnTransition, ...] = (
    ReturnTransition(ReturnAction.SUBMIT, Role.OPERATOR, (_S.OPEN, _S.RETURNED), _S.SUBMITTED),
    ReturnTransition(ReturnAction.CONFIRM, Role.DISTRICT, (_S.SUBMITTED,), _S.CONFIRMED),
    ReturnTransition(ReturnAction.CONFIRM, Role.CITY, (_S.SUBMITTED,), _S.CONFIRMED),
    ReturnTransition(ReturnAction.SEND_BACK, Role.DISTRICT, (_S.SUBMITTED, _S.CONFIRMED), _S.RETURNED),
    ReturnTransition(ReturnAction.SEND_BACK, Role.CITY, (_S.SUBMITTED, _S.CONFIRMED), _S.RETURNED),
    ReturnTransition(ReturnAction.LOCK, Role.CITY, (_S.CONFIRMED,), _S.LOCKED),
    ReturnTransition(ReturnAction.REOPEN, Role.CITY, (_S.LOCKED,), _S.CONFIRMED),
    ReturnTransition(ReturnAction.IMPORT, Role.OPERATOR, (_S.OPEN, _S.RETURNED), _S.SUBMITTED, new=True),
    ReturnTransition(
        ReturnAction.IMPORT, Role.DISTRICT, (_S.OPEN, _S.RETURNED, _S.SUBMITTED, _S.CONFIRMED), _S.CONFIRMED, new=True
    ),
    ReturnTransition(
        ReturnAction.IMPORT, Role.CITY, (_S.OPEN, _S.RETURNED, _S.SUBMITTED, _S.CONFIRMED), _S.CONFIRMED, new=True
    ),
    ReturnTransition(ReturnAction.IMPORT, Role.ADMIN, (_S.OPEN, _S.RETURNED, _S.SUBMITTED), _S.SUBMITTED, new=True),
    ReturnTransition(ReturnAction.LOAD, Role.CITY, (), _S.LOCKED, new=True),
    ReturnTransition(ReturnAction.LOAD, Role.ADMIN, (), _S.LOCKED, new=True),
)
BY_ACTION_AND_ROLE: dict[tuple[ReturnAction, str], ReturnTransition] = {(row.action, row.role): row for row in RETURNS}


def return_transition(action: ReturnAction, role: str) -> ReturnTransition | None:
    """The row for an action and a role; None where the role never does it."""
    return BY_ACTION_AND_ROLE.get((action, role))


def return_actions_open_to(role: str, state: str) -> tuple[ReturnAction, ...]:
    """The actions that the table allows a role in a state, in table order."""
    return tuple(row.action for row in RETURNS if row.role == role and state in row.sources)


class CampaignState(StrEnum):
    """States of a year's evaluation (年度考核评价)."""

    DRAFT = "draft"
    OPEN = "open"
    PRELIMINARY = "preliminary"
    PUBLISHED = "published"


CAMPAIGN_STATE_LABELS: dict[CampaignState, str] = {
    CampaignState.DRAFT: "筹备中",
    CampaignState.OPEN: "评价中",
    CampaignState.PRELIMINARY: "初评结果",
    CampaignState.PUBLISHED: "已公布",
}


class CampaignAction(StrEnum):
    """What someone does in a year's evaluation."""

    SET_UP = "set_up_campaign"
    OPEN = "open_campaign"
    ASSIGN = "assign_markers"
    SELF_ASSESS = "self_assess"
    MARK = "mark_indicators"
    ANNOUNCE = "announce_results"
    TAKE_BACK = "take_back_results"
    REQUEST_REVIEW = "request_review"
    REPLY = "reply_to_request"
    PUBLISH = "publish_results"
    CORRECT = "correct_result"
    MARK_PRACTICE = "mark_practice"
    ISSUE = "issue_documents"


CAMPAIGN_ACTION_LABELS: dict[CampaignAction, str] = {
    CampaignAction.SET_UP: "确定方案和参评范围",
    CampaignAction.OPEN: "启动评价",
    CampaignAction.ASSIGN: "分配专家、调整参评范围",
    CampaignAction.SELF_ASSESS: "自评",
    CampaignAction.MARK: "专家评分",
    CampaignAction.ANNOUNCE: "发布初评结果",
    CampaignAction.TAKE_BACK: "收回初评结果",
    CampaignAction.REQUEST_REVIEW: "申请复核",
    CampaignAction.REPLY: "答复复核",
    CampaignAction.PUBLISH: "公布结果",
    CampaignAction.CORRECT: "更正结果",
    CampaignAction.MARK_PRACTICE: "评定典型经验",
    CampaignAction.ISSUE: "制发文书",
}


@dataclass(frozen=True, slots=True)
class CampaignTransition:
    """One row of the table: `role` may take `action` in any of `sources`; without `target` the state stays."""

    action: CampaignAction
    role: Role
    sources: tuple[CampaignState, ...]
    target: CampaignState | None = None


_C = CampaignState
CAMPAIGNS: tuple[CampaignTransition, ...] = (
    CampaignTransition(CampaignAction.SET_UP, Role.CITY, (_C.DRAFT,)),
    CampaignTransition(CampaignAction.OPEN, Role.CITY, (_C.DRAFT,), _C.OPEN),
    CampaignTransition(CampaignAction.ASSIGN, Role.CITY, (_C.OPEN,)),
    CampaignTransition(CampaignAction.SELF_ASSESS, Role.OPERATOR, (_C.OPEN,)),
    CampaignTransition(CampaignAction.MARK, Role.EXPERT, (_C.OPEN,)),
    CampaignTransition(CampaignAction.ANNOUNCE, Role.CITY, (_C.OPEN,), _C.PRELIMINARY),
    CampaignTransition(CampaignAction.TAKE_BACK, Role.CITY, (_C.PRELIMINARY,), _C.OPEN),
    CampaignTransition(CampaignAction.REQUEST_REVIEW, Role.OPERATOR, (_C.PRELIMINARY,)),
    CampaignTransition(CampaignAction.REPLY, Role.CITY, (_C.PRELIMINARY,)),
    CampaignTransition(CampaignAction.PUBLISH, Role.CITY, (_C.PRELIMINARY,), _C.PUBLISHED),
    CampaignTransition(CampaignAction.CORRECT, Role.CITY, (_C.PRELIMINARY, _C.PUBLISHED)),
    CampaignTransition(CampaignAction.MARK_PRACTICE, Role.CITY, (_C.PRELIMINARY, _C.PUBLISHED)),
    CampaignTransition(CampaignAction.ISSUE, Role.CITY, (_C.PUBLISHED,)),
)
CAMPAIGN_ROWS: dict[tuple[CampaignAction, str], CampaignTransition] = {(row.action, row.role): row for row in CAMPAIGNS}
ANNOUNCED = frozenset({CampaignState.PRELIMINARY, CampaignState.PUBLISHED})
"""The makerspaces know their results."""


def campaign_transition(action: CampaignAction, role: str) -> CampaignTransition | None:
    """The row for an action and a role; None where the role never does it."""
    return CAMPAIGN_ROWS.get((action, role))
