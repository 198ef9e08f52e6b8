"""A list costs the same number of queries whether it shows one row or three, and at most fifteen; a page of several short
lists costs the same too.
"""

from collections.abc import Iterator
from copy import copy

import pytest

from evaluation.models import Campaign, Entry, EvaluationScheme
from evaluation.services.campaigns.reviews import mark_practice
from filings.services.notices import notify
from filings.workflow import State
from tests.access_table import EVERYBODY, PAGES
from tests.access_world import Side
from tests.factories import make_operator, make_resident, make_round, make_space
from tests.factories_evaluation import make_entry, make_scheme
from tests.factories_fraud import make_ban, make_report
from tests.factories_pool import guide, make_measure, make_policy, make_resource, make_unregistered
from tests.factories_pool import make_entry as make_entry_of_pool
from tests.factories_screening import make_warned
from tests.factories_statistics import make_filed_space
from tests.factories_upward import make_letter
from tests.page_visits import OpenWorld, ask
from tests.test_access import address, client_of

pytestmark = pytest.mark.django_db

MOST_QUERIES = 15
STATES = (State.DRAFT, State.SUBMITTED, State.RECOMMENDED, State.IN_REVIEW, State.PUBLICISED, State.APPROVED)
LISTS = (
    *("queue", "applications", "operators", "spaces", "space-register", "filings", "round-list", "reviews"),
    *("fraud-cases", "bans", "reports", "revocations", "warnings", "upward", "upward-letters"),
    *("inbox", "acts", "audit", "register", "notices", "join-requests", "evaluation:reviews"),
    "batches",
    *("pool", "pool-new", "measures", "measures-own", "resources-kept", "policies-kept", "resources", "policies"),
    *("evaluation:schemes", "evaluation:grades", "evaluation:markings", "evaluation:results", "evaluation:practices"),
)
PAGES_OF_LISTS = ("desk", "home", "rounds")
"""Pages made up of several short lists."""


def add_rows(world: OpenWorld, side: Side) -> None:
    """One more row for every list of every role."""
    for state in STATES:
        side.application(state)
    world.make_act(side, "own", "district")
    world.make_join_request(side, "own", "operator")
    world.make_act(side, "own", "city")
    world.make_batch(side, "own", "city")
    world.make_batch(side, "own", "district")
    make_round()
    make_operator(district=side.operator.district, status="pending")
    for state in ("notified", "served"):
        world.make_case(side, "own", "operator", state)
    for state in ("proposed", "notified", "served"):
        world.make_revocation(side, "own", "operator", state)
    make_ban(make_operator(district=side.operator.district))
    make_report()
    make_scheme(code=f"row-{EvaluationScheme.objects.count()}")
    add_evaluated(world, side)
    add_brought_on(side)
    add_screened(side)
    make_resident(world.own.application(State.APPROVED).space)
    for user in world.people.values():
        notify([user], title="一条消息", key=f"row-{user.notices.count()}")


def add_brought_on(side: Side) -> None:
    """One more for every list of the reserve pool, of measures and of what is open to makerspaces."""
    entry = make_entry_of_pool(make_space(side.operator), actor=side.clerk)
    guide(entry)
    make_unregistered(district=side.operator.district, uscc=make_operator(district=side.operator.district).uscc)
    make_space(side.operator)
    make_measure(side.operator.district)
    make_resource(side.clerk)
    make_policy(side.clerk)


def add_screened(side: Side) -> None:
    """One more filing that lacks something, in a letter of its own."""
    make_letter([make_warned(side.space())])


def add_evaluated(world: OpenWorld, side: Side) -> None:
    """One more makerspace in the latest published evaluation, with its practice; one more for the expert to mark."""
    entry = make_entry(make_filed_space(operator=side.operator, district=side.operator.district), "published")
    mark_practice(entry, title="共享中试平台", text="设备全年开放。", actor=world.people["city"])
    latest = Campaign.objects.filter(state="published").latest("year")
    Entry.objects.filter(pk=entry.pk).update(campaign=latest)
    world.make_marking(side, "own", "expert")


def counts(world: OpenWorld) -> Iterator[tuple[str, tuple[int, int]]]:
    """Queries and rows of every list, as each role that may open it."""
    for name in (*LISTS, *PAGES_OF_LISTS):
        row = PAGES[name]
        for role in sorted(row.roles) if row.roles != EVERYBODY else ["visitor"]:
            url = address(world, name, row, "own", role)
            answer, queries = ask(client_of(world, role), url)
            assert answer.status_code == 200, (name, role)
            rows = answer.context["page_obj"].paginator.count if "page_obj" in answer.context else 0
            yield f"{role} {name}", (len(queries), rows)


def test_lists_cost_the_same_however_many_rows_they_show(settings):
    settings.SECOND_FACTOR_ROLES = []
    world = OpenWorld()
    add_rows(world, world.own)
    before = dict(counts(world))
    for _ in range(2):
        add_rows(world, copy(world.own))
    after = dict(counts(world))
    growing = {page: (before[page], after[page]) for page in before if after[page][0] != before[page][0]}
    lists = {page: counted for page, counted in after.items() if page.split()[1] in LISTS}
    costly = {page: cost for page, (cost, _) in lists.items() if cost > MOST_QUERIES}
    short = [page for page, (_, rows) in lists.items() if not 0 < before[page][1] < rows - 1]
    assert (growing, costly, short) == ({}, {}, [])
