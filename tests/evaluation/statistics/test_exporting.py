"""What is exported reads back as it was, in either format; a template reads back as rows without figures."""

import io
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evaluation.statistics.columns import COLUMNS, FIELDS, ID_COLUMNS, Kind
from evaluation.statistics.exporting import HEADER, WRITERS, sheet_row, write_template
from evaluation.statistics.importing import (
    TEMPLATE_VERSION,
    layout_problems,
    outdated_template,
    read_returns,
    returns_layout,
)
from tests.factories_statistics import SOUND
from zzspace.sheets import read_workbook

NUMBER, USCC = "郑众创备〔2025〕1号", "91410100MA0000001X"
SEEN = st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff")
STARTS = st.sampled_from(
    ["", "=", "+", "-", "@", "'", "''=", "\t", "＝", "_x0041_", "😀", "\u200f", "\u202e", "#N/A", "0", '"', ",;"]
)
NAMES = st.tuples(STARTS, st.text(SEEN, max_size=20)).map("".join).filter(str.strip)
"""Names as people and attackers have them; blanks at their ends are nobody's."""


def figure(column):
    """Any figure that the column takes, as the database holds it."""
    if column.kind is Kind.COUNT:
        return st.integers(0, int(column.largest))
    return st.decimals(0, column.largest, places=2)


FIGURES = st.fixed_dictionaries({column.field: figure(column) for column in COLUMNS})
LARGEST = {column.field: column.largest for column in COLUMNS}
SMALLEST = {column.field: 0 if column.kind is Kind.COUNT else Decimal("0.00") for column in COLUMNS}


def written(suffix, rows):
    stream = io.BytesIO()
    WRITERS[suffix](stream, rows)
    return stream.getvalue()


def read_back(content):
    """The rows of the first sheet; the others are no sheets of returns."""
    book = read_workbook(content)
    sheet, *others = book.sheets
    layout = returns_layout(sheet)
    assert layout_problems(sheet, layout) == []
    assert [returns_layout(other) for other in others] == [None] * len(others)
    assert not outdated_template(book.skipped)
    return list(read_returns(sheet, layout))


@pytest.mark.parametrize("suffix", WRITERS)
@settings(max_examples=60)
@given(name=NAMES, figures=FIGURES)
@example(name="=HYPERLINK(1)", figures=LARGEST)
@example(name="云帆", figures=SMALLEST)
def test_any_legal_return_comes_back_as_it_was(suffix, name, figures):
    (row,) = read_back(written(suffix, [sheet_row(NUMBER, USCC, name, 2025, figures)]))
    assert (row.figures, row.problems) == (figures, [])
    kept = name.strip() if not name.startswith("\t") else name.rstrip()
    assert row.ids == {"number": NUMBER, "uscc": USCC, "name": kept, "year": "2025"}


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_blank_figure_stays_blank_and_nought_stays_nought(suffix):
    figures = dict.fromkeys(FIELDS) | {"a1": Decimal("0.00"), "c1": 0}
    (row,) = read_back(written(suffix, [sheet_row(NUMBER, USCC, "云帆", 2025, figures)]))
    assert row.figures == figures


DANGEROUS = (
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\x0b=1",
    "\x7f=1",
    "＝1",
    "＋1",
    "－1",
    "＠1",
)


@pytest.mark.parametrize("name", DANGEROUS)
def test_no_cell_of_an_export_runs(name):
    row = sheet_row(NUMBER, USCC, name, 2025, SOUND)
    sheet = openpyxl.load_workbook(io.BytesIO(written("xlsx", [row])))["年报"]
    cell = sheet.cell(2, 3)
    assert (cell.data_type, cell.value[0]) == ("s", "'")
    line = written("csv", [row]).decode("utf-8-sig").split("\r\n", 1)[1]
    assert line.split(",")[2].lstrip('"')[0] == "'"


def test_the_header_is_that_of_the_table_in_both_formats():
    assert HEADER[:5] == ("备案编号", "统一社会信用代码", "众创空间名称", "年度", "A1 总面积（平方米）")
    assert HEADER[9] == "B1 总收入（千元）"
    assert len(HEADER) == 4 + 47
    assert written("csv", []).decode() == "\ufeff" + ",".join(HEADER) + "\r\n"
    assert [cell.value for cell in openpyxl.load_workbook(io.BytesIO(written("xlsx", [])))["年报"][1]] == list(HEADER)


# The template ----------------------------------------------------------------------------------------------------


KNOWN = (["郑众创备〔2025〕1号", USCC, "云帆", 2025], ["郑科众创〔2023〕第2号", "91410100MA0000002X", "=木棉", 2025])


@pytest.fixture(scope="module")
def template():
    stream = io.BytesIO()
    write_template(stream, iter(KNOWN))
    return stream.getvalue()


def test_a_template_reads_back_as_its_makerspaces_without_figures(template):
    rows = read_back(template)
    assert [list(row.ids.values()) for row in rows] == [[*known[:3], str(known[3])] for known in KNOWN]
    assert [row.figures for row in rows] == [dict.fromkeys(FIELDS)] * 2
    assert [row.problems for row in rows] == [[], []]


def test_every_column_of_a_template_says_what_it_takes_and_refuses_the_rest(template):
    sheet = openpyxl.load_workbook(io.BytesIO(template))["年报"]
    notes = [cell.comment.text for cell in sheet[1]]
    assert notes[:4] == [column.note for column in ID_COLUMNS]
    assert (
        notes[4] == "A1 总面积（平方米）：众创空间全部场地的建筑面积。应为数字，单位平方米，最多两位小数，没有的填0。"
    )
    assert all(column.note in note for column, note in zip(COLUMNS, notes[4:], strict=True))
    checks = {str(check.sqref): check for check in sheet.data_validations.dataValidation}
    assert len(checks) == 47
    area, count, money = checks["E2:E23"], checks["H2:H23"], checks["J2:J23"]
    assert [(check.type, check.operator, check.formula1) for check in (area, count, money)] == [
        ("decimal", "between", "0"),
        ("whole", "between", "0"),
        ("decimal", "between", "0"),
    ]
    assert count.error == "A4 提供工位数应为0或正整数；没有的填0。"
    assert sheet.freeze_panes == "E2"
    assert [cell.number_format for cell in sheet[2][:4]] == ["@", "@", "@", "0"]
    assert [sheet.column_dimensions[letter].number_format for letter in "EHJ"] == ["#,##0.00", "0", "#,##0.00"]


def test_a_template_carries_its_version_out_of_sight_and_explains_every_column(template):
    book = openpyxl.load_workbook(io.BytesIO(template))
    assert [(sheet.title, sheet.sheet_state) for sheet in book] == [
        ("年报", "visible"),
        ("填报说明", "visible"),
        (f"模板版本{TEMPLATE_VERSION}", "veryHidden"),
    ]
    explained = {(row[1].value, row[2].value, row[3].value) for row in book["填报说明"].iter_rows(min_row=9)}
    assert explained == {(column.code, column.label, column.unit) for column in COLUMNS}


def test_a_template_of_other_columns_is_recognised(template):
    book = openpyxl.load_workbook(io.BytesIO(template))
    book[f"模板版本{TEMPLATE_VERSION}"].title = "模板版本00000000"
    stream = io.BytesIO()
    book.save(stream)
    assert outdated_template(read_workbook(stream.getvalue()).skipped)
