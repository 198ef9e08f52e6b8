"""Workbooks for people: laid out, checked, marked; their rows come back as they were and run nowhere."""

import io
import tracemalloc
from decimal import Decimal

import openpyxl
import pytest

from zzspace.sheets import BookColumn, CellKind, Guidance, read_workbook, write_book
from zzspace.sheets.books import row_parts

COLUMNS = (
    BookColumn("名称", width=28),
    BookColumn("工位（个）", CellKind.COUNT, 12, note="年末的工位", hint="应为0或正整数", largest=Decimal(9999)),
    BookColumn("收入（千元）", CellKind.AMOUNT, 15, note="全年", hint="应为数字", largest=Decimal(99999)),
)
GUIDANCE = Guidance("说明", ("怎样填写", "一行一家"), ("列", "说明"), (("工位", "年末的工位"),), (10, 40))
ROWS = (["云帆", 12, Decimal("1050.50")], ["", None, None], ["=1+1", 0, Decimal(0)])


def made(rows=ROWS, **options):
    stream = io.BytesIO()
    write_book(stream, "年报", COLUMNS, rows, **options)
    return stream.getvalue()


@pytest.fixture(scope="module")
def book():
    content = made(frozen=1, checked_rows=30, guidance=GUIDANCE, mark="版本12")
    return openpyxl.load_workbook(io.BytesIO(content))


def test_rows_stand_below_the_header_with_their_formats(book):
    sheet = book["年报"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["名称", "工位（个）", "收入（千元）"],
        ["云帆", 12, 1050.5],
        [None, None, None],
        ["'=1+1", 0, 0],
    ]
    assert [cell.number_format for cell in sheet[2]] == ["@", "0", "#,##0.00"]
    assert [cell.data_type for cell in sheet[4]] == ["s", "n", "n"]


def test_the_header_explains_itself_and_stays_in_sight(book):
    sheet = book["年报"]
    assert [cell.comment and cell.comment.text for cell in sheet[1]] == [None, "年末的工位", "全年"]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("B2", "$1:$1")
    assert [sheet.column_dimensions[letter].width for letter in "ABC"] == [28, 12, 15]


def test_only_what_the_column_holds_can_be_typed(book):
    checks = [
        (str(check.sqref), check.type, check.formula1, check.formula2, check.error)
        for check in book["年报"].data_validations.dataValidation
    ]
    assert checks == [
        ("B2:B31", "whole", "0", "9999", "应为0或正整数"),
        ("C2:C31", "decimal", "0", "99999", "应为数字"),
    ]


def test_guidance_and_mark_stand_beside_it(book):
    assert [(sheet.title, sheet.sheet_state) for sheet in book] == [
        ("年报", "visible"),
        ("说明", "visible"),
        ("版本12", "veryHidden"),
    ]
    assert [[cell.value for cell in row] for row in book["说明"].iter_rows()] == [
        ["怎样填写", None],
        ["一行一家", None],
        [None, None],
        ["列", "说明"],
        ["工位", "年末的工位"],
    ]


def test_without_them_there_is_one_sheet_and_nothing_is_checked():
    book = openpyxl.load_workbook(io.BytesIO(made()))
    assert (book.sheetnames, book["年报"].data_validations.dataValidation) == (["年报"], [])


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<&>\"'", "<&>\"'"),
        ("_x0041_", "_x0041_"),
        ("a\r\nb", "a\r\nb"),
        ("  两端  ", "  两端  "),
        ("\x00\x07\x1f=1+1", "'=1+1"),
        ("\ufffe名", "名"),
        ("😀\u200f\u202e名", "😀\u200f\u202e名"),
        ("＝1+1", "'＝1+1"),
        ("'@x", "''@x"),
    ],
)
def test_text_is_what_it_was_and_never_runs(text, read):
    (sheet,) = read_workbook(made([[text, 1, Decimal(1)]])).sheets
    assert sheet.rows[1] == [read, 1.0, 1.0]


def test_memory_does_not_grow_with_the_rows():
    def weight(count):
        rows = (["云帆创新工场", 12, Decimal("1050.50")] for _ in range(count))
        tracemalloc.start()
        for _ in row_parts(rows, [1, 2, 3]):
            pass
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    assert weight(20_000) < 1.2 * weight(2_000)
