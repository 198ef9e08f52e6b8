"""Evidence of a draft: what is taken in, what is not and why, pointing, moving, removing."""

import struct
import zlib
from io import BytesIO

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from filings import models as m
from filings.errors import WorkflowRefused
from filings.services.attachments import attach_file, move_attachment, remove_attachment
from filings.workflow import Role
from tests.factories import make_user, pdf_bytes
from tests.factories_applications import make_draft, make_submitted, make_upload, member_of, picture_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return make_draft()


def attach(application, content, name="材料.pdf", document="floor_plan"):
    return attach_file(
        application,
        actor=member_of(application.operator),
        document=document,
        upload=SimpleUploadedFile(name, content),
    )


def locked_pdf():
    target = BytesIO()
    with pikepdf.open(BytesIO(pdf_bytes(1))) as document:
        document.save(target, encryption=pikepdf.Encryption(owner="owner", user="user"))
    return target.getvalue()


def bomb():
    """A PNG that says it is 20,000 × 20,000 in a few bytes."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def text_bomb():
    """A PNG of one pixel with fifty million letters in a note."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    note = b"note\0\0" + zlib.compress(b"a" * 50_000_000)
    picture = chunk(b"IDAT", zlib.compress(b"\0" * 4))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"zTXt", note) + picture + chunk(b"IEND", b"")


def pageless_pdf():
    """A PDF that says it has three pages and has none."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[9 0 R]/Count 3>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


def test_a_pdf_is_stored_under_a_path_that_tells_nothing(draft):
    attachment = attach(draft, pdf_bytes(3), "场地 平面图.pdf")
    file = attachment.file
    assert (attachment.document, attachment.page) == ("floor_plan", 1)
    assert (file.name, file.content_type, file.pages, file.operator) == (
        "场地 平面图.pdf",
        "application/pdf",
        3,
        draft.operator,
    )
    assert "平面图" not in file.content.name
    assert len(file.sha256) == 64


@pytest.mark.parametrize(
    ("kind", "name", "content_type"), [("JPEG", "照片.jpg", "image/jpeg"), ("PNG", "照片.png", "image/png")]
)
def test_pictures_are_taken(draft, kind, name, content_type):
    file = attach(draft, picture_bytes(kind), name, "site_photos").file
    assert (file.content_type, file.pages) == (content_type, 1)


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        pytest.param(
            b"MZ\x90\x00" + b"\0" * 200, "平面图.pdf", "只能上传PDF、JPG或PNG文件，请转换格式后上传。", id="exe renamed"
        ),
        pytest.param(
            pdf_bytes(1), "平面图.png", "文件名的后缀与内容不一致，请把后缀改为.pdf后上传。", id="wrong ending"
        ),
        pytest.param(
            pdf_bytes(2)[:120],
            "平面图.pdf",
            "这份PDF打不开，可能加了密码或已损坏。请另存为不加密的PDF后重新上传。",
            id="truncated",
        ),
        pytest.param(
            text_bomb(),
            "照片.png",
            "这张图片打不开，可能已损坏。请重新拍照或扫描后上传。",
            id="bomb in a note",
        ),
        pytest.param(
            pageless_pdf(),
            "平面图.pdf",
            "这份PDF打不开，可能加了密码或已损坏。请另存为不加密的PDF后重新上传。",
            id="pages that are not there",
        ),
        pytest.param(
            locked_pdf(),
            "平面图.pdf",
            "这份PDF打不开，可能加了密码或已损坏。请另存为不加密的PDF后重新上传。",
            id="password",
        ),
        pytest.param(
            b"%PDF-1.4" + b"\0" * 22_020_096, "平面图.pdf", "文件有21.0 MB，请压缩到20 MB以内后上传。", id="21 MB"
        ),
        pytest.param(pdf_bytes(301), "平面图.pdf", "这份PDF有301页，请拆分成每份不超过300页后上传。", id="301 pages"),
        pytest.param(bomb(), "照片.png", "这张图片的尺寸太大，请缩小到6000万像素以内后上传。", id="PNG bomb"),
        pytest.param(
            picture_bytes()[:40],
            "照片.png",
            "这张图片打不开，可能已损坏。请重新拍照或扫描后上传。",
            id="half a picture",
        ),
    ],
)
def test_what_is_not_taken_and_why(draft, content, name, message):
    before = m.StoredFile.objects.count()
    with pytest.raises(ValidationError) as caught:
        attach(draft, content, name)
    assert caught.value.messages == [message]
    assert m.StoredFile.objects.count() == before
    assert not draft.attachments.exists()


def test_pointing_to_a_page(draft):
    attachment = attach(draft, pdf_bytes(3))
    move_attachment(attachment, actor=member_of(draft.operator), page=2)
    attachment.refresh_from_db()
    assert attachment.page == 2
    with pytest.raises(WorkflowRefused, match="这份材料共3页，请填写1至3"):
        move_attachment(attachment, actor=member_of(draft.operator), page=4)


def test_moving_to_another_document(draft):
    attachment = attach(draft, pdf_bytes(1))
    move_attachment(attachment, actor=member_of(draft.operator), document="lease_contract")
    attachment.refresh_from_db()
    assert attachment.document == "lease_contract"


def test_removing_takes_the_bytes_with_it(draft, django_capture_on_commit_callbacks):
    attachment = attach(draft, pdf_bytes(1))
    file = attachment.file
    with django_capture_on_commit_callbacks(execute=True):
        remove_attachment(attachment, actor=member_of(draft.operator))
    assert not draft.attachments.exists()
    assert not m.StoredFile.objects.filter(pk=file.pk).exists()
    assert not file.content.storage.exists(file.content.name)


def test_removing_keeps_a_file_that_something_else_holds(draft):
    attachment = attach(draft, pdf_bytes(1))
    draft.operator.licence = attachment.file
    draft.operator.save()
    remove_attachment(attachment, actor=member_of(draft.operator))
    assert m.StoredFile.objects.filter(pk=attachment.file_id).exists()


def test_nothing_is_attached_after_submission():
    application = make_submitted()
    before = application.attachments.count()
    with pytest.raises(WorkflowRefused, match="现在是“待区县审核”，不能再修改"):
        attach(application, pdf_bytes(1))
    assert application.attachments.count() == before


def test_a_stranger_attaches_nothing(draft):
    with pytest.raises(WorkflowRefused):
        attach_file(draft, actor=make_user(Role.OPERATOR), document="floor_plan", upload=make_upload())


def test_single_checks_have_pages_of_their_own(draft):
    attachment = attach(draft, pdf_bytes(5))
    actor = member_of(draft.operator)
    move_attachment(attachment, actor=actor, page=2, anchors={"5.2.area": 4})
    attachment.refresh_from_db()
    assert (attachment.page, attachment.anchors) == (2, {"5.2.area": 4})
    move_attachment(attachment, actor=actor, page=3)
    assert attachment.anchors == {"5.2.area": 4}
    move_attachment(attachment, actor=actor, document="lease_contract")
    assert attachment.anchors == {}
    with pytest.raises(WorkflowRefused, match="共5页"):
        move_attachment(attachment, actor=actor, anchors={"5.2.area": 6})
