"""The radar: where points lie, that it scales to nothing and to all, and what it says."""

from decimal import Decimal

from evaluation.statistics.radar import CENTRE, RADIUS, Axis, point, radar_svg


def test_points_lie_on_their_axes():
    assert point(0, 4, Decimal(100)) == f"{CENTRE:.1f},{CENTRE - RADIUS:.1f}"
    assert point(1, 4, Decimal(50)) == f"{CENTRE + RADIUS / 2:.1f},{CENTRE:.1f}"
    assert point(2, 4, None) == point(3, 4, Decimal(0)) == f"{CENTRE:.1f},{CENTRE:.1f}"
    assert point(0, 4, Decimal(150)) == point(0, 4, Decimal(100))


def test_a_radar_wants_three_axes_and_escapes_its_words():
    axes = [Axis("<F1>", Decimal(70), Decimal(50)), Axis("F2", None, None), Axis("F3", Decimal(100), Decimal(80))]
    assert radar_svg(axes[:2], "两项") == ""
    picture = radar_svg(axes, '说明"甲"')
    assert "&lt;F1&gt;" in picture
    assert "style=" not in picture
    assert picture.count("radar-own") == picture.count("radar-median") == 1
    assert picture == radar_svg(axes, '说明"甲"')
