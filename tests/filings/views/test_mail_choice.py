"""通知设置: which messages also come by e-mail."""

import pytest

from filings.workflow import Role
from tests.factories import make_user, verify_address

pytestmark = pytest.mark.django_db
PAGE = "/inbox/settings/"


def test_all_kinds_are_on_until_somebody_says_no(client):
    user = verify_address(make_user(Role.OPERATOR))
    client.force_login(user)
    page = client.get(PAGE)
    assert page.context["form"]["kinds"].value() == ["handling", "deadline", "result", "statistics"]
    assert f"邮件发到{user.email}，邮箱已验证" in page.content.decode()
    assert client.post(PAGE, {"kinds": ["result"]}).status_code == 302
    user.refresh_from_db()
    assert user.muted_mail == ["handling", "deadline", "statistics"]
    assert client.get(PAGE).context["form"]["kinds"].value() == ["result"]


def test_the_page_says_why_nothing_is_mailed(client):
    user = make_user(Role.OPERATOR)
    client.force_login(user)
    assert f"邮箱{user.email}还没有验证" in client.get(PAGE).content.decode()
    user.email = ""
    user.save()
    assert "还没有登记邮箱" in client.get(PAGE).content.decode()


def test_a_verification_mail_is_sent_from_the_address_page(client, mailoutbox):
    user = make_user(Role.OPERATOR)
    client.force_login(user)
    client.get("/accounts/email/")  # the address that an office entered is taken over
    client.post("/accounts/email/", {"email": user.email, "action_send": ""})
    (sent,) = mailoutbox
    link = next(word for word in sent.body.split() if "/accounts/confirm-email/" in word)
    client.post(link.partition("localhost:8000")[2] or link.partition("testserver")[2])
    assert "邮箱已验证" in client.get(PAGE).content.decode()
