"""Reads a PDF back for the tests: where each character stands, in millimetres from the upper left corner of its page."""

import ctypes
from dataclasses import dataclass
from itertools import groupby

import pypdfium2
import pypdfium2.raw as pdfium_c

MM = 25.4 / 72


@dataclass(frozen=True)
class Char:
    """A printed character: left edge of its cell, baseline and top of its ink in mm, type size in points."""

    text: str
    left: float
    right: float
    baseline: float
    top: float
    bottom: float
    size: float


def page_sizes(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of each page in whole millimetres."""
    document = pypdfium2.PdfDocument(pdf)
    return [(round(page.get_width() * MM), round(page.get_height() * MM)) for page in document]


def page_text(pdf: bytes, number: int) -> str:
    """Text of one page (counted from 1) without spaces and line breaks."""
    page = pypdfium2.PdfDocument(pdf)[number - 1]
    return "".join(page.get_textpage().get_text_bounded().split())


def page_texts(pdf: bytes) -> list[str]:
    return [page_text(pdf, number) for number in range(1, len(pypdfium2.PdfDocument(pdf)) + 1)]


def page_chars(pdf: bytes, number: int) -> list[Char]:
    """Every printed character of one page (counted from 1), in the order of the file."""
    page = pypdfium2.PdfDocument(pdf)[number - 1]
    height = page.get_height()
    textpage = page.get_textpage()
    found = []
    for index in range(textpage.count_chars()):
        text = chr(pdfium_c.FPDFText_GetUnicode(textpage, index))
        if text.isspace() or pdfium_c.FPDFText_IsGenerated(textpage, index):
            continue
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium_c.FPDFText_GetCharOrigin(textpage, index, x, y)
        _, bottom, right, top = textpage.get_charbox(index)
        size = pdfium_c.FPDFText_GetFontSize(textpage, index) * 0.75
        place = (x.value, right, height - y.value, height - top, height - bottom)
        found.append(Char(text, *(value * MM for value in place), size=size))
    return found


def lines(chars: list[Char]) -> list[list[Char]]:
    """Characters that share a baseline, from the top of the page down, each line from left to right."""
    ordered = sorted(chars, key=lambda char: (round(char.baseline, 1), char.left))
    return [list(group) for _, group in groupby(ordered, key=lambda char: round(char.baseline, 1))]


def line_with(pdf: bytes, number: int, text: str) -> list[Char]:
    """The first line of a page that contains `text`."""
    for line in lines(page_chars(pdf, number)):
        if text in "".join(char.text for char in line):
            return line
    raise AssertionError(f"{text!r} is not on page {number}")
