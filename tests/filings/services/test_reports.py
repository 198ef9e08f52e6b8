"""Reports of misconduct: taken from anyone, told to the auditors alone, nothing of them anywhere else."""

import pytest
from django.core.exceptions import ValidationError

from filings import models as m
from filings.selectors.reports import receipt_of, report_list, written_digest
from filings.services.reports import CODE_LENGTH, CODE_LETTERS, report_digest
from tests.factories import make_user
from tests.factories_applications import make_upload
from tests.factories_fraud import CONTENT, make_report

pytestmark = pytest.mark.django_db
SECRETS = (CONTENT, "赵六", "13812345678", "某区科技主管部门")


def test_a_report_is_kept_whole_with_its_files_and_receipt():
    report = make_report(concerning="2026-0001")
    assert (report.about, report.concerning, report.content) == ("某区科技主管部门", "2026-0001", CONTENT)
    assert (report.name, report.phone, report.reporter, report.is_anonymous) == ("赵六", "13812345678", None, False)
    assert [file.name for file in report.files.all()] == ["线索.pdf"]
    assert len(report.code) == CODE_LENGTH
    assert set(report.code) <= set(CODE_LETTERS)


def test_auditors_alone_are_told_and_of_nothing_but_that_it_came_in():
    everybody = {role: make_user(role) for role in ("operator", "district", "city", "expert", "admin", "auditor")}
    make_report()
    assert {role: user.notices.count() for role, user in everybody.items()} == dict.fromkeys(everybody, 0) | {
        "auditor": 1
    }
    told = everybody["auditor"].notices.get()
    assert not [secret for secret in SECRETS if secret in told.title + told.body]


def test_history_and_log_hold_nothing_of_the_report(caplog):
    caplog.set_level("DEBUG")
    report = make_report()
    line = m.HistoryLine.objects.get(record=f"misconductreport:{report.pk}")
    assert (line.action, line.actor, line.reason, line.details) == (
        "report_misconduct",
        None,
        "",
        {"report": report.digest},
    )
    assert not [secret for secret in SECRETS if secret in caplog.text]


def test_a_changed_report_shows():
    report = make_report()
    files = [file.sha256 for file in report.files.all()]
    report.refresh_from_db()
    assert report_digest(report, files) == report.digest == written_digest(report)
    m.MisconductReport.objects.filter(pk=report.pk).update(content="没有问题。")
    report.refresh_from_db()
    assert report_digest(report, files) != written_digest(report)


def test_an_anonymous_report_says_so():
    assert make_report(name="", phone="").is_anonymous
    assert not make_report(name="", phone="", reporter=make_user("operator")).is_anonymous


@pytest.mark.parametrize("typed", ["{}", " {} ", "lower"])
def test_a_receipt_is_found_as_it_is_typed(typed):
    report = make_report()
    code = f"{report.code[:4]}-{report.code[4:8]}-{report.code[8:]}"
    assert receipt_of(code.lower() if typed == "lower" else typed.format(code)) == report


def test_no_other_code_is_found():
    make_report()
    assert [receipt_of(code) for code in ("", "-", "AAAAAAAAAAAA", "回执")] == [None] * 4


def test_a_hostile_file_is_refused_and_nothing_kept():
    with pytest.raises(ValidationError):
        make_report(files=[make_upload("程序.exe")])
    assert (m.MisconductReport.objects.count(), m.StoredFile.objects.count()) == (0, 0)


@pytest.mark.parametrize("role", ["operator", "district", "city", "expert", "admin"])
def test_nobody_else_has_a_list(role):
    make_report()
    assert report_list(make_user(role)).count() == 0
    assert report_list(make_user("auditor")).count() == 1


def test_the_list_is_searched_by_words_and_receipt():
    report, auditor = make_report(), make_user("auditor")
    make_report(about="评审专家某某", content="评审专家在评审前与申报单位多次会面，打分明显偏高，请核查。")
    assert list(report_list(auditor, words="收受礼品")) == [report]
    assert list(report_list(auditor, words=report.code.lower())) == [report]
