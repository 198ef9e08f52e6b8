"""A page of a stored file as a picture of bounded size, so that evidence is shown in place. Who may see it is decided above."""

from io import BytesIO

from django.core.cache import cache
from PIL import Image, ImageOps

from filings.models import StoredFile
from filings.storing import UNREADABLE_PICTURE
from zzspace import pdf_pages

WIDTHS = {"thumb": 160, "page": 1000, "large": 1800}
MAX_PIXELS = 6_000_000
TRIED_AGAIN = 24 * 60 * 60


class PageMissingError(LookupError):
    """The file has no page of this number, or none that can be drawn."""


class PageTooComplexError(Exception):
    """Drawing the page takes more time or memory than one page may have."""


def page_image(file: StoredFile, number: int, size: str = "page") -> tuple[bytes, str]:
    """Bytes and type of page `number` (from 1) at one of WIDTHS; PageMissingError outside the file's pages,
    PageTooComplexError where drawing it takes too long.

    PDF pages become PNG. Pictures are decoded and written anew, upright, without what the camera noted in them.
    """
    if not 1 <= number <= file.pages:
        raise PageMissingError(number)
    with file.content.open("rb") as source:
        content = source.read()
    if file.content_type == "application/pdf":
        return pdf_page(file, content, number, WIDTHS[size]), "image/png"
    picture = shrink(content, WIDTHS[size])
    return (as_jpeg(picture), "image/jpeg") if file.content_type == "image/jpeg" else (as_png(picture), "image/png")


def pdf_page(file: StoredFile, content: bytes, number: int, width: int) -> bytes:
    """One page of a PDF as PNG. One that was too complex is not tried again before TRIED_AGAIN seconds are over."""
    known = f"page-too-complex:{file.sha256}:{number}"
    if cache.get(known):
        raise PageTooComplexError(number)
    try:
        return pdf_pages.render_page(content, number, width=width, max_pixels=MAX_PIXELS)
    except pdf_pages.UnreadableError:
        raise PageMissingError(number) from None
    except pdf_pages.TooComplexError:
        cache.set(known, True, TRIED_AGAIN)
        raise PageTooComplexError(number) from None


def shrink(content: bytes, width: int) -> Image.Image:
    """A picture turned upright, where it says how, and made to fit into `width` × twice that; never enlarged."""
    with Image.open(BytesIO(content)) as picture:
        try:
            upright = ImageOps.exif_transpose(picture).convert("RGB")
        except UNREADABLE_PICTURE:
            upright = picture.convert("RGB")
    upright.thumbnail((width, 2 * width))
    return upright


def as_png(picture: Image.Image) -> bytes:
    target = BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


def as_jpeg(picture: Image.Image) -> bytes:
    target = BytesIO()
    picture.save(target, "JPEG", quality=85)
    return target.getvalue()
