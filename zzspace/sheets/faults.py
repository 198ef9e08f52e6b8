"""Finds the cells that a parser gives as blank although something stands there: errors, and formulas never worked out."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

from zzspace.sheets.cells import BadCell, Fault, column_index

Places = dict[tuple[int, int], BadCell]
"""By (row index, column index)."""

# None of these looks further than a tag may be long, so that no file makes them look at each byte more than a few times.
SUSPECT: Final = re.compile(rb'<c (?:([^<>]{0,200}?\bt="e"[^<>]{0,200})|([^<>]{0,200})>\s{0,9}(?=<f[ />]))')
PLACE: Final = re.compile(rb'\br="([A-Z]{1,3})(\d{1,9})"')
LONGEST_CELL: Final = 200_000
"""Bytes between the tags of a cell."""
VALUE: Final = re.compile(rb"<v>(.*?)</v>", re.DOTALL)

TABLE: Final = re.compile(rb"<table:table ([^<>]{0,2000})>")
TABLE_NAME: Final = re.compile(rb'\btable:name="([^"]*)"')
ROW_OR_CELL: Final = re.compile(rb"<table:(table-row|table-cell|covered-table-cell)\b([^<>]{0,2000})>")
ROWS_REPEATED: Final = re.compile(rb'table:number-rows-repeated="(\d{1,9})"')
CELLS_REPEATED: Final = re.compile(rb'table:number-columns-repeated="(\d{1,9})"')
SHOWN: Final = re.compile(rb"<text:p[^<>]{0,300}>(.*?)</text:p>", re.DOTALL)
END_OF_CELL: Final = b"</table:table-cell>"
ERROR: Final = re.compile(rb"#|Err:\d")


def bad_cells(part: bytes) -> Places:
    """Such cells of an .xlsx sheet."""
    found: Places = {}
    if not any(sign in part for sign in (b't="e"', b"<f>", b"<f ", b"<f/")):
        return found
    for suspect in SUSPECT.finditer(part):
        is_error = suspect[1] is not None
        attributes = suspect[1] if is_error else suspect[2]
        end = part.find(b"</c>", suspect.end(), suspect.end() + LONGEST_CELL)
        if end < 0:
            break  # no such cell exists; the parser will say so
        place = PLACE.search(attributes)
        bad = bad_cell(part[suspect.end() : end], is_error=is_error)
        if place and bad:
            found[int(place[2]) - 1, column_index(place[1].decode())] = bad
    return found


def bad_cell(inner: bytes, *, is_error: bool) -> BadCell | None:
    """What a cell with an error or a formula shows in place of a value; None where it has one."""
    value = VALUE.search(inner)
    text = unescape(value[1].decode("utf-8", "replace")) if value else ""
    if is_error:
        return BadCell(Fault.ERROR, text or "#ERROR!")
    return BadCell(Fault.FORMULA, "公式") if not text and b"<is>" not in inner else None


def bad_cells_of_tables(content: bytes) -> dict[str, Places]:
    """Such cells of an OpenDocument's content, by the names of its tables."""
    if b"table:formula=" not in content:
        return {}
    found = {}
    tables = [*TABLE.finditer(content)]
    ends = [*(table.start() for table in tables[1:]), len(content)]
    for table, end in zip(tables, ends, strict=True):
        name = TABLE_NAME.search(table[1])
        cells = bad_cells_of_table(content[table.end() : end])
        found[unescape(name[1].decode("utf-8", "replace")) if name else ""] = dict(cells)
    return found


def bad_cells_of_table(part: bytes) -> Iterator[tuple[tuple[int, int], BadCell]]:
    """Such cells of a table; rows and cells that are written once for many count as many."""
    row, rows, column = -1, 1, 0
    for tag in ROW_OR_CELL.finditer(part):
        kind, attributes = tag[1], tag[2]
        if kind == b"table-row":
            row, rows, column = row + rows, repeats(ROWS_REPEATED, attributes), 0
            continue
        if b"table:formula=" in attributes:
            end = (
                tag.end() if attributes.endswith(b"/") else part.find(END_OF_CELL, tag.end(), tag.end() + LONGEST_CELL)
            )
            if end < 0:
                return  # no such cell exists; the parser will say so
            if bad := bad_formula(attributes, part[tag.end() : end]):
                yield (row, column), bad
        column += repeats(CELLS_REPEATED, attributes)


def repeats(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    """How often a row or a cell stands there."""
    found = pattern.search(attributes)
    return int(found[1]) if found else 1


def bad_formula(attributes: bytes, inner: bytes) -> BadCell | None:
    """What a formula shows in place of a value; None where it has one."""
    if b"office:value-type=" not in attributes:
        return BadCell(Fault.FORMULA, "公式")
    if b'office:value-type="string"' not in attributes:
        return None
    shown = SHOWN.search(inner)
    text = shown[1] if shown else b""
    if ERROR.match(text) or b'calcext:value-type="error"' in attributes:
        return BadCell(Fault.ERROR, unescape(text.decode("utf-8", "replace")) or "#ERROR!")
    return None
