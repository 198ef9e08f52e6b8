"""Five failures lock an account: however its name is typed, and for dynamic codes as for passwords."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from axes.models import AccessLog

from filings.workflow import Role
from tests.factories import make_user

pytestmark = pytest.mark.django_db

PASSWORD = "Correct-horse-9"


def right_code(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def with_dynamic_code():
    """An official's account and the secret of its codes."""
    user = make_user(Role.CITY, "city_a")
    Authenticator.objects.filter(user=user).delete()
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def sign_in(client, name, password):
    return client.post("/accounts/login/", {"login": name, "password": password})


def test_spellings_of_one_name_share_five_tries(client):
    make_user(Role.OPERATOR, "operator_a")

    spellings = ("operator_a", "OPERATOR_A", "Operator_a", "oPerator_a")

    answers = [sign_in(client, name, "wrong").status_code for name in spellings]
    fifth = sign_in(client, "opErator_a", "wrong")
    right = sign_in(client, "operator_A", PASSWORD)

    assert (answers, fifth.status_code, right.status_code) == ([200] * 4, 403, 403)
    assert "_auth_user_id" not in client.session


def test_another_account_is_not_locked_with_it(client):
    make_user(Role.OPERATOR, "operator_a")
    make_user(Role.OPERATOR, "operator_b")
    for _ in range(5):
        sign_in(client, "operator_a", "wrong")

    assert sign_in(client, "operator_b", PASSWORD).headers["Location"] == "/desk/"


def test_sixth_dynamic_code_is_not_looked_at(client):
    secret = with_dynamic_code()
    sign_in(client, "city_a", PASSWORD)
    for number in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": f"{number:06d}"})

    right = client.post("/accounts/2fa/authenticate/", {"code": right_code(secret)})

    assert right.status_code == 200
    assert "_auth_user_id" not in client.session


def test_right_dynamic_code_lets_in(client):
    secret = with_dynamic_code()
    sign_in(client, "city_a", PASSWORD)

    assert client.post("/accounts/2fa/authenticate/", {"code": right_code(secret)}).headers["Location"] == "/desk/"


def test_one_client_does_not_use_up_the_sign_ins_of_others(client):
    """Behind the proxy every request comes from 127.0.0.1; limits and log go by the address that the proxy names."""
    make_user(Role.OPERATOR, "operator_a")
    make_user(Role.OPERATOR, "operator_b")
    hasty = {"X-Forwarded-For": "203.0.113.5"}
    answers = []
    for _ in range(31):
        answers.append(client.post("/accounts/login/", {"login": "operator_a", "password": PASSWORD}, headers=hasty))
        client.logout()
    other = client.post(
        "/accounts/login/",
        {"login": "operator_b", "password": PASSWORD},
        headers={"X-Forwarded-For": "198.51.100.7, 203.0.113.6"},
    )
    assert [answer.status_code for answer in answers[-2:]] == [302, 429]
    assert "请等一分钟后重试" in answers[-1].content.decode()
    assert other.headers["Location"] == "/desk/"
    assert AccessLog.objects.get(username="operator_b").ip_address == "203.0.113.6"
