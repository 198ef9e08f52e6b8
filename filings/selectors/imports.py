"""The preview of a load for its page: rows with their changes side by side, questions with their answers. Reading only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from filings.models import ImportJob, ImportRow

MOST_COLUMNS: Final = 8
"""Columns that stand side by side; what else a row changes is folded away below it."""
OUTCOMES: Final = (
    ("new", "新增", "pass", "plus"),
    ("changed", "有变化", "blue", "pencil"),
    ("unchanged", "无变化", "", "equal"),
    ("refused", "拒收", "fail", "ban"),
)
"""Value, word, tone and icon, in the order of the page."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of the preview: `mark` is new, err, warn or same."""

    old: str
    new: str
    mark: str


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of the preview; `more` are the changes that found no column."""

    row: ImportRow
    word: str
    tone: str
    icon: str
    cells: tuple[GridCell, ...]
    more: tuple[tuple[str, str, str], ...]


def rows_shown(job: ImportJob, outcome: str) -> QuerySet[ImportRow]:
    """The rows of a job, of one outcome or all."""
    rows = job.rows.order_by("position")
    return rows.filter(outcome=outcome) if outcome in {value for value, *_ in OUTCOMES} else rows


def rows_asking(job: ImportJob) -> QuerySet[ImportRow]:
    """Rows that would be written and raise questions."""
    return job.rows.filter(outcome__in=("new", "changed")).exclude(questions=[]).order_by("position")


def columns_of(rows: Iterable[ImportRow], titles: Sequence[str]) -> list[str]:
    """The columns worth standing side by side: what is wrong or asked first, then what changes, then what is new."""
    places = {title: place for place, title in enumerate(titles)}
    ranked: dict[str, int] = {}
    for row in rows:
        wrong = [problem["field"] for problem in row.problems if problem["position"] >= 0]
        asked = [question["field"] for question in row.questions]
        changed = [title for title, *_ in row.changes]
        for rank, names in ((0, wrong), (0, asked), (1 if row.outcome == "changed" else 2, changed)):
            for name in names:
                if not titles or name in places:
                    ranked[name] = min(rank, ranked.get(name, rank))
    chosen = sorted(ranked, key=lambda name: ranked[name])[:MOST_COLUMNS]
    return sorted(chosen, key=lambda name: places.get(name, len(places)))


def grid_row(row: ImportRow, columns: Sequence[str]) -> GridRow:
    """One row under the columns."""
    _, word, tone, icon = next(each for each in OUTCOMES if each[0] == row.outcome)
    changes = {title: (old, new) for title, old, new in row.changes}
    wrong = {problem["field"]: problem["value"] or "空白" for problem in row.problems}
    asked = {question["field"] for question in row.questions}
    cells = tuple(grid_cell(name, changes, wrong, asked, is_new=row.outcome == "new") for name in columns)
    more = tuple((title, old, new) for title, old, new in row.changes if title not in columns)
    return GridRow(row, word, tone, icon, cells, more)


def grid_cell(
    name: str, changes: Mapping[str, tuple[str, str]], wrong: Mapping[str, str], asked: set[str], *, is_new: bool
) -> GridCell:
    """What stands in a column of a row."""
    if name in wrong:
        return GridCell("", wrong[name], "err")
    old, new = changes.get(name, ("", ""))
    if name in asked:
        return GridCell(old, new, "warn")
    return GridCell(old, new, "same" if is_new or name not in changes else "new")


def tabs_of(job: ImportJob, shown: str) -> list[dict[str, Any]]:
    """All, then each outcome, for components/saved.html."""
    total = sum(job.counts.values())
    tabs = [{"url": "?", "label": "全部", "count": total, "active": not shown}]
    for value, word, *_ in OUTCOMES:
        tabs.append(
            {"url": f"?show={value}", "label": word, "count": job.counts.get(value, 0), "active": shown == value}
        )
    return tabs


def fault_lines(row: ImportRow) -> list[str]:
    """「年报!S7　C2 专职人员：填的是…」"""
    return [f"{row.sheet}!{problem['column']}{row.number}　{problem['message']}" for problem in row.problems]
