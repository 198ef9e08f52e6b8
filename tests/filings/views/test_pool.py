"""Pages of the reserve pool: what each role reads and does, what a form refuses, what leads on."""

from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from filings.models import Application, Fund, GuidanceRecord, PoolEntry, Recusal
from filings.services.history import append_line
from filings.services.pool.drafting import draft_from_pool
from filings.services.pool.linking import link_entry
from filings.workflow import State
from tests.factories import (
    TODAY,
    make_compliant_space,
    make_district,
    make_filing,
    make_operator,
    make_round,
    make_site,
    make_space,
    make_user,
)
from tests.factories_applications import make_upload, member_of
from tests.factories_pool import clerk_in, guide, leave, make_entry, make_measure, make_unregistered
from tests.factories_story import make_in_state

pytestmark = pytest.mark.django_db
CODE = "91410100MA9GXQ8K5U"


def page_of(client, user, entry):
    client.force_login(user)
    return client.get(f"/pool/{entry.pk}/").content.decode()


def test_the_page_says_what_is_lacking_since_when_and_by_whom_it_was_guided(client):
    space = make_space()
    make_site(space, workstations=47)
    entry = make_entry(space)
    guide(entry)
    make_measure(entry.keeper)
    text = page_of(client, clerk_in(entry.keeper), entry)
    assert "还差3个工位" in text
    assert "今天起" in text
    assert '<svg class="trend"' in text
    assert "以表格查看" in text
    assert "郑州市众创空间协会" in text
    assert "辅导纪要.pdf" in text
    assert "区县标准，供参考" in text
    assert "高新区众创空间管理办法" in text
    assert "转为备案申请" not in text
    assert "更新数据" not in text


def test_contacts_are_the_offices_alone(client):
    entry = make_unregistered(uscc=CODE)
    for user in (clerk_in(entry.district), make_user("city")):
        assert "13712345678" in page_of(client, user, entry)
    operator = make_operator(uscc=CODE)
    linked = link_entry(entry, actor=clerk_in(entry.district), operator=operator)
    text = page_of(client, member_of(operator), linked)
    assert "13712345678" not in text
    assert operator.contact_phone not in text


def test_a_district_enters_a_registered_space(client):
    space = make_space()
    client.force_login(clerk_in(space.district))
    assert str(space) in client.get("/pool/new/").content.decode()
    answer = client.post(f"/pool/enter/{space.pk}/", {"kind": "professional"}, follow=True)
    entry = PoolEntry.objects.get()
    assert (entry.space, entry.kind, answer.redirect_chain[0][0]) == (space, "professional", f"/pool/{entry.pk}/")


def test_a_fully_filed_space_is_refused_with_the_reason(client):
    space = make_space(kind="professional")
    make_filing(space)
    client.force_login(clerk_in(space.district))
    answer = client.get(f"/pool/enter/{space.pk}/")
    assert (answer.status_code, "已备案为专业化众创空间" in answer.content.decode()) == (409, True)


def test_a_comprehensive_filing_leaves_the_professional_kind(client):
    space = make_space()
    make_filing(space)
    client.force_login(clerk_in(space.district))
    form = client.get(f"/pool/enter/{space.pk}/").context["form"]
    assert [value for value, _ in form.fields["kind"].choices] == ["professional"]


def test_an_unregistered_one_is_entered_with_the_fields_of_the_self_check(client):
    client.force_login(clerk_in(make_district()))
    typed = {
        "name": "麦田青创空间",
        "operator_name": "麦田公司",
        "contact_name": "郭芳",
        "contact_phone": "13700001234",
        "site__total_area_m2": "560",
        "site__service_area_m2": "600",
        "site__has_meeting_room": "yes",
    }
    refused = client.post("/pool/new/unregistered/?kind=comprehensive", typed)
    assert refused.status_code == 200
    assert list(refused.context["form"].errors) == ["site__service_area_m2"]
    assert "麦田青创空间" in refused.content.decode()
    client.post("/pool/new/unregistered/?kind=comprehensive", typed | {"site__service_area_m2": "500"})
    entry = PoolEntry.objects.get()
    known = {"total_area_m2": "560.00", "service_area_m2": "500.00", "has_meeting_room": True}
    assert entry.facts == {"site": known}
    form = client.get(f"/pool/{entry.pk}/figures/").context["form"]
    assert (form["site__has_meeting_room"].value(), form["name"].value()) == ("yes", "麦田青创空间")
    assert not [name for name in form.fields if name.startswith("standing")]


