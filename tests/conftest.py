"""What every test stands on: a day that does not move, a browser, and the promise that nothing was skipped unseen.

Data of tests come from tests/factories; nothing of the business belongs here.
"""

import os
import shutil
from collections import Counter
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import hypothesis
import pytest
import time_machine
from django.conf import settings
from django.db import connection

# Every test takes place on this Thursday at ten, Zhengzhou's time, unless marked day("2026-05-08"): the calendar of
# days off is known to the end of 2026 only. The clock runs on from there.
TODAY = "2026-03-05"

MARKER_BY_FOLDER = {"benchmarks": "bench", "browser": "browser", "soak": "soak"}

hypothesis.settings.register_profile("project", deadline=None, print_blob=True)
hypothesis.settings.load_profile("project")


def pytest_collection_modifyitems(items):
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


def pytest_configure(config):
    if (marker := os.environ.get("ZZSPACE_MUST_RUN")) and not hasattr(config, "workerinput"):
        config.pluginmanager.register(MustRun(marker), "must-run")


@pytest.fixture(autouse=True)
def _frozen_day(request):
    """The day of the test's `day` marker, else TODAY."""
    marker = request.node.get_closest_marker("day")
    day = marker.args[0] if marker else TODAY
    with time_machine.travel(datetime.fromisoformat(f"{day}T10:00:00").replace(tzinfo=ZoneInfo("Asia/Shanghai"))):
        yield


@pytest.fixture(autouse=True)
def _own_folder(tmp_path_factory, settings):
    """Uploads and documents of one test are not there for the next."""
    folder = tmp_path_factory.mktemp("files", numbered=True)
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": folder}}
    settings.STORAGES = {**settings.STORAGES, "default": default}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium, quiet and without what needs a network of its own."""
    return {
        **browser_type_launch_args,
        "executable_path": shutil.which("chromium"),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """A desktop in Zhengzhou."""
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": settings.TIME_ZONE,
        "viewport": {"width": 1440, "height": 900},
    }


@pytest.fixture(scope="session")
def soak_scale():
    """How long soak tests go on: 1 is CI's sample, `make soak` takes 20 or what SCALE= says."""
    return int(os.environ.get("ZZSPACE_SOAK_SCALE", "1"))


@pytest.fixture(scope="session")
def soak_files(soak_scale):
    """Seeds of generated files: 100 in CI's sample, 5,000 at SCALE=20; `make test` takes the seeds below 100."""
    return range(100, 100 + (100 if soak_scale == 1 else 250 * soak_scale))
