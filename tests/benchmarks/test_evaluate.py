"""The evaluation benchmark as `make bench` finds it; tests.benchmarks.bench_evaluate measures and prints."""

import pytest

from tests.benchmarks import bench_evaluate


@pytest.mark.bench
@pytest.mark.django_db
def test_ten_thousand_makerspaces_are_scored_in_time(capsys):
    with capsys.disabled():
        assert bench_evaluate.main() == 0
