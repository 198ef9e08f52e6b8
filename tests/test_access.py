"""Every URL × every role × own, foreign and absent record where the role may, absent where it never may, asked of the running product with real records.

Not signed in: to the login. A role that never may: 403, also for records that do not exist. Out of reach or absent:
404, the same page. Everybody else gets an answer: a page, a redirect, or the explanation of a guard (409).
"""

from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access_table import ADMIN_SITE, LIBRARIES, PAGES, Row
from tests.access_world import ROLES, World

pytestmark = pytest.mark.django_db

ANSWERS = {200, 302, 405, 409, 422}
ABSENT = 987_654


def all_names(patterns: list[URLPattern | URLResolver], namespace: str = "") -> set[str]:
    """The names of all addresses, with their namespaces."""
    names: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            names |= all_names(pattern.url_patterns, inner)
        else:
            assert pattern.name or namespace == "admin:", f"{pattern} has no name"
            names.add(f"{namespace}{pattern.name}")
    return names


def full_name(name: str) -> str:
    return name if ":" in name else f"filings:{name}"


def test_every_role_is_asked():
    (roles,) = (mark.args[1] for mark in test_every_page_answers_every_role_as_the_table_says.pytestmark)
    assert sorted(role for group in roles for role in group) == sorted(("visitor", *ROLES))


def test_every_url_has_its_row():
    ours = {name for name in all_names(get_resolver().url_patterns) if not name.startswith(LIBRARIES)}
    assert ours == {full_name(name) for name in PAGES}


@pytest.fixture
def world(settings) -> World:
    settings.SECOND_FACTOR_ROLES = []
    return World()


def address(world: World, name: str, row: Row, whose: str, role: str) -> str | None:
    """The address with the records of the world in it; None where nothing is foreign to the role."""
    kwargs: dict[str, Any] = {}
    if row.record:
        kwargs["pk"] = ABSENT if whose == "absent" else world.make(row.record, whose, role)
    for argument, source in row.extra:
        fixed = source.startswith("=")
        kwargs[argument] = source[1:] if fixed else world.make(source, "own" if whose == "absent" else whose, role)
    return None if None in kwargs.values() else reverse(full_name(name), kwargs=kwargs)


def client_of(world: World, role: str) -> Client:
    client = Client(raise_request_exception=False)
    if role != "visitor":
        client.force_login(world.people[role])
    return client


def expected(row: Row, role: str, whose: str) -> set[int]:
    """The answers that are right for a role and a record."""
    if role not in row.roles:
        return {302} if role == "visitor" else {403}
    if whose == "own" or not row.record or (row.record in ("round", "notice") and whose != "absent"):
        return ANSWERS
    return {404}


def whose_of(row: Row, role: str) -> tuple[str, ...]:
    """The records to ask with. For a role that never may an absent one tells all: only who is refused before any look-up
    is not told that there is none.
    """
    if not row.record:
        return ("own",)
    return ("own", "foreign", "absent") if role in row.roles else ("absent",)


def answers_of(world: World, role: str, name: str, row: Row) -> list[tuple[str, int, set[int]]]:
    """What a role got for an address, by record and method, with the answers that are right."""
    client = client_of(world, role)
    maker_role = role if role in row.roles and role != "visitor" else min(row.roles - {"visitor"})
    found = []
    for whose in whose_of(row, role):
        url = address(world, name, row, whose, maker_role)
        right = expected(row, role, whose)
        if url is None:
            continue
        found.append((f"get {whose}", client.get(url), right))
        if right != ANSWERS:
            found.append((f"post {whose}", client.post(url), right | {405} if right == {404} else right))
    for _, answer, _ in found:
        for close_file in answer._resource_closers:  # a download's; response.close() would end the connection too
            close_file()
    return [
        (what, answer.status_code, right)
        for what, answer, right in found
        if answer.status_code not in right or (right == {302} and not answer.url.startswith("/accounts/login/"))
    ]


@pytest.mark.parametrize("roles", [("visitor", "operator", "expert"), ("district", "city", "admin", "auditor")])
def test_every_page_answers_every_role_as_the_table_says(world, roles):
    wrong = [
        f"{role}: {what} {name}: {status}, not {sorted(right)}"
        for role in roles
        for name, row in PAGES.items()
        for what, status, right in answers_of(world, role, name, row)
    ]
    assert wrong == []


def test_admin_site_opens_to_administrators_and_settings_to_the_city(world):
    def right(role: str, roles: frozenset[str]) -> int:
        return 302 if role == "visitor" else 200 if role in roles else 403

    for role in ("visitor", *ROLES):
        client = client_of(world, role)
        answers = {name: client.get(reverse(name)).status_code for name in ADMIN_SITE}
        assert answers == {name: right(role, roles) for name, roles in ADMIN_SITE.items()}, role
