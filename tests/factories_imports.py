"""Makers of sheets that are loaded: rows by column key, as a workbook that was read or as the bytes of one."""

from io import BytesIO

from openpyxl import Workbook as Book

from filings.services.imports.history import BANS, FILINGS
from filings.services.imports.tables import read_tables
from tests.factories import make_uscc
from zzspace.sheets import Sheet, Workbook


def sheet_of(table, *rows, title=""):
    """A sheet with the table's template header and rows given by key; what a row does not say is blank."""
    body = [[row.get(column.key, "") for column in table.columns] for row in rows]
    return Sheet(title or table.title, [list(table.headers), *body])


def rows_of(table, *rows):
    """The rows as the load reads them."""
    reading = read_tables(Workbook((sheet_of(table, *rows),)), [table])
    assert reading.problems == []
    return reading.rows[table.key]


def book_of(*sheets):
    """The bytes of a workbook with these sheets."""
    book = Book()
    book.remove(book.active)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        for row in sheet.rows:
            page.append([None if cell == "" else cell for cell in row])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def filing_row(**fields):
    """A filing of 2023 in Jinshui, in force."""
    return {
        "number": "郑科众创〔2023〕第7号",
        "space": "启明众创空间",
        "kind": "综合性",
        "district": "金水区",
        "filed_on": "2023-06-01",
        "state": "在册",
        "operator": "郑州启明孵化器有限公司",
        "uscc": fields.get("uscc") or make_uscc(),
        "contact_phone": 13812345678.0,
    } | fields


def ban_row(**fields):
    return {
        "uscc": fields.get("uscc") or make_uscc(),
        "ground": "弄虚作假",
        "since": "2025-01-10",
        "until": "2027-01-09",
        "source": "郑科〔2025〕3号",
    } | fields


TABLES = (FILINGS, BANS)
