"""States × actions × roles of annual returns against a list written out here, and what roles may ever do."""

from itertools import product

import pytest

from evaluation.permissions import can, visible_returns
from evaluation.workflow import ReturnAction, ReturnState
from filings.workflow import Role
from tests.factories import make_district, make_operator, make_user
from tests.factories_statistics import make_return

ALLOWED = {
    ("operator", "submit_return", "open"),
    ("operator", "submit_return", "returned"),
    ("operator", "import_return", "open"),
    ("operator", "import_return", "returned"),
    ("district", "confirm_return", "submitted"),
    ("district", "send_back_return", "submitted"),
    ("district", "send_back_return", "confirmed"),
    ("district", "import_return", "open"),
    ("district", "import_return", "returned"),
    ("district", "import_return", "submitted"),
    ("district", "import_return", "confirmed"),
    ("city", "confirm_return", "submitted"),
    ("city", "send_back_return", "submitted"),
    ("city", "send_back_return", "confirmed"),
    ("city", "lock_return", "confirmed"),
    ("city", "reopen_return", "locked"),
    ("city", "import_return", "open"),
    ("city", "import_return", "returned"),
    ("city", "import_return", "submitted"),
    ("city", "import_return", "confirmed"),
    ("admin", "import_return", "open"),
    ("admin", "import_return", "returned"),
    ("admin", "import_return", "submitted"),
}


def accounts(space):
    return {
        "operator": make_user("operator", operator=space.operator),
        "district": make_user("district", district=space.district),
        **{role: make_user(role) for role in ("city", "admin", "auditor", "expert")},
    }


@pytest.mark.django_db
def test_every_state_action_and_role():
    record = make_return()
    people = accounts(record.space)
    found = set()
    for role, action, state in product(people, ReturnAction, ReturnState):
        record.state = state.value
        if can(people[role], action, record):
            found.add((role, action.value, state.value))
    assert found == ALLOWED


@pytest.mark.django_db
def test_nobody_acts_out_of_reach():
    record = make_return(state="submitted")
    strangers = [
        make_user("operator", operator=make_operator()),
        make_user("district", district=make_district("jinshui")),
    ]
    assert not any(can(user, action, record) for user in strangers for action in ReturnAction)


@pytest.mark.django_db
def test_who_sees_which_returns():
    draft, sent = make_return(), make_return(state="submitted")
    people = accounts(draft.space)
    seen = {role: set(visible_returns(user)) for role, user in people.items()}
    assert seen == {
        "operator": {draft},
        "district": {sent},
        "city": {sent},
        "admin": {sent},
        "auditor": set(),
        "expert": set(),
    }
    assert set(Role) == set(people)
