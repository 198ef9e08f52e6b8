"""Pages of the organisation, of spaces and filings; navigation and desk of operators."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from filings.desk import operator as desk
from filings.models import Ban, Operator, Space
from tests.factories import (
    TODAY,
    make_application,
    make_compliant_space,
    make_district,
    make_filing,
    make_operator,
    make_resident,
    make_space,
    make_user,
    pdf_bytes,
)

pytestmark = pytest.mark.django_db


def sign_in(client, operator):
    user = make_user("operator", operator=operator)
    client.force_login(user)
    return user


def test_a_space_is_registered_and_amended(client):
    operator = make_operator()
    sign_in(client, operator)
    typed = {"name": "云帆智造", "district": "gxq", "kind": "professional", "low_cost": "True", "introduction": "简介"}
    answer = client.post(reverse("filings:space-create"), typed)
    space = Space.objects.get()
    assert answer["Location"] == reverse("filings:space", args=[space.pk])
    assert (space.operator, space.name, space.kind, space.low_cost) == (operator, "云帆智造", "professional", True)
    assert (space.open_platform, space.lead_type) == (None, "")
    typed |= {
        "lead_name": "某集团",
        "lead_type": "leading_enterprise",
        "focus_field": "智能传感",
        "open_platform": "False",
    }
    client.post(reverse("filings:space-edit", args=[space.pk]), typed)
    space.refresh_from_db()
    assert (space.lead_type, space.focus_field, space.open_platform) == ("leading_enterprise", "智能传感", False)


def test_a_name_taken_is_said_at_the_field(client):
    space = make_space(name="云帆智造")
    sign_in(client, space.operator)
    typed = {"name": "云帆智造", "district": "gxq", "kind": "comprehensive"}
    answer = client.post(reverse("filings:space-create"), typed)
    assert answer.status_code == 200
    assert answer.context["form"].errors == {"name": ["本机构已有同名的众创空间，请换一个名称。"]}


def test_name_and_district_are_shown_but_not_changed_while_filed(client):
    space = make_space(name="云帆智造")
    make_filing(space)
    make_district("jinshui")
    sign_in(client, space.operator)
    url = reverse("filings:space-edit", args=[space.pk])
    shown = client.get(url).content.decode()
    assert f'备案在册，发生变化的须按第十四条<a href="{reverse("filings:filings")}">报告变更</a>' in shown
    client.post(url, {"name": "改名", "district": "jinshui", "kind": "comprehensive", "introduction": "新简介"})
    space.refresh_from_db()
    assert (space.name, space.district_id, space.introduction) == ("云帆智造", "gxq", "新简介")


def test_an_account_without_an_organisation_registers_no_space(client):
    sign_in(client, None)
    typed = {"name": "云帆智造", "district": make_district().pk, "kind": "comprehensive"}
    assert client.post(reverse("filings:space-create"), typed).status_code == 409
    assert "加入申请等待同意" in client.get(reverse("filings:organisation")).content.decode()
    assert Space.objects.count() == 0


def test_a_space_at_a_glance(client):
    space = make_compliant_space("professional")
    space.residents.filter(kind="team", incorporated_on=None)[0].delete()
    sign_in(client, space.operator)
    overview = client.get(reverse("filings:space", args=[space.pk])).context["overview"]
    assert [(figure.label, figure.value) for figure in overview.figures] == [
        ("在驻团队", 23),
        ("在孵企业", 12),
        ("近12个月活动", 12),
        ("近12个月获融资", 3),
    ]
    counts = {register.key: count for register, count in overview.registers}
    assert counts == {
        "residents": 35,
        "staff": 6,
        "mentors": 4,
        "activities": 12,
        "cases": 4,
        "financing": 3,
        "funds": 1,
        "institutions": 1,
        "sites": 1,
        "equipment": 1,
        "documents": 8,
    }
    assert (overview.result.outcome, overview.gaps) == ("pass", ())


def test_what_is_lacking_leads_to_its_register(client):
    space = make_compliant_space()
    space.activities.all().delete()
    Operator.objects.update(registered_at_site=False)
    sign_in(client, space.operator)
    answer = client.get(reverse("filings:space", args=[space.pk]))
    gaps = [(check.id, check.gap, register) for check, register, _ in answer.context["overview"].gaps]
    assert gaps == [("5.1.registered_at_site", "", "organisation"), ("5.8.activities", "还差10场", "activities")]
    page = answer.content.decode()
    assert "填写机构信息" in page
    assert "还差10场" in page


def test_a_ban_shows_before_anyone_applies(client):
    space = make_space()
    Ban.objects.create(
        uscc=space.operator.uscc, ground="fraud", since="2024-05-10", until="2026-05-10", source="认定书"
    )
    sign_in(client, space.operator)
    page = client.get(reverse("filings:space", args=[space.pk])).content.decode()
    assert "禁止申报至2026年5月10日（含当日）" in page


def test_a_space_page_costs_the_same_for_one_resident_and_many(client):
    small, large = make_space(), make_compliant_space("professional")
    make_resident(small)
    counted = []
    for space in (small, large):
        sign_in(client, space.operator)
        client.get(reverse("filings:space", args=[space.pk]))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("filings:space", args=[space.pk]))
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 30


@pytest.mark.parametrize("name", ["filings:spaces", "filings:filings"])
def test_lists_cost_the_same_for_one_row_and_three(client, name):
    operator = make_operator()
    sign_in(client, operator)
    counted = []
    for more in (1, 2):
        for _ in range(more):
            make_filing(make_space(operator))
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(reverse(name)).context["page_obj"]) == (1 if more == 1 else 3)
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 15


def test_spaces_are_listed_with_residents_filing_and_application(client):
    space = make_space(name="云帆智造")
    make_resident(space)
    make_resident(space, left_on="2026-03-04")
    filing = make_filing(space)
    make_application(space, state="draft", kind="professional")
    make_space(name="别家")
    sign_in(client, space.operator)
    answer = client.get(reverse("filings:spaces"))
    (listed,) = answer.context["page_obj"]
    assert (listed.name, listed.in_residence) == ("云帆智造", 1)
    page = answer.content.decode()
    assert filing.number in page
    assert "草稿" in page
    assert list(client.get(reverse("filings:spaces") + "?q=没有").context["page_obj"]) == []


def test_the_entry_of_a_register_leads_to_the_only_space_or_lets_choose(client):
    space = make_space(name="一号")
    sign_in(client, space.operator)
    url = reverse("filings:registers-people")
    assert client.get(url)["Location"] == reverse("filings:space-register", args=[space.pk, "staff"])
    second = make_space(space.operator, name="二号")
    page = client.get(url).content.decode()
    assert reverse("filings:space-register", args=[second.pk, "mentors"]) in page
    Space.objects.all().delete()
    assert "还没有登记众创空间" in client.get(url).content.decode()


def test_the_organisation_page_saves_facts_contact_and_licence(client):
    operator = make_operator(independent_legal_entity=None, operating_since=None)
    sign_in(client, operator)
    typed = {
        "name": operator.name,
        "legal_representative": "王立",
        "registered_address": "郑州市科学大道2号",
        "contact_name": "李明",
        "contact_phone": "0371-67890123",
        "email": "",
        "independent_legal_entity": "True",
        "registered_in_city": "True",
        "registered_at_site": "False",
        "operating_since": "2025-03-05",
        "upload": SimpleUploadedFile("营业执照.pdf", pdf_bytes(1), content_type="application/pdf"),
    }
    answer = client.post(reverse("filings:organisation"), typed)
    assert answer["Location"] == reverse("filings:organisation")
    stored = Operator.objects.get()
    assert (stored.independent_legal_entity, stored.registered_at_site) == (True, False)
    assert (stored.registered_address, str(stored.operating_since)) == ("郑州市科学大道2号", "2025-03-05")
    assert (stored.licence.name, stored.status) == ("营业执照.pdf", "confirmed")


def test_the_organisation_page_says_what_is_wrong_and_keeps_what_was_typed(client):
    operator = make_operator()
    sign_in(client, operator)
    typed = {"name": "", "contact_phone": "12", "operating_since": "2026-03-06", "legal_representative": "新代表"}
    broken = SimpleUploadedFile("营业执照.docx", b"PK", content_type="application/msword")
    answer = client.post(reverse("filings:organisation"), typed | {"upload": broken})
    errors = answer.context["form"].errors
    assert errors["name"] == ["请填写机构名称。"]
    assert errors["operating_since"] == ["实际运营开始日不能晚于今天（2026-03-05），请核对。"]
    assert errors["upload"] == ["只能上传PDF、JPG或PNG文件，请转换格式后上传。"]
    page = answer.content.decode()
    assert 'value="新代表"' in page
    assert operator.uscc in page
    assert Operator.objects.get().legal_representative == "王立"


def test_the_name_of_a_filed_organisation_is_not_changed_here(client):
    space = make_space()
    make_filing(space)
    sign_in(client, space.operator)
    page = client.get(reverse("filings:organisation")).content.decode()
    assert re.search(r'<input[^>]*name="name"[^>]*disabled', page)


def test_filings_with_certificate_and_status(client):
    filing = make_filing(make_space(name="云帆智造"))
    certificate = filing.application.documents.create(
        kind="certificate", issuer="郑州市科学技术局", issued_on=TODAY, context={}
    )
    ended = make_filing(make_space(filing.operator), state="superseded", ended_on=TODAY)
    make_filing(make_space())
    sign_in(client, filing.operator)
    answer = client.get(reverse("filings:filings"))
    assert {row.pk for row in answer.context["page_obj"]} == {filing.pk, ended.pk}
    page = answer.content.decode()
    assert reverse("filings:document-file", args=[certificate.pk]) in page
    assert "已升级" in page
    assert f"/verify/{filing.code}/" in page


def test_navigation_counts_drafts_and_residents(client):
    space = make_space()
    make_resident(space)
    make_resident(space, left_on="2026-03-04")
    make_application(space)
    user = sign_in(client, space.operator)
    assert (desk.waiting_applications(user).count(), desk.residents_now(user)) == (1, 1)
    labels = re.findall(r'<span class="lbl">([^<]+)</span>', client.get(reverse("filings:spaces")).content.decode())
    assert labels[:14] == [
        *(
            "工作台",
            "期限",
            "备案申请",
            "我的众创空间",
            "储备培育",
            "团队与企业",
            "人员与导师",
            "活动与案例",
            "融资与资金",
        ),
        *("场地、设备与制度", "年度统计", "考核评价", "收款账户", "我的备案"),
    ]


def test_the_desk_says_what_to_do_first_and_then_what_waits():
    operator = make_operator(status="pending", registered_at_site=None)
    user = make_user("operator", operator=operator)
    assert [item.title for item in desk.first_steps(user)] == [
        "补全机构信息",
        "登记众创空间",
    ]
    refused = make_operator(status="refused", refusal_reason="请上传清晰的营业执照")
    (item, _) = desk.first_steps(make_user("operator", operator=refused))
    assert (item.title, item.text, item.tag) == ("机构信息未通过确认", "请上传清晰的营业执照", "未通过")
    ready = make_compliant_space(name="云帆智造")
    other = make_user("operator", operator=ready.operator)
    assert list(desk.first_steps(other)) == []
    make_application(ready)
    assert [(item.title, item.tag, str(item.due_on)) for item in desk.own_turn(other)] == [
        ("云帆智造·备案申请", "草稿", "2026-06-30")
    ]
    assert list(desk.first_steps(make_user("operator", operator=None))) == []
    assert desk.residents_now(make_user("operator", operator=None)) == 0


@pytest.mark.parametrize("role", ["district", "city"])
def test_a_draft_beside_a_filing_is_not_shown_to_the_offices(client, role):
    space = make_compliant_space()
    make_filing(space)
    make_application(space, kind="professional")
    client.force_login(make_user(role))
    page, listed = (client.get(url).content.decode() for url in (reverse("filings:space", args=[space.pk]), "/spaces/"))
    assert space.name in page
    assert space.name in listed
    assert "草稿" not in page + listed


def test_a_draft_beside_a_filing_is_shown_to_its_operator(client):
    space = make_compliant_space()
    make_filing(space)
    make_application(space, kind="professional")
    sign_in(client, space.operator)
    assert "草稿" in client.get("/spaces/").content.decode()
