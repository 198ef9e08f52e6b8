"""The admin site: what it holds, and that what is done there stands in the history for the auditor."""

import pytest
from django.contrib import admin
from django.db import IntegrityError
from django.urls import reverse

from filings import models as m
from tests.factories import make_district, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    user = make_user("admin")
    client.force_login(user)
    return user


def lines_of(record):
    lines = m.HistoryLine.objects.filter(record=record).order_by("sequence")
    return [(line.actor, line.action, line.reason, line.details) for line in lines]


def test_it_holds_accounts_districts_settings_and_what_is_loaded_alone():
    assert sorted(model._meta.label for model in admin.site._registry) == [
        "evaluation.AnnualReturn",
        "filings.Activity",
        "filings.CitySettings",
        "filings.District",
        "filings.FinancingEvent",
        "filings.Mentor",
        "filings.OutgoingMail",
        "filings.Resident",
        "filings.StaffMember",
        "filings.User",
    ]


def test_a_superuser_reads_no_secrets_and_deletes_no_log(client):
    client.force_login(make_user("admin", is_superuser=True, is_staff=True))
    for address in ("mfa/authenticator", "axes/accesslog", "account/emailaddress"):
        assert client.get(f"/admin/{address}/").status_code == 404


def test_a_right_given_is_told(client, administrator):
    clerk = make_user("city", "clerk", email="")
    form = {"username": "clerk", "role": "city", "full_name": clerk.full_name, "is_active": "on", "can_sign": "on"}
    assert client.post(reverse("admin:filings_user_change", args=[clerk.pk]), form).status_code == 302
    rights = {"role": "city", "district_id": "None", "operator_id": "None", "can_sign": "True", "is_active": "True"}
    assert lines_of(f"user:{clerk.pk}") == [(administrator, "admin_change", "已修改可以签发。", rights)]
    client.force_login(make_user("auditor"))
    page = client.get(reverse("filings:audit")).content.decode()
    assert f"账号 {clerk.pk}" in page
    assert "系统管理：修改" in page


def test_nobody_gives_themselves_rights(client, administrator):
    page = reverse("admin:filings_user_change", args=[administrator.pk])
    assert "自己的角色、范围和签发权限由另一位管理员修改。" in client.get(page).content.decode()
    form = {
        "username": administrator.username,
        "full_name": "张三",
        "role": "city",
        "is_active": "on",
        "can_sign": "on",
    }
    assert client.post(page, form).status_code == 302
    administrator.refresh_from_db()
    assert (administrator.full_name, administrator.role, administrator.can_sign) == ("张三", "admin", False)


def test_names_that_differ_in_case_alone_are_one(client, administrator):
    make_user("city", "clerk")
    secret = "Zhong-yuan-2026"
    form = {"username": "Clerk", "role": "city", "full_name": "李四", "password1": secret, "password2": secret}
    answer = client.post(reverse("admin:filings_user_add"), form | {"usable_password": "true"})
    assert list(answer.context["adminform"].form.errors) == ["username"]
    assert m.User.objects.filter(username__iexact="clerk").count() == 1
    with pytest.raises(IntegrityError):
        make_user("city", "CLERK")


def test_a_new_account_is_told(client, administrator):
    form = {
        "username": "clerk_2",
        "usable_password": "true",
        "password1": "Blue-sky-2026",
        "password2": "Blue-sky-2026",
        "role": "district",
        "district": make_district("gxq").pk,
    }
    assert client.post(reverse("admin:filings_user_add"), form).status_code == 302
    user = m.User.objects.get(username="clerk_2")
    [(actor, action, _, rights)] = lines_of(f"user:{user.pk}")
    assert (actor, action, rights["role"], rights["district_id"]) == (administrator, "admin_add", "district", "gxq")
    assert user.must_change_password is True


def test_a_password_set_anew_is_told(client, administrator):
    clerk = make_user("city")
    form = {"usable_password": "true", "password1": "Blue-sky-2026", "password2": "Blue-sky-2026"}
    client.post(reverse("admin:auth_user_password_change", args=[clerk.pk]), form)
    [(actor, action, reason, _)] = lines_of(f"user:{clerk.pk}")
    assert (actor, action, "密码" in reason) == (administrator, "admin_change", True)


def test_saving_without_a_change_is_not_told(client, administrator):
    district = make_district("gxq")
    form = {name: getattr(district, name) for name in ("slug", "name", "gb_code", "office", "phone", "position")}
    assert client.post(reverse("admin:filings_district_change", args=[district.pk]), form).status_code == 302
    assert lines_of("district:gxq") == []
    client.post(reverse("admin:filings_district_change", args=[district.pk]), form | {"single_signer": "on"})
    assert lines_of("district:gxq") == [
        (administrator, "admin_change", "已修改单账号签发。", {"single_signer": "True"})
    ]
