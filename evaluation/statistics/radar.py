"""A radar of shares on a page: one's own and the peers' median, as SVG that needs no script. The table beside it holds the
same figures; colours come from the style sheet, so that both themes hold.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import cos, pi, sin
from typing import Final
from xml.sax.saxutils import escape, quoteattr

SIZE: Final = 320
CENTRE: Final = SIZE / 2
RADIUS: Final = 118
RINGS: Final = 4
HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Axis:
    """A short label, one's own share and the median's, in per cent; None is at the middle."""

    label: str
    own: Decimal | None
    median: Decimal | None


def point(place: int, number: int, share: Decimal | None) -> str:
    """Where a share of an axis lies: x,y."""
    angle = 2 * pi * place / number - pi / 2
    away = RADIUS * float(min(share or Decimal(0), HUNDRED) / HUNDRED)
    return f"{CENTRE + away * cos(angle):.1f},{CENTRE + away * sin(angle):.1f}"


def polygon(axes: Sequence[Axis], shares: Sequence[Decimal | None], css: str) -> str:
    """A closed line through the shares."""
    points = " ".join(point(place, len(axes), share) for place, share in enumerate(shares))
    return f'<polygon class="{css}" points="{points}"/>'


def radar_svg(axes: Sequence[Axis], spoken: str) -> str:
    """The picture; "" with fewer than three axes, which make no area."""
    number = len(axes)
    if number < 3:
        return ""
    rings = [polygon(axes, [HUNDRED * ring / RINGS] * number, "radar-ring") for ring in range(1, RINGS + 1)]
    labels = []
    for place, axis in enumerate(axes):
        x, y = point(place, number, HUNDRED).split(",")
        end_x, end_y = (CENTRE + (float(each) - CENTRE) * 1.13 for each in (x, y))
        labels.append(f'<line class="radar-ring" x1="{CENTRE:.0f}" y1="{CENTRE:.0f}" x2="{x}" y2="{y}"/>')
        labels.append(
            f'<text class="radar-label" x="{end_x:.1f}" y="{end_y + 4:.1f}" text-anchor="middle">{escape(axis.label)}</text>'
        )
    shapes = [
        polygon(axes, [axis.median for axis in axes], "radar-median"),
        polygon(axes, [axis.own for axis in axes], "radar-own"),
    ]
    inner = "".join([*rings, *labels, *shapes])
    return f'<svg class="radar" viewBox="0 0 {SIZE} {SIZE}" role="img" aria-label={quoteattr(spoken)}>{inner}</svg>'
