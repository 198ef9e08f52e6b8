"""Every register through the client: list, add, amend, end; who may; what a refused form keeps."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from filings.models import Resident
from filings.selectors.facts import register_rows
from filings.selectors.registers import REGISTERS
from tests.factories import (
    TODAY,
    make_activity,
    make_application,
    make_compliant_space,
    make_district,
    make_filing,
    make_mentor,
    make_resident,
    make_site,
    make_space,
    make_uscc,
    make_user,
    pdf_bytes,
)

pytestmark = pytest.mark.django_db
CODE = make_uscc()
DAYS = {"valid_from": "2025-04-01", "valid_until": ""}
STORED_DAYS = {"valid_from": date(2025, 4, 1), "valid_until": None}

TYPED: dict[str, dict[str, Any]] = {
    "residents": {
        "kind": "team",
        "name": "微振动监测组",
        "field": "智能传感",
        "headcount": "4",
        "entered_on": "2024-11-06",
        "incorporated_on": "2025-04-18",
        "company_name": "郑州听澜传感科技有限公司",
        "uscc": CODE.lower(),
        "contact_name": "周工",
        "contact_phone": "13912345678",
    },
    "staff": {
        "name": "陈静",
        "full_time": "on",
        "degree": "master",
        "position": "经理",
        "phone": "0371-67890123",
        **DAYS,
    },
    "mentors": {"name": "赵明", "background": "engineer", "employer": "某研究院", "phone": "", **DAYS},
    "activities": {"title": "春季路演", "kind": "roadshow", "on": "2026-03-05", "participants": "45"},
    "cases": {"title": "首笔订单", "resident": "", "on": "2025-09-01", "summary": "八个月取得首笔订单。"},
    "financing": {"resident": "RESIDENT", "on": "2025-10-09", "amount_wan": "120.50", "investor": "个人"},
    "funds": {"name": "种子资金", "kind": "own", "amount_wan": "100", **DAYS},
    "institutions": {"name": "某银行", "agreement": "合作协议", **DAYS},
    "sites": {
        "address": "长椿路11号",
        "district": "gxq",
        "total_area_m2": "520.50",
        "service_area_m2": "400",
        "workstations": "60",
        "concentrated": "on",
        "has_meeting_room": "on",
        "tenure": "leased",
        "lease_from": "2025-01-01",
        "lease_to": "2030-12-31",
        **DAYS,
    },
    "equipment": {"name": "三坐标测量机", "model": "CMM-8", "items": "2", **DAYS},
    "documents": {"kind": "price_list", "title": "收费标准", **DAYS},
}
STORED: dict[str, dict[str, Any]] = {
    "residents": {
        "kind": "team",
        "name": "微振动监测组",
        "field": "智能传感",
        "headcount": 4,
        "left_on": None,
        "founded_on": None,
        "entered_on": date(2024, 11, 6),
        "incorporated_on": date(2025, 4, 18),
        "uscc": CODE,
        "company_name": "郑州听澜传感科技有限公司",
        "contact_name": "周工",
        "contact_phone": "13912345678",
    },
    "staff": {"name": "陈静", "full_time": True, "degree": "master", "position": "经理", "phone": "0371-67890123"}
    | STORED_DAYS,
    "mentors": {"name": "赵明", "full_time": False, "background": "engineer", "employer": "某研究院"} | STORED_DAYS,
    "activities": {"title": "春季路演", "kind": "roadshow", "on": date(2026, 3, 5), "participants": 45},
    "cases": {"title": "首笔订单", "resident": None, "on": date(2025, 9, 1), "summary": "八个月取得首笔订单。"},
    "financing": {"on": date(2025, 10, 9), "amount_wan": Decimal("120.50"), "investor": "个人"},
    "funds": {"name": "种子资金", "kind": "own", "amount_wan": Decimal("100.00")} | STORED_DAYS,
    "institutions": {"name": "某银行", "agreement": "合作协议"} | STORED_DAYS,
    "sites": {
        "address": "长椿路11号",
        "district_id": "gxq",
        "total_area_m2": Decimal("520.50"),
        "workstations": 60,
        "service_area_m2": Decimal("400.00"),
        "concentrated": True,
        "has_meeting_room": True,
        "has_training_room": False,
        "has_roadshow_venue": False,
        "tenure": "leased",
        "lease_from": date(2025, 1, 1),
        "lease_to": date(2030, 12, 31),
    }
    | STORED_DAYS,
    "equipment": {"name": "三坐标测量机", "model": "CMM-8", "items": 2} | STORED_DAYS,
    "documents": {"kind": "price_list", "title": "收费标准"} | STORED_DAYS,
}
AMENDED = {
    "residents": ("headcount", "5", 5),
    "staff": ("position", "总监", "总监"),
    "mentors": ("employer", "甲", "甲"),
}
AMENDED |= {
    "activities": ("participants", "50", 50),
    "cases": ("title", "新题", "新题"),
    "documents": ("title", "新", "新"),
}
AMENDED |= {
    "financing": ("amount_wan", "99.99", Decimal("99.99")),
    "funds": ("amount_wan", "200.01", Decimal("200.01")),
}
AMENDED |= {"institutions": ("agreement", "新协议", "新协议"), "equipment": ("items", "3", 3)}
AMENDED |= {"sites": ("workstations", "75", 75)}


@pytest.fixture
def space():
    return make_space()


@pytest.fixture
def member(client, space):
    user = make_user("operator", operator=space.operator)
    client.force_login(user)
    return user


def address(space, register, *, row=None, act="new"):
    if row is None and act == "list":
        return reverse("filings:space-register", args=[space.pk, register])
    if row is None:
        return reverse("filings:row-create", args=[space.pk, register])
    return reverse(f"filings:row-{act}", args=[space.pk, register, row.pk])


def typed_for(register, space):
    data = dict(TYPED[register])
    if data.get("resident") == "RESIDENT":
        data["resident"] = make_resident(space).pk
    if register == "documents":
        data["upload"] = SimpleUploadedFile("收费标准.pdf", pdf_bytes(2), content_type="application/pdf")
    return data


def stored(row, names):
    return {name: getattr(row, name) for name in names}


@pytest.mark.parametrize("register", REGISTERS)
def test_a_row_is_added_amended_and_ended(client, space, member, register):
    model = REGISTERS[register].model
    listing = address(space, register, act="list")
    assert client.get(address(space, register)).status_code == 200
    data = typed_for(register, space)
    answer = client.post(address(space, register), data)
    assert (answer.status_code, answer.get("Location")) == (302, listing)
    row = model.objects.get() if register != "residents" else Resident.objects.get(name="微振动监测组")
    assert stored(row, STORED[register]) == STORED[register]

    name, value, kept = AMENDED[register]
    again = {key: item for key, item in data.items() if key != "upload"} | {name: value}
    assert client.get(address(space, register, row=row, act="edit")).status_code == 200
    answer = client.post(address(space, register, row=row, act="edit"), again)
    assert (answer.status_code, answer.get("Location")) == (302, listing)
    row.refresh_from_db()
    assert stored(row, STORED[register]) == STORED[register] | {name: kept}

    assert str(row) in client.get(f"{listing}?state=all").content.decode()
    assert client.get(address(space, register, row=row, act="end")).status_code == 200
    end = REGISTERS[register].end_field
    answer = client.post(address(space, register, row=row, act="end"), {"on": "2026-03-04"} if end else {"delete": "1"})
    assert (answer.status_code, answer.get("Location")) == (302, listing)
    if end:
        row.refresh_from_db()
        assert getattr(row, end) == date(2026, 3, 4)
    else:
        assert not model.objects.filter(pk=row.pk).exists()


def test_save_and_add_another_opens_an_empty_form(client, space, member):
    answer = client.post(address(space, "activities"), TYPED["activities"] | {"add_another": "1"})
    assert answer.get("Location") == address(space, "activities")


def test_a_never_counted_row_is_deleted_and_a_counted_one_is_not(client, space, member):
    mentor = make_mentor(space)
    page = client.get(address(space, "mentors", row=mentor, act="end")).content.decode()
    assert 'name="delete"' in page
    application = make_application(space, state="submitted")
    rows = register_rows(space, as_of=TODAY).as_json()
    application.snapshots.create(
        sequence=1,
        ruleset="zhengzhou-1",
        as_of=TODAY,
        facts={},
        result={},
        rows=rows,
        files=[],
        sections={},
        digest="0",
    )
    page = client.get(address(space, "mentors", row=mentor, act="end")).content.decode()
    assert 'name="delete"' not in page
    answer = client.post(address(space, "mentors", row=mentor, act="end"), {"delete": "1"})
    assert answer.status_code == 409
    assert "这一行已计入提交过的申请，不能删除" in answer.content.decode()
    assert space.mentors.count() == 1


@pytest.mark.parametrize(
    "case",
    [
        ("residents", {"entered_on": "2026-03-06"}, "entered_on", "入驻日不能晚于今天（2026-03-05），请核对。"),
        ("residents", {"entered_on": "0202-01-06"}, "entered_on", "入驻日的年份请核对。"),
        ("residents", {"left_on": "2024-11-05"}, "left_on", "迁出日不能早于入驻日，请核对。"),
        ("residents", {"left_on": "2025-04-17"}, "left_on", "迁出日不能早于注册日，请核对。"),
        ("residents", {"incorporated_on": "2024-11-06"}, "incorporated_on", "注册日应晚于入驻日；入驻时已是企业的，请选择初创企业并填写成立日。"),
        ("residents", {"company_name": ""}, "company_name", "请填写注册的企业名称。"),
        ("residents", {"uscc": ""}, "uscc", "请填写注册后的统一社会信用代码。"),
        ("residents", {"incorporated_on": ""}, "incorporated_on", "团队已注册为企业的，请填写注册日期；没有注册的，不填企业名称和代码。"),
        ("residents", {"uscc": "914101057286859700"}, "uscc", "统一社会信用代码的最后一位校验码不对，请逐位核对营业执照。"),
        ("residents", {"founded_on": "2024-01-01"}, "founded_on", "团队和创客群体不填企业成立日；入驻时已是企业的，请选择初创企业。"),
        ("residents", {"kind": "startup"}, "founded_on", "初创企业请填写企业成立日。"),
        ("residents", {"kind": "startup", "founded_on": "2024-11-07"}, "entered_on", "入驻日早于企业成立日。入驻时还没有注册的，请选择创业团队。"),
        ("residents", {"contact_phone": "123"}, "contact_phone", "请填写11位手机号，或带区号的座机号，如0371-12345678。"),
        ("residents", {"name": ""}, "name", "请填写名称。"),
        ("residents", {"kind": ""}, "kind", "请选择入驻时类型。"),
        ("staff", {"valid_until": "2025-03-31"}, "valid_until", "截止日不能早于起始日，请核对。"),
        ("staff", {"valid_from": "三月"}, "valid_from", "请按年-月-日填写起始日，如2026-03-05。"),
        ("activities", {"on": "2026-03-06"}, "on", "举办日期不能晚于今天（2026-03-05），请核对。"),
        ("activities", {"participants": "-1"}, "participants", "参加人数不能小于0。"),
        ("cases", {"resident": "999999"}, "resident", "请从列表中选择团队或企业。"),
        ("financing", {"amount_wan": "0"}, "amount_wan", "金额应大于0。"),
        ("financing", {"amount_wan": "1.234"}, "amount_wan", "金额最多两位小数。"),
        ("funds", {"amount_wan": "-5"}, "amount_wan", "规模应大于0。"),
        ("equipment", {"items": "0"}, "items", "台套数至少为1。"),
        ("equipment", {"items": "9999999"}, "items", "台套数数值过大，请核对。"),
        ("sites", {"service_area_m2": "520.51"}, "service_area_m2", "不能超过总面积（520.50㎡），请核对。"),
        ("sites", {"total_area_m2": "-1"}, "total_area_m2", "总面积不能小于0。"),
        ("sites", {"lease_to": ""}, "lease_to", "租赁的场地请填写租期截止日。"),
        ("sites", {"lease_to": "2024-12-31"}, "lease_to", "租期截止日不能早于起始日，请核对。"),
        ("sites", {"tenure": "owned"}, "lease_from", "自有或无偿使用的场地不填租期；租赁的请把场地性质改为租赁。"),
        ("documents", {"upload": ""}, "upload", "请上传文件。"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(client, space, member, case):
    register, change, field, message = case
    typed = typed_for(register, space) | change
    before = REGISTERS[register].model.objects.count()
    answer = client.post(address(space, register), typed)
    assert answer.status_code == 200
    assert message in answer.context["form"].errors[field]
    assert answer.context["form"].data.dict() == {
        name: str(value) for name, value in typed.items() if name != "upload" or not value
    }
    assert REGISTERS[register].model.objects.count() == before


def test_a_rule_over_other_rows_is_said_at_the_field(client, space, member):
    make_resident(space, name="微振动监测组")
    answer = client.post(address(space, "residents"), TYPED["residents"])
    assert answer.status_code == 200
    message = "“微振动监测组”已经登记（2025-01-06入驻），请在原来的一行修改。"
    assert answer.context["form"].errors == {"name": [message]}
    assert 'value="周工"' in answer.content.decode()
    assert Resident.objects.count() == 1


def test_another_district_is_refused_at_the_field(client, space, member):
    make_district("jinshui")
    answer = client.post(address(space, "sites"), TYPED["sites"] | {"district": "jinshui"})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["district"]
    assert space.sites.count() == 0


def test_htmx_gets_a_refused_form_as_422(client, space, member):
    answer = client.post(address(space, "activities"), {}, headers={"HX-Request": "true"})
    assert answer.status_code == 422


def test_sites_are_read_only_while_a_filing_is_in_force(client, space, member):
    site = make_site(space)
    make_filing(space)
    page = client.get(address(space, "sites", act="list")).content.decode()
    assert "备案在册期间，场地和面积的变化须按" in page
    assert address(space, "sites") not in page
    for url in (address(space, "sites"), *(address(space, "sites", row=site, act=act) for act in ("edit", "end"))):
        assert client.get(url).status_code == 409
        assert client.post(url, TYPED["sites"]).status_code == 409
    assert space.sites.get().valid_until is None


def test_a_list_as_of_a_day_and_by_state(client, space, member):
    make_resident(space, name="现在在驻", entered_on=date(2025, 6, 2))
    make_resident(space, name="去年离开", entered_on=date(2024, 1, 8), left_on=date(2025, 3, 31))
    listing = address(space, "residents", act="list")

    def names(query):
        return [str(line["row"]) for line in client.get(f"{listing}?{query}").context["lines"]]

    assert names("") == ["现在在驻"]
    assert names("state=ended") == ["去年离开"]
    assert names("state=all") == ["现在在驻", "去年离开"]
    assert names("day=2025-03-31") == ["去年离开"]
    assert names("day=2024-01-07") == []
    assert names("state=all&q=离开") == ["去年离开"]
    assert names("day=2025-13-41&state=nothing") == ["现在在驻"]


def test_events_of_the_last_twelve_months_and_before(client, space, member):
    make_activity(space, title="上个窗口", on=date(2025, 3, 5))
    make_activity(space, title="窗口首日", on=date(2025, 3, 6))
    listing = address(space, "activities", act="list")
    shown = client.get(listing).context["lines"]
    assert [(str(line["row"]), line["state"]) for line in shown] == [("窗口首日", ("计入", "pass"))]
    older = client.get(f"{listing}?state=ended").context["lines"]
    assert [(str(line["row"]), line["state"]) for line in older] == [("上个窗口", ("更早", ""))]


def test_a_struck_event_says_why_and_offers_no_change(client, space, member):
    row = make_activity(space, struck_on=date(2026, 3, 1), struck_reason="签到表无人签名")
    edit = address(space, "activities", row=row, act="edit")
    page = client.get(address(space, "activities", act="list"), {"state": "ended"}).content.decode()
    assert "2026年3月1日起不计入：签到表无人签名" in page
    assert edit not in page
    assert client.get(edit).status_code == 409


def test_pages_of_25_keep_the_filters(client, space, member):
    for number in range(26):
        make_activity(space, title=f"路演{number}")
    page = client.get(f"{address(space, 'activities', act='list')}?q=路演&page=2")
    assert len(page.context["lines"]) == 1
    assert "q=%E8%B7%AF%E6%BC%94&amp;page=1" in page.content.decode()


@pytest.mark.parametrize("register", REGISTERS)
def test_a_list_costs_the_same_for_one_row_and_three(client, space, member, register):
    source = make_compliant_space("professional")
    model, listing = REGISTERS[register].model, f"{address(space, register, act='list')}?state=all"

    def counted_with_another(number):
        for row in model.objects.filter(space=source)[:number]:
            model.objects.filter(pk=row.pk).update(space=space)
        with CaptureQueriesContext(connection) as queries:
            shown = client.get(listing).context["lines"]
        return len(shown), len(queries)

    client.get(listing)
    first, one = counted_with_another(1)
    last, more = counted_with_another(2)
    assert (first, one) == (1, more)
    assert last in (1, 3)  # a compliant space has one fund, institution, site and item of equipment
    assert more <= 15


ADDRESSES = ("space", "space-edit")


def test_another_organisations_space_is_404(client, space):
    client.force_login(make_user("operator"))
    row = make_resident(space)
    urls = [reverse(f"filings:{name}", args=[space.pk]) for name in ADDRESSES]
    urls += [address(space, "residents", act="list"), address(space, "residents")]
    urls += [address(space, "residents", row=row, act=act) for act in ("edit", "end")]
    assert {client.get(url).status_code for url in urls} == {404}
    assert client.post(address(space, "residents", row=row, act="end"), {"delete": "1"}).status_code == 404
    assert Resident.objects.filter(pk=row.pk).exists()


def test_a_row_of_another_space_or_an_unknown_register_is_404(client, space, member):
    row = make_resident(make_space())
    assert client.get(address(space, "residents", row=row, act="edit")).status_code == 404
    assert client.get(f"/spaces/{space.pk}/registers/secrets/").status_code == 404
    assert client.get(f"/spaces/{space.pk}/registers/secrets/new/").status_code == 404


@pytest.mark.parametrize("role", ["district", "city", "expert", "admin", "auditor"])
def test_other_roles_never_write(client, space, role):
    make_filing(space)
    row = make_resident(space)
    client.force_login(make_user(role))
    for url in (
        reverse("filings:space-create"),
        reverse("filings:space-edit", args=[space.pk]),
        address(space, "residents"),
        address(space, "residents", row=row, act="edit"),
        address(space, "residents", row=row, act="end"),
        reverse("filings:organisation"),
        reverse("filings:registers-people"),
    ):
        assert client.post(url, {"delete": "1"}).status_code == 403
    assert Resident.objects.filter(pk=row.pk).exists()


def test_district_and_city_read_the_registers_of_filed_spaces(client, space):
    filed = make_compliant_space()
    make_filing(filed)
    make_application(space, state="submitted")
    elsewhere = make_user("district", district=make_district("jinshui"))
    for user, expected in ((make_user("district"), 200), (make_user("city"), 200), (elsewhere, 404)):
        client.force_login(user)
        assert client.get(reverse("filings:space", args=[filed.pk])).status_code == expected
        page = client.get(address(filed, "residents", act="list"))
        assert page.status_code == expected
        assert address(filed, "residents") not in page.content.decode()
        assert client.get(address(space, "residents", act="list")).status_code == 404
        listed = [str(row) for row in client.get(reverse("filings:spaces")).context["page_obj"]]
        assert listed == ([filed.name] if expected == 200 else [])


def test_visitors_are_sent_to_the_login(client, space):
    answer = client.get(address(space, "residents", act="list"))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
