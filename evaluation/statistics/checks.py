"""What the figures of one return must satisfy among themselves: errors. Comparisons with other years, other makerspaces
and the registers only warn: comparing.py.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter, le
from typing import Any, Final

from evaluation.statistics.columns import BY_FIELD, COLUMNS, FIELDS, LARGEST, Column, Kind, Value

Figures = Mapping[str, Value | None]
"""Figures by field name (`b1`); None is blank, which is never nought."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, at which fields (the first is the one to look at), in a sentence that says what to do."""

    fields: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Share:
    """`parts` together are not above `whole`."""

    parts: tuple[str, ...]
    whole: str

    @property
    def key(self) -> str:
        """For names of constraints: `a2_a3_within_a1`."""
        return f"{'_'.join(self.parts)}_within_{self.whole}"


@dataclass(frozen=True, slots=True)
class Headcount:
    """`people` in `units`: at least one each, and none without the other."""

    units: str
    people: str


def _shares(whole: str, *parts: str) -> tuple[Share, ...]:
    return tuple(Share((part,), whole) for part in parts)


SHARES: Final[tuple[Share, ...]] = (
    Share(("a2", "a3"), "a1"),
    *_shares("a4", "a5"),
    *_shares("c1", "c2"),
    *_shares("c2", "c3"),
    *_shares("c4", "c5"),
    *_shares("d1", "d3", "d4", "d5", "d6", "d7"),
    *_shares("d9", "d10"),
    *_shares("d1", "d11"),
    *_shares("d8", "d12", "d13", "d14", "d15", "d16"),
    *_shares("d1", "f1"),
    *_shares("d8", "f2"),
    *_shares("f3", "f4"),
    *_shares("g1", "g2", "g3"),
)
TOTAL: Final = "b1"
PARTS_OF_TOTAL: Final = ("b2", "b3", "b4", "b5", "b6")
HEADCOUNTS: Final[tuple[Headcount, ...]] = (Headcount("d1", "d2"), Headcount("d8", "d9"))
RECIPIENTS: Final = ("f1", "f2")
MONEY_RECEIVED: Final = "f3"


def shown(value: Value) -> str:
    """A figure as it is printed: 4,862,000 or 1,050.50; two noughts after the point are left out."""
    text = f"{value:,}"
    return text.removesuffix(".00") if isinstance(value, Decimal) else text


def distance(one: Value, other: Value) -> Value:
    """How far two figures lie apart."""
    return one - other if one >= other else other - one


def range_problem(column: Column, value: Value | None) -> str:
    """What is wrong with one figure by itself; "" where nothing is."""
    if value is None:
        return f"{column.title}没有填写，没有的填0。"
    if value < 0:
        return f"{column.title}不能小于0，请核对。"
    if value > column.largest:
        return f"{column.title}数值过大（{shown(value)}），请核对单位（{column.unit}）。"
    return ""


def errors_of(figures: Figures, *, complete: bool = True) -> list[Problem]:
    """Everything that keeps a return from being taken. `complete` False leaves blanks alone, for a draft."""
    return [] if holds_together(figures) else list(problems_of(figures, complete=complete))


def problems_of(figures: Figures, *, complete: bool) -> Iterator[Problem]:
    """As errors_of, asked one by one with a sentence for each."""
    for column in COLUMNS:
        value = figures.get(column.field)
        if (complete or value is not None) and (message := range_problem(column, value)):
            yield Problem((column.field,), message)
    yield from shares_problems(figures)
    yield from total_problems(figures)
    yield from headcount_problems(figures)
    yield from financing_problems(figures)


ALL: Final = itemgetter(*FIELDS)
BY_KIND: Final = tuple(
    (itemgetter(*(column.field for column in COLUMNS if column.kind is kind)), int(LARGEST[kind])) for kind in Kind
)
PARTS: Final = itemgetter(*(share.parts[0] for share in SHARES if len(share.parts) == 1))
WHOLES: Final = itemgetter(*(share.whole for share in SHARES if len(share.parts) == 1))
SUMS: Final = tuple((itemgetter(*share.parts), share.whole) for share in SHARES if len(share.parts) > 1)
IN_TOTAL: Final = itemgetter(*PARTS_OF_TOTAL)


