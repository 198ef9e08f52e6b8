"""Visits to every page of the access table, for tests of what all pages have in common. No assertion of its own."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection, reset_queries
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.access_table import PAGES
from tests.access_world import Side, World
from tests.factories_applications import make_submitted
from tests.factories_district import prepare, verify_all
from tests.test_access import address, client_of


class Visit(NamedTuple):
    """A page as one role that may open it sees it, with the record of the world in its address."""

    role: str
    name: str
    url: str

    def __str__(self) -> str:
        return f"{self.role} {self.name}"


class OpenWorld(World):
    """A world in which a district's act waits on a case of its own, so that the forms of other cases stay open."""

    def make_act(self, side: Side, whose: str, role: str) -> int:
        if role != "district":
            return super().make_act(side, whose, role)
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


def ask(client: Client, url: str) -> tuple[HttpResponseBase, CaptureQueriesContext]:
    """The answer to a GET, files read to their end, and its queries."""
    reset_queries()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(url)
    if answer.streaming:
        answer.getvalue()
    return answer, queries
