"""Tabler's outline icons as inline SVG. They are read from the npm package itself, in production too, and kept for the process."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

FOLDER = Path(settings.BASE_DIR) / "node_modules/@tabler/icons/icons/outline"
BOUNDING_BOX = re.compile(r'<path stroke="none"[^>]*/>')


class UnknownIconError(LookupError):
    """No icon of this name: a slip in a template or in a table of labels, or `npm ci` was not run."""


@cache
def drawing(name: str) -> SafeString:
    """The shapes inside the icon's <svg>; raises UnknownIconError."""
    file = FOLDER / f"{name}.svg"
    if not file.is_file():
        raise UnknownIconError(f"{name!r} is not among the icons of {FOLDER}")
    shapes = file.read_text(encoding="utf-8").partition(">\n")[2].removesuffix("\n").removesuffix("</svg>")
    flat = " ".join(BOUNDING_BOX.sub("", shapes).split())
    return mark_safe(flat.replace(" />", "/>"))  # noqa: S308 - a file of the locked npm package, nothing a user typed


@cache
def icon_svg(name: str, css_class: str = "") -> SafeString:
    """The icon at the size and colour of the text around it; decoration only, so hidden from screen readers."""
    classes = f"ti {css_class}".strip()
    return format_html('<svg class="{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', classes, drawing(name))
