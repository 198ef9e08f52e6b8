"""The rules benchmark as `make bench` finds it; tests.benchmarks.bench_rules measures and prints."""

import pytest

from tests.benchmarks import bench_rules


@pytest.mark.bench
def test_rules_keep_their_pace(capsys):
    with capsys.disabled():
        assert bench_rules.main() == 0
