"""Registration of operators, requests to join, confirmation and refusal by the district."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from filings import models as m
from filings.errors import WorkflowRefused
from filings.services import registration
from tests.factories import make_district, make_operator, make_uscc, make_user, pdf_bytes

pytestmark = pytest.mark.django_db


def account(username="zhang_san"):
    return registration.NewAccount(username, "Blue-sky-2026", "张三", "13812345678", "zhang@example.com")


def organisation(district, code):
    return registration.NewOrganisation("郑州新创服务有限公司", code, "李四", "郑州市科学大道2号", district)


def licence():
    return SimpleUploadedFile("营业执照.pdf", pdf_bytes(1))


def lines_of(operator):
    lines = m.HistoryLine.objects.filter(record=f"operator:{operator.pk}").order_by("sequence")
    return [(line.action, line.to_state, line.reason) for line in lines]


def test_register_creates_pending_operator_account_licence_line_and_message():
    district = make_district("gxq")
    clerk = make_user("district", district=district)
    code = make_uscc()
    user = registration.register_operator(account(), organisation(district, code), licence=licence())
    operator = user.operator
    assert (operator.uscc, operator.status, operator.contact_name) == (code, "pending", "张三")
    assert (user.role, user.check_password("Blue-sky-2026")) == ("operator", True)
    assert (operator.licence.name, operator.licence.operator_id) == ("营业执照.pdf", operator.pk)
    assert lines_of(operator) == [("register", "pending", "")]
    assert list(clerk.notices.values_list("title", flat=True)) == ["新登记的运营机构待确认：郑州新创服务有限公司"]


def test_register_a_code_taken_meanwhile_leaves_nothing():
    taken = make_operator()
    with pytest.raises(WorkflowRefused, match="刚刚已被登记"):
        registration.register_operator(account(), organisation(taken.district, taken.uscc), licence=licence())
    assert not m.User.objects.filter(username="zhang_san").exists()
    assert m.Operator.objects.count() == 1


def test_request_to_join_gives_an_account_without_reach_and_tells_members_and_district():
    operator = make_operator()
    member = make_user("operator", operator=operator)
    clerk = make_user("district", district=operator.district)
    user = registration.request_to_join(account(), operator=operator)
    assert (user.operator, user.join_request.status) == (None, "pending")
    told = [(notice.title, notice.body) for notice in (member.notices.get(), clerk.notices.get())]
    assert told == [(f"有人申请加入{operator.name}", "张三申请加入，请核实后同意或不同意。")] * 2


def test_the_longest_names_fit_into_a_message():
    operator = make_operator(name="机" * 80)
    member = make_user("operator", operator=operator)
    long_name = registration.NewAccount("zhang_san", "Blue-sky-2026", "名" * 40, "13812345678")
    registration.request_to_join(long_name, operator=operator)
    notice = member.notices.get()
    assert len(notice.title) <= m.Notice._meta.get_field("title").max_length
    assert "名" * 40 in notice.body


def test_request_to_join_with_a_name_taken_meanwhile_explains():
    operator = make_operator()
    make_user("operator", "zhang_san")
    with pytest.raises(WorkflowRefused, match="刚刚已有人使用"):
        registration.request_to_join(account(), operator=operator)
    assert (m.JoinRequest.objects.count(), lines_of(operator)) == (0, [])


@pytest.mark.parametrize("decider", ["member", "district"])
def test_admit_member_gives_the_account_its_organisation(decider):
    operator = make_operator()
    user = registration.request_to_join(account(), operator=operator)
    actor = {
        "member": lambda: make_user("operator", operator=operator),
        "district": lambda: make_user("district", district=operator.district),
    }[decider]()
    registration.admit_member(user.join_request, actor=actor)
    user.refresh_from_db()
    assert (user.operator, user.join_request.status) == (operator, "admitted")
    assert lines_of(operator)[-1][0] == "join_admitted"
    assert user.notices.get().title == f"加入{operator.name}的申请已同意"


def test_refuse_member_closes_the_request_once():
    operator = make_operator()
    user = registration.request_to_join(account(), operator=operator)
    actor = make_user("district", district=operator.district)
    registration.refuse_member(user.join_request, actor=actor)
    with pytest.raises(WorkflowRefused, match="未同意，不用再办理"):
        registration.admit_member(user.join_request, actor=actor)
    user.refresh_from_db()
    assert user.operator is None


def test_confirm_operator_once_and_by_its_district_alone():
    operator = make_operator(status="pending")
    member = make_user("operator", operator=operator)
    elsewhere = make_user("district", district=make_district("jinshui"))
    with pytest.raises(WorkflowRefused, match="首个场地所在区县"):
        registration.confirm_operator(operator, actor=elsewhere)
    clerk = make_user("district", district=operator.district)
    confirmed = registration.confirm_operator(operator, actor=clerk)
    assert (confirmed.status, confirmed.decided_by) == ("confirmed", clerk)
    assert member.notices.get().title == f"{operator.name}已通过确认，可以提交备案申请"
    with pytest.raises(WorkflowRefused, match="现在是“已确认”"):
        registration.refuse_operator(operator, actor=clerk, reason="营业执照不清楚")


def test_refused_operator_is_told_why_and_may_ask_again():
    operator = make_operator(status="pending")
    member = make_user("operator", operator=operator)
    clerk = make_user("district", district=operator.district)
    registration.refuse_operator(operator, actor=clerk, reason="营业执照不清楚，请重新扫描")
    operator.refresh_from_db()
    assert (operator.status, operator.refusal_reason) == ("refused", "营业执照不清楚，请重新扫描")
    assert member.notices.get().body == "营业执照不清楚，请重新扫描"
    again = registration.ask_confirmation_again(operator, actor=member)
    assert (again.status, again.refusal_reason) == ("pending", "")
    assert [line[1] for line in lines_of(operator)] == ["refused", "pending"]