def test_figures_opened_before_a_colleague_saved_show_what_stands_now(client):
    entry = make_unregistered()
    client.force_login(clerk_in(entry.district))
    url = f"/pool/{entry.pk}/figures/"
    form = client.get(url).context["form"]
    typed = {bound.name: bound.value() for bound in form if bound.value() is not None}
    assert client.post(url, typed | {"site__workstations": "48"}).status_code == 302
    answer = client.post(url, typed | {"mentors__total": "4"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "，现在保存的是：48" in text
    assert text.count("现在保存的是") == 2
    entry.refresh_from_db()
    assert (entry.facts["site"]["workstations"], entry.facts["mentors"]["total"]) == (48, 2)
    again = typed | {"mentors__total": "4", "revision": answer.context["form"]["revision"].value()}
    assert client.post(url, again).status_code == 302


def test_figures_of_a_registered_space_are_refused(client):
    entry = make_entry()
    client.force_login(clerk_in(entry.keeper))
    assert client.get(f"/pool/{entry.pk}/figures/").status_code == 409


def test_guidance_asks_for_the_name_of_an_association(client):
    entry = make_entry()
    client.force_login(clerk_in(entry.keeper))
    typed = {"kind": "training", "on": "2026-03-04", "by": "promotion", "content": "政策宣讲。"}
    refused = client.post(f"/pool/{entry.pk}/guidance/", typed)
    assert refused.context["form"].errors == {"organisation": ["请填写社会组织名称。"]}
    typed |= {"organisation": "郑州市创业促进会", "files": [make_upload("签到表.pdf"), make_upload("照片.pdf")]}
    client.post(f"/pool/{entry.pk}/guidance/", typed)
    record = GuidanceRecord.objects.get()
    assert (record.organisation, record.files.count()) == ("郑州市创业促进会", 2)


def test_a_struck_record_says_so_to_whoever_reads_the_entry(client):
    entry = make_entry()
    record = guide(entry)
    client.force_login(clerk_in(entry.keeper))
    client.post(f"/pool/guidance/{record.pk}/strike/", {"reason": "日期有误。"})
    assert client.get(f"/pool/guidance/{record.pk}/strike/").status_code == 409
    text = page_of(client, member_of(entry.operator), entry)
    assert "日期有误。" in text
    assert "strike" not in text


def test_files_of_guidance_reach_district_city_and_operator_alone(client):
    entry = make_entry()
    file = guide(entry).files.get().file
    answers = {}
    people = {
        "district": clerk_in(entry.keeper),
        "city": make_user("city"),
        "operator": member_of(entry.operator),
        "other": make_user("operator"),
        "elsewhere": clerk_in(make_district("jinshui")),
    }
    for name, user in people.items():
        client.force_login(user)
        answer = client.get(f"/files/{file.pk}/")
        answers[name] = answer.status_code
        for close in answer._resource_closers:
            close()
    assert answers == {"district": 200, "city": 200, "operator": 200, "other": 404, "elsewhere": 404}


def test_the_district_is_told_of_what_may_be_linked_and_confirms_it(client):
    entry = make_unregistered(uscc=CODE)
    client.force_login(clerk_in(entry.district))
    assert client.get(f"/pool/{entry.pk}/link/").status_code == 409
    operator = make_operator(uscc=CODE)
    space = make_space(operator)
    assert "机构已注册" in client.get("/desk/").content.decode()
    client.post(f"/pool/{entry.pk}/link/", {"space": space.pk})
    entry.refresh_from_db()
    assert (entry.operator, entry.space) == (operator, space)
    assert "机构已注册" not in client.get("/desk/").content.decode()


def test_an_operator_sees_its_entry_on_the_desk_and_turns_it_into_a_draft(client):
    entry = make_entry(make_compliant_space())
    round_ = make_round()
    client.force_login(member_of(entry.operator))
    desk = client.get("/desk/").content.decode()
    assert "储备库培育" in desk
    assert "可以申请" in desk
    assert "转为备案申请" in client.get(f"/pool/{entry.pk}/").content.decode()
    answer = client.post(f"/pool/{entry.pk}/draft/", {"round_": round_.pk})
    application = Application.objects.get()
    assert (answer.url, application.round) == (f"/applications/{application.pk}/", round_)
    assert "已转为备案申请" in client.get(f"/pool/{entry.pk}/").content.decode()
    again = client.post(f"/pool/{entry.pk}/draft/", {"round_": round_.pk})
    assert (again.status_code, "已有一件在办的申请" in again.content.decode()) == (409, True)


def test_without_an_open_round_the_way_is_told(client):
    entry = make_entry()
    client.force_login(member_of(entry.operator))
    answer = client.get(f"/pool/{entry.pk}/draft/")
    assert (answer.status_code, "现在没有受理综合性众创空间的批次" in answer.content.decode()) == (409, True)


def test_a_district_is_not_led_to_a_draft_of_the_operator(client):
    entry = make_entry(make_compliant_space())
    application = draft_from_pool(entry, actor=member_of(entry.operator), round_=make_round())
    clerk, city = clerk_in(entry.keeper), make_user("city")
    for user in (clerk, city):
        text = page_of(client, user, entry)
        assert "转为备案申请" not in text
        assert "草稿" not in text
        assert f"/applications/{application.pk}/" not in text
        assert "已转备案申请" not in client.get("/pool/").content.decode()
        assert drafted_in_workbook(client) is None
    assert client.get("/pool/").context["counts"][0].drafted == 0
    assert "已转为备案申请" in page_of(client, member_of(entry.operator), entry)


def drafted_in_workbook(client):
    header, row = load_workbook(BytesIO(client.get("/pool/export/").getvalue())).active.iter_rows(values_only=True)
    return dict(zip(header, row, strict=True))["已转申请"]


def test_once_submitted_the_offices_read_of_the_application_but_not_who_declared_recusal(client):
    entry = make_entry(make_compliant_space())
    application = make_in_state(State.RECOMMENDED, entry.space)
    entry.application = application
    entry.save(update_fields=["application"])
    append_line(entry, actor=None, action="draft_from_pool", details={"application": application.pk})
    city, recused = make_user("city"), make_user("city")
    Recusal.objects.create(application=application, user=recused, reason="本人近亲属在该机构任职。")
    text = page_of(client, city, entry)
    assert f"/applications/{application.pk}/" in text
    assert "</time>转为备案申请" in text
    assert (sum(each.drafted for each in client.get("/pool/").context["counts"]), drafted_in_workbook(client)) == (
        1,
        application.number,
    )
    text = page_of(client, recused, entry)
    assert f"/applications/{application.pk}/" not in text
    assert "转为备案申请" not in text
    assert (sum(each.drafted for each in client.get("/pool/").context["counts"]), drafted_in_workbook(client)) == (
        0,
        None,
    )


def test_registers_that_contradict_each_other_are_told_on_the_page(client):
    space = make_space()
    most = Decimal("9999999999.99")
    Fund.objects.bulk_create(
        Fund(space=space, kind="own", name="资金", amount_wan=most, valid_from=TODAY) for _ in range(101)
    )
    client.force_login(clerk_in(space.district))
    answer = client.post(f"/pool/enter/{space.pk}/", {"kind": "comprehensive"}, follow=True)
    entry = PoolEntry.objects.get()
    assert (answer.status_code, entry.assessments.count()) == (200, 0)
    for user in (clerk_in(space.district), make_user("city"), member_of(space.operator)):
        text = page_of(client, user, entry)
        assert "登记的数据互相矛盾，暂时不能计算差距" in text
        assert "自有种子资金数值过大，请核对。" in text


def test_leaving_needs_its_reason(client):
    entry = make_entry()
    client.force_login(clerk_in(entry.keeper))
    assert client.post(f"/pool/{entry.pk}/leave/", {"reason": " "}).status_code == 200
    text = client.post(f"/pool/{entry.pk}/leave/", {"reason": "停止运营。"}, follow=True).content.decode()
    assert "停止运营。" in text
    assert "登记辅导" not in text


def test_the_city_reads_all_pools_by_district(client):
    make_entry()
    leave(make_unregistered(district=make_district("jinshui")))
    client.force_login(make_user("city"))
    page = client.get("/pool/")
    assert [(each.district.slug, each.live) for each in page.context["counts"] if each.live] == [("gxq", 1)]
    assert page.context["page_obj"].paginator.count == 1
    assert client.get("/pool/?view=closed&district=jinshui").context["page_obj"].paginator.count == 1
    sheet = load_workbook(BytesIO(client.get("/pool/export/?view=all").getvalue())).active
    assert sheet.max_row == 3
