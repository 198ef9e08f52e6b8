"""Every kind of document with names of 60 characters, and tables of one row and of 200: all inside the type area, nothing
over anything else, head rows on each page of a table, no page without text of its own.
"""

import functools
import re
from collections import defaultdict
from datetime import date

import pytest

from filings.models import Document
from tests.filings.documents.samples import BUREAU, CONTEXTS, LONG_NAME
from tests.filings.documents.test_layout import red_lines
from tests.zzspace.pdf_reading import Char, line_with, page_chars, page_sizes, page_texts
from zzspace.pdf import render_pdf

NAME = LONG_NAME[:60]
NAMES = frozenset(
    (
        *("space_name", "name", "operator", "addressee", "district", "recommended_by", "legal_representative"),
        *("contact", "expert", "expert_unit", "prepared_by", "signed_by", "by", "objection_contact"),
        *("objection_unit", "round_title"),
    )
)
"""What holds a name; of a person, an office, a makerspace or a file."""
MARK = "行标"
TOLERANCE = 0.35
"""Millimetres by which the ink of a glyph may leave its cell."""
AREAS = {
    "official": (28, 37, 184, 262),
    "letter": (28, 29, 184, 262),
    "landscape": (18, 26, 279, 186),
    "form": (20, 25, 190, 273),
    "form-landscape": (18, 22, 279, 188),
    "certificate": (15.5, 15.5, 281.5, 194.5),
}
"""Left, top, right and bottom of each kind of page in mm (static/documents); page numbers and stamps stand below."""
FORMS = {"application_form": "form", "score_sheet": "form"} | dict.fromkeys(
    ("prescreen_opinion", "review_summary"), "form-landscape"
)
BELOW = re.compile(r"—\d+—|.*第\d+页共\d+页")
FIELDS = {("change_notice", "rows"): "what"}
"""What is marked in a row, where it is not what rows of this name have elsewhere."""
HEADS = {
    "recommendation_letter": "运营机构",
    "recommendation_summary": "运营机构",
    "public_notice": "运营机构",
    "upward_letter": "运营机构",
    "filing_notice": "运营机构",
    "review_summary": "平均分",
    "score_sheet": "评分要点",
    "prescreen_opinion": "条款",
    "application_form": "序号",
}
"""A word of the head row of the table whose rows are counted."""


