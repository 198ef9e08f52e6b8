"""How long a load of 20,000 returns takes from upload to its end, and how much memory: by the worker, which keeps a preview
of every row and writes what was confirmed, and by the command. Each in a process of its own, as on a server.

Run by `make bench` on both databases.
"""

import resource
import sys
import threading
import time
from pathlib import Path

from django.db import connection

from evaluation.models import AnnualReturn
from filings.services.imports.jobs import confirm_import, give_reason_for_all, open_questions, start_import
from filings.services.imports.tasks import enqueue_import
from tests.benchmarks.bench_import import REASON, book_of, make_ground
from tests.factories import make_user
from tests.factories_statistics import YEAR
from tests.workers import managing, shared_with_workers, worker

MOST_MEMORY = 400
"""MB at the peak, of a process and the one that it has parse the file, together."""


class Watch(threading.Thread):
    """The most memory that a process and those it started held at one time, looked up fifty times a second."""

    def __init__(self, process):
        super().__init__(daemon=True)
        self.process, self.most = process, 0

    def run(self):
        while self.process.poll() is None:
            self.most = max(self.most, sum(held(each) for each in family(self.process.pid)))
            time.sleep(0.02)


def family(process):
    """The ids of a process and of those it started."""
    try:
        started = [each.read_text() for each in Path(f"/proc/{process}/task").glob("*/children")]
    except OSError:  # it has just ended
        return []
    return [process, *" ".join(started).split()]


def held(process):
    """Bytes in memory; 0 for a process that is gone."""
    try:
        pages = Path(f"/proc/{process}/statm").read_text().split()[1]
    except OSError:
        return 0
    return int(pages) * resource.getpagesize()


def watched(process_at_work):
    """Seconds that a process takes from its start to its end, and MB held at the most."""
    start = time.perf_counter()
    with process_at_work as process:
        watch = Watch(process)
        watch.start()
        if process.wait():
            raise SystemExit("the process failed")
        watch.join()
    return time.perf_counter() - start, watch.most / 1024 / 1024


def by_worker(environment, content, rows):
    """Upload, preview, confirmation, writing."""
    actor, params = make_user("city"), {"year": YEAR}
    job = start_import("returns", content, name="年报.xlsx", params=params, actor=actor, enqueue=enqueue_import)
    yield "the worker reads, checks and keeps the preview", *watched(worker(environment, "--batch"))
    job.refresh_from_db()
    give_reason_for_all(job, REASON, actor=actor)
    if (job.state, job.rows.count(), open_questions(job)) != ("ready", rows, 0):
        raise SystemExit("not every row was read")
    confirm_import(job, digest=job.plan_digest, actor=actor, enqueue=enqueue_import)
    yield "the worker writes what was confirmed", *watched(worker(environment, "--batch"))


def by_command(environment, folder, content):
    """manage.py import_statistics."""
    file = folder / "年报.xlsx"
    file.write_bytes(content)
    who = make_user("city").username
    options = ("--year", YEAR, "--as", who, "--commit", "--reason", REASON)
    command = managing(environment, "import_statistics", file, *options)
    yield "the command does all of it", *watched(command)


def main(settings, folder):
    content, rows = book_of(ground := make_ground()), len(ground)
    with shared_with_workers(settings) as environment:
        measured = []
        for way in (by_worker(environment, content, rows), by_command(environment, folder, content)):
            measured += way
            if AnnualReturn.objects.filter(year=YEAR).count() != rows:
                raise SystemExit("not every row came in")
            AnnualReturn.objects.filter(year=YEAR).delete()
    sys.stdout.write(f"\nload of {rows:,} returns, {connection.vendor} (at most {MOST_MEMORY} MB)\n")
    sys.stdout.write("".join(f"{label:<50}{spent:>10.1f} s{memory:>8.0f} MB\n" for label, spent, memory in measured))
    return 0 if max(memory for *_, memory in measured) <= MOST_MEMORY else 1
