"""Charts on paper: figures to SVG, for PDF documents run no script. Pure functions with exact lengths; which figures are
drawn is asked elsewhere, and screens have their own charts (static/js/charts.js).

Lengths are in points. The same figures give the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from evaluation.statistics.checks import shown
from evaluation.statistics.columns import Value

WIDTH: Final = 440
INK, LINE, FIRST, SECOND = "#222222", "#c9ced6", "#17498f", "#a9b6c6"
FONTS: Final = "SimSun,STSong,FandolSong,ZZ Serif"
"""As --song of the documents; without spaces, for the renderer takes them as part of the name."""
TYPE: Final = 9
"""Type size."""
CENT: Final = Decimal("0.01")
ROUND_STEPS: Final = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
TICKS: Final = 4


@dataclass(frozen=True, slots=True)
class Series:
    """Named figures, one for each category; None is not drawn."""

    name: str
    values: tuple[Value | None, ...]


def top_of(values: Sequence[Value | None]) -> Decimal:
    """Where an axis ends: the next round number above the largest figure, in four round steps."""
    largest = max((Decimal(value) for value in values if value is not None), default=Decimal(0))
    if largest <= 0:
        return Decimal(TICKS)
    step = largest / TICKS
    unit = Decimal(10) ** step.adjusted()
    factor = next(each for each in ROUND_STEPS if each * unit >= step)
    top = factor * unit * TICKS
    return top if top >= TICKS else Decimal(TICKS)


def length(value: Value, top: Decimal, room: int) -> Decimal:
    """How long a figure is on an axis of `room` points."""
    return (Decimal(value) * room / top).quantize(CENT, ROUND_HALF_UP)


def columns_chart(categories: Sequence[str], values: Sequence[Value | None], *, unit: str, spoken: str) -> bytes:
    """Upright bars of one series with their figures above: a trend over years."""
    left, right, above, room, below = 54, 8, 26, 60, 20
    top, base = top_of(values), above + room
    step = Decimal(WIDTH - left - right) / max(len(categories), 1)
    width = min(step * Decimal("0.5"), Decimal(46)).quantize(CENT)
    parts = [text(0, 11, f"单位：{unit}", anchor="start")]
    for tick in range(TICKS + 1):
        y = base - room * tick // TICKS
        parts += [line(left, y, WIDTH - right, y), text(left - 5, y + 3, axis_figure(top * tick / TICKS), anchor="end")]
    for place, (label, value) in enumerate(zip(categories, values, strict=True)):
        middle = (left + step * place + step / 2).quantize(CENT)
        parts.append(text(middle, base + 14, label))
        if value is not None:
            high = length(value, top, room)
            parts += [
                bar(middle - width / 2, base - high, width, high, FIRST),
                text(middle, base - high - 4, shown(value)),
            ]
    return picture(base + below, parts, spoken)


def rows_chart(categories: Sequence[str], series: Sequence[Series], *, unit: str, spoken: str) -> bytes:
    """Lying bars of one or two series: a distribution."""
    left, right, above, thick, gap = 118, 62, 26, 8, 7
    room, pitch = WIDTH - left - right, thick * len(series) + gap
    top = top_of([value for each in series for value in each.values])
    parts = [text(0, 11, f"单位：{unit}", anchor="start"), *key(series)]
    for place, label in enumerate(categories):
        y = above + pitch * place
        parts.append(text(left - 6, y + Decimal(thick * len(series)) / 2 + 3, clipped(label), anchor="end"))
        for number, each in enumerate(series):
            value = each.values[place]
            if value is not None:
                long, row = length(value, top, room), y + thick * number
                parts.append(bar(left, row, long, thick - 1, (FIRST, SECOND)[number]))
                parts.append(text(left + long + 3, row + 7, shown(value), anchor="start", size=7))
    bottom = above + pitch * len(categories)
    parts.append(line(left, above - 4, left, bottom))
    return picture(bottom + 4, parts, spoken)


def key(series: Sequence[Series]) -> list[str]:
    """What the colours mean, at the right of the first line."""
    parts = []
    for number, each in enumerate(series):
        x = WIDTH - 62 * (len(series) - number)
        parts += [bar(x, 4, 8, 8, (FIRST, SECOND)[number]), text(x + 12, 11, each.name, anchor="start")]
    return parts


def axis_figure(value: Decimal) -> str:
    """A figure at an axis, without noughts after the point."""
    plain = value.normalize()
    return f"{plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain:,f}"


def clipped(label: str, most: int = 12) -> str:
    """A label that fits beside the bars."""
    return label if len(label) <= most else f"{label[: most - 1]}…"


def plain(number: Decimal | int) -> str:
    """A coordinate."""
    return f"{Decimal(number).quantize(CENT, ROUND_HALF_UP).normalize():f}"


def bar(x: Decimal | int, y: Decimal | int, width: Decimal | int, height: Decimal | int, colour: str) -> str:
    return f'<rect x="{plain(x)}" y="{plain(y)}" width="{plain(width)}" height="{plain(height)}" fill="{colour}"/>'


def line(x1: int, y1: int, x2: int, y2: int) -> str:
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{LINE}" stroke-width="0.5"/>'


def text(x: Decimal | int, y: Decimal | int, words: str, *, anchor: str = "middle", size: int = TYPE) -> str:
    return f'<text x="{plain(x)}" y="{plain(y)}" font-size="{size}" text-anchor="{anchor}">{escape(words)}</text>'


def picture(height: Decimal | int, parts: Sequence[str], spoken: str) -> bytes:
    """The whole drawing, as wide as the text and so high."""
    high = Decimal(height).to_integral_value(ROUND_CEILING)
    inner = "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}pt" height="{high}pt" viewBox="0 0 {WIDTH} {high}" '
        f'role="img" aria-label={quoteattr(spoken)}><g fill="{INK}" font-family="{FONTS}">{inner}</g></svg>'
    ).encode()
