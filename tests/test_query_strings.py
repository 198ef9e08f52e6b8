"""No query string brings a page down: each page is asked with nonsense under every name that it reads.

Which names those are comes from watching the page read its query, so that a new filter is covered without a word here.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict
from django.utils.functional import cached_property

from tests.page_visits import OpenWorld, ask, visits

pytestmark = pytest.mark.django_db

NONSENSE = (
    "无此项",
    "-1",
    "²",
    "%00",
    "%ED%A0%80%FF",
    "9" * 4400,
    "0001-01-01",
    "9999-12-31",
    "+".join(["词"] * 1200),
)
ALONE = ("%00", "9" * 4400)
"""Tried under each name by itself too: under all at once the first that is refused may hide the rest."""


class WatchedQuery(QueryDict):
    """A query that notes which names are read; its copies note nothing."""

    def __init__(self, *args: Any, names: set[str] | None = None, **kwargs: Any) -> None:
        self.names = set() if names is None else names
        super().__init__(*args, **kwargs)

    def __getitem__(self, name: str) -> Any:
        self.names.add(name)
        return super().__getitem__(name)

    def getlist(self, name: str, default: Any = None) -> Any:
        self.names.add(name)
        return super().getlist(name, default)

    def __contains__(self, name: object) -> bool:
        self.names.add(str(name))
        return super().__contains__(name)


@pytest.fixture
def names_read(monkeypatch) -> set[str]:
    """The names that requests have read from their query since it was last cleared."""
    names: set[str] = set()

    def watched(request: WSGIRequest) -> WatchedQuery:
        return WatchedQuery(request.META.get("QUERY_STRING", ""), encoding=request.encoding, names=names)

    attribute = cached_property(watched)
    attribute.__set_name__(WSGIRequest, "GET")
    monkeypatch.setattr(WSGIRequest, "GET", attribute)
    return names


def queries(names: list[str]) -> Iterator[str]:
    """Every nonsense under all names at once, some under each name alone."""
    for value in NONSENSE:
        yield "&".join(f"{name}={value}" for name in names)
    for name in names:
        yield from (f"{name}={value}" for value in ALONE)


def faults(world: OpenWorld, names_read: set[str]) -> Iterator[str]:
    """The queries that a page does not survive, each page as the first role that may open it."""
    seen = set()
    for client, visit in visits(world):
        if visit.name in seen:
            continue
        seen.add(visit.name)
        names_read.clear()
        ask(client, visit.url)
        for query in queries(sorted(names_read)) if names_read else ():
            answer, _ = ask(client, f"{visit.url}?{query}")
            if answer.status_code >= 500:
                yield f"{visit}?{query[:60]}: {answer.status_code}"


def test_no_query_string_brings_a_page_down(settings, names_read):
    settings.SECOND_FACTOR_ROLES = []
    assert list(faults(OpenWorld(), names_read)) == []
