"""The workspace, visits and the two decisions through the browser's eyes, without scripts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from filings.models import Application, PendingAct, SiteVisit, Verification
from filings.selectors.facts import RegisterRows, counted_rows
from filings.selectors.verification import corrected_facts
from filings.workflow import Role
from tests.factories import make_compliant_space, make_district, make_round, make_user
from tests.factories_applications import make_submitted, make_upload
from tests.factories_district import (
    OPINION,
    REVIEWED,
    clerk_of,
    make_photo,
    make_verified,
    prepare,
    take_out,
    verify_all,
)

pytestmark = pytest.mark.django_db
SHARE = "5.4.startup_ratio"
NAMES = (
    "application-verify",
    "application-site-visit",
    "application-recommend",
    "application-decline",
)


def url(name, application, item=""):
    return reverse(f"filings:{name}", args=[application.pk]) + (f"?item={item}" if item else "")


def refs(application, *facts):
    rows = RegisterRows.from_json(application.snapshots.get().rows)
    found = [row["id"] for fact in facts for row in counted_rows(rows, fact, as_of=application.as_of)]
    return [f"residents:{pk}" for pk in found]


@pytest.fixture
def application():
    return make_submitted(make_compliant_space(name="启明星众创空间"))


@pytest.fixture
def desk(client, application):
    client.force_login(clerk_of(application))
    return client


def test_the_claim_its_rows_and_its_evidence_at_the_page_pointed_to(desk, application):
    attachment = application.attachments.get(document="residence_agreements")
    page = desk.get(url("application-verify", application, SHARE))
    (table,) = page.context["tables"]
    assert (table.label, len(table.lines), table.counted) == ("团队与企业", 36, 36)
    assert [(figure.label, figure.claimed) for figure in page.context["effect"]["figures"]] == [
        ("在驻团队和创客群体", "24家"),
        ("在驻在孵企业", "12家"),
    ]
    assert page.context["file"].pk == attachment.file_id
    html = page.content.decode()
    assert reverse("filings:file-page", args=[attachment.file_id, 1]) in html
    assert "核实33项" in html
    assert html.count('name="keep"') == 36


def test_names_of_people_are_shown_while_they_are_those_frozen(desk, application):
    page = desk.get(url("application-verify", application, "5.6.staff"))
    assert "服务人员1" in page.content.decode()
    application.space.staff.update(name="改名后")
    page = desk.get(url("application-verify", application, "5.6.staff"))
    assert "改名后" not in page.content.decode()


def test_confirming_an_item_leads_to_the_next_open_one(desk, application):
    here = url("application-verify", application, "5.1.legal_entity")
    keep = {"verdict": "confirmed", "value_operator__independent_legal_entity": "yes", "next": "1"}
    answer = desk.post(here, keep)
    assert answer.url == url("application-verify", application, "5.1.registered_in_city")
    mark = Verification.objects.get()
    assert (mark.item, mark.verdict, mark.by) == ("5.1.legal_entity", "confirmed", clerk_of(application))


def test_an_item_without_a_figure_is_confirmed_as_a_browser_sends_it(desk, application):
    """Its rows are shown without boxes, so none of them is sent back."""
    response = desk.post(url("application-verify", application, "verify.5.1"), {"verdict": "confirmed"})
    assert response.status_code == 302
    assert Verification.objects.get(application=application, item="verify.5.1").verdict == "confirmed"


def test_unticking_a_row_and_nothing_typed_is_lost(desk, application):
    here = url("application-verify", application, SHARE)
    every = refs(application, "residents.teams", "residents.startups")
    out = refs(application, "residents.startups")[0]
    kept = [ref for ref in every if ref != out]
    refused = desk.post(here, {"verdict": "corrected", "finding": "已于2月迁出。", "keep": kept})
    assert refused.status_code == 200
    html = refused.content.decode()
    assert "请上传更正的依据。" in html
    assert "已于2月迁出。" in html
    assert refused.context["kept"] == set(kept)
    assert "11 ÷ 35 ＝ 31.43%" in html
    assert not Verification.objects.exists()

    given = {
        "verdict": "corrected",
        "finding": "已于2月迁出。",
        "keep": kept,
        "evidence": make_upload("退驻确认书.pdf"),
    }
    assert desk.post(here, given).status_code == 302
    assert corrected_facts(application).residents.startups == 11
    other = desk.get(url("application-verify", application, "5.4.residents"))
    assert "11 ＝ 35家" in other.content.decode()
    (table,) = other.context["tables"]
    assert [line.held_by.id for line in table.lines if line.held_by] == [SHARE]


def test_rows_taken_out_under_shu_shi_are_asked_about(desk, application):
    kept = refs(application, "residents.teams", "residents.startups")[1:]
    page = desk.post(url("application-verify", application, SHARE), {"verdict": "confirmed", "keep": kept})
    assert page.context["form"].errors["verdict"] == ["数据已改动。要更正的，请选择“更正”；属实的，请恢复勾选和数据。"]


@pytest.mark.parametrize(
    ("value", "errors"),
    [
        ("44", {"finding": ["请填写更正理由。"]}),
        ("60", {"verdict": ["更正须取消勾选名册行，或填写更正后的数据。"]}),
    ],
)
def test_a_correction_without_reason_or_data(desk, application, value, errors):
    given = {
        "verdict": "corrected",
        "value_site__workstations": value,
        "finding": "" if "finding" in errors else "清点过。",
        "keep": [f"sites:{application.space.sites.get().pk}"],
        "evidence": make_upload(),
    }
    page = desk.post(url("application-verify", application, "5.2.workstations"), given)
    assert page.context["form"].errors == errors


def test_contradictory_values_are_named_at_the_form(desk, application):
    site = f"sites:{application.space.sites.get().pk}"
    given = {"verdict": "corrected", "finding": "测绘面积。", "value_site__total_area_m2": "500", "keep": [site]}
    page = desk.post(url("application-verify", application, "5.2.area"), given | {"evidence": make_upload()})
    assert page.context["form"].non_field_errors() == ["服务面积（640.00㎡）大于众创空间总面积（500.00㎡）"]
    assert not Verification.objects.exists()


def test_a_review_without_a_finding(client):
    space = make_compliant_space()
    space.sites.update(tenure="granted")
    application = make_submitted(space)
    client.force_login(clerk_of(application))
    here = url("application-verify", application, "5.2.lease")
    given = {"verdict": "confirmed", "value_site__tenure": "granted", "keep": [f"sites:{space.sites.get().pk}"]}
    page = client.post(here, given)
    assert page.context["form"].errors == {"finding": ["这一项需人工核实，请填写核实意见，说明认定的理由。"]}
    assert client.post(here, given | {"finding": REVIEWED}).status_code == 302


def test_the_effect_is_shown_before_anything_is_saved(desk, application):
    kept = refs(application, "residents.teams", "residents.startups")[:-1]
    effect = reverse("filings:application-verify-effect", args=[application.pk]) + f"?item={SHARE}"
    answer = desk.post(effect, {"verdict": "corrected", "keep": kept}, headers={"hx-request": "true"})
    assert "11 ÷ 35 ＝ 31.43%" in answer.content.decode()
    assert "同时影响" in answer.content.decode()
    assert not Verification.objects.exists()
    assert desk.get(effect).status_code == 405


def test_an_unknown_item_is_absent(desk, application):
    assert desk.get(url("application-verify", application, "9.9")).status_code == 404


def test_while_an_act_waits_the_findings_are_only_read(desk, application):
    verify_all(application)
    prepare(application)
    page = desk.get(url("application-verify", application, "5.2.area"))
    assert not page.context["is_open"]
    assert "核实结论不能改动" in page.content.decode()
    site = f"sites:{application.space.sites.get().pk}"
    answer = desk.post(
        url("application-verify", application, "5.2.area"),
        {"verdict": "confirmed", "value_site__total_area_m2": "800.00", "keep": [site]},
    )
    assert answer.status_code == 409


def test_the_page_costs_a_fixed_number_of_queries(desk, application):
    take_out(application, "5.2.workstations", site__workstations=55)
    here = url("application-verify", application, SHARE)
    desk.get(here)
    with CaptureQueriesContext(connection) as few:
        desk.get(here)
    verify_all(application)
    with CaptureQueriesContext(connection) as many:
        desk.get(here)
    assert len(many) - len(few) <= 1  # the item's own history now names its author
    assert len(many) <= 30


@pytest.mark.parametrize("name", NAMES)
def test_who_may_open_the_pages(client, application, name):
    here = url(name, application)
    assert client.get(here).status_code == 302
    client.force_login(make_user(Role.DISTRICT, district=make_district("jinshui")))
    assert client.get(here).status_code == 404
    client.force_login(clerk_of(application))
    assert client.get(here).status_code == 200
    for role in (Role.CITY, Role.EXPERT, Role.ADMIN, Role.AUDITOR):
        client.force_login(make_user(role))
        assert client.get(here).status_code == 403
    client.force_login(make_user(Role.OPERATOR, operator=application.operator))
    assert client.get(here).status_code == 403


def test_a_visit_with_photographs(desk, application):
    here = url("application-site-visit", application)
    given = {"on": "2026-03-05", "at_time": "09:10", "officer_1": "李静", "officer_2": "赵晨"}
    given |= {"consistent": "yes", "findings": "一致。"}
    refused = desk.post(here, given | {"officer_2": "李静", "on": "2026-03-06"})
    assert refused.context["form"].errors == {
        "on": ["核查日期应在提交之日（2026-03-05）至今天之间。"],
        "officer_2": ["两位核查人员不能是同一人。"],
        "photos": ["请上传现场照片。"],
    }
    assert desk.post(here, given | {"photos": [make_photo("1.png"), make_photo("2.png")]}).status_code == 302
    record = SiteVisit.objects.get()
    assert (record.officers, record.consistent, record.photos.count()) == ("李静、赵晨", True, 2)
    assert "李静、赵晨" in desk.get(here).content.decode()


def test_photographs_are_pictures(desk, application):
    page = desk.post(url("application-site-visit", application), {"photos": [make_upload("照片.pdf")]})
    assert page.context["form"].errors["photos"] == ["核查照片请用JPG或PNG文件。"]


def test_what_is_lacking_stands_beside_the_button(desk):
    application = make_submitted(round_=make_round(site_visit_required=True))
    page = desk.get(url("application-recommend", application))
    assert [line["text"] for line in page.context["blocked"]] == [
        "核实33项（独立法人机构运营、在郑州市注册、注册地与运营地一致等）",
        "记录实地核查（本批次要求推荐前实地核查）",
    ]
    given = {"opinion": OPINION, "number": "郑高科函〔2026〕3号", "issued_on": "2026-03-05"}
    answer = desk.post(url("application-recommend", application), given)
    assert answer.status_code == 409
    assert "推荐前还需完成下列事项。" in answer.content.decode()
    assert "记录实地核查" in answer.content.decode()


def test_a_recommendation_is_prepared(client):
    application = make_verified()
    client.force_login(clerk_of(application))
    here = url("application-recommend", application)
    refused = client.post(here, {"opinion": "", "number": "2026年3号", "issued_on": "2026-03-06"})
    assert refused.status_code == 200
    assert set(refused.context["form"].errors) == {"opinion", "number", "issued_on"}
    given = {"opinion": OPINION, "number": "郑高科函[2026]3号", "issued_on": "2026-03-05"}
    answer = client.post(here, given, follow=True)
    assert "“推荐”已拟办" in answer.content.decode()
    act = PendingAct.objects.get()
    assert act.payload == {"opinion": OPINION, "number": "郑高科函〔2026〕3号", "issued_on": "2026-03-05"}


def test_a_refusal_is_prepared_with_what_was_chosen(client):
    space = make_compliant_space()
    space.sites.update(workstations=44)
    application = make_submitted(space)
    client.force_login(clerk_of(application))
    here = url("application-decline", application)
    letter = {"number": "郑高科函〔2026〕8号", "issued_on": "2026-03-05"}
    assert client.post(here, letter).context["form"].non_field_errors() == [
        "请至少写明一条不予推荐的理由，并引用所依据的条款。"
    ]
    page = client.post(here, letter | {"reason": "入驻协议与实际不符。"})
    assert page.context["form"].errors == {"clause": ["请选择这条理由依据的条款。"]}
    other = {"reason": "入驻协议与实际不符。", "clause": "第五条第（四）项"}
    client.post(here, letter | other | {"failing": ["5.2.workstations"]})
    assert PendingAct.objects.get().payload["grounds"] == [
        {"clause": "第五条第（二）项", "text": "创业工位：44个，要求不少于50个，还差6个工位。"},
        {"clause": "第五条第（四）项", "text": "入驻协议与实际不符。"},
    ]


def test_decisions_are_taken_in_their_state_alone(desk, application):
    Application.objects.filter(pk=application.pk).update(state="recommended")
    for name in ("application-recommend", "application-decline"):
        answer = desk.get(url(name, application))
        assert answer.status_code == 409
        assert "现在是“已推荐”" in answer.content.decode()


def test_the_desk_lists_what_waits(desk, application):
    page = desk.get(reverse("filings:desk"))
    html = page.content.decode()
    assert "启明星众创空间" in html
    assert "已等待0个工作日" in html
    ((group, figures),) = page.context["figure_groups"]
    assert (group.title, [(figure.label, figure.value) for figure in figures]) == (
        "审核情况",
        [("待审核", 1), ("今年已推荐", 0)],
    )
    Application.objects.filter(pk=application.pk).update(handler=clerk_of(application))
    keys = [section.key for section, _ in desk.get(reverse("filings:desk")).context["sections"]]
    assert keys == ["district-own"]
