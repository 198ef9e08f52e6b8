"""Twenty at once on each deciding action: one carries it out, the others are told; what it leaves behind is left once.

What one raced for leaves is compared with what its like leaves that was decided once. Only PostgreSQL has two writers.
"""

from collections import Counter
from functools import partial

import pytest

from filings import models as m
from filings.services.seals import broken_records
from filings.services.signing import sign_act
from filings.workflow import APPLICATION, Action, Role, State, Transition
from tests.factories import make_user, pdf_bytes
from tests.filings.services.test_recommendation_races import at_once
from tests.walking import TO_FINDING, Walk, World, way_to

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

AT_ONCE = 20
ROWS = {f"{row.action}-{row.role or 'system'}": row for row in APPLICATION}


@pytest.fixture(autouse=True)
def _plain_papers(monkeypatch):
    """What papers look like is tested elsewhere; here they are plain."""
    monkeypatch.setattr("filings.documents.issuing.render_pdf", lambda *_, **__: pdf_bytes(1))


class Prepared(Walk):
    """A walk that stops before the signature: `act` waits for it."""

    act: m.PendingAct | None = None

    def sign(self, act: m.PendingAct) -> None:
        self.act = act


def source_of(row: Transition) -> State:
    """Where to take it from: for disqualifying a case in review, whose experts are told too."""
    return State.IN_REVIEW if row.action is Action.DISQUALIFY else row.sources[0]


def steps_before(row: Transition):
    """The way to the state before, and the proceedings of Article 8 up to the finding."""
    return [*way_to(source_of(row)), *(TO_FINDING[:-1] if row.action is Action.DISQUALIFY else ())]


def step_of(row: Transition) -> tuple[str, Role | None]:
    return TO_FINDING[-1] if row.action is Action.DISQUALIFY else (row.action, row.role)


def walked(walk: Walk, row: Transition) -> Walk:
    """Brought before the decision."""
    for step, role in steps_before(row):
        walk.make_ready(step, role)
        walk.attempt(step, role, flag=True)
    walk.make_ready(*step_of(row))
    return walk


def attempts(world: World, walk: Walk, row: Transition):
    """Twenty calls for one decision, by accounts of one office; a signed act is prepared beforehand and waits."""
    step, role = step_of(row)
    attempt = getattr(walk, f"try_{step}")
    if not row.signed:
        return [partial(attempt, walk.case, walk.person(role), True) for _ in range(AT_ONCE)]
    prepared = Prepared(world, walk.pk)
    getattr(prepared, f"try_{step}")(walk.case, walk.person(role), True)
    signers = [make_user(role, can_sign=True, district=walk.person(role).district) for _ in range(4)]
    return [partial(sign_act, prepared.act, actor=signers[number % 4]) for number in range(AT_ONCE)]


def left_behind(application: m.Application) -> dict:
    """Everything that stands on record of an application, without keys, instants and digests."""
    application.refresh_from_db()
    names = [f"application:{application.pk}", *(f"fraudcase:{case.pk}" for case in application.fraud_cases.all())]
    lines = m.HistoryLine.objects.filter(record__in=names).order_by("record", "sequence")
    told = m.Notice.objects.filter(url__contains=f"/applications/{application.pk}/")
    return {
        "state": application.state,
        "due_on": application.due_on,
        "lines": [(line.action, line.from_state, line.to_state) for line in lines],
        "documents": Counter(application.documents.values_list("kind", flat=True)),
        "filings": m.Filing.objects.filter(application=application).count(),
        "bans": m.Ban.objects.filter(uscc=application.operator.uscc).count(),
        "snapshots": application.snapshots.count(),
        "rounds": [
            (each.sequence, each.closed_at is None) for each in application.correction_requests.order_by("sequence")
        ],
        "results": application.review_results.count(),
        "public": application.public_notices.count(),
        "acts": Counter(application.pending_acts.values_list("action", "status")),
        "told": Counter(
            (key.partition(":")[0], role) for key, role in told.values_list("key", "user__role") if "act-" not in key
        ),
    }


@pytest.mark.parametrize("name", ROWS)
def test_of_twenty_one_decides_and_the_others_are_told(name):
    row, world = ROWS[name], World()
    single, raced = (walked(Walk(world, pk), row) for pk in world.drafts)
    calls = attempts(world, raced, row)
    step, role = step_of(row)
    single.attempt(step, role, flag=True)
    answers = at_once(*calls)
    refusals = [answer for answer in answers if isinstance(answer, str)]
    assert len(refusals) == AT_ONCE - 1
    assert all(refusal.startswith(("这件申请", "这一事项", "这次", "补正")) for refusal in refusals), set(refusals)
    assert all(refusal.endswith("。") for refusal in refusals)
    once, often = left_behind(single.case), left_behind(raced.case)
    assert often == once
    assert often["state"] == row.target
    assert [line for line in often["lines"] if line[0] == row.action][-1][1:] == (source_of(row), row.target)
    assert sum(line[0] == row.action for line in often["lines"]) == 1
    assert broken_records() == []
