"""Generated sheets as files, written by hand so that every oddity of the formats can stand in them: .xlsx, .ods, CSV.

What sheets hold is tests/generated_sheets' matter; no test stands here.
"""

import csv
import io
import zipfile
from datetime import date
from random import Random
from xml.sax.saxutils import escape, quoteattr

from tests.generated_sheets import BLANK, Sent, Stored, text
from zzspace.sheets import column_letter
from zzspace.sheets.writing import UNWRITABLE

FIRST_DAY = date(1899, 12, 30)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030")


def grid_of(sent: Sent) -> list[list[Stored]]:
    """All cells of a sheet in their order."""
    titles = [[text(cell) if cell else BLANK for cell in row] for row in sent.titles]
    fillers = {name: rest for name, *rest in sent.extras}
    rows = []
    for number, row in enumerate(sent.rows):
        line = [
            row.cells[name] if name else text(fillers[title][number % len(fillers[title])])
            for name, title in sent.header
        ]
        rows.append([BLANK] * len(line) if row.is_blank and number % 2 else line)
    return [*titles, [text(title) for _, title in sent.header], *rows]


def zipped(parts: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parcel:
        for name, part in parts.items():
            parcel.writestr(name, part.encode("utf-8"))
    return stream.getvalue()


# .xlsx -----------------------------------------------------------------------------------------------------------


XLSX_FORMS = {
    "blank": ("", '<c r="{place}" s="1"/>', '<c r="{place}" s="1" />'),
    "number": ('<c r="{place}" s="1"><v>{value}</v></c>',),
    "formula": ('<c r="{place}"><f>SUM(A1,{value})</f><v>{value}</v></c>',),
    "lost": ('<c r="{place}"><f>{value}</f></c>', '<c r="{place}"><f>{value}</f><v></v></c>'),
    "date": ('<c r="{place}" s="2"><v>{value}</v></c>',),
    "bool": ('<c r="{place}" t="b"><v>1</v></c>',),
    "error": ('<c r="{place}" t="e"><v>{value}</v></c>', '<c t="e" r="{place}"><f>1/0</f><v>{value}</v></c>'),
    "text": (
        '<c r="{place}" t="s"><v>{shared}</v></c>',
        '<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>',
    ),
}
"""How a cell may stand in a sheet, by its kind."""


def xlsx_cell(dice: Random, place: str, cell: Stored, strings: list[str]) -> str:
    """A cell; text is shared or inline."""
    value = cell.value
    if cell.kind == "date":
        value = (value - FIRST_DAY).days
    if cell.kind == "text":
        value = UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", escape(value.replace("_x", "_x005F_x")))
        strings.append(value)
    return dice.choice(XLSX_FORMS[cell.kind]).format(place=place, value=value, shared=len(strings) - 1)


def xlsx_sheet(dice: Random, grid: list[list[Stored]], merged: list[str], strings: list[str]) -> str:
    rows = []
    for number, row in enumerate(grid, start=1):
        cells = (xlsx_cell(dice, f"{column_letter(index)}{number}", cell, strings) for index, cell in enumerate(row))
        rows.append(f'<row r="{number}">{"".join(cells)}</row>')
    merges = "".join(f'<mergeCell ref="{each}"/>' for each in merged)
    merges = f'<mergeCells count="{len(merged)}">{merges}</mergeCells>' if merged else ""
    return f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData>{merges}</worksheet>'


def sheets_beside(dice: Random, sent: Sent) -> list[tuple[str, str, list[list[Stored]]]]:
    """Name, visibility and cells of all sheets; what is hidden holds rows that nobody may read."""
    sheets = [("年报", "visible", grid_of(sent))]
    if sent.hidden:
        sheets.insert(dice.randrange(2), ("底稿", dice.choice(("hidden", "veryHidden")), grid_of(sent)))
    if sent.other:
        sheets.append(("填报说明", "visible", [[text("=1+1"), text("A1")], [text("🚀")]]))
    return sheets


def as_xlsx(sent: Sent, dice: Random) -> bytes:
    strings: list[str] = []
    sheets = sheets_beside(dice, sent)
    parts = {
        "[Content_Types].xml": "",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="4"/><xf numFmtId="14"/></cellXfs></styleSheet>',
    }
    for number, (_, _, grid) in enumerate(sheets, start=1):
        parts[f"xl/worksheets/sheet{number}.xml"] = xlsx_sheet(dice, grid, sent.merged, strings)
    numbers = range(1, len(sheets) + 1)
    entries = "".join(
        f'<sheet name="{name}" sheetId="{number}" state="{state}" r:id="r{number}"/>'
        for number, (name, state, _) in enumerate(sheets, start=1)
    )
    links = "".join(
        f'<Relationship Id="r{number}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    links += f'<Relationship Id="s" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="y" Type="{RELATIONS}/styles" Target="styles.xml"/>'
    shared = "".join(f'<si><t xml:space="preserve">{each}</t></si>' for each in strings)
    parts["xl/workbook.xml"] = f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{entries}</sheets></workbook>'
    parts["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{shared}</sst>'
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{TYPES}.worksheet+xml"/>'
        for number in numbers
    )
    parts["[Content_Types].xml"] = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>{kinds}</Types>'
    )
    return zipped(parts)


# .ods ------------------------------------------------------------------------------------------------------------

OASIS = "urn:oasis:names:tc:opendocument:xmlns"
SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"


ODS_ATTRIBUTES = {
    "blank": "",
    "number": ' office:value-type="float" office:value="{value}"',
    "formula": ' table:formula="of:=SUM([.A1])" office:value-type="float" office:value="{value}"',
    "lost": ' table:formula="of:=[.B2]+[.B3]"',
    "date": ' office:value-type="date" office:date-value="{value}"',
    "bool": ' office:value-type="boolean" office:boolean-value="true"',
    "error": ' table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"',
    "text": ' office:value-type="string"',
}


def ods_cell(cell: Stored) -> str:
    """A cell as LibreOffice writes it."""
    attributes = ODS_ATTRIBUTES[cell.kind].format(value=cell.value)
    shown = {"blank": "", "lost": "", "error": cell.value}.get(cell.kind, cell.text)
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in shown.split("\n")) if shown else ""
    return f"<table:table-cell{attributes}>{lines}</table:table-cell>"


