"""Where uploads are decoded: once, before a transaction opens, whichever field they came by."""

import gc

import pytest
from django.db import connection

from filings import storing
from filings.models import StoredFile
from filings.services.attachments import attach_files
from filings.services.verification import record_site_visit
from filings.storing import check_upload
from filings.workflow import Role
from tests.factories import TODAY, make_user
from tests.factories_applications import make_draft, make_submitted, make_upload, member_of
from tests.page_visits import OpenWorld
from tests.test_access import client_of
from tests.test_limits import UPLOADS, upload_address, upload_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def depths(monkeypatch):
    """How many transactions were open whenever an upload was decoded."""
    found = []
    count = storing.count_pages

    def counted(*args):
        found.append(len(connection.savepoint_ids))
        return count(*args)

    monkeypatch.setattr(storing, "count_pages", counted)
    return found


@pytest.mark.parametrize(("role", "name", "field"), UPLOADS)
def test_every_field_decodes_its_upload_once_outside_transactions(role, name, field, depths, settings):
    settings.SECOND_FACTOR_ROLES = []
    world = OpenWorld()
    client, url = client_of(world, role), upload_address(world, role, name)
    data = upload_data(client, url, name)
    before, outside = StoredFile.objects.count(), len(connection.savepoint_ids)
    depths.clear()
    client.post(url, data | {field: make_upload()})
    assert depths == [outside]
    assert StoredFile.objects.count() in (before, before + 1)


def test_files_of_one_upload_are_decoded_before_the_lock(depths):
    draft = make_draft()
    outside = len(connection.savepoint_ids)
    depths.clear()
    uploads = [make_upload("甲.pdf"), make_upload("乙.pdf")]
    attached, refused = attach_files(draft, actor=member_of(draft.operator), document="floor_plan", uploads=uploads)
    assert (depths, len(attached), refused) == ([outside, outside], 2, [])


def test_photographs_of_a_visit_are_decoded_before_the_lock(depths):
    application = make_submitted()
    actor = make_user(Role.DISTRICT, district=application.district)
    outside = len(connection.savepoint_ids)
    depths.clear()
    record_site_visit(
        application, actor=actor, on=TODAY, officers=["甲", "乙"], findings="与申报一致。", consistent=True,
        photos=[make_upload()],
    )  # fmt: skip
    assert depths == [outside]


def test_what_was_checked_is_forgotten_with_the_upload():
    gc.collect()
    upload = make_upload()
    others = len(storing._CHECKED)
    assert check_upload(upload) is check_upload(upload)
    assert len(storing._CHECKED) == others + 1
    del upload
    assert len(storing._CHECKED) == others
