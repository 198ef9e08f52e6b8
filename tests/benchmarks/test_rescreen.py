"""The benchmark of re-screening as `make bench` finds it; tests.benchmarks.bench_rescreen measures and prints."""

import subprocess
import sys

import pytest
from django.conf import settings


@pytest.mark.bench
def test_ten_thousand_makerspaces_are_judged_twice_in_time(capsys):
    with capsys.disabled():
        command = [sys.executable, "-m", "tests.benchmarks", "bench_rescreen"]
        assert subprocess.run(command, cwd=settings.BASE_DIR, check=False).returncode == 0
