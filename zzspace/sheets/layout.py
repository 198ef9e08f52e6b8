"""Finds the header of a sheet: below whatever titles stand above it, its columns in any order, by code or by label."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from zzspace.sheets.cells import Cell, Sheet, column_letter

SEARCHED_ROWS: Final = 30
"""A header further down is none."""
NEEDED_SHARE: Final = 3
"""A row is a header where it names at least one in three of the columns."""
UNIT: Final = re.compile(r"[(（][^()（）]*[)）]$")
BLANKS: Final = re.compile(r"[\s*＊:：]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """A column that is looked for: by `code` in front ("B1") or by one of its `names` alone."""

    key: str
    names: tuple[str, ...]
    code: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns stand. `row` is the header's index; `ignored` are (letter, text) of columns not asked for."""

    row: int
    positions: Mapping[str, int]
    ignored: tuple[tuple[str, str], ...]
    missing: tuple[Heading, ...]
    doubled: tuple[str, ...]


def find_layout(sheet: Sheet, headings: Sequence[Heading]) -> Layout | None:
    """The layout by the row that names most columns; None where no row names enough of them."""
    known = by_text(headings)
    best: tuple[int, int] | None = None
    for index, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
        found = len({key for cell in row if (key := match(cell, known))})
        if found * NEEDED_SHARE >= len(headings) and (best is None or found > best[0]):
            best = (found, index)
    return layout_at(sheet, best[1], headings, known) if best else None


def by_text(headings: Iterable[Heading]) -> dict[str, str]:
    """Keys by every text under which a heading is recognised; codes are marked with a trailing blank."""
    known: dict[str, str] = {}
    for heading in headings:
        for name in heading.names:
            known[plain(name)] = heading.key
            known[without_unit(plain(name))] = heading.key
        if heading.code:
            known[f"{heading.code} "] = heading.key
    return known


def plain(text: str) -> str:
    """Full-width forms as ordinary ones, no blanks, no marks of required fields."""
    return BLANKS.sub("", unicodedata.normalize("NFKC", text)).upper()


def without_unit(text: str) -> str:
    """The text without the unit in brackets at its end."""
    return UNIT.sub("", text)


CODE: Final = re.compile(r"([A-Z]\d{1,2})(?!\d)")


def match(cell: Cell, known: Mapping[str, str]) -> str | None:
    """The key of the column that a header cell names."""
    if not isinstance(cell, str) or not cell:
        return None
    text = plain(cell)
    if (key := known.get(text) or known.get(without_unit(text))) is not None:
        return key
    code = CODE.match(text)
    return known.get(f"{code[1]} ") if code else None


def layout_at(sheet: Sheet, row: int, headings: Sequence[Heading], known: Mapping[str, str]) -> Layout:
    """The layout with its header in a row."""
    positions: dict[str, int] = {}
    ignored: list[tuple[str, str]] = []
    doubled: list[str] = []
    for index, cell in enumerate(sheet.rows[row]):
        key = match(cell, known)
        if key is None:
            if isinstance(cell, str) and cell.strip():
                ignored.append((column_letter(index), " ".join(cell.split())))
        elif key in positions:
            doubled.append(key)
        else:
            positions[key] = index
    missing = tuple(heading for heading in headings if heading.key not in positions)
    return Layout(row, positions, tuple(ignored), missing, tuple(doubled))
