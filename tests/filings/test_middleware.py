"""Addresses that nothing can have are answered like pages that are not there, whatever the database."""

import pytest

from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/verify/AB%00CD/", "/verify/%00/notice/", "/accounts/register/%00/"])
def test_a_nul_in_a_path_is_404(client, address):
    assert client.get(address).status_code == 404
    client.force_login(make_user("operator"))
    assert client.get(address).status_code == 404


def test_other_control_characters_are_looked_for(client):
    assert client.get("/accounts/register/%01/")["Location"] == "/accounts/register/"
