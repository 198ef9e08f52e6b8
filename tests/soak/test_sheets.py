"""Generated sheets and damaged files by the thousand: `make soak` reads 5,000 of each."""

from tests.reading_back import check_damaged, check_generated


def test_generated_sheets_read_as_they_were_sent(soak_files):
    for seed in soak_files:
        check_generated(seed)


def test_damaged_files_are_read_or_refused(soak_files):
    for seed in soak_files:
        check_damaged(seed)
