"""Drawing experts by lot (spec: The expert panel): pure, so that anyone can repeat a draw from its seed and its pool.

The lot of an expert is SHA-256 over "seed:number" in hexadecimal; the lowest lots are drawn. No language's own random
generator takes part, so a draw can be checked with any tool.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lot:
    """An expert in the pool: account number, fields, and what keeps from being drawn (nothing: may be drawn)."""

    expert: int
    fields: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quota:
    """So many experts of a field; "" is any field."""

    field: str
    number: int


class PoolTooSmallError(ValueError):
    """A field has fewer experts than are to be drawn: `quota` asks for `lacking` more than there are."""

    def __init__(self, quota: Quota, lacking: int) -> None:
        super().__init__(f"{lacking} lacking for {quota}")
        self.quota = quota
        self.lacking = lacking


def lot_of(seed: str, expert: int) -> str:
    """The lot that a seed gives an expert."""
    return hashlib.sha256(f"{seed}:{expert}".encode()).hexdigest()


def draw(pool: Sequence[Lot], quotas: Sequence[Quota], *, seed: str) -> tuple[int, ...]:
    """The experts drawn, quota by quota; those of a named field first, so that an open quota takes none of them away.

    The order of the pool does not matter. PoolTooSmallError where a quota cannot be met.
    """
    by_lot = sorted((lot for lot in pool if not lot.excluded), key=lambda lot: lot_of(seed, lot.expert))
    drawn: list[int] = []
    for quota in sorted(quotas, key=lambda quota: not quota.field):
        fitting = [lot.expert for lot in by_lot if not quota.field or quota.field in lot.fields]
        taken = [expert for expert in fitting if expert not in drawn][: quota.number]
        if len(taken) < quota.number:
            raise PoolTooSmallError(quota, quota.number - len(taken))
        drawn.extend(taken)
    return tuple(drawn)
