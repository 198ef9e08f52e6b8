"""Reports of misconduct on their pages: anyone sends, the receipt tells that it came in, the auditor alone reads."""

import pytest
from django.test import Client

from filings import models as m
from tests.factories import make_user
from tests.factories_applications import make_upload
from tests.factories_fraud import CONTENT, make_report

pytestmark = pytest.mark.django_db
ABOUT = "某区科技主管部门经办人员"


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_ROLES = []


def test_a_visitor_reports_without_a_name_and_gets_a_receipt(client):
    answer = client.post("/reports/new/", {"about": ABOUT, "content": CONTENT, "files": [make_upload()]}, follow=True)
    report = m.MisconductReport.objects.get()
    code = f"{report.code[:4]}-{report.code[4:8]}-{report.code[8:]}"
    assert code in answer.content.decode()
    assert report.code not in answer.request["PATH_INFO"]
    assert (report.is_anonymous, report.files.count()) == (True, 1)
    found = Client().post("/reports/receipt/", {"code": code.lower()}).content.decode()
    assert "已收到" in found
    assert ABOUT not in found
    assert CONTENT not in found


def test_more_reports_than_a_network_may_send_are_refused_and_what_was_typed_stays(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "report": "2/h/ip"}
    said = {"about": ABOUT, "content": CONTENT}
    assert client.post("/reports/new/", said | {"content": "太短"}).status_code == 200, "what has errors is not counted"
    assert [client.post("/reports/new/", said).status_code for _ in range(2)] == [302, 302]
    answer = client.post("/reports/new/", said)
    text = answer.content.decode()
    assert answer.status_code == 429
    assert "同一网络在短时间内提交得太多，这次没有收到。" in text
    assert ABOUT in text
    assert CONTENT in text
    assert m.MisconductReport.objects.count() == 2
    assert client.get("/reports/new/").status_code == 200
    assert client.post("/reports/new/", said, headers={"X-Forwarded-For": "203.0.113.6"}).status_code == 302


def test_an_unknown_receipt_is_said_at_the_field(client):
    text = client.post("/reports/receipt/", {"code": "ABCD-EFGH"}).content.decode()
    assert "没有这个回执编号，请核对后重新填写。" in text
    assert "ABCD-EFGH" in text


def test_the_receipt_is_shown_to_the_browser_that_reported_alone(client):
    client.post("/reports/new/", {"about": ABOUT, "content": CONTENT})
    assert "没有可以显示的回执" in Client().get("/reports/received/").content.decode()


@pytest.mark.parametrize(("ticked", "kept"), [("on", True), (None, False)])
def test_an_account_is_kept_only_where_it_was_asked_for(client, ticked, kept):
    user = make_user("operator")
    client.force_login(user)
    data = {"about": ABOUT, "content": CONTENT} | ({"with_account": ticked} if ticked else {})
    client.post("/reports/new/", data)
    assert m.MisconductReport.objects.get().reporter == (user if kept else None)


def test_too_many_files_are_refused(client):
    files = [make_upload(f"{number}.pdf", pages=1) for number in range(6)]
    answer = client.post("/reports/new/", {"about": ABOUT, "content": CONTENT, "files": files})
    assert "一次最多上传5份" in answer.content.decode()
    assert m.MisconductReport.objects.count() == 0


def test_the_auditor_reads_searches_exports_and_verifies(client):
    report = make_report(about=ABOUT, name="=1+1")
    client.force_login(make_user("auditor"))
    assert ABOUT in client.get("/desk/").content.decode()
    assert ABOUT in client.get("/audit/reports/?q=收受礼品").content.decode()
    assert ABOUT not in client.get("/audit/reports/?since=2026-03-06").content.decode()
    text = client.get(f"/audit/reports/{report.pk}/").content.decode()
    assert CONTENT in text
    assert "13812345678" in text
    assert "核验一致" in text
    exported = client.get("/audit/reports/export/").content.decode()
    assert CONTENT in exported
    assert ",=1+1" not in exported
    m.MisconductReport.objects.update(content="没有问题。")
    assert "与登记时不一致" in client.get(f"/audit/reports/{report.pk}/").content.decode()


def test_nothing_of_the_auditors_pages_takes_a_post(client):
    report = make_report()
    client.force_login(make_user("auditor"))
    paths = ("/audit/reports/", f"/audit/reports/{report.pk}/", "/audit/reports/export/")
    assert [client.post(path).status_code for path in paths] == [405] * 3


@pytest.mark.parametrize("role", ["operator", "district", "city", "expert", "admin"])
def test_nobody_else_ever_sees_a_report_or_its_files(client, role):
    report = make_report()
    client.force_login(make_user(role))
    file = report.files.get().pk
    paths = ("", "export/", f"{report.pk}/", f"{report.pk}/files/{file}/")
    assert [client.get(f"/audit/reports/{path}").status_code for path in paths] == [403] * 4
    assert client.get(f"/files/{file}/").status_code in (403, 404)
    assert client.get(f"/files/{file}/pages/1/").status_code in (403, 404)


def test_admin_has_no_table_of_reports(client):
    client.force_login(make_user("admin"))
    assert client.get("/admin/filings/misconductreport/").status_code == 404
