"""The table of recommendations upward: whole, worded, and what history shows of its steps."""

import pytest

from filings.models import UpwardRecommendation
from filings.selectors.timeline import line_label
from filings.workflow_upward import (
    SENT,
    UPWARD,
    UPWARD_ACTION_LABELS,
    UPWARD_STATE_LABELS,
    UpwardAction,
    UpwardState,
    upward_transition,
)


def test_every_state_and_action_has_its_row_and_word():
    assert set(UPWARD_STATE_LABELS) == set(UpwardState)
    assert {row.action for row in UPWARD} == set(UpwardAction)
    assert set(UPWARD_ACTION_LABELS) == {"draft_upward", *UpwardAction}
    reached = {UpwardState.PREPARED, *(row.target for row in UPWARD)}
    assert reached == set(UpwardState)
    assert [choice[0] for choice in UpwardRecommendation._meta.get_field("state").choices] == list(UpwardState)


@pytest.mark.parametrize("action", sorted(UPWARD_ACTION_LABELS))
def test_history_words_every_step(action):
    assert line_label(action) == UPWARD_ACTION_LABELS[action]


def test_only_a_result_is_taken_back_and_what_fell_away_stays_so():
    assert upward_transition(UpwardAction.REOPEN).sources == (UpwardState.GRANTED, UpwardState.REFUSED)
    assert not any(UpwardState.DROPPED in row.sources for row in UPWARD)
    assert UpwardState.PREPARED not in SENT
