"""Changes: states × steps × roles against a literal set."""

from itertools import product

import pytest

from filings.permissions import can_on_change
from filings.workflow import Role
from filings.workflow_changes import (
    CHANGE,
    CHANGE_ACTION_LABELS,
    CHANGE_ENDED,
    CHANGE_HOLDER,
    CHANGE_STATE_LABELS,
    ChangeAction,
    ChangeState,
)
from tests.factories import make_district, make_user
from tests.factories_applications import member_of
from tests.factories_changes import district_clerk, report
from tests.factories_story import city_clerk

BEFORE = ("reported", "documents_checked", "site_checked")
OPEN = ("reported", "returned", "documents_checked", "site_checked", "forwarded", "cancellation_proposed")
ALLOWED = {
    ("district", "reported", "check_documents"),
    ("district", "documents_checked", "check_site"),
    ("district", "site_checked", "forward_change"),
    ("district", "site_checked", "propose_cancellation"),
    *(("district", state, "return_change") for state in BEFORE),
    *(("district", state, "withdraw_change") for state in (*BEFORE, "returned")),
    *(("operator", state, "withdraw_change") for state in (*BEFORE, "returned")),
    ("operator", "returned", "resubmit_change"),
    ("city", "forwarded", "return_change"),
    ("city", "forwarded", "file_change"),
    ("city", "cancellation_proposed", "file_change"),
    *((None, state, "close_change") for state in OPEN),
    (None, "cancellation_proposed", "resume_change"),
}
TARGETS = {
    "check_documents": "documents_checked",
    "check_site": "site_checked",
    "forward_change": "forwarded",
    "propose_cancellation": "cancellation_proposed",
    "return_change": "returned",
    "resubmit_change": "reported",
    "withdraw_change": "withdrawn",
    "file_change": "filed",
    "close_change": "closed",
    "resume_change": "forwarded",
}


def test_the_table_allows_exactly_this():
    rows = {(row.role and row.role.value, state.value, row.action.value) for row in CHANGE for state in row.sources}
    assert rows == ALLOWED
    assert {row.action.value: row.target.value for row in CHANGE} == TARGETS
    assert {row.action.value for row in CHANGE if row.signed} == {"file_change"}


def test_every_state_and_step_is_named_and_every_open_state_held():
    assert set(CHANGE_STATE_LABELS) == set(ChangeState)
    assert set(CHANGE_ACTION_LABELS) == set(ChangeAction) == {row.action for row in CHANGE}
    assert set(CHANGE_HOLDER) == set(ChangeState) - CHANGE_ENDED == {ChangeState(state) for state in OPEN}


@pytest.mark.django_db
def test_can_answers_by_role_reach_and_state():
    change = report()
    within = {
        "operator": member_of(change.operator),
        "district": district_clerk(change.filing),
        "city": city_clerk(),
        "expert": make_user(Role.EXPERT),
        "admin": make_user(Role.ADMIN),
        "auditor": make_user(Role.AUDITOR),
        None: None,
    }
    out = (make_user(Role.OPERATOR), make_user(Role.DISTRICT, district=make_district("jinshui")))
    for state, action in product(ChangeState, ChangeAction):
        change.state = state
        for role, user in within.items():
            assert bool(can_on_change(user, action, change)) == ((role, state.value, action.value) in ALLOWED)
        assert not any(can_on_change(user, action, change) for user in out)
