"""The table of recommendations upward (推荐省级、国家级, Article 4): plain data, as in workflow.py."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class UpwardState(StrEnum):
    """States of a recommendation upward, from the letter's preparation to the result."""

    PREPARED = "prepared"
    RECOMMENDED = "recommended"
    GRANTED = "granted"
    REFUSED = "refused"
    DROPPED = "dropped"


UPWARD_STATE_LABELS: Final[dict[UpwardState, str]] = {
    UpwardState.PREPARED: "待签发",
    UpwardState.RECOMMENDED: "推荐中",
    UpwardState.GRANTED: "获批",
    UpwardState.REFUSED: "未获批",
    UpwardState.DROPPED: "未推荐",
}
SENT: Final = (UpwardState.RECOMMENDED, UpwardState.GRANTED, UpwardState.REFUSED)
"""States after the letter was signed: what others than the city may know of."""


class UpwardAction(StrEnum):
    """Steps of a recommendation; preparing begins it and is no transition. The names stand in the filing's history."""

    SIGN = "sign_upward"
    DROP = "drop_upward"
    GRANT = "grant_upward"
    REFUSE = "refuse_upward"
    REOPEN = "reopen_upward"


UPWARD_ACTION_LABELS: Final[dict[str, str]] = {
    "draft_upward": "拟推荐上报",
    UpwardAction.SIGN: "推荐上报",
    UpwardAction.DROP: "拟推荐上报未签发",
    UpwardAction.GRANT: "推荐获批",
    UpwardAction.REFUSE: "推荐未获批",
    UpwardAction.REOPEN: "更正推荐结果",
}


@dataclass(frozen=True, slots=True)
class UpwardTransition:
    """One row of the table; all of it is the city's."""

    action: UpwardAction
    sources: tuple[UpwardState, ...]
    target: UpwardState


UPWARD: Final[tuple[UpwardTransition, ...]] = (
    UpwardTransition(UpwardAction.SIGN, (UpwardState.PREPARED,), UpwardState.RECOMMENDED),
    UpwardTransition(UpwardAction.DROP, (UpwardState.PREPARED,), UpwardState.DROPPED),
    UpwardTransition(UpwardAction.GRANT, (UpwardState.RECOMMENDED,), UpwardState.GRANTED),
    UpwardTransition(UpwardAction.REFUSE, (UpwardState.RECOMMENDED,), UpwardState.REFUSED),
    UpwardTransition(UpwardAction.REOPEN, (UpwardState.GRANTED, UpwardState.REFUSED), UpwardState.RECOMMENDED),
)


def upward_transition(action: UpwardAction) -> UpwardTransition:
    """The row of an action."""
    return next(row for row in UPWARD if row.action == action)
