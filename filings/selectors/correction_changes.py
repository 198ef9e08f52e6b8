"""What is different between two submissions of an application, or between the last one and what is being corrected: old
beside new for figures, rows, explanations and files. Reading only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from filings.models import Snapshot
from filings.rules.facts import FACTS_BY_KEY, Facts, parse_facts
from filings.rules.verdicts import Prescreen, load_snapshot
from filings.rules.versions import Version
from filings.selectors.correction_scope import Scope
from filings.selectors.correction_texts import row_name
from filings.selectors.facts import FACT_SOURCES, REGISTER_LABELS, RegisterRows, Row
from filings.selectors.figures import COLUMNS, cell, value_text


class Parts(NamedTuple):
    """A submission as far as it can change."""

    facts: Facts
    result: Prescreen
    rows: RegisterRows
    files: list[dict[str, Any]]
    explanations: Mapping[str, str]


class FigureChange(NamedTuple):
    """A fact that is another: both values as people read them."""

    key: str
    label: str
    before: str
    after: str


class TextChange(NamedTuple):
    """An explanation that reads otherwise."""

    check: str
    label: str
    before: str
    after: str


class FileChange(NamedTuple):
    """The files of one requirement that were taken away and put in."""

    requirement: str
    label: str
    removed: tuple[dict[str, Any], ...]
    added: tuple[dict[str, Any], ...]


class RowChange(NamedTuple):
    """One register row: put in, taken out, or with other values; `what` says which values."""

    register: str
    label: str
    word: str
    name: str
    what: str


@dataclass(frozen=True, slots=True)
class Changes:
    """All differences, each in the order of the application."""

    figures: tuple[FigureChange, ...] = ()
    texts: tuple[TextChange, ...] = ()
    files: tuple[FileChange, ...] = ()
    rows: tuple[RowChange, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.figures or self.texts or self.files or self.rows)

    @property
    def facts(self) -> frozenset[str]:
        return frozenset(change.key for change in self.figures)

    @property
    def documents(self) -> frozenset[str]:
        return frozenset(change.requirement for change in self.files if change.requirement)

    def within(self, scope: Scope) -> "Changes":
        """Those that a scope opens."""
        registers = {FACT_SOURCES[key][0] for key in scope.facts}
        return Changes(
            tuple(change for change in self.figures if change.key in scope.facts),
            tuple(change for change in self.texts if change.check in scope.checks),
            tuple(change for change in self.files if change.requirement in scope.documents),
            tuple(change for change in self.rows if change.register in registers),
        )


def parts_of(snapshot: Snapshot) -> Parts:
    """What was frozen, as parts."""
    return Parts(
        parse_facts(snapshot.facts),
        load_snapshot(snapshot.result),
        RegisterRows.from_json(snapshot.rows),
        list(snapshot.files),
        snapshot.sections["explanations"],
    )


def changes_between(before: Parts, after: Parts, version: Version) -> Changes:
    """What differs, in the order of the table of facts, of the checks and of the documents."""
    return Changes(
        tuple(figure_changes(before.facts, after.facts)),
        tuple(text_changes(before, after)),
        tuple(file_changes(before.files, after.files, version)),
        tuple(row_changes(before.rows, after.rows)),
    )


def figure_changes(before: Facts, after: Facts) -> Iterable[FigureChange]:
    """Facts with another value."""
    for key in FACT_SOURCES:
        old, new = before.value(key), after.value(key)
        if old != new:
            yield FigureChange(key, FACTS_BY_KEY[key].label, value_text(key, old), value_text(key, new))


def text_changes(before: Parts, after: Parts) -> Iterable[TextChange]:
    """Explanations that are other, new or gone."""
    for check in after.result.checks:
        old, new = before.explanations.get(check.id, ""), after.explanations.get(check.id, "")
        if old != new:
            yield TextChange(check.id, check.label, old, new)


def file_changes(
    before: Iterable[dict[str, Any]], after: Iterable[dict[str, Any]], version: Version
) -> Iterable[FileChange]:
    """By requirement: files that are no longer there and files that were not there."""
    old, new = by_requirement(before), by_requirement(after)
    labels = {rule.code: rule.label for rule in version.documents}
    for code in dict.fromkeys([*old, *new]):
        gone = {file["file"] for file in old.get(code, ())} - {file["file"] for file in new.get(code, ())}
        fresh = {file["file"] for file in new.get(code, ())} - {file["file"] for file in old.get(code, ())}
        if gone or fresh:
            yield FileChange(
                code,
                labels.get(code, code),
                tuple(file for file in old.get(code, ()) if file["file"] in gone),
                tuple(file for file in new.get(code, ()) if file["file"] in fresh),
            )


def by_requirement(files: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Frozen files by the requirement that they meet."""
    found: dict[str, list[dict[str, Any]]] = {}
    for file in files:
        found.setdefault(file["requirement"], []).append(file)
    return found


def row_changes(before: RegisterRows, after: RegisterRows) -> Iterable[RowChange]:
    """Rows put in, taken out and changed, by register; columns that pages show."""
    for register, rows in after.registers.items():
        old = {row["id"]: row for row in before.registers.get(register, ())}
        new = {row["id"]: row for row in rows}
        label = REGISTER_LABELS[register]
        for pk in sorted(old.keys() | new.keys()):
            if pk not in old:
                yield RowChange(register, label, "新增", row_name(register, new[pk]), "")
            elif pk not in new:
                yield RowChange(register, label, "不再计入", row_name(register, old[pk]), "")
            elif what := column_texts(register, old[pk], new[pk]):
                yield RowChange(register, label, "修改", row_name(register, new[pk]), what)


def column_texts(register: str, before: Row, after: Row) -> str:
    """创业工位60 → 44；租期截止日2027-01-01 → 2031-01-01."""
    names: dict[int, str] = {}
    return "；".join(
        f"{label}{cell(register, column, before, names)} → {cell(register, column, after, names)}"
        for column, label in COLUMNS[register]
        if before.get(column) != after.get(column)
    )


def changes_of_item(changes: Changes, item_id: str, section: str, version: Version, kind: str) -> Changes:
    """What bears on one item of the workspace: the facts that a check reads and the files that prove it; for what a
    person verifies, all of its clause.
    """
    in_clause = [check for check in version.checks_for(kind) if check.section == section]
    checks = [check for check in in_clause if check.id == item_id] or in_clause
    ids = {check.id for check in checks}
    return changes.within(
        Scope(
            frozenset(key for check in checks for key in check.reads if key in FACT_SOURCES),
            frozenset(ids),
            frozenset(rule.code for rule in version.documents if ids & set(rule.checks)),
        )
    )
