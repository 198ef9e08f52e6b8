"""Finds the cells that a parser gives as blank although something stands there: errors, and formulas never worked out."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

from zzspace.sheets.cells import BadCell, Fault, column_index

Places = dict[tuple[int, int], BadCell]
"""By (row index, column index)."""

WITHOUT_VALUE: Final = re.compile(rb'\bt="e"|<f[ />]')
CELL: Final = re.compile(rb"<c ([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
PLACE: Final = re.compile(rb'\br="([A-Z]+)(\d+)"')
VALUE: Final = re.compile(rb"<v>(.*?)</v>", re.DOTALL)

TABLE: Final = re.compile(rb"<table:table ([^>]*)>(.*?)</table:table>", re.DOTALL)
TABLE_NAME: Final = re.compile(rb'\btable:name="([^"]*)"')
ROW_OR_CELL: Final = re.compile(rb"<table:(table-row|table-cell|covered-table-cell)\b([^>]*)>")
ROWS_REPEATED: Final = re.compile(rb'table:number-rows-repeated="(\d+)"')
CELLS_REPEATED: Final = re.compile(rb'table:number-columns-repeated="(\d+)"')
SHOWN: Final = re.compile(rb"<text:p[^>]*>(.*?)</text:p>", re.DOTALL)
ERROR: Final = re.compile(rb"#|Err:\d")


def bad_cells(part: bytes) -> dict[tuple[int, int], BadCell]:
    """Cells of an .xlsx sheet with an error, or with a formula and no value, by (row index, column index)."""
    found: dict[tuple[int, int], BadCell] = {}
    begun = -1
    for mark in WITHOUT_VALUE.finditer(part):
        start = part.rfind(b"<c ", 0, mark.start())
        if start in (-1, begun):
            continue
        begun = start
        cell = CELL.match(part, start)
        place = PLACE.search(cell[1]) if cell else None
        if cell and place and (bad := bad_cell(cell[1], cell[2] or b"")):
            found[int(place[2]) - 1, column_index(place[1].decode())] = bad
    return found


def bad_cell(attributes: bytes, inner: bytes) -> BadCell | None:
    """What a cell shows in place of a value; None where it has one, or is blank."""
    value = VALUE.search(inner)
    text = value[1].decode("utf-8", "replace") if value else ""
    if b't="e"' in attributes:
        return BadCell(Fault.ERROR, text or "#ERROR!")
    is_formula = b"<f>" in inner or b"<f " in inner or b"<f/" in inner
    return BadCell(Fault.FORMULA, "公式") if is_formula and not text and b"<is>" not in inner else None


def bad_cells_of_tables(content: bytes) -> dict[str, Places]:
    """Such cells of an OpenDocument's content, by the names of its tables."""
    if b"table:formula=" not in content:
        return {}
    found = {}
    for table in TABLE.finditer(content):
        name = TABLE_NAME.search(table[1])
        found[unescape(name[1].decode("utf-8", "replace")) if name else ""] = dict(bad_cells_of_table(table[2]))
    return found


def bad_cells_of_table(part: bytes) -> Iterator[tuple[tuple[int, int], BadCell]]:
    """Such cells of a table; rows and cells that are written once for many count as many."""
    row, rows, column = -1, 1, 0
    for tag in ROW_OR_CELL.finditer(part):
        kind, attributes = tag[1], tag[2]
        if kind == b"table-row":
            row, rows, column = row + rows, repeats(ROWS_REPEATED, attributes), 0
            continue
        if b"table:formula=" in attributes and (bad := bad_formula(part, tag.end(), attributes)):
            yield (row, column), bad
        column += repeats(CELLS_REPEATED, attributes)


def repeats(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    """How often a row or a cell stands there."""
    found = pattern.search(attributes)
    return int(found[1]) if found else 1


def bad_formula(part: bytes, start: int, attributes: bytes) -> BadCell | None:
    """What a formula shows in place of a value; None where it has one."""
    if b"office:value-type=" not in attributes:
        return BadCell(Fault.FORMULA, "公式")
    if b'office:value-type="string"' not in attributes:
        return None
    end = part.find(b"</table:table-cell>", start)
    shown = SHOWN.search(part, start, end) if not attributes.endswith(b"/") and end > 0 else None
    text = shown[1] if shown else b""
    if ERROR.match(text) or b'calcext:value-type="error"' in attributes:
        return BadCell(Fault.ERROR, unescape(text.decode("utf-8", "replace")) or "#ERROR!")
    return None
