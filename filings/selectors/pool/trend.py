"""The trend of an entry: its assessments as steps of a chart and lines of its table, and since when each check is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from filings.models import PoolAssessment, PoolEntry
from filings.rules.verdicts import Prescreen, Verdict
from zzspace.wording import date_zh

SHOWN: Final = 24
"""The latest changes that the chart and its table show."""
LEFT, RIGHT, TOP, BOTTOM = 28, 432, 10, 124
LEAST_TOP: Final = 4
LEAST_WIDTH: Final = 3
PARTS: Final = (("fail", "v-fail"), ("missing", "v-miss"), ("review", "v-review"))
"""From the bottom up: verdicts with the class of their colour."""


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle of the chart."""

    css: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What filings/pool/trend.html draws: rectangles, lines of the scale, days at the ends, words for who cannot see it."""

    blocks: list[Block]
    scale: list[tuple[int, str]]
    first: str
    last: str
    spoken: str


def latest_assessments(entry: PoolEntry) -> list[PoolAssessment]:
    """The latest changes, oldest first."""
    return list(entry.assessments.order_by("-on")[:SHOWN])[::-1]


def trend_chart(assessments: Sequence[PoolAssessment], until: date) -> Chart | None:
    """The open checks from assessment to assessment, until a day; None without any."""
    if not assessments:
        return None
    begun = assessments[0].on
    days = max((until - begun).days + 1, 1)
    top = max(LEAST_TOP, *(number_open(each) for each in assessments))
    ends = [*(each.on for each in assessments[1:]), until + timedelta(days=1)]
    blocks = [
        block
        for each, end in zip(assessments, ends, strict=True)
        for block in blocks_of(each, (each.on - begun).days / days, (end - begun).days / days, top)
    ]
    scale = [(number, f"{height_of(number, top):.1f}") for number in sorted({0, top // 2, top})]
    return Chart(blocks, scale, f"{begun:%Y-%m-%d}", f"{until:%Y-%m-%d}", spoken(assessments, until))


def number_open(assessment: PoolAssessment) -> int:
    """How many checks do not pass."""
    return assessment.fails + assessment.missing + assessment.reviews


def height_of(number: int, top: int) -> float:
    """Where a number stands on the scale."""
    return BOTTOM - (BOTTOM - TOP) * number / top


def blocks_of(assessment: PoolAssessment, begin: float, end: float, top: int) -> list[Block]:
    """The rectangles of one assessment, one upon the other; none for 0."""
    x, until = LEFT + (RIGHT - LEFT) * begin, LEFT + (RIGHT - LEFT) * end
    width = max(until - x - 1, LEAST_WIDTH)
    found, base = [], 0
    for key, css in PARTS:
        number = assessment.counts[key]
        if number:
            y = height_of(base + number, top)
            tall = height_of(base, top) - y
            found.append(Block(css, f"{x:.1f}", f"{y:.1f}", f"{width:.1f}", f"{tall:.1f}"))
        base += number
    return found


def spoken(assessments: Sequence[PoolAssessment], until: date) -> str:
    """The trend in a sentence."""
    first, last = assessments[0], assessments[-1]
    before, now = (f"{each.fails}项不符合、{each.missing}项缺少数据" for each in (first, last))
    return f"{date_zh(first.on)}{before}；{date_zh(until)}{now}"


def since_of(assessments: Sequence[PoolAssessment]) -> dict[str, date]:
    """The day since which each check has been open without a break, as far as the assessments go back."""
    since: dict[str, date] = {}
    for each in assessments:
        since = {check: since.get(check, each.on) for check in each.checks}
    return since


def since_text(day: date, today: date) -> str:
    """Since when, in words."""
    return "今天起" if day >= today else f"{date_zh(day)}起"


def open_checks(result: Prescreen, assessments: Sequence[PoolAssessment], today: date) -> list[dict[str, Any]]:
    """What does not pass now, failing first, with since when."""
    since = since_of(assessments)
    order = (Verdict.FAIL, Verdict.MISSING, Verdict.REVIEW)
    return [
        {"check": check, "since": since_text(since.get(check.id, today), today)}
        for verdict in order
        for check in result.with_verdict(verdict)
    ]
