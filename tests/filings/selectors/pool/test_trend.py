"""The trend of an entry: steps of the chart, since when a check is open, words for who cannot see it."""

from datetime import date

from filings.models import PoolAssessment
from filings.selectors.pool.trend import BOTTOM, LEFT, RIGHT, TOP, since_of, since_text, trend_chart


def assessment(on, fails=0, missing=0, checks=()):
    return PoolAssessment(on=on, passes=10, fails=fails, reviews=0, missing=missing, checks={key: {} for key in checks})


def test_nothing_to_draw_without_an_assessment():
    assert trend_chart([], date(2026, 3, 5)) is None


def test_steps_are_as_wide_as_they_lasted_and_as_high_as_they_count():
    rows = [assessment(date(2026, 3, 1), fails=4, missing=4), assessment(date(2026, 3, 7), fails=2)]
    chart = trend_chart(rows, date(2026, 3, 8))
    fail, missing, later = chart.blocks
    width, height = RIGHT - LEFT, BOTTOM - TOP
    assert (fail.css, missing.css, later.css) == ("v-fail", "v-miss", "v-fail")
    assert (float(fail.x), float(fail.width)) == (LEFT, width * 6 / 8 - 1)
    assert float(later.x) == LEFT + width * 6 / 8
    assert (float(fail.height), float(missing.height), float(later.height)) == (
        height / 2,
        height / 2,
        round(height / 4, 1),
    )
    assert float(missing.y) == TOP
    assert [number for number, _ in chart.scale] == [0, 4, 8]
    assert (chart.first, chart.last) == ("2026-03-01", "2026-03-08")
    assert chart.spoken == "2026年3月1日4项不符合、4项缺少数据；2026年3月8日2项不符合、0项缺少数据"


def test_since_counts_from_the_last_time_that_it_passed():
    rows = [
        assessment(date(2026, 1, 5), checks=("a", "b")),
        assessment(date(2026, 2, 3), checks=("b",)),
        assessment(date(2026, 2, 9), checks=("a", "b")),
    ]
    assert since_of(rows) == {"a": date(2026, 2, 9), "b": date(2026, 1, 5)}
    assert since_text(date(2026, 1, 5), date(2026, 3, 5)) == "2026年1月5日起"
    assert since_text(date(2026, 3, 5), date(2026, 3, 5)) == "今天起"
