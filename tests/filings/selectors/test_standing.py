"""Bans and filings as of a day."""

from datetime import date

import pytest

from filings.models import Ban
from filings.selectors.standing import ban_in_force, standing_of
from tests.factories import TODAY, make_filing, make_space

pytestmark = pytest.mark.django_db


def ban(space, *, on_space=False, **fields):
    defaults = {"uscc": space.operator.uscc, "ground": "fraud", "since": date(2024, 5, 10), "until": date(2026, 5, 10)}
    return Ban.objects.create(space=space if on_space else None, source="认定书", **defaults | fields)


def test_nothing_known():
    space = make_space()
    nothing = {"fraud_found_on": None, "revoked_on": None, "active_filing": False}
    assert standing_of(space.operator.uscc, space, "comprehensive", TODAY) == nothing
    assert standing_of(space.operator.uscc, None, "comprehensive", TODAY) == nothing
    assert ban_in_force(space.operator.uscc, space, TODAY) is None


def test_the_latest_finding_of_each_ground_by_that_day():
    space = make_space()
    ban(space, since=date(2020, 1, 2), until=date(2022, 1, 2))
    ban(space)
    ban(space, since=date(2026, 3, 6), until=date(2028, 3, 6))
    ban(space, ground="revocation", since=date(2023, 2, 1), until=date(2025, 2, 1))
    standing = standing_of(space.operator.uscc, space, "comprehensive", TODAY)
    assert standing == {
        "fraud_found_on": date(2024, 5, 10),
        "revoked_on": date(2023, 2, 1),
        "active_filing": False,
    }


def test_the_last_day_of_a_ban_is_banned_and_a_lifted_one_is_not():
    space = make_space()
    found = ban(space)
    assert ban_in_force(space.operator.uscc, space, date(2026, 5, 10)) == found
    assert ban_in_force(space.operator.uscc, space, date(2026, 5, 11)) is None
    found.lifted_on = date(2025, 1, 2)
    found.save()
    assert ban_in_force(space.operator.uscc, space, date(2025, 1, 1)) == found
    assert ban_in_force(space.operator.uscc, space, date(2025, 1, 2)) is None


def test_a_revocation_stays_with_the_space_under_another_operator_but_a_finding_does_not():
    space, other = make_space(), make_space()
    ban(space, on_space=True, ground="revocation", uscc=other.operator.uscc)
    ban(space, on_space=True, ground="fraud", uscc=other.operator.uscc)
    standing = standing_of(space.operator.uscc, space, "comprehensive", TODAY)
    assert (standing["revoked_on"], standing["fraud_found_on"]) == (date(2024, 5, 10), None)


@pytest.mark.parametrize(
    ("held", "wanted", "covered"),
    [
        ("comprehensive", "comprehensive", True),
        ("comprehensive", "professional", False),
        ("professional", "professional", True),
        ("professional", "comprehensive", True),
    ],
)
def test_a_professional_filing_covers_the_comprehensive_kind(held, wanted, covered):
    space = make_space(kind=held)
    make_filing(space)
    assert standing_of(space.operator.uscc, space, wanted, TODAY)["active_filing"] is covered


def test_a_filing_counts_from_its_day_until_it_ends():
    space = make_space()
    make_filing(space, filed_on=date(2024, 6, 21), state="superseded", ended_on=date(2026, 1, 5))

    def held(day):
        return standing_of(space.operator.uscc, space, "comprehensive", day)["active_filing"]

    assert [held(date(2024, 6, 20)), held(date(2024, 6, 21)), held(date(2026, 1, 4)), held(date(2026, 1, 5))] == [
        False,
        True,
        True,
        False,
    ]
