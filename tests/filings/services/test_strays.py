"""Bytes without a row: left by a transaction that did not last, collected a week later, never by mistake."""

import os
from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from filings.models import StoredFile
from filings.services import attachments
from filings.services.daily import run_daily
from filings.services.strays import KEPT_FOR, collect_strays
from tests.factories import TODAY, make_file
from tests.factories_applications import make_draft, make_upload, member_of

pytestmark = pytest.mark.django_db


def stored_paths():
    return {
        f"{folder}/{name}" for folder in default_storage.listdir("")[0] for name in default_storage.listdir(folder)[1]
    }


def known_paths():
    return set(StoredFile.objects.values_list("content", flat=True))


def later(minutes=1):
    return timezone.now() + KEPT_FOR + timedelta(minutes=minutes)


def date_files():
    """Files are dated by the machine's clock; as written on the day of the test."""
    for path in stored_paths():
        os.utime(default_storage.path(path), (timezone.now().timestamp(),) * 2)


@pytest.fixture
def stray(monkeypatch):
    """The path of a file whose transaction was rolled back after it had been written."""
    draft = make_draft()
    make_file()

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(attachments.Attachment.objects, "create", fail)
    with pytest.raises(RuntimeError):
        attachments.attach_file(
            draft, actor=member_of(draft.operator), document="floor_plan", upload=make_upload(pages=1)
        )
    date_files()
    [left] = stored_paths() - known_paths()
    return left


def test_what_a_rolled_back_transaction_left_is_collected(stray):
    assert collect_strays(later()) == 1
    assert stored_paths() == known_paths() != set()


def test_a_young_one_may_belong_to_a_transaction_under_way(stray):
    assert collect_strays(later(minutes=-1)) == 0
    assert stray in stored_paths()


def test_files_with_a_row_stay():
    make_file()
    date_files()
    assert collect_strays(later()) == 0
    assert stored_paths() == known_paths() != set()


def test_the_files_of_another_database_stay(stray):
    default_storage.save("ab/other", ContentFile(b"of a backup"))
    known = len(known_paths())
    for number in range(known):
        default_storage.save(f"ab/other-{number}", ContentFile(b"of a backup"))
    date_files()
    assert collect_strays(later()) == 0
    assert len(stored_paths()) == 2 * known + 2


def test_nothing_stored_at_all_is_nothing_to_collect():
    assert collect_strays(later()) == 0


def test_run_daily_collects(stray):
    with time_machine.travel(later()):
        assert run_daily(TODAY).collected == 1
        assert run_daily(TODAY).collected == 0
    assert stray not in stored_paths()
