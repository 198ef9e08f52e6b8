"""What a row of a load would do, for its preview and for the transaction that does it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from filings.services.imports.tables import TableRow


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


OUTCOME_LABELS: Final[dict[Outcome, str]] = {
    Outcome.NEW: "新增",
    Outcome.CHANGED: "变更",
    Outcome.UNCHANGED: "不变",
    Outcome.REFUSED: "不能导入",
}


@dataclass(frozen=True, slots=True)
class Change:
    """A column whose value the row would change, both as they are shown."""

    title: str
    old: str
    new: str


@dataclass(slots=True)
class Planned:
    """A row with what becomes of it. `record` is what is written, None for a row that writes nothing; `notes` tell what
    the sender should know and need not answer.
    """

    row: TableRow
    outcome: Outcome
    record: Any = None
    changes: tuple[Change, ...] = ()
    notes: list[str] = field(default_factory=list)

    @property
    def writes(self) -> bool:
        return self.outcome in (Outcome.NEW, Outcome.CHANGED)


def refused(row: TableRow) -> Planned:
    """A row with problems."""
    return Planned(row, Outcome.REFUSED)


def outcome_counts(planned: Iterable[Planned]) -> dict[Outcome, int]:
    """How many rows have which outcome; every outcome is there."""
    found = Counter(each.outcome for each in planned)
    return {outcome: found[outcome] for outcome in Outcome}
