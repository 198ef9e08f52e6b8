"""Pages of changes: reported in one form a kind, checked, filed and signed by clicking; what the register then says."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from filings import models as m
from filings.models import ChangeReport
from filings.services.changes.cancellation import ask_cancellation
from tests.factories import make_district, make_site
from tests.factories_applications import make_upload, member_of
from tests.factories_changes import (
    WHAT,
    district_clerk,
    make_cancelled,
    make_change,
    make_filed,
    number,
    report,
    site_typed,
)
from tests.factories_story import city_clerk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.SECOND_FACTOR_ROLES = []


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def url(name, record, *more):
    return reverse(f"filings:{name}", args=[record.pk, *more])


def typed(**fields):
    """What every form of a change has."""
    return {"happened_on": "2026-02-10", "what": WHAT, "files": make_upload("变更材料.pdf")} | fields


def test_from_the_report_to_the_new_certificate():
    filing = make_filed()
    operator, district, city = (
        client_of(user) for user in (member_of(filing.operator), district_clerk(filing), city_clerk())
    )
    page = operator.get(url("filing", filing)).content.decode()
    assert url("change-new", filing) in page
    assert url("change-report", filing, "name") in operator.get(url("change-new", filing)).content.decode()
    operator.post(url("change-report", filing, "name"), typed(space="云帆科创中心"))
    change = ChangeReport.objects.get()
    district.post(url("change-documents", change), {"finding": "材料齐全。"})
    visited = {"visited_on": "2026-03-05", "officer_1": "李明", "officer_2": "王芳", "finding": "现场一致。"}
    district.post(url("change-site", change), visited)
    district.post(url("change-forward", change), {"opinion": "同意报送。"})
    assert url("change-file", change) in city.get(url("change", change)).content.decode()
    city.post(url("change-file", change), {"number": number()})
    act = change.acts.get()
    answer = client_of(city_clerk(can_sign=True)).post(url("act", act))
    assert answer.url == url("change", change)
    change.refresh_from_db()
    assert change.state == "filed"
    page = operator.get(url("filing", filing)).content.decode()
    certificate = filing.documents.get(kind="certificate")
    assert url("document-file", certificate) in page
    assert "云帆科创中心" in page


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("area", {"total_area_m2": "760", "service_area_m2": "610", "workstations": "55"}),
        ("other", {"text_before": "聚焦智能传感", "text_after": "聚焦工业软件"}),
    ],
)
def test_each_kind_has_its_form(kind, fields):
    filing = make_filed()
    client = client_of(member_of(filing.operator))
    if kind == "area":
        fields = fields | {"site": filing.space.sites.get().pk}
    assert client.get(url("change-report", filing, kind)).status_code == 200
    assert client.post(url("change-report", filing, kind), typed(**fields)).status_code == 302
    assert ChangeReport.objects.get().kind == kind


def test_a_new_site_is_typed_as_in_the_register():
    filing = make_filed()
    client = client_of(member_of(filing.operator))
    site = site_typed(filing.space.district)
    fields = {name: value for name, value in site.items() if value is not None and value is not False}
    fields |= {"district": filing.space.district_id, "replaces": [filing.space.sites.get().pk]}
    assert "请选择</label>" not in client.get(url("change-report", filing, "location")).content.decode()
    lacking = client.post(url("change-report", filing, "location"), typed(**fields | {"tenure": "leased"}))
    assert "租赁的场地请填写" in lacking.content.decode()
    client.post(url("change-report", filing, "location"), typed(**fields))
    assert ChangeReport.objects.get().after["site"]["address"] == "郑州市冬青街26号"


def test_a_form_error_keeps_what_was_typed_and_tells_due_day_and_days_late():
    filing = make_filed()
    client = client_of(member_of(filing.operator))
    answer = client.post(
        url("change-report", filing, "operator"),
        typed(uscc=filing.operator.uscc, happened_on="2025-12-01", what="转让运营"),
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "这是现在的运营机构" in page
    assert "转让运营" in page
    assert "已逾期60天，照常受理" in page
    assert not ChangeReport.objects.exists()


def test_a_calendar_that_is_not_known_yet_is_said():
    filing = make_filed()
    change = report(filing)
    ChangeReport.objects.filter(pk=change.pk).update(due_on="2031-03-10")
    page = client_of(member_of(filing.operator)).get(url("change", change)).content.decode()
    assert "还没有公布放假安排" in page


def test_what_fails_is_shown_with_old_and_new_figures_and_not_forwarded():
    change = make_change(
        "site_checked", kind="area", total_area_m2=Decimal("480.00"), service_area_m2=Decimal("400.00")
    )
    client = client_of(district_clerk(change.filing))
    page = client.get(url("change", change)).content.decode()
    assert "1项不符合" in page
    assert "变更前：" in page
    assert url("change-forward", change) not in page
    assert client.post(url("change-forward", change), {"opinion": "同意。"}).status_code == 409
    assert client.post(url("change-propose", change), {"opinion": "面积不足。"}).status_code == 302
    page = client_of(city_clerk()).get(url("change-file", change)).content.decode()
    assert "准予变更备案的理由" in page


def test_the_operator_corrects_what_was_sent_back():
    change = make_change("returned")
    client = client_of(member_of(change.operator))
    page = client.get(url("change-resubmit", change)).content.decode()
    assert "请补充产权证明。" in page
    assert "云帆科创中心" in page  # what was typed before
    client.post(url("change-resubmit", change), typed(space="云帆科创园", files=[]))
    change.refresh_from_db()
    assert (change.state, change.after) == ("reported", {"space": "云帆科创园"})


def test_a_wrong_state_is_409_with_the_way_back():
    change = make_change("forwarded")
    answer = client_of(district_clerk(change.filing)).get(url("change-documents", change))
    assert answer.status_code == 409
    assert url("change", change) in answer.content.decode()


def test_a_second_report_of_a_kind_leads_to_the_first():
    change = report()
    answer = client_of(member_of(change.operator)).get(url("change-report", change.filing, "name"))
    assert answer.status_code == 409
    assert url("change", change) in answer.content.decode()
    unknown = client_of(member_of(change.operator)).get(url("change-report", change.filing, "colour"))
    assert unknown.status_code == 404


def test_locked_forms_lead_to_the_report():
    filing = make_filed()
    client = client_of(member_of(filing.operator))
    way = url("change-new", filing)
    assert way in client.get(url("space-register", filing.space, "sites")).content.decode()
    refused = client.get(url("row-create", filing.space, "sites"))
    assert refused.status_code == 409
    assert way in refused.content.decode()
    for page in (reverse("filings:organisation"), url("space-edit", filing.space)):
        assert f'<a href="{reverse("filings:filings")}">报告变更</a>' in client.get(page).content.decode()


def test_the_entry_is_read_as_of_any_day_by_offices_and_by_everybody():
    filing = make_filed()
    former = filing.space.name
    make_change("filed", filing)
    filing.refresh_from_db()
    inside, outside = url("filing", filing), reverse("filings:verify-code", args=[filing.code])
    for client, address in ((client_of(city_clerk()), inside), (Client(), outside)):
        assert f"<dd>{former}</dd>" in client.get(f"{address}?on=2026-02-09").content.decode()
        assert "<dd>云帆科创中心</dd>" in client.get(f"{address}?on=2026-02-10").content.decode()
        assert "尚未备案" in client.get(f"{address}?on=2025-08-31").content.decode()
        for nonsense in ("2026-02-30", "x", "9999-12-31"):
            assert client.get(f"{address}?on={nonsense}").status_code == 200
    assert f"{former} → 云帆科创中心" in Client().get(outside).content.decode()


def test_a_district_reads_what_left_it_up_to_the_last_day():
    filing = make_filed()
    clerk = district_clerk(filing)
    make_change("filed", filing, "location", district=make_district("jinshui"))
    page = client_of(clerk).get(url("filing", filing) + "?on=2026-03-01").content.decode()
    assert "截至2026年2月9日" in page
    assert "郑州市冬青街26号，" not in page
    assert url("change-new", filing) not in page
    ask_cancellation(filing, actor=member_of(filing.operator), reason="停止运营。")
    assert "停止运营。" not in client_of(clerk).get(url("filing", filing)).content.decode()
    assert "停止运营。" in client_of(city_clerk()).get(url("filing", filing)).content.decode()


def test_everybody_reads_kind_and_day_of_another_change_but_not_its_words():
    filing = make_filed()
    make_change("filed", filing, "other", text_before="负责人李明", text_after="负责人王芳")
    page = Client().get(reverse("filings:verify-code", args=[filing.code])).content.decode()
    assert "其他备案条件变更（2026-03-05变更备案）" in page
    assert "李明" not in page
    assert "王芳" not in page


def test_a_request_is_taken_back_whatever_the_district_proposes():
    filing = make_filed()
    request = ask_cancellation(filing, actor=member_of(filing.operator), reason="停止运营。")
    make_change("cancellation_proposed", filing)
    operator = client_of(member_of(filing.operator))
    assert operator.get(url("cancellation-withdraw", filing)).status_code == 200
    operator.post(url("cancellation-withdraw", filing))
    request.refresh_from_db()
    assert not request.is_open
    assert operator.get(url("cancellation-ask", filing)).status_code == 409


def test_an_operator_gives_its_filing_up():
    filing = make_filed()
    operator, city = client_of(member_of(filing.operator)), client_of(city_clerk())
    operator.post(url("cancellation-ask", filing), {"reason": "停止运营。"})
    page = city.get(url("filing", filing)).content.decode()
    assert "停止运营。" in page
    assert url("filing-cancel", filing) in page
    operator.post(url("cancellation-withdraw", filing))
    assert not m.Cancellation.objects.filter(withdrawn_at=None).exists()
    make_cancelled(filing)
    page = Client().get(reverse("filings:verify-code", args=[filing.code])).content.decode()
    assert "已注销" in page
    assert "证书不再有效" in page
    assert operator.get(url("change-new", filing)).status_code == 409


def test_desks_and_lists_say_whose_turn_it_is():
    change = report()
    member, clerk = member_of(change.operator), district_clerk(change.filing)
    desk = reverse("filings:desk")
    assert url("change", change) in client_of(clerk).get(desk).content.decode()
    assert url("change", change) not in client_of(member).get(desk).content.decode()
    shown = reverse("filings:changes")
    assert url("change", change) in client_of(clerk).get(f"{shown}?view=mine").content.decode()
    assert url("change", change) not in client_of(city_clerk()).get(f"{shown}?view=mine").content.decode()
    assert url("change", change) in client_of(member).get(shown).content.decode()


def test_lists_cost_the_same_for_more_rows(django_assert_num_queries, django_assert_max_num_queries):
    report()
    client = client_of(city_clerk())
    address = reverse("filings:changes")
    client.get(address)
    with django_assert_max_num_queries(15) as asked:
        client.get(address)
    for _ in range(2):
        report()
    with django_assert_num_queries(len(asked)):
        client.get(address)


def test_a_page_of_a_filing_with_changes_stays_within_its_queries(django_assert_max_num_queries):
    filing = make_filed()
    make_site(filing.space)
    change = make_change("filed", filing)
    client = client_of(city_clerk())
    for address in (url("filing", filing), url("change", change)):
        client.get(address)
        with django_assert_max_num_queries(30):
            client.get(address)
