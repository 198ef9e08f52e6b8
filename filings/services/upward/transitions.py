"""advance_upward() alone writes the state of a recommendation upward, with its line in the filing's history."""

from typing import Any

from filings.errors import WorkflowRefused
from filings.models import UpwardRecommendation, User
from filings.services.history import append_line
from filings.workflow_upward import UPWARD_STATE_LABELS, UpwardAction, UpwardState, upward_transition


def advance_upward(
    record: UpwardRecommendation,
    action: UpwardAction,
    *,
    actor: User,
    reason: str = "",
    details: dict[str, Any] | None = None,
    **fields: Any,
) -> UpwardRecommendation:
    """Take one step on a locked recommendation, in the caller's transaction: the state it comes from is checked
    (WorkflowRefused otherwise), `fields` and the state are written, and the line of the filing's history.
    """
    row = upward_transition(action)
    if record.state not in row.sources:
        now = UPWARD_STATE_LABELS[UpwardState(record.state)]
        raise WorkflowRefused(
            f"{record.filing.space}的推荐现在是“{now}”，不能再办理这一事项。可能已由他人办理，请刷新后查看。"
        )
    before, record.state = record.state, row.target.value
    for name, value in fields.items():
        setattr(record, name, value)
    record.save(update_fields=["state", *fields])
    append_line(
        record.filing,
        actor=actor,
        action=action,
        from_state=before,
        to_state=row.target,
        reason=reason,
        details={"recommendation": record.pk, "letter": record.letter_id} | (details or {}),
    )
    return record
