"""Which tests a run takes: markers by folder, what is skipped where, what one database is enough for, and the promise that
what must run was not skipped unseen. A plug-in of pytest (pyproject.toml).
"""

import gc
import os
import shutil
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

MARKER_BY_FOLDER = {"benchmarks": "bench", "browser": "browser", "soak": "soak"}

# What these prove is the same whatever the database, so the run on PostgreSQL leaves them out: papers as they are
# printed, workbooks as they are read, how many queries a page takes.
ONCE = (
    "evaluation/documents",
    "filings/documents",
    "filings/test_single_writer.py",
    "test_page_bars.py",
    "test_query_counts.py",
    "zzspace",
)
ASK_THE_DATABASE = {"db", "transactional_db", "live_server", "django_db_reset_sequences"}


def is_once(item):
    """Whether one run on one database is enough: it asks none, or it is one of ONCE."""
    asks = item.get_closest_marker("django_db") or ASK_THE_DATABASE & set(item.fixturenames)
    place = Path(item.path).relative_to(Path(__file__).parent).as_posix()
    return not asks or place.startswith(ONCE)


def pytest_collection_modifyitems(config, items):
    if os.environ.get("ZZSPACE_MUST_RUN") == "postgres":
        left_out = [item for item in items if is_once(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not is_once(item)]
    for item in items:
        folder = Path(item.path).relative_to(Path(__file__).parent).parts[0]
        if marker := MARKER_BY_FOLDER.get(folder):
            item.add_marker(marker)
        if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
            item.add_marker(pytest.mark.skip(reason="SQLite has one writer at a time; make test-postgres runs this"))
        if item.get_closest_marker("browser") and not shutil.which("chromium"):
            item.add_marker(pytest.mark.skip(reason="no chromium found; apt-get install chromium"))


class MustRun:
    """Makes the run red when tests of the marker in ZZSPACE_MUST_RUN were skipped, or none of them passed."""

    def __init__(self, marker):
        self.marker = marker
        self.outcomes = Counter()

    def pytest_runtest_logreport(self, report):
        if self.marker in report.keywords and (report.when == "call" or report.skipped):
            self.outcomes[report.outcome] += 1

    @property
    def kept(self):
        return self.outcomes["passed"] > 0 and self.outcomes["skipped"] == 0

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session):
        if not self.kept and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        if not self.kept:
            counts = dict(self.outcomes) or "none"
            terminalreporter.write_line(f"Tests marked {self.marker} must run here: {counts}", red=True)


def pytest_collection_finish(session):
    """What was imported stays: the collector of garbage need not look through it again and again."""
    gc.freeze()


def pytest_configure(config):
    if (marker := os.environ.get("ZZSPACE_MUST_RUN")) and not hasattr(config, "workerinput"):
        config.pluginmanager.register(MustRun(marker), "must-run")
