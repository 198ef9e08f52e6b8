"""Errors in .xls files, from streams made by hand; tests/soak/test_libreoffice.py asks LibreOffice's own."""

import struct

import pytest

from zzspace.sheets import BadCell, faults_xls
from zzspace.sheets.cells import Fault
from zzspace.sheets.faults_xls import bad_cells_of_xls

SECTOR = 512
END_OF_CHAIN = 0xFFFFFFFE
FREE = 0xFFFFFFFF


def record(kind, body=b""):
    return struct.pack("<HH", kind, len(body)) + body


def compound(stream):
    """A compound file with one stream, Workbook: sector 0 the table, 1 the directory, then the stream."""
    count = -(-len(stream) // SECTOR)
    following = [*range(3, count + 2), END_OF_CHAIN]
    fat = [0xFFFFFFFD, END_OF_CHAIN, *following]
    header = bytearray(SECTOR)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<II", header, 44, 1, 1)
    struct.pack_into("<109I", header, 76, 0, *[FREE] * 108)
    name = "Workbook".encode("utf-16-le")
    entry = bytearray(128)
    entry[: len(name)] = name
    struct.pack_into("<H", entry, 64, len(name) + 2)
    struct.pack_into("<II", entry, 116, 2, len(stream))
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(SECTOR, b"\xff")[:SECTOR]
    return bytes(header) + table + bytes(entry).ljust(SECTOR, b"\0") + stream.ljust(count * SECTOR, b"\0")


def formula(row, column, result):
    return record(0x0006, struct.pack("<HHH", row, column, 0) + result + b"\0" * 8)


def workbook(sheets):
    """Sheets by name, each the bytes of its records."""
    names = [name.encode("utf-16-le") for name in sheets]
    bound = [record(0x0085, struct.pack("<IHBB", 0, 0, len(name) // 2, 1) + name) for name in names]
    at = sum(map(len, bound)) + 4
    stream, bodies = b"", b""
    for name, body in zip(names, sheets.values(), strict=True):
        stream += record(0x0085, struct.pack("<IHBB", at + len(bodies), 0, len(name) // 2, 1) + name)
        bodies += body + record(0x000A)
    return compound(stream + record(0x000A) + bodies)


def test_errors_are_found_in_values_and_in_results_of_formulas():
    first = (
        record(0x0205, struct.pack("<HHHBB", 6, 18, 0, 0x2A, 1))
        + record(0x0205, struct.pack("<HHHBB", 6, 19, 0, 1, 0))
        + formula(7, 2, b"\x02\x00\x07\x00\x00\x00\xff\xff")
        + formula(8, 2, struct.pack("<d", 12.0))
        + formula(9, 2, b"\x00\x00\x00\x00\x00\x00\xff\xff")
    )
    second = record(0x0205, struct.pack("<HHHBB", 0, 0, 0, 0x99, 1))
    assert bad_cells_of_xls(workbook({"年报": first, "二": second})) == {
        "年报": {(6, 18): BadCell(Fault.ERROR, "#N/A"), (7, 2): BadCell(Fault.ERROR, "#DIV/0!")},
        "二": {(0, 0): BadCell(Fault.ERROR, "#ERROR!")},
    }


@pytest.mark.parametrize("length", [0, 8, 60, 511, 700, 1100])
def test_what_is_cut_off_gives_none(length):
    content = workbook({"年报": record(0x0205, struct.pack("<HHHBB", 6, 18, 0, 0x2A, 1))})
    assert bad_cells_of_xls(content[:length]) == {}


def test_no_more_records_are_looked_at_than_the_file_may_cost(monkeypatch):
    errors = b"".join(record(0x0205, struct.pack("<HHHBB", row, 0, 0, 0x2A, 1)) for row in range(10))
    monkeypatch.setattr(faults_xls, "MOST_RECORDS", 6)
    found = bad_cells_of_xls(workbook({"一": errors, "二": errors}))
    assert {name: sorted(places) for name, places in found.items()} == {
        "一": [(0, 0), (1, 0), (2, 0)],
        "二": [(0, 0), (1, 0), (2, 0)],
    }