def as_ods(sent: Sent, dice: Random) -> bytes:
    tables = "".join(
        f'<table:table table:name={quoteattr(name)} table:style-name="{"shown" if state == "visible" else "hidden"}">'
        + "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in grid)
        + '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/></table:table-row></table:table>'
        for name, state, grid in sheets_beside(dice, sent)
    )
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table"><style:table-properties table:display="{display}"/></style:style>'
        for name, display in (("shown", "true"), ("hidden", "false"))
    )
    spaces = " ".join(f'xmlns:{name}="{OASIS}:{name}:1.0"' for name in ("office", "table", "text", "style"))
    spaces += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    manifest = f'<manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="{SPREADSHEET}"/></manifest:manifest>'
    content = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>'
    return zipped({"mimetype": SPREADSHEET, "content.xml": content, "META-INF/manifest.xml": manifest})


# CSV -------------------------------------------------------------------------------------------------------------


def as_csv(sent: Sent, dice: Random) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=dice.choice(",;\t"), lineterminator=dice.choice(("\r\n", "\n")))
    writer.writerows([cell.text for cell in row] for row in grid_of(sent))
    encoding = dice.choice(ENCODINGS)
    return stream.getvalue().encode(encoding)


WRITERS = {"xlsx": as_xlsx, "ods": as_ods, "csv": as_csv}


def damaged(content: bytes, dice: Random) -> bytes:
    """The file cut off, or with some of its bytes changed."""
    if dice.random() < 0.4:
        return content[: dice.randrange(len(content))]
    broken = bytearray(content)
    for _ in range(dice.randrange(1, 30)):
        broken[dice.randrange(len(broken))] = dice.randrange(256)
    return bytes(broken)
