"""The page of an issued document: who reads what, sealing and serving it from there."""

from datetime import date

import pytest
from django.urls import reverse

from filings import models as m
from filings.services.documents import record_service, upload_scan
from filings.workflow import Role
from tests.factories import make_district, make_file, make_user, pdf_bytes
from tests.factories_applications import make_upload, member_of
from tests.factories_city import make_clerk, make_publicised
from tests.filings.services.test_documents import make_rejection

pytestmark = pytest.mark.django_db


def read(client, user, url):
    client.force_login(user)
    answer = client.get(url)
    return answer, answer.getvalue() if answer.streaming else answer.content


@pytest.fixture
def clerk():
    return make_clerk()


@pytest.fixture
def document():
    return make_rejection(file=make_file(name="不予备案通知书.pdf"))


def test_the_scan_goes_to_the_other_side_and_the_original_stays_in_the_office(client, clerk, document):
    member = member_of(document.application.operator)
    page = f"/documents/{document.pk}/"
    assert read(client, member, f"{page}file/")[1] == pdf_bytes(2)
    client.force_login(clerk)
    assert client.post(f"{page}scan/", {"scan": make_upload("盖章.pdf")}).status_code == 302
    kept = document.scans.get()
    with kept.file.content.open("rb") as stored:
        sealed = stored.read()
    assert read(client, member, f"{page}file/")[1] == sealed
    assert read(client, clerk, f"{page}original/")[1] == pdf_bytes(2)
    assert read(client, member, f"{page}original/")[0].status_code == 403
    assert read(client, clerk, f"{page}scans/1/")[1] == sealed
    assert read(client, clerk, f"{page}scans/2/")[0].status_code == 404
    assert read(client, member, f"{page}scans/1/")[0].status_code == 403
    assert read(client, member, f"/files/{kept.file_id}/")[0].status_code == 404


def test_service_is_recorded_and_corrected_on_the_page(client, clerk, document):
    client.force_login(clerk)
    page = f"/documents/{document.pk}/"
    data = {"served_on": "2026-03-05", "manner": "direct", "note": "", "receipt": make_upload("回证.pdf")}
    assert client.post(f"{page}service/", data).status_code == 302
    shown = client.get(page).content.decode()
    assert "至<b>2026年5月6日</b>止" in shown
    again = client.post(f"{page}service/", {"served_on": "2026-03-04", "manner": "left"})
    assert again.status_code == 200
    assert again.context["form"].errors == {"reason": ["已有送达记录，请写明更正原因。"]}
    client.post(f"{page}service/", {"served_on": "2026-03-04", "manner": "left", "reason": "回证日期有误"})
    records = m.ServiceRecord.objects.order_by("sequence")
    assert [(each.served_on, each.manner) for each in records] == [
        (date(2026, 3, 5), "direct"),
        (date(2026, 3, 4), "left"),
    ]
    shown = client.get(page).content.decode()
    assert "已更正" in shown
    assert "更正原因：回证日期有误" in shown
    member = member_of(document.application.operator)
    assert read(client, member, f"{page}services/1/receipt/")[0].status_code == 200
    assert read(client, member, f"{page}services/2/receipt/")[0].status_code == 404


def test_a_day_to_come_is_refused_at_the_field_with_what_was_typed(client, clerk, document):
    client.force_login(clerk)
    answer = client.post(f"/documents/{document.pk}/service/", {"served_on": "2026-03-06", "manner": "direct"})
    assert answer.context["form"].errors["served_on"] == ["送达日期应在成文之日（2026年3月2日）至今天之间。"]
    assert 'value="2026-03-06"' in answer.content.decode()


def test_another_office_and_another_operator_find_no_form_and_no_page(client, clerk, document):
    official = make_user(Role.DISTRICT, district=document.application.district)
    answer, body = read(client, official, f"/documents/{document.pk}/")
    assert answer.status_code == 200
    assert "上传盖章件" not in body.decode()
    assert read(client, official, f"/documents/{document.pk}/scan/")[0].status_code == 404
    for stranger in (make_user(Role.OPERATOR), make_user(Role.DISTRICT, district=make_district("jinshui"))):
        assert read(client, stranger, f"/documents/{document.pk}/")[0].status_code == 404
        assert read(client, stranger, f"/documents/{document.pk}/file/")[0].status_code == 404


def test_what_is_not_served_says_so(client, clerk):
    application = make_publicised(clerk=clerk)
    notice = application.documents.get(kind="public_notice")
    client.force_login(clerk)
    answer = client.get(f"/documents/{notice.pk}/service/")
    assert (answer.status_code, "公示公告不需要送达。" in answer.content.decode()) == (409, True)


def test_the_public_is_given_the_sealed_announcement(client, clerk):
    application = make_publicised(clerk=clerk)
    notice = application.documents.get(kind="public_notice")
    scan = upload_scan(notice, actor=clerk, upload=make_upload("公告盖章.pdf"))
    answer = client.get(reverse("filings:notice-document", args=[application.public_notices.get().pk]))
    with scan.file.content.open("rb") as stored:
        assert answer.getvalue() == stored.read()


def test_the_case_shows_what_is_sealed_and_served(client, clerk, document):
    upload_scan(document, actor=clerk, upload=make_upload())
    record_service(document, actor=clerk, served_on=date(2026, 3, 5), manner="direct")
    shown = read(client, clerk, f"/applications/{document.application_id}/")[1].decode()
    assert f'href="/documents/{document.pk}/"' in shown
    assert "已送达" in shown
    assert "登记送达" in shown
