"""Who carries a job: leases that are extended, attempts that were overtaken, loads and batches that go on by themselves."""

from datetime import timedelta
from threading import Event, Thread

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from filings.models import BatchJob, ImportJob
from filings.services.batches.tasks import resume_batches
from filings.services.imports.tasks import resume_imports
from filings.services.leases import LEASE, MOST_TRIES, Overtaken, own, progress_of, stalled, take_up, watch
from tests.factories import make_user
from tests.factories_loads import returns_book, returns_row, upload
from tests.factories_statistics import make_filed_space

pytestmark = pytest.mark.django_db


@pytest.fixture
def job():
    return upload(returns_book(returns_row(make_filed_space())), make_user("city"))


def expire(job):
    ImportJob.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_progress_extends_the_lease_and_says_how_long_it_takes(job, monkeypatch):
    seconds = iter((100.0, 120.0))
    monkeypatch.setattr("filings.services.leases.monotonic", lambda: next(seconds))
    tell = watch(take_up(ImportJob, job.pk))
    tell("核对", 500, 2000)
    assert progress_of(job)["left"] == 0
    with time_machine.travel(timezone.now() + LEASE - timedelta(seconds=1)):
        tell("核对", 1500, 2000)
        assert progress_of(job) == {"phase": "核对", "done": 1500, "total": 2000, "left": 10}
    with time_machine.travel(timezone.now() + LEASE + timedelta(seconds=30)):
        assert stalled(ImportJob) == []


def test_an_overtaken_attempt_stops_at_its_next_sign_of_life(job):
    held = take_up(ImportJob, job.pk)
    expire(job)
    assert take_up(ImportJob, job.pk).attempt == 2
    held.lease_until = timezone.now()
    with pytest.raises(Overtaken):
        watch(held)("核对", 500, 2000)


def test_a_load_goes_on_by_itself_once_a_lease(job):
    take_up(ImportJob, job.pk)
    assert resume_imports() == 0
    expire(job)
    assert resume_imports() == 1
    job.refresh_from_db()
    assert (job.state, job.attempt) == ("ready", 2)


def test_many_workers_have_a_load_resumed_once(job, monkeypatch):
    asked = []
    monkeypatch.setattr("filings.services.imports.tasks.enqueue_import", asked.append)
    take_up(ImportJob, job.pk)
    expire(job)
    assert [resume_imports(), resume_imports(), asked] == [1, 0, [job.pk]]


def test_what_breaks_off_again_and_again_waits_for_its_sender(job):
    ImportJob.objects.filter(pk=job.pk).update(attempt=MOST_TRIES, tries=MOST_TRIES)
    expire(job)
    assert (stalled(ImportJob), resume_imports()) == ([job], 0)


def test_a_batch_goes_on_by_itself_and_the_try_after_the_last_ends_it():
    batch = BatchJob.objects.create(kind="packets", params={"round": 0}, title="案卷", actor=make_user("city"))
    for tries, state in ((MOST_TRIES, "failed"), (MOST_TRIES + 1, "working")):
        gone = timezone.now() - timedelta(seconds=1)
        BatchJob.objects.update(state="working", finished_at=None, tries=tries, lease_until=gone)
        resume_batches()
        batch.refresh_from_db()
        assert (batch.state, batch.attempt) == (state, 1)
    assert BatchJob.objects.filter(actor__notices__key=f"batch:{batch.pk}:failed").exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_whoever_writes_for_longer_than_a_lease_is_not_gone(job):
    held, writes, ended = take_up(ImportJob, job.pk), Event(), Event()

    def write():
        with own(held):
            writes.set()
            assert ended.wait(20)
        connection.close()

    writer = Thread(target=write)
    expire(job)
    assert stalled(ImportJob) == [job]
    writer.start()
    assert writes.wait(20)
    try:
        assert stalled(ImportJob) == []
    finally:
        ended.set()
        writer.join()
