"""Visits to every page of the access table, for tests of what all pages have in common. No assertion of its own."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection, reset_queries
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

from filings.services.decisions import prepare_approval
from filings.workflow import State
from tests.access_table import PAGES
from tests.access_world import Side, World
from tests.factories_applications import make_submitted
from tests.factories_district import prepare, verify_all
from tests.factories_story import city_clerk, make_in_state
from tests.test_access import address, client_of

BOUNDS = re.compile(r"(?:RELEASE )?SAVEPOINT|BEGIN|COMMIT|ROLLBACK")


class Visit(NamedTuple):
    """A page as one role that may open it sees it, with the record of the world in its address."""

    role: str
    name: str
    url: str

    def __str__(self) -> str:
        return f"{self.role} {self.name}"


class OpenWorld(World):
    """A world in which acts wait on cases of their own, so that the forms of all other cases stay open."""

    def make_act(self, side: Side, whose: str, role: str) -> int:
        if role == "city" and whose == "own":
            application = make_in_state(State.PUBLICISED, side.space(), round_=side.round)
            return prepare_approval(application, actor=city_clerk(), number=f"郑科备〔2026〕8{application.pk}号").pk
        application = verify_all(make_submitted(side.space(), round_=side.round))
        return prepare(application, f"郑科函〔2026〕8{application.pk}号").pk


def visits(world: World) -> Iterator[tuple[Client, Visit]]:
    """Every page of the table as every role that may open it, on a record of its own."""
    for role in ("visitor", *world.people):
        client = client_of(world, role)
        for name, row in PAGES.items():
            if role in row.roles:
                maker_role = role if role != "visitor" else min(row.roles - {"visitor"})
                url = address(world, name, row, "own", maker_role)
                assert url is not None
                yield client, Visit(role, name, url)


def ask(client: Client, url: str) -> tuple[HttpResponseBase, list[str]]:
    """The answer to a GET, files read to their end, and its queries but for the bounds of transactions."""
    reset_queries()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(url)
    if answer.streaming:
        answer.getvalue()
    return answer, [query["sql"] for query in queries if not BOUNDS.match(query["sql"])]
