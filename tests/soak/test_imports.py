"""Generated files through the pages of the import, 5,000 of them with `make soak`."""

import pytest

from tests.importing_back import Importing


@pytest.mark.django_db
def test_generated_files_are_imported_as_they_were_sent(client, settings, soak_files):
    settings.SECOND_FACTOR_ROLES = []
    importing = Importing(client)
    for seed in soak_files:
        importing.check(seed)
