"""What a row of the table holds, and the pages that its rows name."""

from enum import StrEnum
from typing import NamedTuple


class Page(NamedTuple):
    """A page by its URL name, and what it is called."""

    name: str
    label: str


class Duty(NamedTuple):
    """One passage of the regulation with what carries it.

    `anchor` is that of the article (a8) or item (a5-1) on the policy page, `quote` a passage of it in the regulation's
    own words, `done` what the system does about it. The checks that cite the anchor are added from the rule version, to its
    first row; `checks` names those that belong to another.
    `tests` are files and functions below tests/. Where nothing is computed, `reason` says why.
    """

    anchor: str
    quote: str
    done: str
    actions: tuple[StrEnum, ...] = ()
    pages: tuple[Page, ...] = ()
    tests: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    reason: str = ""
