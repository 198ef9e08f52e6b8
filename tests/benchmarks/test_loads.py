"""The benchmark of whole loads as `make bench` finds it; tests.benchmarks.bench_loads measures and prints."""

import pytest

from tests.benchmarks import bench_loads


@pytest.mark.bench
@pytest.mark.django_db(transaction=True)
def test_loads_keep_within_their_memory(capsys, settings, tmp_path):
    with capsys.disabled():
        assert bench_loads.main(settings, tmp_path) == 0
