"""States × actions × roles against a literal set: what the table allows, and nothing else."""

from itertools import product

import pytest

from filings.models import User
from filings.permissions import can
from filings.workflow import (
    ACTION_LABELS,
    APPLICATION,
    ENDED,
    HOLDER,
    LIVE,
    MAIN_PATH,
    STATE_LABELS,
    Action,
    Role,
    State,
    actions_open_to,
    is_signed,
    transition_of,
)
from tests.factories import make_application, make_compliant_space, make_district, make_user

ALLOWED = {
    ("operator", "draft", "submit"),
    ("operator", "draft", "withdraw"),
    ("operator", "submitted", "withdraw"),
    ("operator", "returned", "resubmit"),
    ("operator", "returned", "withdraw"),
    ("operator", "recommended", "withdraw"),
    ("operator", "accepted", "withdraw"),
    ("district", "submitted", "recommend"),
    ("district", "submitted", "decline"),
    ("district", "submitted", "return"),
    ("city", "recommended", "return"),
    ("city", "accepted", "return"),
    ("city", "declined", "overturn"),
    ("city", "recommended", "accept"),
    ("city", "accepted", "start_review"),
    ("city", "accepted", "reject"),
    ("city", "in_review", "finish_review"),
    ("city", "reviewed", "publicise"),
    ("city", "reviewed", "reject"),
    ("city", "publicised", "approve"),
    ("city", "publicised", "reject"),
}
TARGETS = {
    "submit": "submitted",
    "withdraw": "withdrawn",
    "recommend": "recommended",
    "decline": "declined",
    "accept": "accepted",
    "start_review": "in_review",
    "finish_review": "reviewed",
    "publicise": "publicised",
    "approve": "approved",
    "reject": "rejected",
    "return": "returned",
    "resubmit": "submitted",
    "lapse": "lapsed",
    "overturn": "submitted",
}
SIGNED = {"recommend", "decline", "approve", "reject"}


def test_the_table_allows_exactly_this():
    open_to = {
        (role.value, state.value, action.value)
        for role, state in product(Role, State)
        for action in actions_open_to(role, state)
    }
    assert open_to == ALLOWED


def test_every_action_has_its_target_and_its_signature():
    assert {row.action.value: row.target.value for row in APPLICATION} == TARGETS
    assert {row.action.value for row in APPLICATION if row.signed} == SIGNED
    assert {row.action for row in APPLICATION} == set(Action) == set(ACTION_LABELS)


def test_an_action_has_one_row_for_a_role_and_one_target():
    assert len({(row.action, row.role) for row in APPLICATION}) == len(APPLICATION)
    assert len({(row.action, row.target) for row in APPLICATION}) == len(Action)


def test_every_state_is_named_and_either_live_or_ended():
    assert set(STATE_LABELS) == set(State)
    assert frozenset(State) == LIVE | ENDED
    assert not LIVE & ENDED
    assert set(HOLDER) == LIVE
    assert set(MAIN_PATH) <= set(State)


def test_nothing_leaves_a_state_that_has_ended_but_a_decline_that_the_city_overturns():
    leaving = {(row.action, source) for row in APPLICATION for source in row.sources if source in ENDED}
    assert leaving == {(Action.OVERTURN, State.DECLINED)}


@pytest.mark.django_db
def test_can_answers_by_role_reach_and_state():
    """Every account within reach gets what the table says; an account out of reach nothing at all."""
    space = make_compliant_space()
    application = make_application(space, state="submitted")
    within = {
        "operator": make_user(Role.OPERATOR, operator=space.operator),
        "district": make_user(Role.DISTRICT, district=space.district),
        "city": make_user(Role.CITY),
        "expert": make_user(Role.EXPERT),
        "admin": make_user(Role.ADMIN),
        "auditor": make_user(Role.AUDITOR),
    }
    out = {
        "operator": make_user(Role.OPERATOR),
        "district": make_user(Role.DISTRICT, district=make_district("jinshui")),
    }
    for state, action in product(State, Action):
        application.state = state
        for role, user in within.items():
            assert bool(can(user, action, application)) == ((role, state.value, action.value) in ALLOWED)
        for user in out.values():
            assert not can(user, action, application)


def test_a_refusal_says_why():
    decision = can(User(role=Role.EXPERT), Action.SUBMIT, None)
    assert (decision.allowed, decision.reason) == (False, "您的角色不能办理这一事项。")


def test_transition_of_gives_the_row():
    row = transition_of(Action.RECOMMEND, Role.DISTRICT)
    assert row is not None
    assert (row.sources, row.signed) == ((State.SUBMITTED,), True)
    assert transition_of(Action.RECOMMEND, Role.CITY) is None
    assert is_signed(Action.RECOMMEND, Role.DISTRICT)
    assert not is_signed(Action.ACCEPT, Role.CITY)


@pytest.mark.django_db
def test_the_system_takes_what_the_table_gives_it_and_nothing_else():
    application = make_application(make_compliant_space(), state="submitted")
    taken = set()
    for state, action in product(State, Action):
        application.state = state
        if can(None, action, application):
            taken.add((state.value, action.value))
    assert taken == {("returned", "lapse")}
