"""Gives text of a PDF content stream a heavier weight by stroking its outlines; knows operators, not documents.

小标宋 and 黑体 are heavy faces, but the open fonts that stand in for them come in one weight. The text stays text.
"""

from collections.abc import Iterable, Mapping


def thicken_text(operators: Iterable[bytes], widths: Mapping[bytes, float]) -> list[bytes]:
    """The same operators with the text in the fonts of `widths` filled and stroked in its own colour.

    `widths` maps a font's resource name (without slash) to the width of the stroke as a share of the type size.
    Expects what WeasyPrint writes: one operator an item, a font named in each text object, fill colours as rg.
    """
    result: list[bytes] = []
    text: list[bytes] = []
    fill = b"0 0 0"
    saved: list[bytes] = []
    for operator in operators:
        if operator == b"q":
            saved.append(fill)
        elif operator == b"Q":
            fill = saved.pop()
        elif operator.endswith(b" rg"):
            fill = operator.removesuffix(b" rg")
        if text or operator == b"BT":
            text.append(operator)
        else:
            result.append(operator)
        if operator == b"ET":
            result += _thicken_text_object(text, fill, widths)
            text = []
    return result


def _thicken_text_object(text: list[bytes], fill: bytes, widths: Mapping[bytes, float]) -> list[bytes]:
    """One text object, BT to ET, within its own graphics state if any of it is to be stroked."""
    result: list[bytes] = []
    for operator in text:
        result.append(operator)
        if operator.endswith(b" Tf"):
            font, size, _ = operator.split()
            width = widths.get(font.removeprefix(b"/"), 0.0)
            result += [b"2 Tr", f"{float(size) * width:.3f} w".encode()] if width else [b"0 Tr"]
    if b"2 Tr" not in result:
        return text
    return [b"q", fill + b" RG", *result, b"Q"]
