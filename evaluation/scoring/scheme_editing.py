"""A scheme with one thing changed: groups added, renamed, moved, taken out; indicators moved within their group. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from typing import TypeVar

from evaluation.scoring.schemes import Group, Indicator, Scheme

T = TypeVar("T")


def new_group_code(scheme: Scheme) -> str:
    """A code that no group has; it is never shown."""
    taken = {group.code for group in scheme.groups}
    return next(code for code in (f"g{number}" for number in count(len(taken) + 1)) if code not in taken)


def with_group(scheme: Scheme, group: Group) -> Scheme:
    """The group in the place of the one of its code, or at the end."""
    if all(each.code != group.code for each in scheme.groups):
        return replace(scheme, groups=(*scheme.groups, group))
    return replace(scheme, groups=tuple(group if each.code == group.code else each for each in scheme.groups))


def without_group(scheme: Scheme, code: str) -> Scheme:
    """The scheme without a group."""
    return replace(scheme, groups=tuple(each for each in scheme.groups if each.code != code))


def indicators_in(scheme: Scheme, group: str) -> list[Indicator]:
    """The indicators of a group, of all kinds."""
    return [each for indicators in scheme.kinds.values() for each in indicators if each.group == group]


def with_group_moved(scheme: Scheme, code: str, step: int) -> Scheme:
    """The group one place up (-1) or down (1); as it was at either end."""
    places = [place for place, each in enumerate(scheme.groups) if each.code == code]
    return replace(scheme, groups=swapped(scheme.groups, places[0], places[0] + step)) if places else scheme


def with_indicator_moved(scheme: Scheme, kind: str, code: str, step: int) -> Scheme:
    """The indicator one place up (-1) or down (1) among those of its group; as it was at either end."""
    rows = scheme.indicators(kind)
    group = next((each.group for each in rows if each.code == code), None)
    places = [place for place, each in enumerate(rows) if each.group == group]
    at = next((at for at, place in enumerate(places) if rows[place].code == code), None)
    if at is None or not 0 <= at + step < len(places):
        return scheme
    return replace(scheme, kinds=dict(scheme.kinds) | {kind: swapped(rows, places[at], places[at + step])})


def swapped(rows: Sequence[T], one: int, other: int) -> tuple[T, ...]:
    """Two rows in each other's place; as they were where there is no such place."""
    moved = list(rows)
    if 0 <= other < len(moved):
        moved[one], moved[other] = moved[other], moved[one]
    return tuple(moved)
