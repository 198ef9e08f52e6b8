"""A few generated files through the pages of the import; tests/soak/test_imports.py goes on for longer."""

import pytest

from tests.importing_back import Importing


@pytest.mark.django_db
def test_generated_files_are_imported_as_they_were_sent(client, settings):
    settings.SECOND_FACTOR_ROLES = []
    importing = Importing(client)
    for seed in range(10):
        importing.check(seed)
