"""Stroked text in content streams."""

from zzspace.pdf_weight import thicken_text

WIDTHS = {b"TITLE": 0.03}


def test_text_in_a_named_font_is_stroked_in_its_fill_colour():
    operators = [b"1 0 0 rg", b"BT", b"/TITLE 20 Tf", b"[<0001>] TJ", b"ET"]
    assert thicken_text(operators, WIDTHS) == [
        b"1 0 0 rg", b"q", b"1 0 0 RG", b"BT", b"/TITLE 20 Tf", b"2 Tr", b"0.600 w", b"[<0001>] TJ", b"ET", b"Q",
    ]  # fmt: skip


def test_text_in_other_fonts_stays_as_it_is():
    operators = [b"BT", b"/BODY 16 Tf", b"[<0001>] TJ", b"ET"]
    assert thicken_text(operators, WIDTHS) == operators


def test_other_font_within_the_same_object_is_not_stroked():
    operators = [b"BT", b"/TITLE 10 Tf", b"[<0001>] TJ", b"/BODY 10 Tf", b"[<0002>] TJ", b"ET"]
    assert thicken_text(operators, WIDTHS)[7:10] == [b"/BODY 10 Tf", b"0 Tr", b"[<0002>] TJ"]


def test_colour_falls_back_with_the_graphics_state():
    operators = [b"0 0 1 rg", b"q", b"1 0 0 rg", b"Q", b"BT", b"/TITLE 10 Tf", b"ET"]
    assert thicken_text(operators, WIDTHS)[5] == b"0 0 1 RG"
