"""Batches: made once, found again, taken up after a crash, deleted after a while."""

import csv
import zipfile
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.utils import timezone

from filings import models as m
from filings.errors import WorkflowRefused
from filings.selectors.audit import line_words
from filings.services.batches.jobs import (
    KEPT_FOR,
    expire_batches,
    run_batch,
    start_batch,
)
from filings.services.batches.kinds import BATCHES
from filings.services.documents import upload_scan
from filings.services.leases import LEASE, MOST_TRIES, Overtaken, extend, progress_of, stalled, take_up
from filings.services.packets.verifying import problems_of_bytes
from filings.workflow import Role, State
from tests.factories import make_round, make_user, pdf_bytes
from tests.factories_applications import make_upload
from tests.factories_packets import make_rejected
from tests.factories_story import city_clerk, make_in_state

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _plain_papers(monkeypatch):
    """What papers look like is tested elsewhere; here they are plain."""
    monkeypatch.setattr("filings.documents.issuing.render_pdf", lambda *_, **__: pdf_bytes(1))


def never(_pk):
    """A worker that does not come."""


def bytes_of(job):
    job.refresh_from_db()
    with job.file.content.open("rb") as stored:
        return stored.read()


@pytest.fixture
def approved():
    return make_in_state(State.APPROVED, round_=make_round(notice_working_days=0))


def start(application, actor=None, kinds=("certificate", "filing_notice"), enqueue=never):
    params = {"round": application.round_id, "kinds": list(kinds)}
    return start_batch("documents", params, actor=actor or city_clerk(), enqueue=enqueue)


def test_the_documents_of_a_round_go_into_one_zip_with_a_list(approved):
    notice = approved.documents.get(kind="filing_notice")
    scan = upload_scan(notice, actor=city_clerk(), upload=make_upload("盖章.pdf"))
    job = start(approved)
    run_batch(job.pk)
    with zipfile.ZipFile(BytesIO(bytes_of(job))) as packed:
        rows = list(csv.DictReader(StringIO(packed.read("清单.csv").decode("utf-8-sig"))))
        assert packed.namelist() == [*(row["文件"] for row in rows), "清单.csv"]
        with scan.file.content.open("rb") as stored:
            sealed = next(row for row in rows if row["盖章件"] == "是")
            assert packed.read(sealed["文件"]) == stored.read()
    assert sorted((row["文书"], row["发文字号"], row["盖章件"]) for row in rows) == [
        ("备案证书", "", "否"),
        ("备案通知", notice.number, "是"),
    ]
    assert (job.state, job.count, progress_of(job)["done"]) == ("done", 2, 2)
    begun, line = m.HistoryLine.objects.filter(record=f"batchjob:{job.pk}").order_by("sequence")
    assert (begun.action, begun.actor, begun.details) == (
        "start_batch",
        job.actor,
        {"kind": "documents", "params": job.params, "count": 2},
    )
    assert line_words(begun)["action"] == "发起批量生成"
    assert (line.action, line.details["file"]) == ("make_batch", job.file.sha256)
    assert job.actor.notices.get(key=f"batch:{job.pk}:done").url == f"/batches/{job.pk}/"


def test_the_packets_of_a_round_are_one_zip_that_proves_itself():
    rejected = make_rejected()
    job = start_batch("packets", {"round": rejected.round_id}, actor=city_clerk(), enqueue=never)
    run_batch(job.pk)
    content = bytes_of(job)
    with zipfile.ZipFile(BytesIO(content)) as packed:
        assert packed.namelist() == [f"{rejected.number}.zip", "manifest.json"]
        single = packed.read(f"{rejected.number}.zip")
    assert (problems_of_bytes(content), problems_of_bytes(single)) == ([], [])
    one = start_batch("packet", {"application": rejected.pk}, actor=city_clerk(), enqueue=never)
    run_batch(one.pk)
    assert bytes_of(one) == single
    line = m.HistoryLine.objects.get(record=f"batchjob:{one.pk}", action="make_batch")
    assert list(line.details["manifests"]) == [rejected.number]


