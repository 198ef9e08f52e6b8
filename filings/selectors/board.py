"""The board of a round: submitted cases by district and state, with those overdue. One query for all cells."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from filings.models import District, Round, User
from filings.permissions import visible_applications
from filings.selectors.queue import is_overdue
from filings.workflow import STATE_LABELS, State

SHOWN: Final = tuple(state for state in State if state != State.DRAFT)


@dataclass(frozen=True, slots=True)
class Cell:
    """A number with the queue behind it."""

    number: int
    overdue: int
    url: str
    overdue_url: str


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One district, or all."""

    label: str
    cells: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True, slots=True)
class Board:
    """The board: states as columns that hold anything, districts as rows that hold anything."""

    states: tuple[str, ...]
    rows: tuple[BoardRow, ...]
    total: BoardRow


Counts = dict[tuple[str, str], tuple[int, int]]


def board_of(record: Round, user: User) -> Board:
    """The cells of a round, each with the address of the queue that lists its cases. Two queries."""
    late = Count("pk", filter=is_overdue(timezone.localdate()))
    cases = visible_applications(user).filter(Q(round=record))
    found = cases.order_by().values_list("district", "state").annotate(number=Count("pk"), late=late)
    counts: Counts = {(district, state): (number, overdue) for district, state, number, overdue in found}
    states = tuple(state for state in SHOWN if any(held == state for _, held in counts))
    names = dict(District.objects.order_by("position", "slug").values_list("slug", "name"))
    slugs = [slug for slug in names if any(district == slug for district, _ in counts)]
    rows = tuple(board_row(record, counts, names[slug], [slug], states) for slug in slugs)
    total = board_row(record, counts, "合计", slugs, states)
    return Board(tuple(STATE_LABELS[state] for state in states), rows, total)


def board_row(record: Round, counts: Counts, label: str, slugs: list[str], states: Iterable[State]) -> BoardRow:
    """The cells of some districts; of all of them the queue is asked without a district."""
    district = slugs[0] if label != "合计" else ""
    cells = []
    whole: Counter[str] = Counter()
    for state in states:
        held = [counts.get((slug, state), (0, 0)) for slug in slugs]
        number, overdue = sum(each[0] for each in held), sum(each[1] for each in held)
        whole.update(number=number, overdue=overdue)
        cells.append(cell_of(record, number, overdue, district=district, state=state))
    total = cell_of(record, whole["number"], whole["overdue"], district=district, state="")
    return BoardRow(label, tuple(cells), total)


def cell_of(record: Round, number: int, overdue: int, *, district: str, state: str) -> Cell:
    """A number with its two addresses."""
    asked = {"view": "all", "round": record.pk, "district": district, "state": state}
    query = {name: value for name, value in asked.items() if value}
    queue = reverse("filings:queue")
    return Cell(number, overdue, f"{queue}?{urlencode(query)}", f"{queue}?{urlencode(query | {'overdue': 1})}")
