"""The reviewer's workspace opens a file where the operator pointed to: at the file's page, or at the check's own."""

import pytest

from filings.services.attachments import move_attachment
from tests.factories_applications import make_complete_draft, member_of, submit
from tests.factories_district import clerk_of

pytestmark = pytest.mark.django_db


def test_a_file_opens_at_the_page_given_for_the_check(client):
    application = make_complete_draft()
    plan = application.attachments.get(document="floor_plan")
    move_attachment(plan, actor=member_of(application.operator), page=2, anchors={"5.2.workstations": 3})
    submit(application)
    client.force_login(clerk_of(application))
    pages = {
        item: client.get(f"/applications/{application.pk}/verify/?item={item}&file={plan.file_id}").context["page"]
        for item in ("5.2.workstations", "5.2.area")
    }
    assert pages == {"5.2.workstations": 3, "5.2.area": 2}
    frozen = next(file for file in application.snapshots.get().files if file["file"] == plan.file_id)
    assert (frozen["page"], frozen["anchors"]) == (2, {"5.2.workstations": 3})
