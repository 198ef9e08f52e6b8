"""The shapes of what the statistics desk shows: sums with their change, a trend, a distribution, the whole of a year. Page,
chart, sheet and report read the same objects. How they come about is in overview.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from evaluation.selectors.statistics.cube import Counting
from evaluation.statistics.checks import shown
from evaluation.statistics.columns import BY_CODE, Column, Value
from evaluation.statistics.rates import change, mean
from evaluation.workflow import ReturnState

KEY_FIGURES: Final = tuple(BY_CODE[code] for code in ("B1", "D1", "D8", "D9", "F3", "G1"))
MOST_LINES: Final = 6
"""As many groups have a line of their own in a chart; the rest share one."""
REST: Final = "其他"
FEW, SOME = 3, 9
"""Groups up to which a chart of rows is low, or of middle height."""


class Split(StrEnum):
    """By what sums are taken apart."""

    WHOLE = "whole"
    DISTRICT = "district"
    KIND = "kind"
    FIELD = "field"


SPLIT_LABELS: Final[dict[Split, str]] = {
    Split.WHOLE: "不分组",
    Split.DISTRICT: "区县",
    Split.KIND: "类型",
    Split.FIELD: "产业领域",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is chosen on the page."""

    year: int
    column: Column = KEY_FIGURES[0]
    split: Split = Split.WHOLE
    counting: Counting = Counting.CHECKED


@dataclass(frozen=True, slots=True)
class SumLine:
    """One of the 47 figures: its sums, and those of the makerspaces counted in both years."""

    column: Column
    total: Value
    before: Value
    same: Value
    same_before: Value

    @property
    def growth(self) -> Decimal | None:
        """The change of the sum, whoever is counted."""
        return change(self.total, self.before)

    @property
    def same_growth(self) -> Decimal | None:
        """The change among those counted in both years."""
        return change(self.same, self.same_before)


@dataclass(frozen=True, slots=True)
class TrendLine:
    """The sums of a group year by year; None where none of it was counted."""

    label: str
    values: tuple[Value | None, ...]

    @property
    def growth(self) -> Decimal | None:
        """The last year against the one before."""
        return change(self.values[-1], self.values[-2]) if len(self.values) > 1 else None


@dataclass(frozen=True, slots=True)
class Trend:
    """A figure over the years: the whole, and its groups."""

    column: Column
    split: Split
    years: tuple[int, ...]
    owed: tuple[int, ...]
    counted: tuple[int, ...]
    whole: TrendLine
    lines: tuple[TrendLine, ...]

    @property
    def means(self) -> tuple[Decimal | None, ...]:
        """The whole on each counted return."""
        return tuple(mean(value, number) for value, number in zip(self.whole.values, self.counted, strict=True))

    @property
    def mean_growth(self) -> Decimal | None:
        """The change of the mean."""
        return change(self.means[-1], self.means[-2]) if len(self.years) > 1 else None

    @property
    def counts(self) -> list[tuple[int, int]]:
        """Counted and owed, year by year."""
        return list(zip(self.counted, self.owed, strict=True))

    @property
    def split_label(self) -> str:
        return SPLIT_LABELS[self.split]

    @property
    def drawn(self) -> tuple[TrendLine, ...]:
        """The lines of the chart: the largest groups by their last sums and the rest, or the whole."""
        if len(self.lines) <= MOST_LINES:
            return self.lines or (self.whole,)
        ranked = sorted(self.lines, key=lambda line: -(line.values[-1] or 0))
        rest = zip(*(line.values for line in ranked[MOST_LINES:]), strict=True)
        return (*ranked[:MOST_LINES], TrendLine(REST, tuple(added(values) for values in rest)))

    @property
    def chart(self) -> dict[str, Any]:
        """For charts.js."""
        return {
            "type": "line" if self.lines else "bar",
            "unit": self.column.unit,
            "categories": [f"{year}年" for year in self.years],
            "series": [{"name": line.label, "values": [plain(value) for value in line.values]} for line in self.drawn],
        }

    @property
    def spoken(self) -> str:
        """The chart in words."""
        told = "，".join(
            f"{year}年{spoken_figure(value)}" for year, value in zip(self.years, self.whole.values, strict=True)
        )
        return f"{self.column.label}历年合计（{self.column.unit}）：{told}"


@dataclass(frozen=True, slots=True)
class Part:
    """A group in the year and the year before; None where none of it was counted. `same` are the sums of those counted in
    both years.
    """

    label: str
    owed: int
    counted: int
    total: Value | None
    before: Value | None
    share: Decimal | None
    same: tuple[Value, Value] | None = None

    @property
    def average(self) -> Decimal | None:
        """On each counted return."""
        return mean(self.total, self.counted)

    @property
    def growth(self) -> Decimal | None:
        """Against the year before."""
        return change(self.total, self.before)

    @property
    def same_growth(self) -> Decimal | None:
        """The change among those counted in both years."""
        return change(*self.same) if self.same else None


@dataclass(frozen=True, slots=True)
class Distribution:
    """A figure by groups."""

    column: Column
    split: Split
    year: int
    parts: tuple[Part, ...]

    @property
    def title(self) -> str:
        return f"按{SPLIT_LABELS[self.split]}"

    @property
    def split_label(self) -> str:
        return SPLIT_LABELS[self.split]

    @property
    def chart_id(self) -> str:
        """The id of its data in a page."""
        return f"chart-{self.split}"

    @property
    def size(self) -> str:
        """How high the chart is."""
        return "s" if len(self.parts) <= FEW else "m" if len(self.parts) <= SOME else "l"

    @property
    def chart(self) -> dict[str, Any]:
        """For charts.js."""
        return {
            "type": "rows",
            "unit": self.column.unit,
            "categories": [part.label for part in self.parts],
            "series": [
                {"name": f"{self.year}年", "values": [plain(part.total) for part in self.parts]},
                {"name": f"{self.year - 1}年", "values": [plain(part.before) for part in self.parts]},
            ],
        }

    @property
    def spoken(self) -> str:
        """The chart in words."""
        told = "，".join(f"{part.label}{spoken_figure(part.total)}" for part in self.parts)
        return f"{self.year}年{self.column.label}{self.title}（{self.column.unit}）：{told}"


@dataclass(frozen=True, slots=True)
class Overview:
    """All that is shown for a choice."""

    asked: Asked
    owed: int
    counted: int
    counted_before: int
    same: int
    states: Mapping[str, int]
    sums: tuple[SumLine, ...]
    trend: Trend
    distributions: tuple[Distribution, ...]

    @property
    def key_sums(self) -> list[SumLine]:
        """The sums at the top."""
        return [line for line in self.sums if line.column in KEY_FIGURES]

    @property
    def waiting(self) -> int:
        """Submitted and not yet checked."""
        return self.states.get(ReturnState.SUBMITTED, 0)

    @property
    def sent_back(self) -> int:
        """Sent back and not yet submitted again."""
        return self.states.get(ReturnState.RETURNED, 0)

    @property
    def lacking(self) -> int:
        """Never submitted."""
        reported = sum(number for state, number in self.states.items() if state != ReturnState.OPEN)
        return self.owed - reported


def added(values: Sequence[Value | None]) -> Value | None:
    """The sum of what is there; None where nothing is."""
    there = [value for value in values if value is not None]
    return sum(there[1:], start=there[0]) if there else None


def plain(value: Value | None) -> str | None:
    """A figure in a chart's data: exact text, the browser makes a number of it."""
    return None if value is None else str(value)


def spoken_figure(value: Value | None) -> str:
    """A figure in a sentence."""
    return "无数据" if value is None else shown(value)
