"""A sample of generated files through the whole import; tests/soak/test_imports.py goes on for longer."""

import pytest

from tests.importing_back import Importing


@pytest.mark.django_db
def test_generated_files_are_imported_as_they_were_sent():
    importing = Importing()
    for seed in range(25):
        importing.check(seed)
