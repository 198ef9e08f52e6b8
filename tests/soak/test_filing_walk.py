"""Random walks over the life of a filing: only what tables and guards allow happens, what is refused changes nothing at all,
and at every step one filing is in force at most and the ban runs exactly while a revocation stands.
"""

from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from filings import models as m
from filings.errors import WorkflowRefused
from filings.services.seals import broken_records
from filings.workflow import Role
from filings.workflow_changes import ChangeAction
from filings.workflow_revocations import REVOCATION, RevocationAction, RevocationState
from tests.walking_filings import PROPOSE, ROLES, STEPS, FilingWalk, FilingWorld

pytestmark = pytest.mark.django_db

TO_DECISION: tuple[tuple[str, Role], ...] = (
    (PROPOSE, Role.DISTRICT),
    (RevocationAction.NOTIFY, Role.CITY),
    (RevocationAction.SERVE, Role.CITY),
    (RevocationAction.DEFEND, Role.OPERATOR),
    (RevocationAction.CHECK_LEGALITY, Role.CITY),
    (RevocationAction.REVOKE, Role.CITY),
)
REACHED = (
    *(RevocationState.PROPOSED, RevocationState.NOTIFIED, RevocationState.SERVED, RevocationState.HEARD),
    *(RevocationState.CHECKED, RevocationState.REVOKED),
)
"""The state after each of these steps."""
FAR = 6
"""How much likelier a step towards the decision is than another, so that walks come to revocations."""


def take(walk: FilingWalk, taken: Counter[str], step: str, role: Role, *, flag: bool = True) -> None:
    """Try a step: what is expected happens, and nothing else."""
    if not walk.is_open_to_try(step):
        return
    expected, there, refused = walk.may(step, role), what_is_there(), None
    try:
        walk.attempt(step, role, flag=flag)
    except WorkflowRefused as refusal:
        walk.read()
        refused = refusal
    assert (refused is None) == expected, f"{role} {step}: {refused}"
    if refused:
        assert refused.explanation.endswith("。")
        assert what_is_there() == there
    else:
        taken[step] += 1
    walk.check()


def what_is_there() -> list[int]:
    """How many there are of whatever a step may leave behind."""
    kept = (m.HistoryLine, m.Document, m.Notice, m.Filing, m.Ban, m.PendingAct, m.Revocation, m.RevocationFile)
    return [model.objects.count() for model in (*kept, m.ChangeReport, m.ChangeFile, m.Cancellation, m.StoredFile)]


@pytest.fixture
def world() -> FilingWorld:
    return FilingWorld()


def undone(world: FilingWorld) -> Iterator[FilingWalk]:
    """A walk that is undone after it."""
    with transaction.atomic():
        yield FilingWalk(world)
        transaction.set_rollback(True)


def test_every_row_of_the_revocation_is_taken_from_every_state_it_names(world):
    taken: Counter[str] = Counter()
    for row in REVOCATION:
        for source in row.sources:
            for walk in undone(world):
                for step, role in (*TO_DECISION[: 1 + REACHED.index(source)], (row.action, row.role)):
                    take(walk, taken, step, role)
                assert walk.revocation.state == row.target
    assert set(taken) >= set(RevocationAction)


def test_nothing_comes_back_beside_a_filing_anew(world):
    for walk in undone(world):
        for step, role in TO_DECISION:
            take(walk, Counter(), step, role)
        walk.put_on_file_anew()
        take(walk, Counter(), RevocationAction.REINSTATE, Role.CITY)
        assert walk.revocation.state == RevocationState.REVOKED
        assert broken_records() == []


class RandomFilingWalk(RuleBasedStateMachine):
    """Mostly what is allowed, now and then what is not; an ended filing is followed by another."""

    world: FilingWorld
    taken: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.undoing = undone(self.world)
        self.walk = next(self.undoing)

    @rule(data=st.data(), flag=st.booleans())
    def go_on(self, data: st.DataObject, *, flag: bool) -> None:
        steps = [each for each in self.walk.open_steps() for _ in range(weight_of(each[0]))]
        if steps:
            take(self.walk, self.taken, *data.draw(st.sampled_from(steps)), flag=flag)

    @rule(step=st.sampled_from(STEPS), role=st.sampled_from(ROLES), flag=st.booleans())
    def go_astray(self, step: str, role: Role, *, flag: bool) -> None:
        take(self.walk, self.taken, step, role, flag=flag)

    @precondition(lambda self: not self.walk.is_active)
    @rule(chance=st.integers(0, 2))
    def put_on_file_anew(self, chance: int) -> None:
        if chance == 0:
            self.walk.put_on_file_anew()
            self.walk.check()

    def teardown(self) -> None:
        try:
            assert broken_records() == []
        finally:
            transaction.set_rollback(True)
            next(self.undoing, None)


def weight_of(step: str) -> int:
    """How likely a step is beside the others that are allowed."""
    ends = (RevocationAction.DROP, ChangeAction.WITHDRAW, RevocationAction.SUPPLEMENT)
    return FAR if isinstance(step, RevocationAction) and step not in ends else 1


def test_random_walks_follow_the_tables(world, soak_scale):
    RandomFilingWalk.world, RandomFilingWalk.taken = world, Counter()
    run_state_machine_as_test(
        RandomFilingWalk,
        settings=settings(
            max_examples=8 if soak_scale == 1 else 60 * soak_scale,
            stateful_step_count=35,
            deadline=None,
            derandomize=soak_scale == 1,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    if soak_scale > 1:
        assert set(RandomFilingWalk.taken) >= {*RevocationAction, ChangeAction.FILE}
