"""A page of a stored file as a picture of bounded size, so that evidence is shown in place. Who may see it is decided above."""

from io import BytesIO
from math import sqrt

import pypdfium2
from PIL import Image, ImageOps

from filings.models import StoredFile
from filings.storing import PDFIUM, UNREADABLE_PICTURE

WIDTHS = {"thumb": 160, "page": 1000, "large": 1800}
MAX_PIXELS = 6_000_000


class PageMissingError(LookupError):
    """The file has no page of this number, or none that can be drawn."""


def page_image(file: StoredFile, number: int, size: str = "page") -> tuple[bytes, str]:
    """Bytes and type of page `number` (from 1) at one of WIDTHS; PageMissingError outside the file's pages.

    PDF pages become PNG. Pictures are decoded and written anew, upright, without what the camera noted in them.
    """
    if not 1 <= number <= file.pages:
        raise PageMissingError(number)
    with file.content.open("rb") as source:
        content = source.read()
    if file.content_type == "application/pdf":
        return as_png(pdf_page(content, number, WIDTHS[size])), "image/png"
    picture = shrink(content, WIDTHS[size])
    return (as_jpeg(picture), "image/jpeg") if file.content_type == "image/jpeg" else (as_png(picture), "image/png")


def pdf_page(content: bytes, number: int, width: int) -> Image.Image:
    """One page drawn `width` pixels wide, less where the page is so tall that it would pass MAX_PIXELS."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(content)
        try:
            page = document[number - 1]
            wide, tall = (max(side, 1.0) for side in page.get_size())
            scale = min(width / wide, sqrt(MAX_PIXELS / (wide * tall)))
            return page.render(scale=scale).to_pil()
        except pypdfium2.PdfiumError:
            raise PageMissingError(number) from None
        finally:
            document.close()


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
