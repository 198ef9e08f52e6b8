"""What a file would do, as every kind of load plans it: rows with outcome, changes, problems and questions, and the answers
that the sender gives. Kinds are registered here by the apps whose records they write.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Protocol

from filings.models import User
from filings.services.imports.outcomes import Outcome
from zzspace.sheets import Workbook

LEAST_REASON: Final = 4
MOST_REASON: Final = 300
"""Characters of a reason for an unusual figure, wherever it is given."""


class Choice(StrEnum):
    """What the sender does about a question: keep the figures and say why, take the converted ones, leave the row out."""

    KEEP = "keep"
    CONVERT = "convert"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Answer:
    """The sender's answer to one question."""

    choice: Choice
    reason: str = ""


Answers = Mapping[tuple[int, str], Answer]
"""By position of the row and key of the question."""
NO_ANSWERS: Final[Answers] = {}
Progress = Callable[[str, int, int], None]
"""Told of (phase, done, of how many)."""


def no_progress(_phase: str, _done: int, _total: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong where: `column` is the letter, `position` its index from 0, "" and -1 for a whole row."""

    column: str
    position: int
    field: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Question:
    """What the sender is asked. `offers` are [title, old, value, converted] of figures that can be converted."""

    key: str
    label: str
    field: str
    message: str
    offers: tuple[tuple[str, str, str, str], ...] = ()


@dataclass(slots=True)
class PlanRow:
    """One row. `changes` are (title, old, new), asked for as often as they are shown; `record` is whatever the kind writes for it."""

    sheet: str
    number: int
    outcome: Outcome
    title: str = ""
    note: str = ""
    changes: Iterable[tuple[str, str, str]] = ()
    faults: Sequence[Fault] = ()
    questions: Sequence[Question] = ()
    record: Any = None

    @property
    def writes(self) -> bool:
        return self.outcome in (Outcome.NEW, Outcome.CHANGED)


@dataclass(slots=True)
class Plan:
    """A whole file: its rows in order, what keeps it from being read at all, what was left out; `headers` are the row
    indexes of the headers by sheet.
    """

    rows: list[PlanRow] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    headers: dict[str, int] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """Rows by outcome; every outcome is there."""
        found = Counter(row.outcome for row in self.rows)
        return {outcome.value: found[outcome] for outcome in Outcome}

    @property
    def digest(self) -> str:
        """Over all that the sender is shown: equal digests mean that nothing changed meanwhile."""
        shown = hashlib.sha256()
        for row in self.rows:
            said = [fault.message for fault in row.faults] + [question.message for question in row.questions]
            parts = (row.sheet, row.number, row.outcome, row.title, list(row.changes), said)
            shown.update(json.dumps(parts, ensure_ascii=False).encode())
        return shown.hexdigest()


class Kind(Protocol):
    """A sort of load. `header` is what stands above a column of the preview; `plan` reads and checks and writes nothing;
    `lock` takes the rows that a load may touch; `write` runs in the caller's transaction on a plan made under these locks,
    and gives what the history keeps, `written` among it.
    """

    key: str
    title: str
    titles: Sequence[str]
    """The columns as changes call them, in order."""

    def header(self, title: str) -> str: ...
    def may(self, actor: User, params: Mapping[str, Any]) -> bool: ...
    def label(self, params: Mapping[str, Any]) -> str: ...
    def page(self, params: Mapping[str, Any]) -> str: ...
    def plan(self, workbook: Workbook, params: Mapping[str, Any], *, actor: User, progress: Progress) -> Plan: ...
    def lock(self, params: Mapping[str, Any], *, actor: User) -> None: ...
    def write(
        self, plan: Plan, params: Mapping[str, Any], *, actor: User, answers: Answers, progress: Progress
    ) -> dict[str, Any]: ...


KINDS: Final[dict[str, Kind]] = {}
"""By key; filled once at start."""


def register_kind(kind: Kind) -> None:
    """Add a sort of load."""
    KINDS[kind.key] = kind
