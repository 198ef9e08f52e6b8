"""Several ask to join one organisation, or are let in, at the same time: nobody gets a fault, no line of history is lost."""

import pytest

from filings import models as m
from filings.services import registration
from tests.factories import make_operator, make_user
from tests.filings.services.test_application_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def ask(operator, number):
    person = registration.NewAccount(f"person_{number}", "Blue-sky-2026", f"张{number}", "13812345678")
    return registration.request_to_join(person, operator=operator)


def sequences_of(operator):
    return list(m.HistoryLine.objects.filter(record=f"operator:{operator.pk}").values_list("sequence", flat=True))


def test_four_ask_at_once():
    operator = make_operator()
    outcomes = at_once(*(lambda number=number: ask(operator, number) for number in range(4)))
    assert [type(outcome) for outcome in outcomes] == [m.User] * 4
    assert sequences_of(operator) == [1, 2, 3, 4]


def test_two_are_let_in_at_once():
    operator = make_operator()
    member = make_user("operator", operator=operator)
    requests = [ask(operator, number).join_request for number in range(2)]
    outcomes = at_once(*(lambda one=one: registration.admit_member(one, actor=member) for one in requests))
    assert [type(outcome) for outcome in outcomes] == [m.JoinRequest] * 2
    assert operator.accounts.count() == 3
    assert sequences_of(operator) == [1, 2, 3, 4]
