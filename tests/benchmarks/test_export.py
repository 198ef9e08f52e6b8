"""The export benchmark as `make bench` finds it; tests.benchmarks.bench_export measures and prints."""

import pytest

from tests.benchmarks import bench_export


@pytest.mark.bench
@pytest.mark.django_db
def test_exports_keep_up_with_a_plain_writer(capsys, settings):
    settings.SECOND_FACTOR_ROLES = []
    with capsys.disabled():
        assert bench_export.main() == 0
