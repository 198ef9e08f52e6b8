"""Files to sheets: .xlsx, .xls, .ods and CSV, known by what they hold and not by their names."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as ET

from zzspace.sheets.cells import Cell, Sheet, UnreadableFile, Workbook
from zzspace.sheets.faults import bad_cells, bad_cells_of_tables
from zzspace.sheets.faults_xls import bad_cells_of_xls
from zzspace.sheets.parcels import (
    DAMAGED,
    MOST_COLUMNS,
    MOST_ROWS,
    NOT_A_WORKBOOK,
    PROTECTED,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    clean_copy,
    packed,
)
from zzspace.sheets.parsing import parsed

MOST_BYTES: Final = 20 * 1024 * 1024
ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")
EMPTY: Final = "文件是空的。请检查后重新上传。"
HEAVY: Final = f"文件超过{MOST_BYTES // 1024 // 1024}MB。请分成几个文件上传。"
UNKNOWN_TEXT: Final = "CSV文件的编码无法识别。请另存为UTF-8或GB18030编码的CSV，或者改用.xlsx。"
CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
HEAD_LINES: Final = 30
"""Lines of a CSV in which its delimiter is counted: titles have none."""
RELATIONS: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_workbook(content: bytes, *, name: str = "") -> Workbook:
    """The visible sheets of a file; `name` serves only to call a CSV's one sheet.

    Raises UnreadableFile with a sentence for the sender: not a workbook, damaged, protected by a password, too large.
    """
    if not content:
        raise UnreadableFile(EMPTY)
    if len(content) > MOST_BYTES:
        raise UnreadableFile(HEAVY)
    if content.startswith(ZIP):
        return read_parcel(content)
    if content.startswith(OLE):
        if ENCRYPTED_PACKAGE in content:
            raise UnreadableFile(PROTECTED)
        return parsed(content, bad_cells_of_xls(content))
    return Workbook((Sheet(name.rsplit(".", 1)[0] or "CSV", list(csv_rows(content))),))


def read_parcel(content: bytes) -> Workbook:
    """.xlsx or .ods, from a clean copy."""
    parts = clean_copy(content)
    bad = {name: bad_cells(parts[part]) for name, part in sheet_parts(parts).items() if part in parts}
    if "content.xml" in parts:
        bad = bad_cells_of_tables(parts["content.xml"])
    content = packed(parts)
    parts.clear()
    return parsed(content, bad)


def sheet_parts(parts: dict[str, bytes]) -> dict[str, str]:
    """The part of each sheet of an .xlsx by the sheet's name; {} for .ods."""
    if "xl/workbook.xml" not in parts:
        return {}
    try:
        workbook = ET.fromstring(parts["xl/workbook.xml"])  # noqa: S314 - no DOCTYPE gets here (parcels)
        relations = ET.fromstring(parts["xl/_rels/workbook.xml.rels"])  # noqa: S314 - the same
    except (ET.ParseError, KeyError) as problem:
        raise UnreadableFile(DAMAGED) from problem
    targets = {each.get("Id"): each.get("Target", "").removeprefix("/xl/") for each in relations}
    sheets = (each for each in workbook.iter() if each.tag.endswith("}sheet"))
    return {each.get("name", ""): f"xl/{targets.get(each.get(RELATIONS), '')}" for each in sheets}


def csv_rows(content: bytes) -> Iterator[list[Cell]]:
    """The rows of a CSV; what is no text is refused."""
    text = decoded(content)
    head = "\n".join(text.split("\n", HEAD_LINES)[:HEAD_LINES])
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, row in enumerate(reader):
            if number >= MOST_ROWS:
                raise UnreadableFile(TOO_MANY_ROWS)
            if len(row) > MOST_COLUMNS:
                raise UnreadableFile(TOO_MANY_COLUMNS)
            yield list(row)
    except csv.Error as problem:
        raise UnreadableFile(DAMAGED) from problem


def decoded(content: bytes) -> str:
    """Text in UTF-8, with or without a byte order mark, or in GB18030."""
    if content.startswith(UTF_16):
        raise UnreadableFile(UNKNOWN_TEXT)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if CONTROL.search(text):
            raise UnreadableFile(NOT_A_WORKBOOK)
        return text
    raise UnreadableFile(NOT_A_WORKBOOK if b"\x00" in content[:4096] else UNKNOWN_TEXT)