def holds_together(figures: Figures) -> bool:
    """Whether a whole return has no error: the same tables as problems_of, asked at the speed of a load of thousands."""
    try:
        if None in ALL(figures):
            return False
    except KeyError:
        return False
    found: Mapping[str, Any] = figures
    return (
        all(min(values := of_kind(found)) >= 0 and max(values) <= largest for of_kind, largest in BY_KIND)
        and all(map(le, PARTS(found), WHOLES(found)))
        and all(sum(parts(found)) <= found[whole] for parts, whole in SUMS)
        and sum(IN_TOTAL(found)) == found[TOTAL]
        and all((found[each.units] == 0) == (found[each.people] == 0) for each in HEADCOUNTS)
        and all(found[each.units] <= found[each.people] for each in HEADCOUNTS)
        and (found[RECIPIENTS[0]] + found[RECIPIENTS[1]] == 0) == (found[MONEY_RECEIVED] == 0)
    )


def named(field: str, value: Value) -> str:
    """「D7 当年注册为企业的团队48」"""
    return f"{BY_FIELD[field].title}{shown(value)}"


def shares_problems(figures: Figures) -> Iterator[Problem]:
    """Parts above their whole."""
    for share in SHARES:
        whole = figures.get(share.whole)
        parts = [figures.get(part) for part in share.parts]
        if whole is None or any(part is None for part in parts):
            continue
        total = sum(part for part in parts if part is not None)
        if total > whole:
            first = named(share.parts[0], total) if len(parts) == 1 else sum_named(share.parts, total)
            yield Problem((*share.parts, share.whole), f"{first}，大于{named(share.whole, whole)}，请核对。")


def sum_named(fields: tuple[str, ...], total: Value) -> str:
    """「A2与A3之和1,200」"""
    return f"{'与'.join(field.upper() for field in fields)}之和{shown(total)}"


def total_problems(figures: Figures) -> Iterator[Problem]:
    """Income that is not the sum of its parts."""
    total = figures.get(TOTAL)
    parts = [figures.get(part) for part in PARTS_OF_TOTAL]
    if total is None or any(part is None for part in parts):
        return
    found = sum(part for part in parts if part is not None)
    if found != total:
        yield Problem(
            (TOTAL, *PARTS_OF_TOTAL),
            f"{named(TOTAL, total)}，与B2至B6之和{shown(found)}不等（差{shown(distance(found, total))}），请核对。",
        )


def headcount_problems(figures: Figures) -> Iterator[Problem]:
    """Members without teams, teams without members, fewer people than units."""
    for pair in HEADCOUNTS:
        units, people = figures.get(pair.units), figures.get(pair.people)
        if units is None or people is None or ((units == 0) == (people == 0) and people >= units):
            continue
        if units == 0:
            found = f"{named(pair.units, units)}，{named(pair.people, people)}：没有{BY_FIELD[pair.units].label}的人数应为0，请核对。"
        elif people == 0:
            found = f"{named(pair.units, units)}，{named(pair.people, people)}：人数不能为0，请核对。"
        else:
            found = f"{named(pair.people, people)}，小于{named(pair.units, units)}，每个至少1人，请核对。"
        yield Problem((pair.people, pair.units), found)


def financing_problems(figures: Figures) -> Iterator[Problem]:
    """Money without recipients, recipients without money."""
    money = figures.get(MONEY_RECEIVED)
    counts = [figures.get(field) for field in RECIPIENTS]
    if money is None or any(count is None for count in counts):
        return
    recipients = sum(count for count in counts if count is not None)
    if (recipients == 0) == (money == 0):
        return
    advice = "没有获得融资的团队和企业，投资总额应为0" if recipients == 0 else "有获得融资的团队或企业，投资总额应大于0"
    yield Problem(
        (MONEY_RECEIVED, *RECIPIENTS),
        f"{named(MONEY_RECEIVED, money)}，F1与F2之和{shown(recipients)}：{advice}，请核对。",
    )
