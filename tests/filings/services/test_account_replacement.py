"""Replacing the accounts of an organisation that lost them."""

import pytest
from django.urls import reverse

from filings.errors import WorkflowRefused
from filings.models import HistoryLine, User
from filings.passwords import count_kinds
from filings.services.account_replacement import Replacement, one_time_password, replace_accounts
from filings.workflow import Role
from tests.factories import make_district, make_operator, make_user

pytestmark = pytest.mark.django_db
NEW = Replacement("yunfan_new", "王芳", "13812345678")
REASON = "原经办人离职，凭加盖公章的介绍信办理。"


@pytest.fixture
def operator():
    return make_operator(district=make_district("gxq"))


@pytest.fixture
def clerk(operator):
    return make_user(Role.DISTRICT, district=operator.district)


def test_old_accounts_end_and_the_new_one_must_change_its_password(operator, clerk):
    old = [make_user(Role.OPERATOR, operator=operator) for _ in range(2)]
    user, password = replace_accounts(operator, actor=clerk, replacement=NEW, reason=REASON)
    assert list(User.objects.filter(operator=operator, is_active=True)) == [user]
    assert user.check_password(password)
    assert user.must_change_password
    line = HistoryLine.objects.get(record=f"operator:{operator.pk}", action="replace_accounts")
    assert (line.reason, line.details) == (REASON, {"ended": [each.pk for each in old], "user": user.pk})
    assert password not in str(line.details)
    assert old[0].notices.filter(key__startswith="accounts-replaced:").exists()


def test_only_the_district_that_confirms_it_with_a_reason_and_a_free_name(operator, clerk):
    elsewhere = make_user(Role.DISTRICT, district=make_district("jinshui"))
    for actor, given, reason, said in (
        (elsewhere, NEW, REASON, "首个场地所在区县"),
        (make_user(Role.CITY), NEW, REASON, "首个场地所在区县"),
        (clerk, NEW, " ", "原因"),
        (clerk, Replacement(clerk.username.upper(), "王芳", "13812345678"), REASON, "用户名"),
    ):
        with pytest.raises(WorkflowRefused, match=said):
            replace_accounts(operator, actor=actor, replacement=given, reason=reason)
    assert not HistoryLine.objects.exists()


def test_passwords_pass_the_rules_and_differ():
    made = {one_time_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(each) == 12 and count_kinds(each) == 3 and not set(each) & set("0O1lI") for each in made)


def test_the_page_shows_the_password_once_and_ends_the_old_session(client, operator, clerk):
    old = make_user(Role.OPERATOR, operator=operator)
    client.force_login(clerk)
    url = reverse("filings:operator-replace-accounts", args=[operator.pk])
    assert old.username in client.get(url).content.decode()
    data = {"full_name": "王芳", "phone": "13812345678", "username": "yunfan_new", "reason": REASON}
    assert client.post(url, data).context["form"].errors["verified"] == ["请核实身份后勾选。"]
    answer = client.post(url, data | {"verified": "on"})
    password = answer.context["password"]
    assert password in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert password not in client.get(reverse("filings:operator", args=[operator.pk])).content.decode()
    fresh = client.__class__()
    fresh.force_login(User.objects.get(username="yunfan_new"))
    assert fresh.get(reverse("filings:desk")).url == reverse("account_change_password")
    gone = client.__class__()
    gone.force_login(old)
    assert gone.get(reverse("filings:desk")).status_code == 302
