"""Workers killed at random moments of a load: all rows or none, the page says what happened, and the load goes on."""

import time
from datetime import timedelta
from random import Random

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from evaluation.models import AnnualReturn
from evaluation.statistics.exporting import HEADER, sheet_row
from filings.models import Filing, HistoryLine, ImportJob
from filings.services.history import broken_chains
from filings.services.imports.jobs import GONE_ON, confirm_import, read_job, run_import, start_import, write_job
from filings.services.imports.tasks import carry_import, enqueue_import
from filings.services.leases import Overtaken
from tests.benchmarks.bench_export import populate_spaces
from tests.benchmarks.bench_import import sheet_of
from tests.factories import make_user
from tests.factories_statistics import YEAR, make_window, sound_figures
from tests.workers import shared_with_workers, worker

ROWS = 2_000
SEED = 20260307
PATIENCE = 300
"""Seconds after which something that must happen has not."""
STEPS = {"reading": ("ready", read_job), "writing": ("done", write_job)}
"""The state that a step ends in, and what an attempt does in it."""

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def environment(settings):
    settings.SECOND_FACTOR_ROLES = []
    with shared_with_workers(settings) as environment:
        yield environment


class Loads:
    """The city and the file that it loads again and again."""

    def __init__(self, environment):
        make_window()
        populate_spaces(ROWS)
        filings = Filing.objects.select_related("space__operator").order_by("pk")
        rows = (
            sheet_row(each.number, each.space.operator.uscc, each.space.name, YEAR, sound_figures()) for each in filings
        )
        self.content = sheet_of(list(HEADER), rows)
        self.city = make_user("city")
        self.environment = environment

    def begun(self, state):
        """A load about to be read or written; its task waits for a worker."""
        AnnualReturn.objects.all().delete()
        params = {"year": YEAR}
        enqueue = enqueue_import if state == "reading" else run_import
        job = start_import("returns", self.content, name="年报.xlsx", params=params, actor=self.city, enqueue=enqueue)
        if state == "writing":
            job.refresh_from_db()
            confirm_import(job, digest=job.plan_digest, actor=self.city, enqueue=enqueue_import)
        job.refresh_from_db()
        return job

    def work_off(self):
        """A worker that ends when nothing is left to do."""
        with worker(self.environment, "--batch") as process:
            assert process.wait(PATIENCE) == 0

    def seconds_undisturbed(self, state):
        """How long a step takes from the moment at which a worker has taken the load up."""
        job = self.begun(state)
        with worker(self.environment):
            until(lambda: is_taken_up(job))
            start = time.perf_counter()
            until(lambda: now(job).state == STEPS[state][0])
            return time.perf_counter() - start

    def killed(self, state, moment):
        """A load whose worker was killed so many seconds after it had taken it up, once the database knows."""
        job = self.begun(state)
        with worker(self.environment) as process:
            until(lambda: is_taken_up(job))
            time.sleep(moment)
            process.kill()
        until(lambda: others_connected() == 0)
        return job


def until(happened):
    """Wait for it, impatiently."""
    start = time.perf_counter()
    while not happened():
        assert time.perf_counter() - start < PATIENCE
        time.sleep(0.005)


def now(job):
    return ImportJob.objects.select_related("file", "actor").get(pk=job.pk)


def is_taken_up(job):
    return now(job).attempt > job.attempt


def others_connected():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]


def kept(job):
    """What a load has left: its state, rows of its preview, returns, lines of its history."""
    lines = HistoryLine.objects.filter(record=f"importjob:{job.pk}", action="import_rows")
    return now(job).state, job.rows.count(), AnnualReturn.objects.filter(year=YEAR).count(), lines.count()


FINISHED = {"reading": ("ready", ROWS, 0, 0), "writing": ("done", ROWS, ROWS, 1)}
UNTOUCHED = {"reading": ("reading", 0, 0, 0), "writing": ("writing", ROWS, 0, 0)}


def check_page(client, job, *sentences):
    answer = client.get(reverse("filings:import", args=[job.pk]))
    assert answer.status_code == 200
    assert [sentence for sentence in sentences if sentence not in answer.content.decode()] == []


def check_broken_off(loads, client, job, state, *, by_hand):
    """Nothing is written and the page says so; then the load goes on, by its sender's hand or by a worker that starts,
    and whoever had it before can no longer commit.
    """
    assert kept(job) == UNTOUCHED[state]
    check_page(client, job, "还没有写入任何数据", "正在")
    held = now(job)
    ImportJob.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    check_page(client, job, "处理中断了，没有写入任何数据", "系统会自动从头继续", "继续处理")
    if by_hand:
        client.post(reverse("filings:import-resume", args=[job.pk]))
    loads.work_off()
    assert (kept(job), now(job).attempt, now(job).message) == (FINISHED[state], held.attempt + 1, GONE_ON)
    check_page(client, job, GONE_ON)
    with pytest.raises(Overtaken):
        STEPS[state][1](held)


def check_repeated(job, state):
    """A task that is carried out again after the load's step is finished does nothing."""
    before = now(job)
    carry_import.call(job.pk)
    assert (kept(job), now(job).attempt, now(job).lease_until) == (FINISHED[state], before.attempt, None)


def test_killed_workers_leave_all_or_nothing(client, environment, soak_scale):
    loads, dice, broken_off = Loads(environment), Random(SEED), 0
    client.force_login(loads.city)
    each = 1 if soak_scale < 20 else 5
    spent = {state: loads.seconds_undisturbed(state) for state in STEPS}
    for turn in range(each):
        for state in STEPS:
            job = loads.killed(state, (turn + dice.random()) / each * spent[state])
            if kept(job)[0] == state:
                broken_off += 1
                check_broken_off(loads, client, job, state, by_hand=turn % 2 == 0)
            check_repeated(job, state)
    assert broken_off >= each
    DBTaskResult.objects.update(
        status="READY"
    )  # as if every worker had been killed between its commit and its task's end
    stands = [(each.state, each.attempt, each.finished_at) for each in ImportJob.objects.order_by("pk")]
    loads.work_off()
    assert [(each.state, each.attempt, each.finished_at) for each in ImportJob.objects.order_by("pk")] == stands
    assert HistoryLine.objects.filter(action="import_rows").count() == each + 1
    assert broken_chains() == []
