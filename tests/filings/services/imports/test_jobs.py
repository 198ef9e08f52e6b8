"""A load from upload to its end: what is shown, what is written, who holds it, and what a killed worker leaves."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluation.models import AnnualReturn
from filings.errors import WorkflowRefused
from filings.models import HistoryLine, ImportJob
from filings.services.history import broken_chains
from filings.services.imports.errors import refused_workbook
from filings.services.imports.jobs import (
    CHANGED_MEANWHILE,
    GONE_ON,
    abandon_import,
    answer_questions,
    confirm_import,
    give_reason_for_all,
    open_questions,
    run_import,
    start_import,
    write_job,
)
from filings.services.imports.plans import KINDS, Answer, Choice
from filings.services.leases import Overtaken, progress_of, stalled, take_up
from tests.factories import make_user
from tests.factories_loads import make_import_job, read, returns_book, returns_row, upload
from tests.factories_statistics import YEAR, make_filed_space, make_return, make_window, money_times
from zzspace.sheets import read_workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return make_user("city")


def confirm(job):
    confirm_import(job, digest=job.plan_digest, actor=job.actor, enqueue=lambda _pk: None)
    run_import(job.pk)
    job.refresh_from_db()
    return job


def test_a_file_is_read_shown_and_written(city):
    job = make_import_job(city)
    assert (job.state, job.counts) == ("ready", {"new": 2, "changed": 0, "unchanged": 0, "refused": 1})
    assert AnnualReturn.objects.filter(year=YEAR).count() == 0
    assert give_reason_for_all(job, "新建路演厅", actor=city) == 0
    job.refresh_from_db()
    confirm(job)
    assert (job.state, AnnualReturn.objects.filter(year=YEAR, state="confirmed").count()) == ("done", 2)
    line = HistoryLine.objects.get(record=f"importjob:{job.pk}")
    assert (line.action, line.details["written"], line.details["file"]) == ("import_rows", 2, job.file.sha256)
    assert progress_of(job) == {"phase": "写入", "done": 2, "total": 2, "left": 0}
    assert broken_chains() == []


def test_the_same_file_again_changes_nothing(city):
    content = returns_book(returns_row(make_filed_space()))
    confirm(read(content, city))
    again = read(content, city)
    assert again.counts["unchanged"] == 1
    with pytest.raises(WorkflowRefused, match="没有需要写入的行"):
        confirm(again)


def test_a_file_that_cannot_be_read_says_why(city):
    job = read(b"PK\x03\x04 broken", city, name="坏文件.xlsx")
    assert (job.state, len(job.problems), job.finished_at is not None) == ("refused", 1, True)


def test_nobody_confirms_with_open_questions_or_another_preview(city):
    job = make_import_job(city)
    with pytest.raises(WorkflowRefused, match="还有1条需要确认"):
        confirm(job)
    with pytest.raises(WorkflowRefused, match="预览已经更新"):
        confirm_import(job, digest="", actor=city, enqueue=lambda _pk: None)
    with pytest.raises(WorkflowRefused, match="由其他账号上传"):
        abandon_import(job, actor=make_user("city"))
    assert abandon_import(job, actor=city).state == "abandoned"
    with pytest.raises(WorkflowRefused, match="已放弃"):
        confirm(job)


def test_what_changed_after_the_preview_is_shown_again_and_nothing_written(city):
    space = make_filed_space()
    job = read(returns_book(returns_row(space)), city)
    make_return(space, state="submitted", e1=20)
    confirm(job)
    assert (job.state, job.message, job.counts["changed"]) == ("ready", CHANGED_MEANWHILE, 1)
    assert space.returns.get().e1 == 20
    assert confirm(job).state == "done"
    assert space.returns.get().e1 == 24


def test_a_refusal_while_writing_leaves_everything_and_says_why(city, monkeypatch):
    job = read(returns_book(returns_row(make_filed_space())), city)

    def refuse(*_args, **_options):
        raise WorkflowRefused("换算后各项合不上。")

    monkeypatch.setattr(KINDS["returns"], "write", refuse)
    confirm(job)
    assert (job.state, job.message, job.lease_until) == ("ready", "换算后各项合不上。", None)
    assert AnnualReturn.objects.count() == 0


def test_converting_and_leaving_out(city):
    slipped, left = make_filed_space(), make_filed_space()
    for space in (slipped, left):
        make_return(space, state="locked", year=YEAR - 1)
    job = read(returns_book(*(returns_row(space, **money_times(1000)) for space in (slipped, left))), city)
    key = "unit:yuan:last_year"
    assert open_questions(job) == 2
    assert give_reason_for_all(job, "不换算，确实如此", actor=city) == 2
    lacking = answer_questions(job, {(0, key): Answer(Choice.CONVERT), (1, key): Answer(Choice.KEEP, "短")}, actor=city)
    assert lacking == 1
    assert answer_questions(job, {(1, key): Answer(Choice.SKIP)}, actor=city) == 0
    confirm(job)
    assert str(slipped.returns.get(year=YEAR).b1) == "5000.00"
    assert not left.returns.filter(year=YEAR).exists()


def test_a_worker_that_is_gone_is_replaced_and_can_no_longer_commit(city):
    job = upload(returns_book(returns_row(make_filed_space())), city)
    ImportJob.objects.filter(pk=job.pk).update(attempt=1, tries=1, lease_until=timezone.now() + timedelta(minutes=1))
    run_import(job.pk)
    job.refresh_from_db()
    assert (job.state, stalled(ImportJob)) == ("reading", [])
    ImportJob.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert stalled(ImportJob) == [job]
    run_import(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempt, job.message) == ("ready", 2, GONE_ON)


def test_an_overtaken_attempt_drops_its_work(city):
    job = read(returns_book(returns_row(make_filed_space())), city)
    confirm_import(job, digest=job.plan_digest, actor=city, enqueue=lambda _pk: None)
    held = take_up(ImportJob, job.pk)
    ImportJob.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    run_import(job.pk)
    assert AnnualReturn.objects.count() == 1
    with pytest.raises(Overtaken):
        write_job(held)
    job.refresh_from_db()
    assert (job.state, AnnualReturn.objects.count()) == ("done", 1)


def test_a_task_that_was_lost_is_found(city):
    job = upload(returns_book(returns_row(make_filed_space())), city)
    assert stalled(ImportJob) == []
    ImportJob.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(minutes=3))
    assert stalled(ImportJob) == [job]


def test_the_error_workbook_holds_the_refused_rows(city):
    job = make_import_job(city)
    (sheet,) = read_workbook(refused_workbook(job)).sheets
    assert (len(sheet.rows), sheet.rows[0][-1]) == (2, "错误说明")
    assert sheet.rows[1][sheet.rows[0].index("E1 创新创业活动场次（场）")] == "许多"


def test_roles_that_never_import():
    make_window()
    with pytest.raises(WorkflowRefused, match="您的角色不能导入"):
        start_import(
            "returns", b"", name="x.csv", params={"year": YEAR}, actor=make_user("auditor"), enqueue=lambda _pk: None
        )
