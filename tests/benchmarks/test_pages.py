"""The pages benchmark as `make bench` finds it; tests.benchmarks.bench_pages measures and prints."""

import subprocess
import sys

import pytest
from django.conf import settings


@pytest.mark.bench
def test_pages_cost_little_more_than_their_rows(capsys):
    with capsys.disabled():
        command = [sys.executable, "-m", "tests.benchmarks", "bench_pages"]
        assert subprocess.run(command, cwd=settings.BASE_DIR, check=False).returncode == 0
