"""GB/T 9704-2012 read back from printed pages: type area, sizes, pitch, header, signature, page numbers, colophon."""

import functools
import io
from datetime import date
from itertools import pairwise

import pikepdf
import pytest

from tests.filings.documents.samples import BUREAU, CONTEXTS, DISTRICT, LONG_NAME
from tests.zzspace.pdf_reading import line_with, lines, page_chars, page_sizes, page_text, page_texts
from zzspace.pdf import render_pdf

LEFT, TOP, RIGHT, BOTTOM = 28.0, 37.0, 184.0, 262.0
PITCH = 225 / 22
CHARACTER = 16 * 25.4 / 72


def render(name, **changes):
    return render_plain(name) if not changes else render_changed(name, changes)


@functools.cache
def render_plain(name):
    return render_changed(name, {})


def render_changed(name, changes):
    context = {**CONTEXTS[name], **changes}
    return render_pdf(f"documents/{name}.html", context, title=name, author=BUREAU, dated=date(2026, 3, 5))


def text_of(line):
    return "".join(char.text for char in line)


def body_lines(pdf, number):
    """Lines inside the type area of a page, without the page number."""
    return [line for line in lines(page_chars(pdf, number)) if line[0].baseline < BOTTOM]


@functools.cache
def full_letter():
    """A decision whose body of one character repeated fills whole pages."""
    return render("rejection_notice", reasons=[{"clause": "", "text": "国" * 2000}], contact="")


def red_lines(pdf, number):
    """Left, top, width and height in mm of each red rule (a double rule is one), from the top of a page down."""
    found = []
    with pikepdf.open(io.BytesIO(pdf)) as file:
        page = file.pages[number - 1]
        colour = None
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "rg":
                colour = [float(value) for value in operands]
            if str(operator) == "re" and colour and colour[0] > 0.8 and colour[1] == 0:
                found.append(tuple(round(float(value) * 25.4 / 96, 2) for value in operands))
    thickest = max(height for *_, height in found)
    return sorted({box for box in found if box[3] == thickest}, key=lambda box: box[1])


def test_full_page_has_22_lines_of_28_characters():
    page = body_lines(full_letter(), 3)
    assert len(page) == 22
    assert {len(line) for line in page} == {28}
    assert {text_of(line) for line in page} == {"国" * 28}


def test_lines_stand_29_points_apart_inside_the_type_area():
    page = body_lines(full_letter(), 3)
    steps = [after[0].baseline - before[0].baseline for before, after in pairwise(page)]
    assert all(step == pytest.approx(PITCH, abs=0.02) for step in steps)
    assert pytest.approx(29, abs=0.05) == PITCH * 72 / 25.4
    assert page[0][0].left == pytest.approx(LEFT, abs=0.1)
    assert page[0][-1].right == pytest.approx(RIGHT, abs=0.4)
    assert page[0][-1].right <= RIGHT
    assert page[0][0].top >= TOP
    assert max(char.bottom for char in page[-1]) <= BOTTOM


def test_body_is_16_points_and_first_lines_are_indented_by_two_characters():
    line = line_with(render("acceptance_notice"), 1, "你单位")
    assert line[0].size == pytest.approx(16, abs=0.05)
    assert line[0].left == pytest.approx(LEFT + 2 * CHARACTER, abs=0.2)


def test_red_header_stands_where_the_standard_wants_it():
    pdf = render("filing_notice")
    mark, number, title = (line_with(pdf, 1, text) for text in (f"{BUREAU}文件", "郑科〔2026〕25号", "关于公布"))
    assert min(char.top for char in mark) == pytest.approx(TOP + 35, abs=0.5)
    middle = (LEFT + RIGHT) / 2
    for line in (mark, number, title):
        assert (line[0].left + line[-1].right) / 2 == pytest.approx(middle, abs=1.5)
    ((x, y, width, _),) = red_lines(pdf, 1)
    assert (x, width) == (LEFT, 156.0)
    assert y - max(char.bottom for char in number) == pytest.approx(4, abs=0.4)
    assert title[0].size == pytest.approx(22, abs=0.05)
    assert title[0].top - y == pytest.approx(2 * PITCH, abs=4)


def test_two_lines_stay_free_between_mark_and_number():
    pdf = render("filing_notice")
    mark, number = line_with(pdf, 1, f"{BUREAU}文件"), line_with(pdf, 1, "郑科〔2026〕25号")
    gap = min(char.top for char in number) - max(char.bottom for char in mark)
    assert 2 * PITCH <= gap < 3 * PITCH


def test_addressee_is_flush_left_with_a_full_width_colon_one_line_below_the_title():
    line = line_with(render("acceptance_notice"), 1, "孵化服务有限公司：")
    assert line[0].left == pytest.approx(LEFT, abs=0.1)
    assert text_of(line) == "郑州云帆创业孵化服务有限公司："


def test_date_ends_four_characters_from_the_right_edge_below_its_issuer():
    pdf = render("acceptance_notice")
    last = len(page_sizes(pdf))
    issuer, day = [line for line in body_lines(pdf, last) if text_of(line) in (BUREAU, "2026年3月5日")]
    assert RIGHT - day[-1].left - CHARACTER == pytest.approx(4 * CHARACTER, abs=0.2)
    assert day[0].baseline - issuer[0].baseline == pytest.approx(PITCH, abs=0.05)
    assert (issuer[0].left + issuer[-1].right) / 2 == pytest.approx((day[0].left + day[-1].right) / 2, abs=0.6)


