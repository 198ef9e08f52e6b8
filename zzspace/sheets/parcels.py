"""Opens the zipped formats within bounds: what a parcel may weigh and hold, and a clean copy of the parts that are read.

Nothing of the original archive reaches the parser: sizes that lie, references to outside and scripts end here.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from zzspace.sheets.cells import UnreadableFile

MOST_PARTS: Final = 2_000
MOST_INFLATED: Final = 200 * 1024 * 1024
"""Bytes of all parts that are read, unpacked."""
MOST_ROWS: Final = 50_000
MOST_COLUMNS: Final = 104
"""Columns A to CZ."""

DAMAGED: Final = "文件不完整或已损坏，无法打开。请重新导出或另存后再上传。"
TOO_LARGE: Final = "文件解开后过大，无法读取。请删去多余的工作表、图片和空行后另存，再上传。"
TOO_MANY_ROWS: Final = f"工作表超过{MOST_ROWS:,}行。请分成几个文件上传。"
TOO_MANY_COLUMNS: Final = f"工作表超过{MOST_COLUMNS}列。请删去多余的列后再上传。"
REFERENCES: Final = "文件内含有外部引用（DOCTYPE），不能读取。请用Excel或WPS另存为.xlsx后再上传。"
PROTECTED: Final = "文件有打开密码，无法读取。请取消密码后另存，再上传。"
NOT_A_WORKBOOK: Final = "这不是Excel工作簿。请上传.xlsx、.xls、.ods或.csv文件。"

READ_PARTS: Final = re.compile(
    r"(\[Content_Types\]\.xml|_rels/.*|xl/workbook\.xml|xl/_rels/.*|xl/sharedStrings\.xml|xl/styles\.xml"
    r"|xl/worksheets/[^/]+\.xml|content\.xml|styles\.xml|mimetype|META-INF/manifest\.xml)"
)
SHEET_PART: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
# None of these looks further than a tag may be long, so that no file makes them look at each byte more than a few times.
MAYBE_FAR: Final = re.compile(rb' r="(?:[D-Z][A-Z]|[A-Z]{3})\d')
FAR_COLUMN: Final = re.compile(rb'<c [^<>]{0,200}?\br="(?:[D-Z][A-Z]|[A-Z]{3})\d')
ROW_NUMBER: Final = re.compile(rb'<row [^<>]{0,300}?\br="(\d{1,20})"')
REPEATED_ROW: Final = re.compile(rb'<table:table-row [^<>]{0,300}?table:number-rows-repeated="\d{4,}"')
REPEATED_CELL: Final = re.compile(
    rb'<table:table-cell [^<>]{0,300}?table:number-columns-repeated="\d{3,}"[^<>]{0,300}>'
)
REPEATS: Final = re.compile(rb'table:number-(rows|columns)-repeated="\d{3,}"')


def clean_copy(content: bytes) -> dict[str, bytes]:
    """The parts that are read, unpacked within bounds; raises UnreadableFile with what is wrong."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parcel:
            return dict(parts_of(parcel))
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, zlib.error) as problem:
        raise UnreadableFile(DAMAGED) from problem
    except RuntimeError as problem:  # zipfile's word for a password
        raise UnreadableFile(PROTECTED) from problem


def parts_of(parcel: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Each part that is read, with its bytes. zipfile inflates no more than a part declares and checks its sum."""
    entries = parcel.infolist()
    if len(entries) > MOST_PARTS:
        raise UnreadableFile(TOO_LARGE)
    wanted = [entry for entry in entries if READ_PARTS.fullmatch(entry.filename)]
    names = {entry.filename for entry in wanted}
    if not names & {"xl/workbook.xml", "content.xml"}:
        raise UnreadableFile(NOT_A_WORKBOOK)
    if sum(entry.file_size for entry in wanted) > MOST_INFLATED:
        raise UnreadableFile(TOO_LARGE)
    for entry in wanted:
        part = parcel.read(entry)
        if b"<!DOCTYPE" in part[:4096] or b"<!ENTITY" in part[:4096]:
            raise UnreadableFile(REFERENCES)
        yield entry.filename, bounded(entry.filename, part)


def bounded(name: str, part: bytes) -> bytes:
    """A part as the parser may have it: no sheet is laid out wider or longer than the bounds."""
    if SHEET_PART.fullmatch(name):
        return bounded_sheet(part)
    if name == "content.xml":
        return bounded_tables(part)
    if name == "META-INF/manifest.xml" and b"encryption-data" in part:
        raise UnreadableFile(PROTECTED)
    return part


def bounded_sheet(part: bytes) -> bytes:
    """A sheet of .xlsx: refused beyond the bounds; rows that hold only formats are left out where there are too many."""
    if is_wide(part):
        part = without_empty_rows(part)
        if is_wide(part):
            raise UnreadableFile(TOO_MANY_COLUMNS)
    if last_row(part) > MOST_ROWS:
        part = without_empty_rows(part)
        if last_row(part) > MOST_ROWS:
            raise UnreadableFile(TOO_MANY_ROWS)
    return part


def is_wide(part: bytes) -> bool:
    """Whether a cell stands beyond the last column that is read; asks roughly first, for that is five times faster."""
    return bool(MAYBE_FAR.search(part) and FAR_COLUMN.search(part))


def last_row(part: bytes) -> int:
    """The highest row number of a sheet."""
    return max((int(number) for number in ROW_NUMBER.findall(part)), default=0)


def without_empty_rows(part: bytes) -> bytes:
    """The sheet without rows in which no cell has a value."""
    head, *rows = part.split(b"<row ")
    if not rows:
        return part
    rows[-1], mark, tail = rows[-1].partition(b"</sheetData>")
    kept = [row for row in rows if b"<v>" in row or b"<is>" in row or b"<f" in row]
    return head + b"".join(b"<row " + row for row in kept) + mark + tail


def bounded_tables(part: bytes) -> bytes:
    """Tables of .ods: repeated cells with values are refused beyond the bounds, repeated blanks are cut short."""
    end = 0
    for repeated in REPEATED_ROW.finditer(part):
        begin, end = repeated.end(), part.find(b"</table:table-row>", max(end, repeated.end()))
        if end < 0:
            raise UnreadableFile(DAMAGED)
        if part.find(b"value-type", begin, end) >= 0:
            raise UnreadableFile(TOO_MANY_ROWS)
    for cell in REPEATED_CELL.finditer(part):
        if b"value-type" in cell[0]:
            raise UnreadableFile(TOO_MANY_COLUMNS)
    return REPEATS.sub(rb'table:number-\1-repeated="1"', part)


def packed(parts: dict[str, bytes]) -> bytes:
    """The clean parts as an archive, not compressed again."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as parcel:
        for name, part in parts.items():
            parcel.writestr(name, part)
    return stream.getvalue()
