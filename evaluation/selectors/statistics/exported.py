"""The rows of what the statistics desk shows, in the order of summing.COLUMNS_OF_SUMS."""

from collections.abc import Iterator
from typing import Any

from evaluation.selectors.statistics.shapes import Distribution, Overview, Trend
from evaluation.statistics.rates import change, mean

Row = list[Any]
YEAR_SUMS, TREND = "年度合计", "历年趋势"


def overview_rows(seen: Overview) -> Iterator[Row]:
    """All figures of the year, then the trend and the distributions of the chosen one; None is blank."""
    yield from sums_rows(seen)
    yield from trend_rows(seen.trend)
    for each in seen.distributions:
        yield from distribution_rows(each)


def sums_rows(seen: Overview) -> Iterator[Row]:
    """A row for each of the 47."""
    for line in seen.sums:
        column = line.column
        yield [
            *(YEAR_SUMS, "合计", seen.asked.year, column.title, column.unit, seen.owed, seen.counted),
            *(line.total, line.before, line.growth, line.same_growth, None, mean(line.total, seen.counted)),
        ]


def trend_rows(trend: Trend) -> Iterator[Row]:
    """A row for each year and group; how many are counted is said of the whole."""
    column = trend.column
    for line in (*trend.lines, trend.whole):
        is_whole = line is trend.whole
        for place, (year, value) in enumerate(zip(trend.years, line.values, strict=True)):
            before = line.values[place - 1] if place else None
            yield [
                *(TREND, line.label, year, column.title, column.unit),
                *(trend.counts[place][::-1] if is_whole else (None, None)),
                *(value, before, change(value, before), None, None),
                trend.means[place] if is_whole else None,
            ]


def distribution_rows(each: Distribution) -> Iterator[Row]:
    """A row for each group."""
    column = each.column
    for part in each.parts:
        yield [
            *(each.title, part.label, each.year, column.title, column.unit, part.owed, part.counted),
            *(part.total, part.before, part.growth, part.same_growth, part.share, part.average),
        ]
