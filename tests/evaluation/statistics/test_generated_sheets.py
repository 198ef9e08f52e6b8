"""A sample of what people send, and of what becomes of it on its way; tests/soak/test_sheets.py goes on for longer."""

import pytest

from tests.reading_back import check_damaged, check_generated


@pytest.mark.parametrize("seed", range(100))
def test_a_generated_sheet_reads_as_it_was_sent(seed):
    check_generated(seed)


@pytest.mark.parametrize("seed", range(100))
def test_a_damaged_file_is_read_or_refused(seed):
    check_damaged(seed)
