"""Hints on related operators, and the list of bans."""

from datetime import date

import pytest

from filings.selectors.bans import ban_list
from filings.selectors.relations import relations_of
from tests.factories import TODAY, make_operator, make_site, make_space, make_user
from tests.factories_fraud import make_ban

pytestmark = pytest.mark.django_db


def apart(**fields):
    """An operator that shares nothing with the makers' others."""
    given = {"legal_representative": "孙一", "contact_phone": "037100000001"}
    return make_operator(**given | fields)


@pytest.mark.parametrize(
    ("fields", "shared"),
    [
        ({"legal_representative": "王立"}, ("法定代表人相同",)),
        ({"contact_phone": "13812345678"}, ("联系电话相同",)),
        ({"legal_representative": "王立", "contact_phone": "13812345678"}, ("法定代表人相同", "联系电话相同")),
    ],
)
def test_a_shared_person_or_phone_is_a_hint(fields, shared):
    banned = apart(**fields)
    ban = make_ban(banned)
    ((name, uscc, found, its_ban, in_force),) = [
        (each.name, each.uscc, each.shared, each.ban, each.is_in_force)
        for each in relations_of(make_operator(), on=TODAY)
    ]
    assert (name, uscc, found, its_ban, in_force) == (banned.name, banned.uscc, shared, ban, True)


def test_a_shared_site_is_a_hint():
    banned, operator = apart(), make_operator()
    make_ban(banned)
    make_site(make_space(banned), address="郑州市长椿路11号A座")
    make_site(make_space(operator), address="郑州市长椿路11号A座")
    assert [each.shared for each in relations_of(operator, on=TODAY)] == [("场地地址相同",)]


def test_nothing_shared_or_nobody_banned_gives_no_hint():
    operator = make_operator()
    assert relations_of(operator, on=TODAY) == []
    make_operator()
    make_ban(apart())
    assert relations_of(operator, on=TODAY) == []


def test_an_operators_own_ban_is_no_hint():
    operator = make_operator()
    make_ban(operator)
    assert relations_of(operator, on=TODAY) == []


def test_a_finding_stays_a_hint_after_its_ban_a_revocation_does_not():
    make_ban(make_operator(), since=date(2022, 3, 5))
    make_ban(make_operator(), since=date(2022, 3, 5), ground="revocation")
    assert [each.is_in_force for each in relations_of(make_operator(), on=TODAY)] == [False]


def test_hints_cost_the_same_however_many(django_assert_num_queries):
    operator = make_operator()
    make_site(make_space(operator))
    for _ in range(3):
        make_ban(make_operator())
        with django_assert_num_queries(4):
            relations_of(operator, on=TODAY)


def test_bans_are_listed_with_names_and_searched():
    operator, city = make_operator(name="郑州远航孵化服务有限公司"), make_user("city")
    ban, old = make_ban(operator), make_ban(make_operator(), since=date(2022, 3, 5))
    lifted = make_ban(make_operator(), lifted_on=TODAY)
    assert [(each, each.operator_name) for each in ban_list(city, on=TODAY)] == [(ban, operator.name)]
    assert set(ban_list(city, on=TODAY, view="all")) == {ban, old, lifted}
    assert list(ban_list(city, on=TODAY, words="远航", view="all")) == [ban]
    assert list(ban_list(city, on=TODAY, words=operator.uscc)) == [ban]
    assert list(ban_list(make_user("operator"), on=TODAY)) == []


def test_the_last_day_of_a_ban_is_in_force():
    ban = make_ban(make_operator(), since=date(2024, 3, 5))
    assert list(ban_list(make_user("district"), on=date(2026, 3, 5))) == [ban]
    assert list(ban_list(make_user("district"), on=date(2026, 3, 6))) == []
