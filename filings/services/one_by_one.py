"""The same act on many records: each in a transaction of its own, one that is refused leaves the others alone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from filings.errors import WorkflowRefused


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one record: `label` says what was to be done, `refusal` why it was not ("" when it was)."""

    title: str
    label: str
    url: str
    refusal: str = ""

    @property
    def is_done(self) -> bool:
        return not self.refusal


@dataclass(frozen=True, slots=True)
class Task:
    """One act on one record, ready to be carried out."""

    title: str
    label: str
    url: str
    carry_out: Callable[[], Any]


def carry_out_each(tasks: Iterable[Task]) -> list[Outcome]:
    """Carry tasks out in their order; only a refusal (409 on the record's own page) counts as not done."""
    return [outcome_of(task) for task in tasks]


def outcome_of(task: Task) -> Outcome:
    """One task: the service that it calls is all or nothing by itself."""
    try:
        task.carry_out()
    except WorkflowRefused as refused:
        words = "；".join((refused.explanation, *refused.problems))
        return Outcome(task.title, task.label, task.url, words)
    return Outcome(task.title, task.label, task.url)
