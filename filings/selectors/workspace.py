"""What the district's workspace shows of one item: the claim with its figures, the rows behind them, the evidence, what
a correction does to other checks. Counting is in selectors.corrections, progress in selectors.verification.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from filings.models import HistoryLine, Mentor, StaffMember
from filings.rules.facts import FACTS_BY_KEY
from filings.rules.verdicts import CheckResult
from filings.selectors.corrections import Corrections, Judged, RowRef, judge, may_be_typed
from filings.selectors.facts import FACT_SOURCES, REGISTER_LABELS, SECTIONS, RegisterRows, Row, counted_rows
from filings.selectors.facts.rows import personal_digest
from filings.selectors.figures import COLUMNS, cell, value_text
from filings.selectors.verification import Sheet, SheetItem

LEFT_OUT = frozenset({"id", "company_name", "summary"})
"""Columns that the workspace has no room for; a team that became a company goes by the company's name."""

PEOPLE: dict[str, type[Any]] = {"staff": StaffMember, "mentors": Mentor}
"""Registers of people: what was frozen has no names, so the present ones are shown while they are the same."""


@dataclass(frozen=True, slots=True)
class ClaimedFigure:
    """A fact that the item rests on, claimed and corrected."""

    key: str
    label: str
    claimed: str
    corrected: str
    anchor: str
    rows: int

    @property
    def has_turned(self) -> bool:
        return self.claimed != self.corrected


@dataclass(frozen=True, slots=True)
class RowLine:
    """One register row behind a figure: `counts_for` names the figures, `out` whether this item takes it out,
    `held_by` another item that already does, `duplicates` where else the same is claimed.
    """

    ref: str
    cells: tuple[str, ...]
    counts_for: tuple[str, ...]
    out: bool
    held_by: SheetItem | None
    duplicates: tuple[str, ...] = ()

    @property
    def is_counted(self) -> bool:
        return not self.out and self.held_by is None


