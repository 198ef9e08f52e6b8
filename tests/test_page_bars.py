"""The bars that hold for every page: at most 30 queries, HTML under 150 KB, as each role that may open it."""

from collections.abc import Iterator

import pytest

from tests.page_visits import OpenWorld, ask, visits

pytestmark = pytest.mark.django_db

MOST_QUERIES = 30
MOST_BYTES = 150_000


def over_the_bar(world: OpenWorld) -> Iterator[str]:
    """What is wrong with a page, if anything."""
    for client, visit in visits(world):
        answer, queries = ask(client, visit.url)
        if len(queries) > MOST_QUERIES:
            yield f"{visit}: {len(queries)} queries"
        if answer.status_code >= 500:
            yield f"{visit}: {answer.status_code}"
        if not answer.streaming and len(answer.content) > MOST_BYTES:
            yield f"{visit}: {len(answer.content)} bytes"


def test_every_page_asks_little_and_weighs_little(settings):
    settings.SECOND_FACTOR_ROLES = []
    assert list(over_the_bar(OpenWorld())) == []