def test_only_decided_cases_within_reach_are_packed(approved):
    elsewhere = make_user(Role.DISTRICT, district=m.District.objects.create(slug="xx", name="别区"))
    waiting = make_in_state(State.ACCEPTED)
    for actor, pk in ((elsewhere, approved.pk), (city_clerk(), waiting.pk)):
        with pytest.raises(WorkflowRefused, match="还没有决定，或者不在您的办理范围内"):
            start_batch("packet", {"application": pk}, actor=actor, enqueue=never)
    with pytest.raises(WorkflowRefused, match="您的角色不能批量生成"):
        start_batch("packet", {"application": approved.pk}, actor=make_user(Role.AUDITOR), enqueue=never)
    with pytest.raises(WorkflowRefused, match="还没有这些文书"):
        start(approved, kinds=["rejection_notice"])
    assert m.BatchJob.objects.count() == 0


def test_a_batch_holds_no_more_than_the_setting_says(approved, settings):
    settings.BATCH_MOST = 2
    assert start(approved).title
    settings.BATCH_MOST = 1
    with pytest.raises(
        WorkflowRefused, match="一次最多生成1件，这次选择的有2件。请减少文书种类，分几次生成；"
    ) as refused:
        start(approved)
    assert refused.value.explanation.endswith("确有需要的，请联系系统管理员调高上限。")
    settings.BATCH_MOST = 0
    with pytest.raises(WorkflowRefused, match="请在各件申请的页面逐件生成"):
        start_batch("packets", {"round": approved.round_id}, actor=city_clerk(), enqueue=never)
    assert m.BatchJob.objects.count() == 1
    assert m.HistoryLine.objects.filter(action="start_batch").count() == 1


def test_a_worker_that_was_killed_is_replaced_and_can_no_longer_finish(approved):
    job = start(approved)
    held = take_up(m.BatchJob, job.pk)
    run_batch(job.pk)  # the lease is held
    assert m.BatchJob.objects.get().state == "working"
    m.BatchJob.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert stalled(m.BatchJob) == [job]
    run_batch(job.pk)
    assert m.BatchJob.objects.get().state == "done"
    held.lease_until = timezone.now()
    with pytest.raises(Overtaken):
        extend(held)
    assert m.HistoryLine.objects.filter(record=f"batchjob:{job.pk}", action="make_batch").count() == 1


def test_a_job_that_nobody_takes_up_counts_as_stalled_after_a_while(approved):
    job = start(approved)
    assert stalled(m.BatchJob) == []
    m.BatchJob.objects.update(created_at=timezone.now() - LEASE - timedelta(seconds=1))
    assert stalled(m.BatchJob) == [job]


def test_what_breaks_every_time_is_ended_with_a_message(approved, monkeypatch):
    job = start(approved)

    def broken(*_args):
        raise RuntimeError

    monkeypatch.setattr(BATCHES["documents"], "write", broken)
    for _ in range(MOST_TRIES):
        with pytest.raises(RuntimeError):
            run_batch(job.pk)
    run_batch(job.pk)
    job.refresh_from_db()
    assert (job.state, job.file) == ("failed", None)
    assert job.message.startswith("多次中断")
    assert job.actor.notices.get(key=f"batch:{job.pk}:failed").title.startswith("未能生成")


def test_a_zip_is_deleted_when_it_was_kept_long_enough(approved):
    job = start(approved)
    run_batch(job.pk)
    job.refresh_from_db()
    path, storage = job.file.content.name, job.file.content.storage
    assert expire_batches(job.finished_at + KEPT_FOR) == 0
    assert expire_batches(job.finished_at + KEPT_FOR + timedelta(seconds=1)) == 1
    job.refresh_from_db()
    assert (job.state, job.file, m.StoredFile.objects.filter(content=path).count()) == ("expired", None, 0)
    assert storage.exists(path)  # deleted after commit
