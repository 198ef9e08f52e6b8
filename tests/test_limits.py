"""Where a page ends: uploads out of bounds, bodies too large, states that do not allow an action, records out of reach."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from filings.models import Application, StoredFile
from filings.workflow import Action, State
from tests.access_table import BUSINESS, PAGES
from tests.access_world import ROLES, World
from tests.factories import pdf_bytes
from tests.factories_applications import make_upload, picture_bytes
from tests.form_values import good_value
from tests.page_visits import OpenWorld
from tests.test_access import ABSENT, address, client_of

pytestmark = pytest.mark.django_db

UPLOADS = (
    ("operator", "operator-register-details", "licence"),
    ("operator", "organisation", "upload"),
    ("operator", "row-create", "upload"),
    ("operator", "application-upload", "files"),
    ("district", "application-verify", "evidence"),
    ("district", "application-site-visit", "photos"),
)
"""Every field of the product that takes a file."""
ONCE = re.compile(r'(?:csrfmiddlewaretoken" value=|X-CSRFToken": |nonce=)"[^"]+"')
"""What differs between two answers that are the same."""
RECORDS = (
    *(
        "application",
        "application-section",
        "application-verify",
        "application-panel",
        "space",
        "space-edit",
        "row-edit",
    ),
    *(
        "file",
        "file-page",
        "operator",
        "operator-confirm",
        "act",
        "evaluation:score-sheet",
        "evaluation:review-dossier",
    ),
)


@pytest.fixture
def world(settings) -> OpenWorld:
    settings.SECOND_FACTOR_ROLES = []
    return OpenWorld()


def wide_picture() -> SimpleUploadedFile:
    """A few kilobytes that unfold to seventy million pixels."""
    target = BytesIO()
    Image.new("1", (10_000, 7_000)).save(target, "PNG")
    return SimpleUploadedFile("全景.png", target.getvalue(), content_type="image/png")


def too_large() -> SimpleUploadedFile:
    return SimpleUploadedFile("现场.png", picture_bytes() + b"0" * 1_100_000, content_type="image/png")


OUT_OF_BOUNDS: dict[str, tuple[Callable[[], SimpleUploadedFile], str]] = {
    "bytes": (too_large, "压缩到1 MB以内"),
    "pixels": (wide_picture, "6000万像素"),
    "pages": (lambda: make_upload(pages=6), "拆分成每份不超过5页"),
    "content": (
        lambda: SimpleUploadedFile("表.pdf", b"PK\x03\x04", content_type="application/pdf"),
        "只能上传PDF、JPG或PNG",
    ),
    "ending": (lambda: SimpleUploadedFile("程序.exe", pdf_bytes(1), content_type="application/pdf"), "后缀"),
}


def upload_address(world: World, role: str, name: str) -> str:
    """The page with the field; documents are the register that takes files."""
    return address(world, name, PAGES[name], "own", role).replace("registers/residents", "registers/documents")


def upload_data(client: Client, url: str, name: str) -> dict[str, Any]:
    """What stands beside the file."""
    if name == "application-upload":
        return {"requirement": "residence_agreements", "document": "residence_agreements"}
    form = client.get(url).context["form"]
    return {field.html_name: value for field in form if (value := good_value(field)) is not None}


def faults_of_upload(world: World, role: str, name: str, field: str) -> Iterator[str]:
    """Files out of bounds that a field takes, or refuses without saying why."""
    client = client_of(world, role)
    url = upload_address(world, role, name)
    data = upload_data(client, url, name)
    for what, (make, message) in OUT_OF_BOUNDS.items():
        answer = client.post(url, data | {field: make()})
        if answer.status_code != 200 or message not in answer.content.decode():
            yield f"{name} {what}: {answer.status_code}"


def test_uploads_out_of_bounds_are_refused_at_every_field(world, settings):
    settings.UPLOAD_MAX_BYTES, settings.UPLOAD_MAX_PAGES = 1_048_576, 5
    for role, name, _ in UPLOADS:
        upload_address(world, role, name)
    before = StoredFile.objects.count()
    assert [fault for upload in UPLOADS for fault in faults_of_upload(world, *upload)] == []
    assert StoredFile.objects.count() == before


BODIES = {
    "fields": {f"field-{number}": "1" for number in range(5001)},
    "bytes": {"content": "字" * 2_000_000},
    "files": {f"file-{number}": SimpleUploadedFile("a", b"a") for number in range(101)},
}


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("url", ["/check/", "/accounts/login/", "/organisation/"])
def test_bodies_out_of_bounds_are_explained(world, body, url):
    client = client_of(world, "operator" if url == "/organisation/" else "visitor")
    answer = client.post(url, BODIES[body])
    assert answer.status_code == 400
    assert "提交的内容没有收下" in answer.content.decode()


def test_an_unknown_host_is_explained():
    assert Client(raise_request_exception=False).get("/", HTTP_HOST="elsewhere.example").status_code == 400


def refusals(world: World) -> Iterator[tuple[str, Client, Any]]:
    """The answers that refuse an action in states that do not allow it, to each role that takes it otherwise."""
    clients = {role: client_of(world, role) for role in BUSINESS}
    for state in (State.SUBMITTED, State.APPROVED):
        application = world.own.application(state)
        for action in Action:
            url = f"/applications/{application.pk}/{action.value.replace('_', '-')}/"
            for role, client in clients.items():
                for answer in (client.get(url), client.post(url)):
                    if answer.status_code == 409:
                        yield f"{role} {action} {state}", client, answer


def test_a_refusal_explains_itself_and_leads_on(world):
    found = list(refusals(world))
    states = {application.pk: application.state for application in Application.objects.all()}
    assert len({name.split()[1] for name, _, _ in found}) >= 8
    for name, client, answer in found:
        refusal = answer.context["refusal"]
        assert re.fullmatch(r".*[\u4e00-\u9fff].*。", refusal.explanation), (name, refusal.explanation)
        assert refusal.explanation in answer.content.decode(), name
        assert client.get(refusal.way_on or "/desk/").status_code == 200, (name, refusal.way_on)
    assert {application.pk: application.state for application in Application.objects.all()} == states


def body_of(client: Client, url: str) -> tuple[int, str]:
    """Status and page, without what is drawn anew for each answer."""
    answer = client.get(url)
    return answer.status_code, ONCE.sub("", answer.content.decode())


def told_apart(world: World) -> Iterator[str]:
    """Pages from whose answer somebody could learn whether a record exists."""
    for name in RECORDS:
        row = PAGES[name]
        outsider = min(set(ROLES) - row.roles)
        for role in (*row.roles, outsider):
            client, maker = client_of(world, role), role if role in row.roles else min(row.roles)
            foreign = address(world, name, row, "foreign" if role in row.roles else "own", maker)
            absent = address(world, name, row, "absent", maker)
            if foreign is None:
                continue
            there, not_there = body_of(client, foreign), body_of(client, absent)
            if there != not_there or there[0] != (404 if role in row.roles else 403):
                yield f"{role} {name}: {there[0]}, {not_there[0]}"


def test_a_record_out_of_reach_is_answered_as_if_there_were_none(world):
    assert str(ABSENT) in address(world, "space", PAGES["space"], "absent", "operator")
    assert list(told_apart(world)) == []