def with_long_names(value, key=""):
    """The same context with 60 characters in place of every name."""
    if isinstance(value, dict):
        return {name: with_long_names(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [with_long_names(each, key) for each in value]
    return NAME if key in NAMES or (key == "copies" and value) else value


def counted(rows, count, field):
    """So many rows like the first, each to be told by its mark."""
    return [{**rows[0], field: f"{MARK}{number:03}{rows[0][field]}"} for number in range(1, count + 1)]


def with_rows(name, count):
    """Long names, and so many rows in every table and list of the document."""
    context = with_long_names(CONTEXTS[name])
    for key, field in (("rows", "name"), ("checks", "label"), ("items", "label"), ("attachments", "requirement")):
        if key in context:
            context[key] = counted(context[key], count, FIELDS.get((name, key), field))
    if count > 1 and "reasons" in context:
        context["reasons"] = counted(context["reasons"], count, "text")
    if "groups" in context:
        context["groups"] = [{**group, "rows": counted(group["rows"], count, "label")} for group in context["groups"]]
    if "registers" in context:
        context["registers"] = [
            {**each, "rows": [[f"{MARK}{number:03}{NAME}", "在孵企业", "2025-03-01"] for number in range(1, count + 1)]}
            for each in context["registers"]
        ]
    if "experts" in context:
        context["experts"] = context["experts"][:1] * count
    return context


@functools.cache
def printed(name, count, issuer=""):
    context = with_rows(name, count) | ({"issuer": issuer} if issuer else {})
    return render_pdf(f"documents/{name}.html", context, title=name, author=BUREAU, dated=date(2026, 3, 5))


def area_of(name, number, width):
    """The type area of a page of a document."""
    if name == "certificate":
        return AREAS["certificate"]
    if name in FORMS:
        return AREAS[FORMS[name]]
    if width > 250:
        return AREAS["landscape"]
    return AREAS["letter" if number == 1 else "official"]


def outside(chars: list[Char], area) -> list[Char]:
    """Ink that leaves the area, page numbers and stamps below it apart."""
    left, top, right, bottom = area
    below = [char for char in chars if char.top > bottom]
    if not BELOW.fullmatch("".join(char.text for char in below)):
        assert not below, "".join(char.text for char in below)
    return [
        char
        for char in chars
        if char not in below
        and (
            char.left < left - TOLERANCE
            or char.right > right + TOLERANCE
            or char.top < top - TOLERANCE
            or char.bottom > bottom + TOLERANCE
        )
    ]


def over_each_other(chars: list[Char]) -> list[str]:
    """Pairs of characters whose ink shares a good part of their room; by squares of ten millimetres."""
    squares = defaultdict(list)
    for char in chars:
        squares[int(char.left // 10), int(char.top // 10)].append(char)
    found = []
    for (x, y), here in squares.items():
        near = [char for dx in (0, 1) for dy in (-1, 0, 1) for char in squares.get((x + dx, y + dy), ())]
        found += [one.text + other.text for one in here for other in near if one is not other and is_over(one, other)]
    return found


def is_over(one: Char, other: Char) -> bool:
    """Whether more than a fifth of the smaller one's ink lies on the other."""
    wide = min(one.right, other.right) - max(one.left, other.left)
    high = min(one.bottom, other.bottom) - max(one.top, other.top)
    if wide <= 0 or high <= 0:
        return False
    least = min((each.right - each.left) * (each.bottom - each.top) for each in (one, other))
    return wide * high > 0.2 * least


def check_pages(name, count, issuer=""):
    pdf = printed(name, count, issuer)
    for number, (width, _) in enumerate(page_sizes(pdf), start=1):
        chars = [char for char in page_chars(pdf, number) if char.size < 100]
        area = area_of(name, number, width)
        left = [f"{char.text} {char}" for char in outside(chars, area)]
        assert left == [], f"{name}, page {number}"
        assert over_each_other(chars) == [], f"{name}, page {number}"
        own = [char for char in chars if char.top <= area[3]]
        assert len(own) >= 8, f"{name}, page {number} says nothing: {''.join(char.text for char in own)}"
    pages = page_texts(pdf)
    text = "".join(pages)
    assert NAME in text.replace("\n", "")
    if name in (
        "recommendation_letter",
        "upward_letter",
    ):  # its text goes through the rows as well: the table is the annex
        pages = [page for page, (width, _) in zip(pages, page_sizes(pdf), strict=True) if width > 250]
    if head := HEADS.get(name):
        assert head in text
        with_rows_on = [page for page in pages if set(re.findall(rf"{MARK}(\d{{3}})", page)) - {"001"}]
        assert all(head in page for page in with_rows_on), "the first row is named in the text of a letter too"
        marks = re.findall(rf"{MARK}(\d{{3}})", text)
        assert set(marks) == {f"{number:03}" for number in range(1, count + 1)}


def test_every_kind_of_document_has_its_sample():
    assert set(CONTEXTS) >= set(Document.Kind.values)


@pytest.mark.parametrize("name", CONTEXTS)
def test_long_names_and_one_row_stay_inside_and_apart(name):
    check_pages(name, 1)


@pytest.mark.parametrize("name", [name for name in CONTEXTS if "issuer" in CONTEXTS[name]])
def test_an_office_with_a_name_of_several_lines_keeps_clear_of_all_else(name):
    check_pages(name, 1, issuer=NAME)


@pytest.mark.parametrize("length", [21, 24, 60])
def test_the_rule_of_a_letter_stands_below_a_mark_of_several_lines(length):
    pdf = printed("recommendation_letter", 1, NAME[:length])
    number = min(char.top for char in line_with(pdf, 1, "郑高科函〔2026〕3号"))
    mark = [char for char in page_chars(pdf, 1) if char.bottom < number]
    assert "".join(char.text for char in mark) == NAME[:length]
    end, rule = max(char.bottom for char in mark), red_lines(pdf, 1)[0][1]
    assert end < rule < number
    assert rule - end == pytest.approx(4, abs=1.5)


@pytest.mark.soak
@pytest.mark.parametrize("name", sorted(HEADS.keys() | {"rejection_notice", "decline_notice", "correction_notice"}))
def test_long_names_and_two_hundred_rows_stay_inside_and_apart(name):
    check_pages(name, 200)
    assert len(page_sizes(printed(name, 200))) > len(page_sizes(printed(name, 1)))
