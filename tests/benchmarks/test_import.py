"""The import benchmark as `make bench` finds it; tests.benchmarks.bench_import measures and prints."""

import pytest

from tests.benchmarks import bench_import


@pytest.mark.bench
@pytest.mark.django_db
def test_imports_keep_up_with_an_unchecked_upsert(capsys):
    with capsys.disabled():
        assert bench_import.main() == 0
