"""The PDF benchmark as `make bench` finds it; tests.benchmarks.bench_pdf measures and prints."""

import pytest

from tests.benchmarks import bench_pdf


@pytest.mark.bench
def test_a_certificate_costs_little_more_than_weasyprint_and_memory_stays_flat(capsys):
    with capsys.disabled():
        assert bench_pdf.main() == 0
