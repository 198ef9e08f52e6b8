"""Sealed scans and service: what is put beside a document, who may, which periods run, and that nothing is overwritten."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import get_template

from filings import models as m
from filings.documents.decisions import issue_rejection_notice
from filings.documents.issuing import issue_document
from filings.documents.recommendation import decline_notice_context
from filings.errors import WorkflowRefused
from filings.selectors.documents import appeal_of, number_in_use, served_on
from filings.selectors.timeline import history_of, timeline_of
from filings.services.documents import record_service, upload_scan
from filings.services.history import broken_chains
from filings.workflow import Role
from tests.factories import TODAY, make_user
from tests.factories_applications import make_upload, member_of
from tests.factories_city import letter_number, make_accepted
from tests.factories_fraud import make_case
from tests.factories_story import city_clerk

pytestmark = pytest.mark.django_db


def make_rejection(application=None, **fields):
    """An adverse document of the city, issued on 2 March."""
    return m.Document.objects.create(
        application=application or make_accepted(),
        kind=m.Document.Kind.REJECTION_NOTICE,
        number=letter_number(),
        issuer="郑州市科学技术局",
        issued_on=date(2026, 3, 2),
        context={"appeal": {"reconsideration_body": "郑州市人民政府", "court": "郑州铁路运输法院"}},
        **fields,
    )


def serve(document, clerk, day=TODAY, **fields):
    return record_service(document, actor=clerk, served_on=day, manner="post", **fields)


@pytest.fixture
def clerk():
    return make_user(Role.CITY)


def test_a_scan_is_put_beside_the_document_and_given_out_first(clerk):
    document = make_rejection()
    member = member_of(document.application.operator)
    scan = upload_scan(document, actor=clerk, upload=make_upload("盖章.pdf"))
    document = m.Document.objects.get(pk=document.pk)
    assert (document.file, document.file_in_use, document.scan) == (None, scan.file, scan)
    line = history_of(document.application)[-1]
    assert (line.action, line.reason) == ("upload_scan", str(document))
    assert line.details == {"document": document.pk, "scan": 1, "sha256": scan.file.sha256, "why": ""}
    assert member.notices.get(key=f"scan:{scan.pk}").url == f"/documents/{document.pk}/"
    assert broken_chains() == []


def test_a_further_scan_takes_its_place_with_a_reason_and_both_are_kept(clerk):
    document = make_rejection()
    first = upload_scan(document, actor=clerk, upload=make_upload("一.pdf"))
    with pytest.raises(WorkflowRefused, match="请写明替换原因"):
        upload_scan(document, actor=clerk, upload=make_upload("二.pdf"), reason=" ")
    second = upload_scan(document, actor=clerk, upload=make_upload("二.pdf"), reason="漏盖骑缝章")
    assert list(document.scans.values_list("sequence", "reason", "file__name")) == [
        (1, "", "一.pdf"),
        (2, "漏盖骑缝章", "二.pdf"),
    ]
    assert m.Document.objects.get(pk=document.pk).file_in_use == second.file != first.file


@pytest.mark.parametrize(
    ("name", "content"), [("章.pdf", b"MZ\x90"), ("章.png", b"%PDF-1.7 broken"), ("章.exe", b"%PDF-")]
)
def test_what_is_no_scan_is_not_taken(clerk, name, content):
    document = make_rejection()
    with pytest.raises(ValidationError):
        upload_scan(document, actor=clerk, upload=SimpleUploadedFile(name, content))
    assert (document.scans.count(), m.HistoryLine.objects.filter(action="upload_scan").count()) == (0, 0)


def test_only_the_office_that_issued_a_document_seals_and_serves_it(clerk):
    city = make_rejection()
    official = make_user(Role.DISTRICT, district=city.application.district)
    letter = m.Document.objects.create(
        application=city.application,
        kind=m.Document.Kind.DECLINE_NOTICE,
        issuer="高新区",
        district=city.application.district,
        issued_on=TODAY,
        context={},
    )
    for document, actor in ((city, official), (letter, clerk), (city, member_of(city.application.operator))):
        with pytest.raises(WorkflowRefused):
            upload_scan(document, actor=actor, upload=make_upload())
        with pytest.raises(WorkflowRefused):
            serve(document, actor)
    assert serve(letter, official).sequence == 1


def test_service_starts_the_periods(clerk):
    document = make_rejection()
    member = member_of(document.application.operator)
    assert (served_on(document), appeal_of(document).reconsideration_until) == (None, None)
    record = serve(document, clerk, receipt=make_upload("回证.pdf"), note_text="EMS 1234")
    document = m.Document.objects.get(pk=document.pk)
    appeal = appeal_of(document)
    assert served_on(document) == TODAY
    assert (appeal.reconsideration_body, appeal.court) == ("郑州市人民政府", "郑州铁路运输法院")
    # 4 May is the sixtieth day, within the holiday of 1 to 5 May; 5 September is a Saturday.
    assert (appeal.reconsideration_until, appeal.suit_until) == (date(2026, 5, 6), date(2026, 9, 7))
    assert member.notices.get(key=f"service:{record.pk}").body == (
        "2026年3月5日邮寄送达。不服本决定的，可以在2026年5月6日前申请行政复议，或者在2026年9月7日前提起行政诉讼。"
    )


def test_a_record_is_corrected_by_another_one_and_never_changed(clerk):
    document = make_rejection()
    serve(document, clerk)
    with pytest.raises(WorkflowRefused, match="更正请写明原因"):
        serve(document, clerk, date(2026, 3, 4))
    serve(document, clerk, date(2026, 3, 4), reason="回证日期为4日")
    assert served_on(document) == date(2026, 3, 4)
    assert list(document.services.values_list("sequence", "served_on", "reason")) == [
        (1, TODAY, ""),
        (2, date(2026, 3, 4), "回证日期为4日"),
    ]
    actions = [line.action for line in history_of(document.application)][-2:]
    assert actions == ["record_service", "correct_service"]


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 3, 6)])
def test_service_lies_between_issue_and_today(clerk, day):
    with pytest.raises(WorkflowRefused, match="送达日期应在成文之日"):
        serve(make_rejection(), clerk, day)


def test_what_has_no_addressee_is_not_served(clerk):
    document = make_accepted(clerk).documents.first()
    document.kind = m.Document.Kind.REVIEW_SUMMARY
    document.save()
    with pytest.raises(WorkflowRefused, match="评审汇总表不需要送达"):
        serve(document, clerk)


def test_the_operator_reads_nothing_of_documents_that_are_not_its_own(clerk):
    document = make_rejection()
    summary = m.Document.objects.create(
        application=document.application, kind="review_summary", issuer="局", issued_on=TODAY, context={}
    )
    upload_scan(summary, actor=clerk, upload=make_upload())
    upload_scan(document, actor=clerk, upload=make_upload())
    entries = timeline_of(history_of(document.application), [document], viewer=member_of(document.application.operator))
    assert [entry.label for entry in entries].count("上传盖章件") == 1


def test_a_number_that_is_taken_says_by_what():
    document = make_rejection()
    told = number_in_use(document.issuer, document.number)
    application = document.application
    assert told == (
        f"发文字号“{document.number}”已经用过：{application.space}（申请编号{application.number}）的不予备案通知书，"
        "2026年3月2日成文。请核对后重新填写。"
    )
    assert number_in_use("另一机关", document.number) == ""
    assert number_in_use(document.issuer, "") == ""
    with pytest.raises(WorkflowRefused, match="的不予备案通知书"):
        issue_document(
            application,
            m.Document.Kind.PUBLIC_NOTICE,
            actor=None,
            issuer=document.issuer,
            issued_on=TODAY,
            context={},
            number=document.number,
        )


def test_every_adverse_decision_names_the_bodies_of_appeal(clerk):
    application = make_accepted(clerk)
    notice = issue_rejection_notice(
        application, actor=clerk, number=letter_number(), reasons=[{"clause": "第八条", "text": "不实"}], on=TODAY
    )
    assert notice.context["appeal"] == {"reconsideration_body": "郑州市人民政府", "court": "有管辖权的人民法院"}
    district = application.district
    district.reconsideration_body, district.court = "高新区管委会", "高新区人民法院"
    district.save()
    payload = {"number": "号", "issued_on": "2026-03-05", "grounds": []}
    act = m.PendingAct(application=application, prepared_by=clerk, payload=payload)
    context = decline_notice_context(application, act=act)
    assert context["appeal"] == {"reconsideration_body": "高新区管委会", "court": "高新区人民法院"}


@pytest.mark.parametrize("kind", m.Document.ADVERSE)
def test_every_adverse_document_prints_the_appeal_notice(kind):
    source = get_template(f"documents/{kind.value}.html").template.source
    assert '{% include "documents/includes/appeal.html" ' in source


def test_a_prior_notice_is_served_in_its_hearing_alone():
    case = make_case("notified")
    with pytest.raises(WorkflowRefused, match="在案件中登记和更正") as refused:
        record_service(case.notice, actor=city_clerk(), served_on=TODAY, manner="post")
    assert refused.value.way_on == f"/fraud-cases/{case.pk}/"
    assert not m.ServiceRecord.objects.exists()
