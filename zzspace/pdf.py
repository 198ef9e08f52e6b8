"""Turns a document template and its context into PDF bytes; the only importer of WeasyPrint.

What a document says and when it is issued belongs to the apps (their documents.py); nothing here reads a record.
"""

import base64
import functools
import importlib
import logging
import mimetypes
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

import pylopdf_fonts_zh_cn
import segno
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.template.loader import render_to_string
from PIL import ImageFile

from zzspace.pdf_weight import thicken_text

SCHEME = "zzspace"
STATIC_ROOT = "documents"
STYLESHEETS = ("fonts.css", "official.css", "letter.css", "tables.css", "certificate.css")
# Level A is the one conformance level of PDF/A-3 that demands a tagged structure, so one variant gives both.
VARIANT = "pdf/a-3a"
# Stand-ins for faces that are heavy by nature, with the stroke that thickens them as a share of the type size.
HEAVY_FACES = {"ZZ Title": 0.034, "ZZ Sans": 0.022}
PANGO_MISSING = (
    "PDF documents need the Pango library; install it with: "
    "apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)
# Pango and its font map are not thread-safe and are shared by all renderings of a process.
_rendering = threading.Lock()


class ResourceRefusedError(Exception):
    """A document asked for something other than our own style sheets, fonts and the files handed over with it."""


@dataclass(frozen=True)
class Engine:
    """WeasyPrint with what is costly to make and safe to share between documents."""

    weasyprint: Any
    font_config: Any
    stylesheets: tuple[Any, ...]


def render_pdf(
    template_name: str,
    context: Mapping[str, Any],
    *,
    title: str,
    author: str,
    dated: date | None = None,
    language: str = "zh-CN",
    files: Mapping[str, bytes | Path] | None = None,
) -> bytes:
    """Render a template below templates/documents/ to a tagged PDF/A-3 file.

    The same arguments give the same bytes: `dated` (the record's day, never the clock) is the only date inside.
    `files` are what the document may show besides our own static files, as zzspace://stored/NAME. A context with
    `qr_text` gets that text as a QR code at zzspace://stored/qr.svg. Raises ResourceRefusedError when the document asks
    for anything else, ImproperlyConfigured when the Pango library is missing.
    """
    stored = dict(files or {})
    if qr_text := context.get("qr_text"):
        stored["qr.svg"] = qr_svg(qr_text)
    meta = {"title": title, "author": author, "dated": dated.isoformat() if dated else "", "language": language}
    markup = render_to_string(template_name, {**context, "meta": meta})
    with _rendering:
        engine = load_engine()
        try:
            page = engine.weasyprint.HTML(string=markup, base_url=f"{SCHEME}://document/", url_fetcher=_fetcher(stored))
            result: bytes = page.write_pdf(
                stylesheets=list(engine.stylesheets),
                font_config=engine.font_config,
                finisher=_thicken_headings,
                pdf_variant=VARIANT,
            )
        except engine.weasyprint.urls.FatalURLFetchingError as error:
            raise ResourceRefusedError(str(error)) from error.__cause__
    return result


def check_engine() -> None:
    """Load the rendering engine now; ImproperlyConfigured tells what to install where that is impossible."""
    with _rendering:
        load_engine()


@functools.cache
def load_engine() -> Engine:
    """The engine of this process: one font configuration and the parsed style sheets, made on first use.

    Made anew for each document they cost a third of the time and memory climbs without end.
    """
    weasyprint = _import_weasyprint()
    font_config = importlib.import_module("weasyprint.text.fonts").FontConfiguration()
    fetcher = _fetcher({})
    stylesheets = tuple(
        weasyprint.CSS(url=f"{SCHEME}://static/{STATIC_ROOT}/{name}", font_config=font_config, url_fetcher=fetcher)
        for name in STYLESHEETS
    )
    return Engine(weasyprint, font_config, stylesheets)


def _thicken_headings(document: Any, pdf: Any) -> None:
    """Stroke what is set in the stand-ins for heavy faces (WeasyPrint calls this before it writes the file)."""
    fonts = [font for font in document.fonts.values() if font.family in HEAVY_FACES]
    widths = {font.hash.encode(): HEAVY_FACES[font.family] for font in fonts}
    for item in pdf.objects:
        operators = getattr(item, "stream", None)
        if widths and operators and b"BT" in operators:
            item.stream = thicken_text(map(_operator_bytes, operators), widths)


def _operator_bytes(operator: Any) -> bytes:
    """What pydyf will write for an item of a stream: bytes, text or an object that knows its own bytes."""
    if isinstance(operator, bytes):
        return operator
    return operator.data if hasattr(operator, "data") else str(operator).encode()


def _import_weasyprint() -> Any:
    """WeasyPrint itself; imported late because it takes more than a second and needs a system library."""
    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)  # seven lines a document say nothing
    try:
        return importlib.import_module("weasyprint")
    except OSError as error:
        raise ImproperlyConfigured(PANGO_MISSING) from error
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False  # the import turns it on for the process: uploads would be let through


