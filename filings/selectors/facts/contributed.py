"""Facts that no register of this app holds: another app says at its start how they are read."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet

Spaces = QuerySet[Any, Any] | Collection[int]
Read = Callable[[Spaces, date], Mapping[int, Any]]

READERS: Final[dict[str, Read]] = {}
"""By the key of the fact: its values by makerspace as of a day, for many at once in one query."""


def contribute_fact(key: str, read: Read) -> None:
    """Have a fact read by another app; called once at start."""
    READERS[key] = read


def contributed_facts(spaces: Spaces, as_of: date) -> dict[int, dict[str, Any]]:
    """The contributed facts of makerspaces by key; whoever has none is not in it."""
    found: dict[int, dict[str, Any]] = {}
    for key, read in READERS.items():
        for space, value in read(spaces, as_of).items():
            found.setdefault(space, {})[key] = value
    return found
