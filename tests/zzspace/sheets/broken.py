"""Files that nobody should send, made as they come: each function gives the bytes of one."""

import io
import struct
import zipfile
import zlib

from openpyxl import Workbook


def xlsx(rows=(("备案编号", "A1 总面积（平方米）"), ("郑众创备〔2025〕1号", 1200))) -> bytes:
    """A small good workbook."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_part(name: str, change, content: bytes = b"") -> bytes:
    """A workbook with one part changed (or added, `change` being given b"")."""
    source = zipfile.ZipFile(io.BytesIO(content or xlsx()))
    parts = {each: source.read(each) for each in source.namelist()}
    parts[name] = change(parts.get(name, b""))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parcel:
        for each, part in parts.items():
            parcel.writestr(each, part)
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def bomb() -> bytes:
    """400 MB of blanks in one part."""
    return with_part(SHEET, lambda part: part.replace(b"<sheetData>", b"<sheetData>" + b" " * (400 * 1024 * 1024)))


def lying_bomb() -> bytes:
    """A part that declares a few bytes, with their sum, and inflates to 300 MB."""
    good = with_part(SHEET, lambda part: part)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    declared = b"<worksheet/>"
    packed = packer.compress(declared + b" " * (300 * 1024 * 1024)) + packer.flush()
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as source, zipfile.ZipFile(stream, "w") as parcel:
        for name in source.namelist():
            if name != SHEET:
                parcel.writestr(name, source.read(name))
    body = stream.getvalue()
    end = body.rindex(b"PK\x05\x06")
    directory = struct.unpack("<I", body[end + 16 : end + 20])[0]
    count = struct.unpack("<H", body[end + 10 : end + 12])[0]
    head = (20, 0, 8, 0, 33, zlib.crc32(declared), len(packed), len(declared), len(SHEET), 0)
    local = b"PK\x03\x04" + struct.pack("<HHHHHIIIHH", *head) + SHEET.encode() + packed
    central = b"PK\x01\x02" + struct.pack("<H", 20) + struct.pack("<HHHHHIIIHH", *head)
    central += struct.pack("<HHHII", 0, 0, 0, 0, directory) + SHEET.encode()
    table = body[directory:end] + central
    closing = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count + 1, count + 1, len(table), directory + len(local), 0)
    return body[:directory] + local + table + closing


def external_entity() -> bytes:
    doctype = b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>'
    return with_part(SHEET, lambda part: b'<?xml version="1.0"?>' + doctype + part.replace(b">1200<", b">&y;<"))


def many_empty_rows() -> bytes:
    """A good sheet with a million formatted rows below it."""
    rows = b"".join(b'<row r="%d" s="1"><c r="A%d" s="1"/></row>' % (n, n) for n in range(3, 1_000_003))
    return with_part(SHEET, lambda part: part.replace(b"</sheetData>", rows + b"</sheetData>"))


def far_below() -> bytes:
    """One figure in each of 60,000 rows."""
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(3, 60_003))
    return with_part(SHEET, lambda part: part.replace(b"</sheetData>", rows + b"</sheetData>"))


def far_right() -> bytes:
    return with_part(
        SHEET, lambda part: part.replace(b"</row></sheetData>", b'<c r="XFD2"><v>1</v></c></row></sheetData>')
    )


def far_claimed() -> bytes:
    """A cell that says it stands in row 4,000,000,000, which no row says."""
    cell = b"<row><c r='A4000000000'><v>1</v></c></row></sheetData>"
    return with_part(SHEET, lambda part: part.replace(b"</sheetData>", cell))


def unclosed(tag: bytes) -> bytes:
    """A million opening tags of which none is closed."""
    return with_part(SHEET, lambda part: part.replace(b"</sheetData>", tag * 1_000_000 + b"</sheetData>"))


def protected() -> bytes:
    """The container that Excel puts around an encrypted workbook."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 600


def truncated() -> bytes:
    return xlsx()[:-400]


def renamed_program() -> bytes:
    return b"MZ\x90\x00\x03" + b"\x00\x01\x02" * 400


def other_archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as parcel:
        parcel.writestr("说明.txt", "不是工作簿")
    return stream.getvalue()


def broken_xls() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x07" * 2000


def ods(repeated_rows: int = 1, repeated_columns: int = 1, more: str = "") -> bytes:
    """An OpenDocument sheet of one cell, repeated, and what else stands in its row."""
    office = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    table = 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    text = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    cell = (
        f'<table:table-cell table:number-columns-repeated="{repeated_columns}" office:value-type="float"'
        ' office:value="12"><text:p>12</text:p></table:table-cell>'
    )
    content = (
        f'<office:document-content {office} {table} {text}><office:body><office:spreadsheet><table:table table:name="年报">'
        f'<table:table-row table:number-rows-repeated="{repeated_rows}">{cell}{more}</table:table-row>'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell'
        ' table:number-columns-repeated="1024"/></table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = f'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parcel:
        parcel.writestr("mimetype", kind)
        parcel.writestr("content.xml", content)
        parcel.writestr("META-INF/manifest.xml", manifest)
    return stream.getvalue()
