"""PDFs of a few kilobytes that are costly to draw: what a worker must survive."""

from collections.abc import Callable
from io import BytesIO

import pikepdf
from pikepdf import Dictionary, Name, Stream

A4 = (595, 842)


def one_page(build: Callable[[pikepdf.Pdf], tuple[Dictionary, bytes]]) -> bytes:
    """A document of one page with the resources and the content that `build` gives."""
    target = BytesIO()
    with pikepdf.new() as document:
        resources, content = build(document)
        page = document.add_blank_page(page_size=A4)
        page.Resources = resources
        page.Contents = document.make_stream(content)
        document.save(target)
    return target.getvalue()


def nested_forms(depth: int = 10, fan: int = 20) -> bytes:
    """A form that draws another twenty times, which draws another twenty times …: 20¹⁰ rectangles."""

    def build(document: pikepdf.Pdf) -> tuple[Dictionary, bytes]:
        shape = {"Type": Name.XObject, "Subtype": Name.Form, "BBox": [0, 0, *A4]}
        form = document.make_indirect(Stream(document, b"0 0 10 10 re f", **shape))
        for _ in range(depth):
            inner = Dictionary(XObject=Dictionary(F=form))
            form = document.make_indirect(Stream(document, b"/F Do " * fan, Resources=inner, **shape))
        return Dictionary(XObject=Dictionary(F=form)), b"/F Do"

    return one_page(build)


def endless_pattern() -> bytes:
    """A tile of two thousand rectangles, laid a thousand times a point in both directions."""

    def build(document: pikepdf.Pdf) -> tuple[Dictionary, bytes]:
        kind = {"Type": Name.Pattern, "PatternType": 1, "PaintType": 1, "TilingType": 1, "Resources": Dictionary()}
        steps = {"BBox": [0, 0, 1000, 1000], "XStep": 0.001, "YStep": 0.001}
        tile = document.make_indirect(Stream(document, b"0 0 1 1 re f " * 2000, **kind, **steps))
        return Dictionary(Pattern=Dictionary(P=tile)), b"/Pattern cs /P scn 0 0 595 842 re f"

    return one_page(build)


def memory_hog() -> bytes:
    """A path of ten million points, in some hundred kilobytes."""
    return one_page(lambda _: (Dictionary(), b"0 0 m " + b"9 9 l " * 10_000_000 + b"S"))
