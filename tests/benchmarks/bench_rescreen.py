"""How long all makerspaces on file take to be judged by two rule versions, from the start of `manage.py rescreen` to its end,
how much memory it holds and how many queries it takes.

Run by `make bench`: on PostgreSQL 10,000 makerspaces with 750,000 residents, on SQLite a tenth. A process of its own: it has
the day of today.
"""

import os
import resource
import subprocess
import sys
import time

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from filings.models import Resident
from filings.rules.versions import CURRENT, NATIONAL_2017
from filings.selectors.rescreening import rescreened
from filings.selectors.standing import filings_on
from tests.benchmarks.bench_export import let_database_count
from tests.benchmarks.bench_pages import database

SPACES = 10_200 if connection.vendor == "postgresql" else 1_020
"""Some are not on file."""
YEARS = 5
SECONDS, QUERIES, MEMORY = 15, 16, 500
RUNS = 3
COMMAND = ("manage.py", "rescreen", "--ruleset", NATIONAL_2017.id, "--against", CURRENT.id, "--json")


def seconds_of(address):
    """What the command takes as a process of its own."""
    connection.close()
    start = time.perf_counter()
    environment = {**os.environ, "DATABASE_URL": address}
    subprocess.run([sys.executable, *COMMAND], env=environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def main():
    with database() as address:
        call_command("populate", spaces=SPACES, years=YEARS, seed=1)
        let_database_count()
        spent = sorted(seconds_of(address) for _ in range(RUNS))
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        with CaptureQueriesContext(connection) as caught:
            found = rescreened(NATIONAL_2017, CURRENT, on=timezone.localdate())
        number, residents = filings_on(timezone.localdate()).count(), Resident.objects.count()
    if (found.judged, found.unreadable) != (number, []):
        raise SystemExit("not every makerspace was judged")
    seconds, load = spent[len(spent) // 2], os.getloadavg()[0]
    lines = (
        (f"rescreen of {number:,} makerspaces, {residents:,} residents, {connection.vendor}", f"{seconds:.1f} s"),
        (f"of {RUNS} runs; at most {SECONDS} s; load {load:.1f}", " ".join(f"{each:.1f}" for each in spent)),
        (f"queries (at most {QUERIES})", f"{len(caught)}"),
        (f"memory of the process (at most {MEMORY} MB)", f"{memory:.0f} MB"),
    )
    sys.stdout.write("\n" + "".join(f"{label:<72}{value:>16}\n" for label, value in lines))
    return 0 if seconds <= SECONDS and len(caught) <= QUERIES and memory <= MEMORY else 1