def test_date_of_an_office_with_a_long_name_keeps_its_place_and_the_name_stays_inside():
    pdf = render("decline_notice")
    last = len(page_sizes(pdf))
    (day,) = [line for line in body_lines(pdf, last) if text_of(line) == "2026年3月5日"]
    (issuer,) = [line for line in body_lines(pdf, last) if text_of(line) == DISTRICT]
    assert RIGHT - day[-1].left - CHARACTER == pytest.approx(4 * CHARACTER, abs=0.2)
    assert issuer[-1].right <= RIGHT


def test_two_lines_stay_free_for_the_seal():
    pdf = render("acceptance_notice")
    page = body_lines(pdf, len(page_sizes(pdf)))
    position = [text_of(line) for line in page].index(BUREAU)
    assert page[position][0].baseline - page[position - 1][0].baseline == pytest.approx(3 * PITCH, abs=0.1)


def test_page_numbers_stand_7_mm_below_odd_right_even_left_one_character_in():
    pdf = full_letter()
    assert len(page_sizes(pdf)) >= 3
    for number in (1, 2, 3):
        line = lines(page_chars(pdf, number))[-1]
        assert text_of(line) == f"—{number}—"
        assert line[0].size == pytest.approx(14, abs=0.05)
        dash = line[0]
        assert dash.baseline - 0.38 * 14 * 25.4 / 72 == pytest.approx(BOTTOM + 7, abs=0.5)
        if number % 2:
            assert RIGHT - line[-1].right == pytest.approx(14 * 25.4 / 72, abs=0.5)
        else:
            assert dash.left - LEFT == pytest.approx(14 * 25.4 / 72, abs=0.5)


def test_colophon_ends_the_type_area_of_the_last_page():
    pdf = render("filing_notice")
    last = len(page_sizes(pdf))
    copies, issued = body_lines(pdf, last)[-2:]
    assert text_of(copies) == f"抄送：{DISTRICT}。"
    assert text_of(issued) == "郑州市科学技术局办公室2026年3月5日印发"
    assert BOTTOM - max(char.bottom for char in issued) == pytest.approx(2, abs=1)
    assert "抄送" not in "".join(page_texts(pdf)[:-1])


def test_colophon_never_stands_on_a_page_of_its_own():
    for length in range(160, 460, 56):
        pdf = render("acceptance_notice", materials=["材" * length])
        assert BUREAU in page_text(pdf, len(page_sizes(pdf))).replace("郑州市科学技术局办公室", "")


def test_attachment_note_is_indented_by_two_characters():
    pdf = render("filing_notice")
    line = line_with(pdf, 2, "附件：")
    assert line[0].left == pytest.approx(LEFT + 2 * CHARACTER, abs=0.2)


def test_letter_form_has_double_rules_of_170_mm_measured_from_the_edges():
    pdf = render("recommendation_letter")
    mark = line_with(pdf, 1, DISTRICT)
    assert min(char.top for char in mark) == pytest.approx(30, abs=0.5)
    first, last = red_lines(pdf, 1)
    assert (first[0], first[2]) == (last[0], last[2]) == (20.0, 170.0)
    assert first[1] - max(char.bottom for char in mark) == pytest.approx(4, abs=0.5)
    assert last[1] + last[3] == pytest.approx(297 - 20, abs=0.1)


def test_letter_form_has_its_number_flush_right_and_no_page_number_on_the_first_page():
    pdf = render("recommendation_letter")
    number = line_with(pdf, 1, "郑高科函〔2026〕3号")
    assert RIGHT - number[-1].right == pytest.approx(0, abs=0.6)
    assert "—1—" not in page_text(pdf, 1)
    assert "—2—" in page_text(pdf, 2)


def test_issuers_name_is_the_mark_of_a_letter_without_the_word_document():
    assert "文件" not in page_text(render("recommendation_letter"), 1)


@pytest.mark.parametrize("issuer", ["上街区科学技术局", "郑州市金水区科学技术局", DISTRICT, "郑州" * 15])
@pytest.mark.parametrize("name", ["filing_notice", "decline_notice", "recommendation_letter"])
def test_mark_of_any_length_stays_inside_the_type_area(name, issuer):
    chars = page_chars(render(name, issuer=issuer), 1)
    assert min(char.left for char in chars) >= LEFT - 0.1
    assert max(char.right for char in chars) <= RIGHT + 0.1


@pytest.mark.parametrize(
    "name",
    [
        *("rejection_notice", "decline_notice", "acceptance_notice", "correction_notice"),
        *("disqualification_notice", "disqualification_decision", "change_notice", "cancellation_notice"),
        *("revocation_notice", "revocation_decision", "reinstatement_decision"),
    ],
)
def test_names_of_60_characters_wrap_inside_the_type_area(name):
    pdf = render(name, space_name=LONG_NAME, addressee=LONG_NAME)
    for number in range(1, len(page_sizes(pdf)) + 1):
        for char in page_chars(pdf, number):
            assert char.left >= LEFT - 0.1
            assert char.right <= RIGHT + 0.1
    assert LONG_NAME in "".join(page_texts(pdf))
