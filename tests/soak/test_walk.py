"""Random walks over an application's whole life, Article 8 beside it: only what table and guards allow happens.

Each walk goes with two like applications, one decided page by page, the other as one of many; they must stay equal.
Whatever is refused changes nothing at all; whatever succeeds ends where the table says. In the end every walk is led to
an end, the record proves itself, and numbers have neither gap nor double.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any, TypeVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from filings import models as m
from filings.errors import WorkflowRefused
from filings.services.seals import broken_records
from filings.workflow import (
    APPLICATION,
    ENDED,
    FRAUD_CASE,
    MAIN_PATH,
    Action,
    CaseAction,
    CaseState,
    CaseTransition,
    Role,
    State,
    Transition,
)
from tests.filings.services.test_meetings import traces
from tests.walking import CASE_ROWS, HOME, PROPOSE, STEPS, TO_FINDING, BulkWalk, Walk, World, way_to

pytestmark = pytest.mark.django_db

Row = TypeVar("Row", Transition, CaseTransition)
ROLES = (None, *Role)
FAR, ASIDE = 12, 2
"""How much likelier than an end are a step on the main path and one that leads back or stays, so that walks go far."""


class Pair:
    """The two applications of a walk, with what must hold of every step."""

    def __init__(self, world: World, taken: Counter[str]) -> None:
        self.walks = (Walk(world, world.drafts[0]), BulkWalk(world, world.drafts[1]))
        self.taken = taken

    @property
    def single(self) -> Walk:
        return self.walks[0]

    def take(self, step: str, role: Role | None, *, flag: bool = True) -> None:
        """Both try a step: what is expected happens to both, and they are equal after it."""
        for walk in self.walks:
            self.take_one(walk, step, role, flag=flag)
        single, bulk = (traces(walk.case) for walk in self.walks)
        assert single == bulk
        cases = [list(walk.case.fraud_cases.order_by("pk").values_list("state", flat=True)) for walk in self.walks]
        assert cases[0] == cases[1]

    def take_one(self, walk: Walk, step: str, role: Role | None, *, flag: bool) -> None:
        expected, before = walk.may(step, role), walk.case.state
        if not walk.is_open_to_try(step):
            return
        walk.make_ready(step, role)
        there = what_is_there()
        case, refused = walk.fraud, None
        try:
            walk.attempt(step, role, flag=flag)
        except WorkflowRefused as refusal:
            walk.read()
            refused = refusal
        assert (refused is None) == expected, f"{role} {step} in {before}: {refused}"
        if refused:
            assert refused.explanation.endswith("。")
            assert (walk.case.state, what_is_there()) == (before, there)
            return
        self.taken[step] += 1
        assert walk.case.state == target_of(step, role, before)
        if isinstance(step, CaseAction):
            case.refresh_from_db()
            assert case.state == CASE_ROWS[step].target
            self.taken[Action.DISQUALIFY] += step == CaseAction.FIND and before not in ENDED

    def lead_home(self) -> None:
        """An open case is dropped, and from every state there is a way to an end."""
        if self.single.fraud:
            self.take(CaseAction.DROP, Role.CITY)
        for _ in range(len(HOME)):
            if self.single.case.state in ENDED:
                break
            self.take(*HOME[State(self.single.case.state)])
        assert all(walk.case.state in ENDED and walk.fraud is None for walk in self.walks)

    def check_records(self) -> None:
        """Chains, states, snapshots hold; numbers of applications and filings have neither gap nor double."""
        assert broken_records() == []
        numbers = sorted(filter(None, m.Application.objects.values_list("number", flat=True)))
        assert numbers == [f"2026-{number:04d}" for number in range(1, len(numbers) + 1)]
        serials = sorted(m.Filing.objects.values_list("serial", flat=True))
        assert serials == list(range(1, len(serials) + 1))
        approved = m.Application.objects.filter(state=State.APPROVED)
        assert m.Filing.objects.count() == approved.count()
        assert m.Snapshot.objects.count() == m.Document.objects.filter(kind="application_form").count()


def what_is_there() -> list[int]:
    """How many there are of whatever a step may leave behind."""
    kept = (m.HistoryLine, m.Document, m.Notice, m.Filing, m.Ban, m.PendingAct, m.Snapshot, m.CorrectionRequest)
    return [model.objects.count() for model in (*kept, m.PanelDraw, m.ReviewAssignment, m.FraudCase, m.PublicNotice)]


def target_of(step: str, role: Role | None, before: str) -> str:
    """Where a step leads; those beside the application leave it where it is."""
    if step == CaseAction.FIND:
        return before if before in ENDED else State.DISQUALIFIED
    rows = [row for row in APPLICATION if (row.action, row.role) == (step, role)]
    return rows[0].target if rows else before


@pytest.fixture
def world() -> World:
    return World()


def undone(world: World, taken: Counter[str]) -> Iterator[Pair]:
    """A pair whose walk is undone after it."""
    with transaction.atomic():
        yield Pair(world, taken)
        transaction.set_rollback(True)


# Every row, once ---------------------------------------------------------------------------------------------------


def rows_by_source(table: tuple[Row, ...]) -> Iterator[tuple[Row, Any]]:
    """Each row with each state that it starts from."""
    return ((row, source) for row in table for source in row.sources)


def steps_of(row: Transition) -> tuple[tuple[str, Role | None], ...]:
    """What takes a row: a step, or for disqualifying the whole proceedings."""
    return TO_FINDING if row.action is Action.DISQUALIFY else ((row.action, row.role),)


def test_every_row_is_taken_from_every_state_it_names(world):
    taken: Counter[str] = Counter()
    for row, source in rows_by_source(APPLICATION):
        for pair in undone(world, taken):
            for step, role in (*way_to(source), *steps_of(row)):
                pair.take(step, role)
            assert pair.single.case.state == row.target
            pair.check_records()
    assert set(taken) >= set(Action)


def test_every_row_of_the_fraud_case_is_taken_from_every_state_it_names(world):
    taken: Counter[str] = Counter()
    for row, source in rows_by_source(FRAUD_CASE):
        before = TO_FINDING[: 1 + list(CaseState).index(source)]
        for pair in undone(world, taken):
            for step, role in (*way_to(State.SUBMITTED), *before, (row.action, row.role)):
                pair.take(step, role)
            pair.check_records()
    assert set(taken) >= set(CaseAction)


CASE, FOUND = TO_FINDING[:1], TO_FINDING
"""A case proposed; found after all."""
BARRED = (
    (State.SUBMITTED, CASE, Action.WITHDRAW, Role.OPERATOR),
    (State.ACCEPTED, CASE, Action.WITHDRAW, Role.OPERATOR),
    (State.PUBLICISED, CASE, Action.APPROVE, Role.CITY),
    (State.DECLINED, FOUND, Action.OVERTURN, Role.CITY),
    (State.DRAFT, None, Action.SUBMIT, Role.OPERATOR),
    (State.RETURNED, None, Action.RESUBMIT, Role.OPERATOR),
)
"""Where, after which steps (None: under a ban from elsewhere), what the table allows is refused."""


@pytest.mark.parametrize(("state", "before", "action", "role"), BARRED)
def test_what_another_record_forbids_is_refused_and_a_way_out_stays(world, state, before, action, role):
    for pair in undone(world, Counter()):
        for step, who in (*way_to(state), *(before or ())):
            pair.take(step, who)
        for walk in pair.walks:
            if before is None:
                walk.ban()
            assert (action, role) in walk.barred_steps()
        pair.take(action, role)
        pair.lead_home()
        pair.check_records()


# At random ---------------------------------------------------------------------------------------------------------


class RandomWalk(RuleBasedStateMachine):
    """Mostly what is allowed, now and then what is not, rarely a ban from elsewhere."""

    world: World
    taken: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.undoing = undone(self.world, self.taken)
        self.pair = next(self.undoing)

    @rule(data=st.data(), flag=st.booleans())
    def go_on(self, data: st.DataObject, *, flag: bool) -> None:
        steps = list(self.pair.single.open_steps())
        weighted = [each for each in steps for _ in range(weight_of(*each))]
        if weighted:
            self.pair.take(*data.draw(st.sampled_from(weighted)), flag=flag)

    @rule(step=st.sampled_from(STEPS), role=st.sampled_from(ROLES), flag=st.booleans())
    def go_astray(self, step: str, role: Role | None, *, flag: bool) -> None:
        if (step == Action.LAPSE) == (role is None):  # the calendar lapses, and does nothing else
            self.pair.take(step, role, flag=flag)

    @precondition(lambda self: self.pair.single.barred_steps())
    @rule(data=st.data())
    def try_what_is_barred(self, data: st.DataObject) -> None:
        self.pair.take(*data.draw(st.sampled_from(self.pair.single.barred_steps())))

    @precondition(
        lambda self: self.pair.single.case.state in (State.DRAFT, State.RETURNED) and not self.pair.single.is_banned
    )
    @rule(chance=st.integers(0, 3))
    def come_under_a_ban(self, chance: int) -> None:
        if chance == 0:
            for walk in self.pair.walks:
                walk.ban()

    def teardown(self) -> None:
        try:
            self.pair.lead_home()
            self.pair.check_records()
        finally:
            transaction.set_rollback(True)
            next(self.undoing, None)


def weight_of(step: str, role: Role | None) -> int:
    """How likely a step is beside the others that are allowed."""
    target = target_of(step, role, "")
    if target in MAIN_PATH and step not in (Action.RESUBMIT, Action.OVERTURN, Action.REVIEW_AGAIN):
        return FAR
    return 1 if target in ENDED or step in (PROPOSE, CaseAction.DROP, CaseAction.FIND) else ASIDE


def test_random_walks_follow_the_table(world, soak_scale):
    RandomWalk.world, RandomWalk.taken = world, Counter()
    run_state_machine_as_test(
        RandomWalk,
        settings=settings(
            max_examples=50 if soak_scale == 1 else 100 * soak_scale,
            stateful_step_count=50,
            deadline=None,
            derandomize=soak_scale == 1,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    if soak_scale > 1:
        assert set(RandomWalk.taken) >= {*Action, *CaseAction}
