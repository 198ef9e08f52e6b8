"""What makes a figure worth a second look: last year, peers, the registers. Each warning is taken when the sender gives
a reason; nothing is ever converted or corrected by itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

from evaluation.statistics.checks import Figures, named, shown
from evaluation.statistics.columns import BY_FIELD, COLUMNS, Kind, Value

NOTABLE: Final = 10
"""A change is looked at where either figure is at least this."""
CENT: Final = Decimal("0.01")
NAMED: Final = 3
"""As many figures are named in one question; the rest are counted."""
LAST_YEAR: Final = "上年"
PEERS: Final = "同类众创空间中位数"


class Cause(StrEnum):
    """Why a figure is asked about."""

    UNIT = "unit"
    CHANGE = "change"
    REGISTER = "register"


CAUSE_LABELS: Final[dict[Cause, str]] = {
    Cause.UNIT: "单位可能有误",
    Cause.CHANGE: "变化超过50%",
    Cause.REGISTER: "与名册不同",
}


@dataclass(frozen=True, slots=True)
class Slip:
    """A figure about `numerator`/`denominator` of what is expected; `guess` says what probably happened."""

    key: str
    guess: str
    numerator: int
    denominator: int

    def fits(self, value: Value, expected: Value) -> bool:
        """Whether value ÷ expected is about the factor: from 0.7 to 1.4 times it."""
        found, wanted = value * self.denominator * 10, expected * self.numerator
        return wanted * 7 <= found <= wanted * 14

    def converted(self, value: Value) -> Decimal:
        """The figure in 千元, half up to two places."""
        exact = Decimal(value) * self.denominator / self.numerator
        return exact.quantize(CENT, rounding=ROUND_HALF_UP)

    @property
    def times(self) -> str:
        return f"{self.numerator:,}倍" if self.denominator == 1 else f"{self.denominator}分之{self.numerator}"


SLIPS: Final[tuple[Slip, ...]] = (
    Slip("yuan", "可能按“元”填写", 1000, 1),
    Slip("digit", "可能多写了一位", 10, 1),
    Slip("wan", "可能按“万元”填写", 1, 10),
)


@dataclass(frozen=True, slots=True)
class Warn:
    """A question to the sender. `key` is stable for the same question; `expected` are the figures compared with."""

    key: str
    cause: Cause
    fields: tuple[str, ...]
    message: str
    expected: Mapping[str, Value]
    offered: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Yardsticks:
    """What a return is compared with: last year's figures of the same makerspace, the medians of peers of its kind in
    the 千元 fields, the counts of its registers. A field that is lacking is not compared.
    """

    last_year: Mapping[str, Value] = field(default_factory=dict)
    peers: Mapping[str, Value] = field(default_factory=dict)
    registers: Mapping[str, Value] = field(default_factory=dict)


MONEY: Final = tuple(column.field for column in COLUMNS if column.kind is Kind.MONEY)


def warnings_of(figures: Figures, yardsticks: Yardsticks) -> list[Warn]:
    """All questions about a return, units first; a figure asked about for its unit is not asked about for its change."""
    units = list(unit_warnings(figures, yardsticks))
    asked = {name for warn in units for name in warn.fields}
    changes = (warn for warn in change_warnings(figures, yardsticks.last_year) if warn.fields[0] not in asked)
    return [*units, *changes, *register_warnings(figures, yardsticks.registers)]


def unit_warnings(figures: Figures, yardsticks: Yardsticks) -> Iterator[Warn]:
    """Figures in 千元 about 10 or 1,000 times, or a tenth of, last year's or else the peers' median: a question a unit."""
    slipped: dict[tuple[Slip, str], dict[str, Value]] = {}
    for name in MONEY:
        value, last = figures.get(name), yardsticks.last_year.get(name)
        expected = last or yardsticks.peers.get(name)
        if value and expected and (slip := slip_of(value, expected)):
            slipped.setdefault((slip, LAST_YEAR if last else PEERS), {})[name] = expected
    for (slip, basis), expected_by_name in slipped.items():
        yield unit_warning(slip, basis, figures, expected_by_name)


def slip_of(value: Value, expected: Value) -> Slip | None:
    """The unit in which the figure was probably typed."""
    if expected < value * 5 and value < expected * 5:
        return None
    return next((slip for slip in SLIPS if slip.fits(value, expected)), None)


def unit_warning(slip: Slip, basis: str, figures: Figures, expected: Mapping[str, Value]) -> Warn:
    """One question for all figures that slipped by the same factor, with the converted figures to accept or refuse."""
    values = {name: value for name in expected if (value := figures.get(name)) is not None}
    titles = [BY_FIELD[name].title for name in values]
    names = "、".join(titles[:NAMED]) + (f"等{len(titles)}个数" if len(titles) > NAMED else "")
    return Warn(
        key=f"{Cause.UNIT}:{slip.key}:{'last_year' if basis == LAST_YEAR else 'peers'}",
        cause=Cause.UNIT,
        fields=tuple(values),
        message=f"{names}约为{basis}的{slip.times}，{slip.guess}，本表单位是千元。",
        expected=expected,
        offered={name: slip.converted(value) for name, value in values.items()},
    )


def change_warnings(figures: Figures, last_year: Mapping[str, Value]) -> Iterator[Warn]:
    """Changes of more than ±50 % against last year, where either figure is at least 10."""
    for name, old in last_year.items():
        value = figures.get(name)
        if value is None or value == old or old <= value * 2 <= old * 3 or max(value, old) < NOTABLE:
            continue
        yield Warn(
            key=f"{Cause.CHANGE}:{name}",
            cause=Cause.CHANGE,
            fields=(name,),
            message=f"{BY_FIELD[name].title}上年{shown(old)}，本年{shown(value)}（{change_shown(value, old)}），请核对；属实的请说明原因。",
            expected={name: old},
        )


def change_shown(value: Value, old: Value) -> str:
    """「＋120.00%」, half up to 0.01; from nought there is no percentage."""
    if old == 0:
        return "上年为0"
    percent = (Decimal(value) - old) * 100 / old
    rounded = percent.quantize(CENT, rounding=ROUND_HALF_UP)
    return f"{'＋' if rounded > 0 else '－'}{abs(rounded):,}%"


def register_warnings(figures: Figures, registers: Mapping[str, Value]) -> Iterator[Warn]:
    """One question for all figures that differ from what the registers count."""
    differing = {
        name: counted
        for name, counted in registers.items()
        if (value := figures.get(name)) is not None and value != counted
    }
    if not differing:
        return
    pairs = [
        f"{named(name, value)}（名册{shown(counted)}）"
        for name, counted in differing.items()
        if (value := figures.get(name)) is not None
    ]
    more = f"等{len(pairs)}个数" if len(pairs) > NAMED else ""
    yield Warn(
        key=f"{Cause.REGISTER}:{'+'.join(differing)}",
        cause=Cause.REGISTER,
        fields=tuple(differing),
        message=f"{'、'.join(pairs[:NAMED])}{more}与登记名册不同，请核对；名册待补录的请说明。",
        expected=differing,
    )