def _fetcher(stored: Mapping[str, bytes | Path]) -> Any:
    """A WeasyPrint URL fetcher that answers from `read_resource` and nothing else, and stops the rendering if refused."""
    urls = _import_weasyprint().urls

    def fetch(url: str, headers: Mapping[str, str] | None = None) -> Any:
        content, content_type = read_resource(url, stored)
        return urls.URLFetcherResponse(url, content, {"Content-Type": content_type})

    fetcher = urls.URLFetcher(allowed_protocols={SCHEME}, allow_redirects=False, fail_on_errors=True)
    fetcher.fetch = fetch  # set on the instance: a subclass would need WeasyPrint when this module is imported
    return fetcher


def read_resource(url: str, stored: Mapping[str, bytes | Path]) -> tuple[bytes, str]:
    """Bytes and media type behind an address of a document.

    Three kinds exist: zzspace://static/documents/…, zzspace://font/serif.otf or sans.otf, zzspace://stored/NAME.
    Raises ResourceRefusedError for every other address, whether on the network or on the disk.
    """
    parts = urlsplit(url)
    name = unquote(parts.path).lstrip("/")
    if parts.scheme != SCHEME or parts.query or parts.fragment:
        raise ResourceRefusedError(url)
    if parts.netloc == "static":
        content = _static_file(name, url).read_bytes()
    elif parts.netloc == "font" and name in ("serif.otf", "sans.otf"):
        content = _font_file(name).read_bytes()
    elif parts.netloc == "stored" and name in stored:
        held = stored[name]
        content = held.read_bytes() if isinstance(held, Path) else held
    else:
        raise ResourceRefusedError(url)
    return content, mimetypes.guess_type(name)[0] or "application/octet-stream"


def _static_file(name: str, url: str) -> Path:
    """A file below static/documents/ of the project; nothing outside that folder, by whatever path."""
    root = (Path(settings.BASE_DIR) / "static" / STATIC_ROOT).resolve()
    path = (root.parent / PurePosixPath(name)).resolve()
    if not (path.is_relative_to(root) and path.is_file()):
        raise ResourceRefusedError(url)
    return path


def _font_file(name: str) -> Path:
    """The open typeface that stands in where the server has no licensed one."""
    return pylopdf_fonts_zh_cn.serif_path() if name == "serif.otf" else pylopdf_fonts_zh_cn.sans_path()


def qr_svg(text: str) -> bytes:
    """A QR code as an SVG picture without a date or any other trace of the moment."""
    uri: str = segno.make(text, error="m", micro=False).svg_data_uri(border=2, encode_minimal=False, nl=False)
    header, _, payload = uri.partition(",")
    return base64.b64decode(payload) if header.endswith("base64") else unquote(payload).encode()
