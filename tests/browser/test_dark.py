"""The pages of every role once more in the dark theme, and on a phone: axe finds nothing, nothing hangs over."""

from itertools import product

import pytest

from tests.access_world import World

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

PUBLIC = ("/", "/guide/", "/policy/", "/check/", "/rounds/", "/notices/", "/register/", "/verify/", "/help/")
OWN = {
    "operator": ("/desk/", "/applications/", "/spaces/", "/filings/", "/inbox/", "/organisation/"),
    "district": ("/desk/", "/queue/", "/operators/", "/acts/", "/inbox/"),
    "city": ("/desk/", "/queue/", "/reviews/", "/rounds/manage/", "/acts/"),
    "expert": ("/desk/", "/review/"),
    "auditor": ("/desk/", "/audit/"),
}
DARK = {"color_scheme": "dark"}
PHONE = {"viewport": {"width": 375, "height": 812}}


@pytest.mark.parametrize("look", [DARK, PHONE], ids=["dark", "phone"])
def test_public_pages(come, look):
    visitor = come(**look)
    for path in PUBLIC:
        visitor.visit(path)


def test_pages_of_every_role(come):
    world = World()
    for state in ("draft", "submitted", "in_review", "approved"):
        world.own.application(state)
    for look, (role, paths) in product((DARK, PHONE), OWN.items()):
        person = come(world.people[role], **look)
        for path in paths:
            person.visit(path)
