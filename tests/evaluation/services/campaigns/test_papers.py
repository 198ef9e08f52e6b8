"""Sealed scans and service of an evaluation's documents: what is given out, the days of appeal, who may, what the chain holds."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from evaluation.models import CampaignDocument, CampaignScan, CampaignService
from evaluation.selectors.campaigns.documents import campaign_document_history
from evaluation.services.campaigns.batch import CampaignDocumentsBatch
from evaluation.services.campaigns.papers import record_campaign_service, upload_campaign_scan
from filings.errors import WorkflowRefused
from filings.models import HistoryLine, Notice
from filings.selectors.documents import appeal_of
from filings.services.history import broken_chains
from filings.services.seals import broken_papers
from tests.factories import make_user, pdf_bytes
from tests.factories_applications import make_upload
from tests.factories_campaign_documents import ISSUED_AT, issue, make_published
from tests.factories_evaluation import entry_of, operator_of

pytestmark = pytest.mark.django_db
SERVED = date(2026, 3, 24)


@pytest.fixture(autouse=True)
def _plain_papers(monkeypatch):
    monkeypatch.setattr("evaluation.documents.issuing.render_pdf", lambda *_, **__: pdf_bytes(1))


@pytest.fixture
def city():
    return make_user("city")


@pytest.fixture
def issued(city):
    """The evaluation with its documents, on the day on which they were issued."""
    campaign, _good, _plain, silent = make_published(city)
    issue(campaign, city)
    with time_machine.travel(ISSUED_AT):
        yield campaign, silent


def document(kind, **about):
    return CampaignDocument.objects.get(kind=f"evaluation_{kind}", **about)


def test_a_scan_is_what_is_given_out_from_then_on(client, settings, issued, city):
    settings.SECOND_FACTOR_ROLES = []
    campaign, silent = issued
    notice, operator = document("failure_notice"), operator_of(entry_of(campaign, silent))
    scan = upload_campaign_scan(notice, actor=city, upload=make_upload("盖章.pdf"))
    line = HistoryLine.objects.get(action="upload_scan")
    assert (line.record, line.reason) == (f"entry:{notice.entry_id}", str(notice))
    assert line.details == {"campaign_document": notice.pk, "scan": 1, "sha256": scan.file.sha256, "why": ""}
    told = Notice.objects.get(user=operator, key=f"entry-scan-{scan.pk}:{notice.entry_id}")
    assert told.url == f"/evaluation-documents/{notice.pk}/"
    client.force_login(operator)
    given = client.get(f"/evaluation-documents/{notice.pk}/file/")
    with scan.file.content.open("rb") as kept:
        assert given.getvalue() == kept.read()
    for path in ("original", "scans/1", "scan", "service"):
        assert client.get(f"/evaluation-documents/{notice.pk}/{path}/").status_code == 403
    client.force_login(city)
    assert client.get(f"/evaluation-documents/{notice.pk}/original/").getvalue() == pdf_bytes(1)


def test_the_public_and_a_batch_get_the_scan_too(client, issued, city):
    circular, report = document("circular"), CampaignDocument.objects.filter(kind="evaluation_report").first()
    scans = [upload_campaign_scan(each, actor=city, upload=make_upload()) for each in (circular, report)]
    with scans[0].file.content.open("rb") as kept:
        assert client.get("/results/2025/circular/").getvalue() == kept.read()
    job = type("Job", (), {"params": {"campaign": circular.campaign_id, "document": report.kind}, "actor": city})
    packed = BytesIO()
    CampaignDocumentsBatch().write(job, packed, lambda *_: None)
    with zipfile.ZipFile(packed) as made, scans[1].file.content.open("rb") as kept:
        name = next(name for name in made.namelist() if report.entry.space.name in name)
        assert made.read(name) == kept.read()


def test_a_second_scan_needs_a_reason_and_keeps_the_first(issued, city):
    notice = document("failure_notice")
    upload_campaign_scan(notice, actor=city, upload=make_upload())
    with pytest.raises(WorkflowRefused, match="已有盖章件，再次上传请写明替换原因"):
        upload_campaign_scan(notice, actor=city, upload=make_upload())
    upload_campaign_scan(notice, actor=city, upload=make_upload(), reason="上一份缺页")
    assert list(notice.scans.values_list("sequence", "reason")) == [(1, ""), (2, "上一份缺页")]
    entries = campaign_document_history(notice, viewer=city)
    assert [(each.label, each.note) for each in entries] == [
        ("上传盖章件", "上一份缺页"),
        ("上传盖章件", ""),
        ("制发", ""),
    ]
    with pytest.raises(ValidationError):
        upload_campaign_scan(notice, actor=city, upload=SimpleUploadedFile("a.pdf", b"MZ"), reason="再换")
    with pytest.raises(IntegrityError), transaction.atomic():
        CampaignScan.objects.filter(sequence=2).update(reason="")


def test_service_starts_the_periods_of_appeal(issued, city):
    campaign, silent = issued
    notice, operator = document("failure_notice"), operator_of(entry_of(campaign, silent))
    assert appeal_of(notice).served_on is None
    record = record_campaign_service(notice, actor=city, served_on=SERVED, manner="direct", receipt=make_upload())
    appeal = appeal_of(CampaignDocument.objects.get(pk=notice.pk))
    assert (appeal.reconsideration_until, appeal.suit_until) == (
        date(2026, 5, 25),
        date(2026, 9, 24),
    )  # 23 May: Saturday
    told = Notice.objects.get(user=operator, key__startswith="entry-service-")
    assert told.body == (
        "2026年3月24日直接送达。不服本决定的，可以在2026年5月25日前申请行政复议，或者在2026年9月24日前提起行政诉讼。"
    )
    with pytest.raises(WorkflowRefused, match="更正请写明原因"):
        record_campaign_service(notice, actor=city, served_on=SERVED, manner="post")
    record_campaign_service(notice, actor=city, served_on=SERVED, manner="post", reason="实为邮寄")
    assert CampaignService.objects.get(pk=record.pk).manner == "direct"
    assert CampaignDocument.objects.get(pk=notice.pk).service.manner == "post"
    assert (broken_papers(), broken_chains()) == ([], [])


def test_a_report_is_served_without_periods_and_the_circular_is_not_served(issued, city):
    report = CampaignDocument.objects.filter(kind="evaluation_report").first()
    record_campaign_service(report, actor=city, served_on=SERVED, manner="electronic")
    assert appeal_of(CampaignDocument.objects.get(pk=report.pk)) is None
    with pytest.raises(WorkflowRefused, match="考核评价结果通报不需要送达"):
        record_campaign_service(document("circular"), actor=city, served_on=SERVED, manner="post")
    for day in (date(2026, 3, 23), date(2026, 3, 25)):
        with pytest.raises(WorkflowRefused, match="送达日期应在成文之日"):
            record_campaign_service(document("failure_notice"), actor=city, served_on=day, manner="post")


def test_only_the_city_keeps_them(issued):
    for role in ("district", "operator", "expert", "admin", "auditor"):
        with pytest.raises(WorkflowRefused):
            upload_campaign_scan(document("circular"), actor=make_user(role), upload=make_upload())


def test_what_was_tampered_with_shows(issued, city):
    notice = document("failure_notice")
    record_campaign_service(notice, actor=city, served_on=SERVED, manner="direct")
    upload_campaign_scan(notice, actor=city, upload=make_upload())
    CampaignService.objects.update(manner="post")
    CampaignScan.objects.all().delete()
    assert broken_papers() == [f"campaign_document:{notice.pk} scan 1", f"campaign_document:{notice.pk} service 1"]


def test_the_pages(client, settings, issued, city):
    settings.SECOND_FACTOR_ROLES = []
    campaign, silent = issued
    notice = document("failure_notice")
    client.force_login(city)
    address = f"/evaluation-documents/{notice.pk}/"
    page = client.get(address).content.decode()
    assert "还没有登记送达" in page
    assert "自送达之日起60日内" in page
    answer = client.post(f"{address}scan/", {"scan": make_upload()}, follow=True)
    assert "盖章件已上传，下载时优先提供。" in answer.content.decode()
    again = client.post(f"{address}scan/", {"scan": make_upload()})
    assert "已有盖章件，请写明替换原因。" in again.content.decode()
    served = {"served_on": "2026-03-24", "manner": "direct", "note": "收件人张三"}
    page = client.post(f"{address}service/", served | {"receipt": make_upload()}, follow=True).content.decode()
    assert "至<b>2026年5月25日</b>止" in page
    assert client.get(f"/evaluation-documents/{document('circular').pk}/service/").status_code == 409
    client.force_login(operator_of(entry_of(campaign, silent)))
    page = client.get(address).content.decode()
    assert ("送达回证" in page, "查看盖章件" in page, "上传盖章件</a>" in page) == (True, True, False)
    assert client.get(f"{address}services/1/receipt/").getvalue().startswith(b"%PDF")
    assert client.get(f"{address}services/2/receipt/").status_code == 404
