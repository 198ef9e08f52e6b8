"""Registration in two steps, the district's list of operators, joining: through the client."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from filings import models as m
from tests.factories import (
    make_application,
    make_district,
    make_operator,
    make_space,
    make_uscc,
    make_user,
    pdf_bytes,
)

pytestmark = pytest.mark.django_db


def form_data(**changes):
    data = {
        "name": "郑州新创服务有限公司",
        "legal_representative": "李四",
        "registered_address": "郑州市科学大道2号",
        "district": make_district("gxq").pk,
        "licence": SimpleUploadedFile("执照.pdf", pdf_bytes(1)),
        "full_name": "张三",
        "phone": "13812345678",
        "email": "",
        "username": "zhang_san",
        "password1": "Blue-sky-2026",
        "password2": "Blue-sky-2026",
    }
    return data | changes


def details_url(code):
    return reverse("filings:operator-register-details", args=[code])


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("", "请填写统一社会信用代码。"),
        ("9141010578", "统一社会信用代码应为18位"),
        ("114101057286859708", "最后一位校验码不对"),
        ("11410105728685970O", "不含I、O、S、V、Z"),
    ],
)
def test_code_problems_are_named(client, code, message):
    response = client.post(reverse("filings:operator-register"), {"uscc": code})
    assert response.status_code == 200
    assert message in response.content.decode()


def test_known_code_leads_to_the_details(client):
    response = client.post(reverse("filings:operator-register"), {"uscc": " 114101057286859709 "})
    assert response.url == details_url("114101057286859709")


def test_register_new_organisation(client):
    code = make_uscc()
    response = client.post(details_url(code), form_data())
    assert response.url == reverse("account_login")
    user = m.User.objects.get(username="zhang_san")
    assert (user.operator.uscc, user.operator.status, user.email) == (code, "pending", "")


def test_registered_code_offers_to_join(client):
    operator = make_operator()
    page = client.get(details_url(operator.uscc)).content.decode()
    assert f"申请加入{operator.name}" in page
    assert operator.contact_phone not in page
    client.post(details_url(operator.uscc), form_data())
    assert m.JoinRequest.objects.get().user.username == "zhang_san"
    assert m.Operator.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"password2": "Blue-sky-2027"}, "两次输入的密码不一致"),
        ({"password1": "bluesky", "password2": "bluesky"}, "至少三种"),
        ({"phone": "12345"}, "请填写11位手机号"),
        ({"username": "张三"}, "用户名至少4位"),
        ({"username": "zhang san"}, "只能用字母、数字和下划线"),
        ({"licence": SimpleUploadedFile("a.pdf", b"MZ\x90")}, "只能上传PDF、JPG或PNG"),
        ({"district": "nowhere"}, "请从列表中选择区县"),
        ({"email": "a@"}, "请填写完整的电子邮箱"),
    ],
)
def test_problems_stand_at_the_field_and_nothing_is_lost(client, changes, message):
    code = make_uscc()
    response = client.post(details_url(code), form_data(**changes))
    page = response.content.decode()
    assert response.status_code == 200
    assert message in page
    assert "郑州市科学大道2号" in page
    assert not m.User.objects.exists()


def test_taken_username_is_named(client):
    make_user("city", "zhang_san")
    page = client.post(details_url(make_uscc()), form_data()).content.decode()
    assert "这个用户名已有人使用" in page


def test_district_confirms_from_its_list(client):
    operator = make_operator(status="pending", district=make_district("gxq"))
    client.force_login(make_user("district", district=make_district("gxq")))
    assert operator.name in client.get(reverse("filings:operators")).content.decode()
    assert "确认机构" in client.get(reverse("filings:operator", args=[operator.pk])).content.decode()
    response = client.post(reverse("filings:operator-confirm", args=[operator.pk]))
    assert response.url == reverse("filings:operators")
    operator.refresh_from_db()
    assert operator.status == "confirmed"


def test_second_confirmation_explains(client):
    operator = make_operator(status="confirmed", district=make_district("gxq"))
    client.force_login(make_user("district", district=make_district("gxq")))
    response = client.post(reverse("filings:operator-confirm", args=[operator.pk]))
    assert response.status_code == 409
    assert "现在是“已确认”" in response.content.decode()


def test_refusal_needs_a_reason(client):
    operator = make_operator(status="pending", district=make_district("gxq"))
    client.force_login(make_user("district", district=make_district("gxq")))
    url = reverse("filings:operator-refuse", args=[operator.pk])
    response = client.post(url, {"reason": "不行"})
    assert response.status_code == 200
    assert "请写得具体一些" in response.content.decode()
    client.post(url, {"reason": "营业执照不清楚，请重新扫描上传"})
    operator.refresh_from_db()
    assert operator.status == "refused"


def test_other_district_sees_no_operator(client):
    operator = make_operator(status="pending", district=make_district("gxq"))
    client.force_login(make_user("district", district=make_district("jinshui")))
    assert operator.name not in client.get(reverse("filings:operators")).content.decode()
    assert client.get(reverse("filings:operator", args=[operator.pk])).status_code == 404
    assert client.post(reverse("filings:operator-confirm", args=[operator.pk])).status_code == 404


def test_a_space_without_submission_opens_its_operator_to_no_other_district(client):
    operator = make_operator(district=make_district("gxq"))
    make_space(operator, name="金水工场", district=make_district("jinshui"))
    client.force_login(make_user("district", district=make_district("jinshui")))
    assert client.get(reverse("filings:operator", args=[operator.pk])).status_code == 404


def test_an_operators_page_names_the_spaces_within_reach(client):
    operator = make_operator(district=make_district("gxq"))
    for name, slug in (("高新工场", "gxq"), ("金水工场", "jinshui")):
        make_application(make_space(operator, name=name, district=make_district(slug)), state="submitted")
    make_space(operator, name="筹备工场", district=make_district("jinshui"))
    client.force_login(make_user("district", district=make_district("jinshui")))
    page = client.get(reverse("filings:operator", args=[operator.pk])).content.decode()
    assert ["金水工场" in page, "高新工场" in page, "筹备工场" in page] == [True, False, False]


def test_who_joins_is_for_the_confirming_district_to_decide(client):
    operator = make_operator(district=make_district("gxq"))
    make_application(make_space(operator, district=make_district("jinshui")), state="submitted")
    joining = m.JoinRequest.objects.create(operator=operator, user=make_user("operator", operator=None))
    client.force_login(make_user("district", district=make_district("jinshui")))
    assert client.post(reverse("filings:join-request-admit", args=[joining.pk])).status_code == 404
    client.force_login(make_user("district", district=make_district("gxq")))
    assert client.post(reverse("filings:join-request-admit", args=[joining.pk])).status_code == 302


def queries_of(client, url):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_lists_ask_the_same_number_of_queries_at_one_and_three_rows(client):
    district = make_district("gxq")
    client.force_login(make_user("district", district=district))
    url = reverse("filings:operators")
    make_operator(district=district, status="pending")
    one = queries_of(client, url)
    make_operator(district=district, status="pending")
    make_operator(district=district, status="confirmed")
    assert queries_of(client, url) == one <= 15
