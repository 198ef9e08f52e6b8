"""What is said of facts that cannot be read or that contradict themselves."""

from collections.abc import Iterable
from typing import NamedTuple


class Problem(NamedTuple):
    """One contradiction: the key it is filed under ("" for the facts as a whole) and the reason in Chinese."""

    key: str
    reason: str


class FactsError(ValueError):
    """Facts refused before any check runs; `problems` holds every contradiction at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("；".join(f"{key}: {reason}" for key, reason in self.problems))


class UnreadableJsonError(ValueError):
    """The text is no JSON; the message says where, in Chinese."""
