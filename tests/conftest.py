"""What every test stands on: a day that does not move, a folder of its own, a browser.

Data of tests come from tests/factories; nothing of the business belongs here.
"""

import os
import shutil
from datetime import datetime
from zoneinfo import ZoneInfo

import hypothesis
import pytest
import time_machine
from django.conf import settings
from zeal import zeal_ignore

from filings.services import one_by_one

# Every test takes place on this Thursday at ten, Zhengzhou's time, unless marked day("2026-05-08"): the calendar of
# days off is known to the end of 2026 only. The clock runs on from there.
TODAY = "2026-03-05"

hypothesis.settings.register_profile("project", deadline=None, print_blob=True)
hypothesis.settings.load_profile("project")


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


@pytest.fixture(autouse=True)
def one_by_one_is_no_loop(monkeypatch):
    """Acts on many records are carried out one by one, each with the queries of its own page: no N+1 to be told of."""
    carry_out = one_by_one.outcome_of

    def outcome_of(task):
        with zeal_ignore():
            return carry_out(task)

    monkeypatch.setattr(one_by_one, "outcome_of", outcome_of)


@pytest.fixture(scope="session")
def soak_files(soak_scale):
    """Seeds of generated files: 100 in CI's sample, 5,000 at SCALE=20; `make test` takes the seeds below 100."""
    return range(100, 100 + (100 if soak_scale == 1 else 250 * soak_scale))