@dataclass(frozen=True, slots=True)
class RowTable:
    """The rows of one register behind an item's figures."""

    register: str
    label: str
    heads: tuple[str, ...]
    lines: tuple[RowLine, ...]

    @property
    def is_mixed(self) -> bool:
        """Whether the rows count for different figures, so that each line says for which."""
        return len({line.counts_for for line in self.lines}) > 1

    @property
    def counted(self) -> int:
        return sum(line.is_counted for line in self.lines)

    @property
    def doubtful(self) -> int:
        """How many rows stand elsewhere as well."""
        return sum(bool(line.duplicates) for line in self.lines)


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A frozen file as a tab: `page` is where the operator pointed to."""

    pk: int
    label: str
    name: str
    pages: int
    page: int


@dataclass(frozen=True, slots=True)
class Turned:
    """Another check that a correction touches."""

    label: str
    before: CheckResult
    after: CheckResult

    @property
    def changes_verdict(self) -> bool:
        return self.before.verdict != self.after.verdict


def facts_behind(item: SheetItem) -> tuple[str, ...]:
    """The facts that an item rests on; for what no figure can tell, those of its clause."""
    if item.reads:
        return item.reads
    section = next(section for section in SECTIONS if section.code == item.clause.section)
    return (*section.facts, *section.shows)


def claimed_figures(sheet: Sheet, item: SheetItem, judged: Judged) -> list[ClaimedFigure]:
    """The figures of an item, each leading to its rows."""
    rows = RegisterRows.from_json(sheet.snapshot.rows)
    return [
        ClaimedFigure(
            key=key,
            label=FACTS_BY_KEY[key].label,
            claimed=value_text(key, judged.claimed.value(key)),
            corrected=value_text(key, judged.facts.value(key)),
            anchor=FACT_SOURCES[key][0],
            rows=len(counted_rows(rows, key, as_of=sheet.snapshot.as_of)),
        )
        for key in facts_behind(item)
        if key in FACT_SOURCES
    ]


def typed_facts(item: SheetItem) -> tuple[str, ...]:
    """The facts of a check that are corrected by a value."""
    return tuple(key for key in item.reads if may_be_typed(key) and key in FACT_SOURCES)


def row_tables(
    sheet: Sheet, item: SheetItem, own: Corrections, duplicates: Mapping[RowRef, tuple[str, ...]]
) -> list[RowTable]:
    """The rows behind an item's figures, one table a register: those taken out first, then those that stand elsewhere as
    well. `own` are the item's corrections, `duplicates` the hints by row.
    """
    rows = RegisterRows.from_json(sheet.snapshot.rows)
    behind: dict[str, dict[int, tuple[Row, list[str]]]] = {}
    for key in facts_behind(item):
        for row in counted_rows(rows, key, as_of=sheet.snapshot.as_of) if key in FACT_SOURCES else ():
            register = register_of(rows, row, key)
            entry = behind.setdefault(register, {}).setdefault(row["id"], (row, []))
            entry[1].append(FACTS_BY_KEY[key].label)
    holders = holders_of(sheet, item)
    names = {row["id"]: row["company_name"] or row["name"] for row in rows.registers["residents"]}
    return [
        RowTable(
            register=register,
            label=REGISTER_LABELS[register],
            heads=heads_of(register),
            lines=tuple(
                sorted(row_lines(register, listed, names, own=own, holders=holders, duplicates=duplicates), key=rank)
            ),
        )
        for register, listed in behind.items()
    ]


def rank(line: RowLine) -> tuple[bool, bool]:
    """What asks for attention first."""
    return line.is_counted, not line.duplicates


def doubtful_items(sheet: Sheet, duplicates: Collection[RowRef]) -> dict[str, int]:
    """How many rows of each check stand elsewhere as well, by item; nothing for checks without such a row."""
    if not duplicates:
        return {}
    rows = RegisterRows.from_json(sheet.snapshot.rows)
    keys = {key for item in sheet.items for key in item.reads if key in FACT_SOURCES}
    behind = {key: doubtful_rows(rows, key, sheet.snapshot.as_of, duplicates) for key in keys}
    counts = {item.id: len(set().union(*(behind.get(key, set()) for key in item.reads))) for item in sheet.items}
    return {item: number for item, number in counts.items() if number}


def doubtful_rows(rows: RegisterRows, key: str, as_of: date, duplicates: Collection[RowRef]) -> set[RowRef]:
    """The rows behind a fact that stand elsewhere as well."""
    counted = ((register_of(rows, row, key), row["id"]) for row in counted_rows(rows, key, as_of=as_of))
    return {ref for ref in counted if ref in duplicates}


def register_of(rows: RegisterRows, row: Row, key: str) -> str:
    """Where a row stands: the fact's register, or the one that really holds it (a price list is a document)."""
    register = FACT_SOURCES[key][0]
    if any(row is held for held in rows.registers.get(register, ())):
        return register
    return next(name for name, held_rows in rows.registers.items() if any(row is held for held in held_rows))


def heads_of(register: str) -> tuple[str, ...]:
    """Heads of a table; registers of people begin with the name."""
    first = ("姓名",) if register in PEOPLE else ()
    return (*first, *(label for _, label in columns_of(register)))


def columns_of(register: str) -> list[tuple[str, str]]:
    """The columns of a register that the workspace shows."""
    return [(column, label) for column, label in COLUMNS[register] if column not in LEFT_OUT]


