"""Revocations: states × steps × roles against a literal set; the four grounds as Article 15 puts them."""

from itertools import product

import pytest

from filings.models import Revocation
from filings.permissions import can_on_revocation
from filings.workflow import Role
from filings.workflow_revocations import (
    GROUNDS,
    REVOCATION,
    REVOCATION_ACTION_LABELS,
    REVOCATION_ENDED,
    REVOCATION_HOLDER,
    REVOCATION_STATE_LABELS,
    Ground,
    RevocationAction,
    RevocationState,
)
from tests.factories import make_user
from tests.factories_applications import member_of
from tests.factories_changes import district_clerk
from tests.factories_revocations import propose
from tests.factories_story import city_clerk

OPEN = ("proposed", "notified", "served", "heard", "checked")
ALLOWED = {
    ("city", "proposed", "supplement_revocation"),
    ("city", "proposed", "notify_revocation"),
    ("city", "notified", "serve_revocation_notice"),
    ("city", "served", "correct_revocation_service"),
    ("operator", "served", "defend_revocation"),
    ("city", "served", "close_revocation_hearing"),
    ("city", "heard", "check_legality"),
    ("city", "checked", "check_legality"),
    ("city", "checked", "revoke_filing"),
    ("city", "revoked", "reinstate_filing"),
    *(("city", state, "drop_revocation") for state in OPEN),
}
TARGETS = {
    "supplement_revocation": "proposed",
    "notify_revocation": "notified",
    "serve_revocation_notice": "served",
    "correct_revocation_service": "served",
    "defend_revocation": "heard",
    "close_revocation_hearing": "heard",
    "check_legality": "checked",
    "revoke_filing": "revoked",
    "drop_revocation": "dropped",
    "reinstate_filing": "reinstated",
}


def test_the_table_allows_exactly_this():
    assert {(row.role.value, state.value, row.action.value) for row in REVOCATION for state in row.sources} == ALLOWED
    assert {row.action.value: row.target.value for row in REVOCATION} == TARGETS
    assert {row.action.value for row in REVOCATION if row.signed} == {"revoke_filing", "reinstate_filing"}


def test_every_state_and_step_is_named_and_every_open_state_held():
    assert set(REVOCATION_STATE_LABELS) == set(RevocationState)
    assert set(REVOCATION_ACTION_LABELS) == set(RevocationAction) == {row.action for row in REVOCATION}
    assert set(REVOCATION_HOLDER) == set(RevocationState) - REVOCATION_ENDED == {RevocationState(s) for s in OPEN}


def test_the_grounds_are_those_of_the_article_in_its_order():
    assert [GROUNDS[ground].clause for ground in Ground] == [
        f"第十五条第（{number}）项" for number in ("一", "二", "三", "四")
    ]
    assert [ground.value for ground in Ground] == Revocation.Ground.values
    assert GROUNDS[Ground.FAILED].words == "考核评价结果连续两年为不合格的"


@pytest.mark.django_db
def test_can_answers_by_role_reach_and_state():
    revocation = propose()
    within = {
        "operator": member_of(revocation.operator),
        "district": district_clerk(revocation.filing),
        "city": city_clerk(),
        "expert": make_user(Role.EXPERT),
        "admin": make_user(Role.ADMIN),
        "auditor": make_user(Role.AUDITOR),
    }
    outside = make_user(Role.OPERATOR)
    for state, action in product(RevocationState, RevocationAction):
        revocation.state = state
        for role, user in within.items():
            allowed = bool(can_on_revocation(user, action, revocation))
            assert allowed == ((role, state.value, action.value) in ALLOWED)
        assert not can_on_revocation(outside, action, revocation)
