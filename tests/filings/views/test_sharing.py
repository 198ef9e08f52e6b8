"""Pages of shared resources and policies: the public lists with their filters, what an office keeps."""

import pytest
import time_machine

from filings.models import SharedResource, SupportPolicy
from tests.factories import make_district, make_user
from tests.factories_applications import member_of
from tests.factories_changes import make_filed
from tests.factories_pool import clerk_in, make_policy, make_resource

pytestmark = pytest.mark.django_db
RESOURCE = {
    "name": "公共检测平台",
    "kind": "testing",
    "provider": "某检测院",
    "field": "智能传感",
    "offers": "传感器标定。",
    "how_to_use": "预约。",
    "contact": "0371-12345678",
}
POLICY = {
    "title": "创新券细则",
    "issuer": "郑州市科学技术局",
    "who": "备案的众创空间",
    "what": "补贴30%。",
    "how": "线上申领。",
    "valid_from": "2026-01-01",
}


def test_a_district_keeps_its_own(client):
    clerk = clerk_in(make_district())
    client.force_login(clerk)
    assert "district" not in client.get("/resources/new/").context["form"].fields
    client.post("/resources/new/", RESOURCE | {"district": "jinshui"})
    resource = SharedResource.objects.get()
    assert resource.district == clerk.district
    client.post(f"/resources/{resource.pk}/edit/", RESOURCE | {"name": "新名称"})
    assert "新名称" in client.get("/resources/").content.decode()
    client.post(f"/resources/{resource.pk}/withdraw/", {"reason": "停用。"})
    assert "新名称" not in client.get("/resources/").content.decode()
    assert "停用。" in client.get("/resources/kept/").content.decode()
    assert client.get(f"/resources/{resource.pk}/edit/").status_code == 409


def test_a_form_opened_before_a_colleague_saved_shows_what_stands_now(client):
    client.force_login(make_user("city"))
    client.post("/resources/new/", RESOURCE)
    resource = SharedResource.objects.get()
    url = f"/resources/{resource.pk}/edit/"
    page = client.get(url)
    opened = page.context["form"]["revision"].value()
    assert f'value="{opened}"' in page.content.decode()
    with time_machine.travel("2026-03-05T10:02:00+08:00"):
        client.post(url, RESOURCE | {"contact": "0371-99999999", "kind": "platform", "revision": opened})
    typed = RESOURCE | {"offers": "只做环境试验。", "revision": opened}
    answer = client.post(url, typed)
    text = answer.content.decode()
    assert answer.status_code == 409
    for shown in (
        "您这里打开的是之前的内容",
        "咨询方式，现在保存的是：0371-99999999",
        "类型，现在保存的是：科技创新服务平台",
        "服务内容，现在保存的是：传感器标定。",
        "只做环境试验。",
    ):
        assert shown in text
    assert "提供单位，现在" not in text
    assert SharedResource.objects.get().contact == "0371-99999999"
    client.post(url, typed | {"revision": answer.context["form"]["revision"].value()})
    assert SharedResource.objects.get().offers == "只做环境试验。"


def test_the_city_keeps_all_and_chooses_the_district(client):
    client.force_login(make_user("city"))
    district = make_district("jinshui")
    client.post("/resources/policies/new/", POLICY | {"district": "jinshui", "link": "kjj.zhengzhou.gov.cn/a"})
    policy = SupportPolicy.objects.get()
    assert (policy.district, policy.link) == (district, "https://kjj.zhengzhou.gov.cn/a")
    assert "创新券细则" in client.get("/resources/policies/?district=jinshui").content.decode()
    client.post(f"/resources/policies/{policy.pk}/edit/", POLICY)
    policy.refresh_from_db()
    assert policy.district is None


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"link": "javascript:alert(1)"}, "link"), ({"valid_until": "2025-01-01"}, "valid_until"), ({"who": ""}, "who")],
)
def test_what_does_not_hold_is_said_at_its_field(client, typed, field):
    client.force_login(make_user("city"))
    form = client.post("/resources/policies/new/", POLICY | typed).context["form"]
    assert list(form.errors) == [field]
    assert not SupportPolicy.objects.exists()


def test_filters_of_the_public_list(client):
    city = make_user("city")
    mine, other = make_resource(city), make_resource(city, field="生物医药", kind="platform")
    text = client.get("/resources/?kind=testing").content.decode()
    assert mine.name in text
    assert other.name not in text
    assert other.name in client.get("/resources/?field=生物医药").content.decode()
    assert "没有符合条件的资源" in client.get("/resources/?q=没有这个").content.decode()


def test_filed_spaces_are_led_there_from_the_desk(client):
    make_policy(make_user("city"))
    client.force_login(member_of(make_filed().operator))
    assert 'href="/resources/policies/"' in client.get("/desk/").content.decode()