def row_lines(
    register: str,
    listed: Mapping[int, tuple[Row, list[str]]],
    names: Mapping[int, str],
    *,
    own: Corrections,
    holders: Mapping[RowRef, SheetItem],
    duplicates: Mapping[RowRef, tuple[str, ...]],
) -> Iterator[RowLine]:
    """The rows in words, in the order of the register."""
    people = names_of_people(register, listed) if register in PEOPLE else {}
    for pk, (row, labels) in listed.items():
        cells = [cell(register, column, row, names) for column, _ in columns_of(register)]
        if register == "residents":
            cells[0] = names[pk]
        yield RowLine(
            ref=f"{register}:{pk}",
            cells=(people.get(pk, f"编号{pk}"), *cells) if register in PEOPLE else tuple(cells),
            counts_for=tuple(labels),
            out=(register, pk) in own.rows,
            held_by=holders.get((register, pk)),
            duplicates=duplicates.get((register, pk), ()),
        )


def names_of_people(register: str, listed: Mapping[int, Any]) -> dict[int, str]:
    """Names of staff or mentors by row, where the register still says what was frozen."""
    found = PEOPLE[register].objects.filter(pk__in=listed).values_list("pk", "name")
    return {pk: name for pk, name in found if personal_digest(register, pk, name) == listed[pk][0]["digest"]}


def holders_of(sheet: Sheet, item: SheetItem) -> dict[RowRef, SheetItem]:
    """Rows that other items take out, with the item that does."""
    return {
        row: sheet.item(holder)
        for holder, corrections in sheet.corrections.items()
        if holder != item.id
        for row in corrections.rows
    }


def evidence_of(sheet: Sheet, item: SheetItem) -> list[EvidenceFile]:
    """The files that prove a check, then the rest of its clause; all of the clause for what no figure can tell."""
    proving = [file for file in sheet.snapshot.files if item.id in file["checks"]]
    clause = [file for file in sheet.snapshot.files if file["section"] == item.clause.section and file not in proving]
    return [
        EvidenceFile(file["file"], file["label"], file["name"], file["pages"], page_for(item, file))
        for file in (proving if item.reads and proving else [*proving, *clause])
    ]


def page_for(item: SheetItem, file: Mapping[str, Any]) -> int:
    """Where the operator wants a file opened for this check; snapshots of before know one page a file."""
    page: int = file.get("anchors", {}).get(item.id, file["page"])
    return page


def judged_with(sheet: Sheet, item: SheetItem, own: Corrections) -> Judged:
    """Facts and verdicts if the item held these corrections."""
    return judge(sheet.snapshot, sheet.elsewhere(item.id) | own)


def effects_on_others(sheet: Sheet, item: SheetItem, own: Corrections) -> list[Turned]:
    """What the item's corrections do to other checks, beside what is corrected elsewhere."""
    without = judge(sheet.snapshot, sheet.elsewhere(item.id)).result
    with_own = judged_with(sheet, item, own).result
    return [
        Turned(after.label, before, after)
        for before, after in zip(without.checks, with_own.checks, strict=True)
        if before != after and after.id != item.id
    ]


def explanation_of(sheet: Sheet, item: SheetItem) -> str:
    """What the operator explained of a check."""
    return sheet.snapshot.sections["explanations"].get(item.id, "")


def item_history(sheet: Sheet, item: SheetItem) -> list[HistoryLine]:
    """What was found on an item before, newest first."""
    record = f"application:{sheet.application.pk}"
    lines = HistoryLine.objects.filter(record=record, action="verify_item", details__item=item.id)
    return list(lines.select_related("actor").order_by("-sequence"))


def neighbours(sheet: Sheet, item: SheetItem) -> tuple[SheetItem | None, SheetItem | None]:
    """The items before and after one."""
    position = sheet.items.index(item)
    before = sheet.items[position - 1] if position else None
    return before, sheet.items[position + 1] if position + 1 < len(sheet.items) else None


def next_open(sheet: Sheet, item_id: str) -> SheetItem | None:
    """The next item not marked yet, from an item on and round to the first."""
    ids = [item.id for item in sheet.items]
    position = ids.index(item_id) + 1 if item_id in ids else 0
    return next((item for item in (*sheet.items[position:], *sheet.items[:position]) if not item.verification), None)
