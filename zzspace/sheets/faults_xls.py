"""Finds cells with errors in an .xls, which the parser gives as blank: the compound file's Workbook stream, record by record.

A file that is not laid out as it should be gives none; whether it can be read at all is the parser's to say.
"""

import struct
from collections.abc import Iterator
from itertools import islice
from typing import Final

from zzspace.sheets.cells import BadCell, Fault
from zzspace.sheets.faults import Places

HEADER_FAT: Final = slice(76, 76 + 109 * 4)
LAST_SECTOR: Final = 0xFFFFFFFA
"""From here on numbers of sectors are marks."""
ENTRY: Final = 128
STREAM_NAMES: Final = ("Workbook", "Book")
BOUND_SHEET, BOOL_OR_ERROR, FORMULA, END = 0x0085, 0x0205, 0x0006, 0x000A
IS_ERROR: Final = 2
MOST_RECORDS: Final = 10_000_000
"""Records that are looked at in all sheets together."""
ERRORS: Final = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def bad_cells_of_xls(content: bytes) -> dict[str, Places]:
    """Cells with errors by the names of their sheets."""
    try:
        stream = workbook_stream(content)
        sheets = dict(sheets_in(stream))
        most = MOST_RECORDS // max(len(sheets), 1)
        return {name: dict(errors_from(stream, start, most)) for name, start in sheets.items()}
    except (struct.error, IndexError, ValueError):
        return {}


def workbook_stream(content: bytes) -> bytes:
    """The stream of the workbook; b"" where there is none."""
    size = 1 << min(struct.unpack_from("<H", content, 30)[0], 12)
    fat = allocation(content, size)
    directory = chained(content, fat, struct.unpack_from("<I", content, 48)[0], size)
    for at in range(0, len(directory) - ENTRY + 1, ENTRY):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        if directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace") in STREAM_NAMES:
            start, weight = struct.unpack_from("<II", directory, at + 116)
            return chained(content, fat, start, size)[:weight]
    return b""


def allocation(content: bytes, size: int) -> list[int]:
    """The table that names each sector's next; files under 7 MB have all of it in their header."""
    sectors = [number for (number,) in struct.iter_unpack("<I", content[HEADER_FAT]) if number < LAST_SECTOR]
    table = b"".join(sector(content, number, size) for number in sectors)
    return [number for (number,) in struct.iter_unpack("<I", table[: len(table) // 4 * 4])]


def sector(content: bytes, number: int, size: int) -> bytes:
    return content[(number + 1) * size : (number + 2) * size]


def chained(content: bytes, fat: list[int], start: int, size: int) -> bytes:
    """The sectors of a chain, each at most once."""
    parts, number, seen = [], start, set()
    while number < LAST_SECTOR and number not in seen:
        seen.add(number)
        parts.append(sector(content, number, size))
        number = fat[number]
    return b"".join(parts)


def records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Kind and bytes of each record up to the end of the part that begins here."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == END:
            return
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def sheets_in(stream: bytes) -> Iterator[tuple[str, int]]:
    """Names of the sheets and where each begins."""
    for kind, record in records(stream, 0):
        if kind == BOUND_SHEET:
            start, count, is_wide = struct.unpack_from("<I", record)[0], record[6], record[7] & 1
            name = record[8 : 8 + count * (2 if is_wide else 1)]
            yield name.decode("utf-16-le" if is_wide else "latin-1", "replace"), start


def errors_from(stream: bytes, start: int, most: int) -> Iterator[tuple[tuple[int, int], BadCell]]:
    """Cells with errors of the sheet that begins here: values, and formulas by their results."""
    for kind, record in islice(records(stream, start), most):
        code = None
        if kind == BOOL_OR_ERROR and record[7]:
            code = record[6]
        elif kind == FORMULA and record[12:14] == b"\xff\xff" and record[6] == IS_ERROR:
            code = record[8]
        if code is not None:
            row, column = struct.unpack_from("<HH", record)
            yield (row, column), BadCell(Fault.ERROR, ERRORS.get(code, "#ERROR!"))
