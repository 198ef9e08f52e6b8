"""Generated files through the whole import, by the thousand with `make soak`."""

import pytest

from tests.importing_back import Importing

A_ROUND = 50


@pytest.mark.django_db
def test_generated_files_are_imported_as_they_were_sent(soak_scale):
    importing = Importing()
    for seed in range(100, 100 + A_ROUND * soak_scale):
        importing.check(seed)
