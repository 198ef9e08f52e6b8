"""Takes in files: sniffed, bounded, stored outside the web root. The one place that writes StoredFile rows.

It stands below documents and services, which both store files; it knows no record but the file itself.
"""

import hashlib
import struct
from io import BytesIO
from typing import IO, NamedTuple
from weakref import WeakKeyDictionary

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import ProtectedError
from PIL import Image

from filings.models import Operator, StoredFile, User
from zzspace import pdf_pages

MAX_PIXELS = 60_000_000
CHUNK = 1 << 20
UNREADABLE_PDF = "这份PDF打不开，可能加了密码或已损坏。请另存为不加密的PDF后重新上传。"
TOO_COMPLEX_PDF = "这份PDF内容过于复杂，打不开。请打印成新的PDF，或扫描后重新上传。"
TOO_MANY_PIXELS = "这张图片的尺寸太大，请缩小到6000万像素以内后上传。"
SIGNATURES = ((b"%PDF-", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))
UNREADABLE_PICTURE = (OSError, SyntaxError, ValueError, struct.error)
"""What Pillow raises on hostile or broken pictures, a bomb in a text chunk among them."""
ENDINGS = {"application/pdf": (".pdf",), "image/jpeg": (".jpg", ".jpeg"), "image/png": (".png",)}


class CheckedUpload(NamedTuple):
    """An upload that was decoded and found good; made by check_upload alone."""

    name: str
    content: bytes
    content_type: str
    pages: int


_CHECKED: WeakKeyDictionary[UploadedFile, CheckedUpload] = WeakKeyDictionary()
"""What was checked of the uploads of requests under way: a form checks first, the service asks again."""


def sniff_type(head: bytes) -> str:
    """The type by the first bytes, whatever the name says; "" for anything but PDF, JPEG and PNG."""
    return next((kind for signature, kind in SIGNATURES if head.startswith(signature)), "")


def count_pages(content: bytes, content_type: str) -> int:
    """Pages of a PDF, 1 for a picture. ValidationError where the content cannot be opened or is out of bounds."""
    return count_pdf_pages(content) if content_type == "application/pdf" else check_picture(content)


def count_pdf_pages(content: bytes) -> int:
    """Pages of a PDF, at most settings.UPLOAD_MAX_PAGES, each of which can be opened."""
    limit = settings.UPLOAD_MAX_PAGES
    try:
        pages = pdf_pages.count_pages(content, limit=limit)
    except pdf_pages.UnreadableError:
        raise ValidationError(UNREADABLE_PDF) from None
    except pdf_pages.TooComplexError:
        raise ValidationError(TOO_COMPLEX_PDF) from None
    if pages < 1:
        raise ValidationError(UNREADABLE_PDF)
    if pages > limit:
        raise ValidationError(f"这份PDF有{pages}页，请拆分成每份不超过{limit}页后上传。")
    return pages


def check_picture(content: bytes) -> int:
    """1 for a picture that decodes and is not absurdly large."""
    try:
        with Image.open(BytesIO(content)) as picture:
            width, height = picture.size
            if width * height > MAX_PIXELS:
                raise ValidationError(TOO_MANY_PIXELS)
            picture.load()
    except Image.DecompressionBombError:
        raise ValidationError(TOO_MANY_PIXELS) from None
    except UNREADABLE_PICTURE:
        raise ValidationError("这张图片打不开，可能已损坏。请重新拍照或扫描后上传。") from None
    return 1


def check_upload(upload: UploadedFile) -> CheckedUpload:
    """An upload that may be stored; ValidationError in Chinese for anything that is not taken. It decodes pictures and
    opens PDFs, which takes its time: callers do it before they open a transaction. What was checked is not decoded twice.
    """
    if upload not in _CHECKED:
        _CHECKED[upload] = decoded(upload)
    return _CHECKED[upload]


def decoded(upload: UploadedFile) -> CheckedUpload:
    """Content, sniffed type and page count of an upload."""
    limit = settings.UPLOAD_MAX_BYTES
    size = upload.size or 0
    if size > limit:
        raise ValidationError(f"文件有{size / 1048576:.1f} MB，请压缩到{limit // 1048576} MB以内后上传。")
    content = upload.read()
    upload.seek(0)
    content_type = sniff_type(content[:16])
    if not content_type:
        raise ValidationError("只能上传PDF、JPG或PNG文件，请转换格式后上传。")
    if not (upload.name or "").lower().endswith(ENDINGS[content_type]):
        endings = "或".join(ENDINGS[content_type])
        raise ValidationError(f"文件名的后缀与内容不一致，请把后缀改为{endings}后上传。")
    return CheckedUpload(upload.name or "", content, content_type, count_pages(content, content_type))


def store_checked(checked: CheckedUpload, *, actor: User | None, operator: Operator | None) -> StoredFile:
    """Store a checked upload in the caller's transaction: bytes under a path that tells nothing, then the row. Bytes whose
    transaction did not last are collected by services.strays.
    """
    return store_bytes(
        checked.content,
        name=checked.name,
        content_type=checked.content_type,
        pages=checked.pages,
        actor=actor,
        operator=operator,
    )


def store_bytes(
    content: bytes, *, name: str, content_type: str, pages: int, actor: User | None, operator: Operator | None
) -> StoredFile:
    """Store bytes that are known to be good (checked uploads, documents rendered by the system)."""
    stored = StoredFile(
        name=name[-160:],
        content_type=content_type,
        size=len(content),
        pages=pages,
        sha256=hashlib.sha256(content).hexdigest(),
        operator=operator,
        uploaded_by=actor,
    )
    stored.content.save("content", ContentFile(content), save=False)
    stored.save(force_insert=True)
    return stored


def place_stream(source: IO[bytes], *, name: str, content_type: str, actor: User | None) -> StoredFile:
    """Put the bytes of something large and made by the system where they stay; the row is the caller's to save, in a short
    transaction. Without the row they are collected by services.strays.
    """
    digest = hashlib.sha256()
    source.seek(0)
    while chunk := source.read(CHUNK):
        digest.update(chunk)
    stored = StoredFile(
        name=name[-160:],
        content_type=content_type,
        size=source.tell(),
        pages=1,
        sha256=digest.hexdigest(),
        uploaded_by=actor,
    )
    source.seek(0)
    stored.content.save("content", File(source), save=False)
    return stored


def discard_file(file: StoredFile) -> None:
    """Delete a file that nothing refers to any more: the row in the caller's transaction, the bytes after commit."""
    if file.frozen_in_snapshots.exists():
        return
    storage, path = file.content.storage, str(file.content.name)
    try:
        with transaction.atomic():
            file.delete()
    except ProtectedError:
        return
    transaction.on_commit(lambda: storage.delete(path))
