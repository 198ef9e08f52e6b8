"""What is read, and what is refused with which sentence, within bounded time and memory."""

import resource
import zipfile
from datetime import date, datetime, time, timedelta
from io import BytesIO
from time import perf_counter

import pytest
from openpyxl import Workbook

from tests.zzspace.sheets import broken
from zzspace.sheets import BadCell, UnreadableFile, read_workbook
from zzspace.sheets.cells import Fault

DAMAGED = "文件不完整或已损坏，无法打开。请重新导出或另存后再上传。"
NO_WORKBOOK = "这不是Excel工作簿。请上传.xlsx、.xls、.ods或.csv文件。"
REFUSED = {
    "nothing": (lambda: b"", "文件是空的。请检查后重新上传。"),
    "heavy": (lambda: b"a," * 11_000_000, "文件超过20MB。请分成几个文件上传。"),
    "bomb": (broken.bomb, "文件解开后过大，无法读取。请删去多余的工作表、图片和空行后另存，再上传。"),
    "external entity": (
        broken.external_entity,
        "文件内含有外部引用（DOCTYPE），不能读取。请用Excel或WPS另存为.xlsx后再上传。",
    ),
    "figures far below": (broken.far_below, "工作表超过50,000行。请分成几个文件上传。"),
    "figures far right": (broken.far_right, "工作表超过104列。请删去多余的列后再上传。"),
    "figure claimed far below": (
        broken.far_claimed,
        "文件解开后过大，无法读取。请删去多余的工作表、图片和空行后另存，再上传。",
    ),
    "cells never closed": (lambda: broken.unclosed(b'<c r="A1" t="e">'), DAMAGED),
    "formulas never closed": (lambda: broken.unclosed(b'<c r="A1"><f/>'), DAMAGED),
    "tags never closed": (lambda: broken.unclosed(b"<c "), DAMAGED),
    "password": (broken.protected, "文件有打开密码，无法读取。请取消密码后另存，再上传。"),
    "truncated": (broken.truncated, DAMAGED),
    "program": (broken.renamed_program, NO_WORKBOOK),
    "other archive": (broken.other_archive, NO_WORKBOOK),
    "broken xls": (broken.broken_xls, DAMAGED),
    "rows repeated": (lambda: broken.ods(repeated_rows=900_000), "工作表超过50,000行。请分成几个文件上传。"),
    "columns repeated": (lambda: broken.ods(repeated_columns=16_000), "工作表超过104列。请删去多余的列后再上传。"),
    "text in UTF-16": (
        lambda: "备案编号,总面积\n".encode("utf-16"),
        "CSV文件的编码无法识别。请另存为UTF-8或GB18030编码的CSV，或者改用.xlsx。",
    ),
    "unknown encoding": (
        lambda: "备案编号,总面积\n".encode() + b"\xff\xff,1\n",
        "CSV文件的编码无法识别。请另存为UTF-8或GB18030编码的CSV，或者改用.xlsx。",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_its_sentence_in_bounded_time_and_memory(name):
    make, sentence = REFUSED[name]
    content = make()
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, perf_counter()
    with pytest.raises(UnreadableFile) as refused:
        read_workbook(content)
    assert str(refused.value) == sentence
    assert perf_counter() - began < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 250 * 1024


def test_a_part_that_inflates_to_more_than_it_declares_is_read_no_further():
    content = broken.lying_bomb()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert [sheet.rows for sheet in read_workbook(content).sheets] == [[]]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


def test_a_million_formatted_rows_without_a_figure_are_left_out():
    (sheet,) = read_workbook(broken.many_empty_rows()).sheets
    assert [row for row in sheet.rows if any(cell != "" for cell in row)] == [
        ["备案编号", "A1 总面积（平方米）"],
        ["郑众创备〔2025〕1号", 1200.0],
    ]


def test_an_opendocument_sheet_with_repeated_blanks():
    (sheet,) = read_workbook(broken.ods()).sheets
    assert (sheet.name, sheet.rows[0][0]) == ("年报", 12.0)


def test_bad_cells_of_an_opendocument_sheet_are_found_where_they_stand():
    error = 'table:formula="of:=1/0" office:value-type="string" office:string-value=""'
    (sheet,) = read_workbook(
        broken.ods(
            repeated_columns=2,
            more='<table:table-cell table:number-columns-repeated="3"/>'
            f"<table:table-cell {error}><text:p>#DIV/0!</text:p></table:table-cell>"
            '<table:table-cell table:formula="of:=[.A1]"/>'
            '<table:table-cell table:formula="of:=[.A1]" office:value-type="float" office:value="12"/>',
        )
    ).sheets
    assert sheet.rows[0] == [12.0, 12.0, "", "", "", "", "", 12.0]
    assert sheet.bad == {(0, 5): BadCell(Fault.ERROR, "#DIV/0!"), (0, 6): BadCell(Fault.FORMULA, "公式")}


def test_characters_that_no_database_holds_are_left_out():
    content = broken.with_part(
        broken.SHEET,
        lambda part: part.replace(b"<v>1200</v>", b"<v>1</v>").replace(
            b"</row></sheetData>",
            b'<c r="C2" t="inlineStr"><is><t>_x0000_a_x0007_b_x000A_c</t></is></c></row></sheetData>',
        ),
    )
    assert read_workbook(content).sheets[0].rows[1][2] == "ab\nc"


def test_days_times_and_spans_come_whole_out_of_the_process_that_reads():
    book = Workbook()
    values = [date(2025, 1, 2), datetime(2025, 1, 2, 8, 30), time(8, 30), timedelta(hours=30), True, 7]  # noqa: DTZ001 - as sheets have it
    book.active.append(values)
    (sheet,) = read_workbook(broken.saved(book)).sheets
    assert sheet.rows[0] == [*values[:5], 7.0]


def test_cells_of_a_table_that_are_never_closed_are_looked_at_once():
    content = broken.ods(more='<table:table-cell table:formula="x" office:value-type="string">' * 500_000)
    began = perf_counter()
    (sheet,) = read_workbook(content).sheets
    assert (sheet.bad, perf_counter() - began < 10) == ({}, True)


def test_hidden_sheets_are_skipped_and_named():
    book = Workbook()
    book.active.title = "年报"
    book.create_sheet("算式").sheet_state = "hidden"
    read = read_workbook(broken.saved(book))
    assert ([sheet.name for sheet in read.sheets], read.skipped) == (["年报"], ("算式",))


def test_errors_and_formulas_that_were_never_worked_out_are_told_apart_from_blanks():
    book = Workbook()
    book.active.append(["", "=1+1", "#DIV/0!", date(2025, 1, 2), 7])
    (sheet,) = read_workbook(broken.saved(book)).sheets
    assert sheet.rows[0] == ["", "", "", date(2025, 1, 2), 7.0]
    assert sheet.bad == {(0, 1): BadCell(Fault.FORMULA, "公式"), (0, 2): BadCell(Fault.ERROR, "#DIV/0!")}
    assert sheet.place(0, 2) == "Sheet!C1"


def test_an_error_beside_a_formatted_blank_is_found_at_its_own_place():
    cells = b'<c r="C2" s="0"/><c r="D2" s="0" t="e"><v>#N/A</v></c><c r="E2" s="0"/><c r="F2"><f>1+1</f></c>'
    content = broken.with_part(
        broken.SHEET, lambda part: part.replace(b"</row></sheetData>", cells + b"</row></sheetData>")
    )
    (sheet,) = read_workbook(content).sheets
    assert sheet.bad == {(1, 3): BadCell(Fault.ERROR, "#N/A"), (1, 5): BadCell(Fault.FORMULA, "公式")}


def test_a_formula_with_its_value_is_the_value():
    content = broken.with_part(broken.SHEET, lambda part: part.replace(b"<v>1200</v>", b"<f>600*2</f><v>1200</v>"))
    (sheet,) = read_workbook(content).sheets
    assert (sheet.rows[1][1], sheet.bad) == (1200.0, {})


def test_scripts_and_pictures_never_reach_the_parser():
    content = broken.with_part("xl/vbaProject.bin", lambda _: b"script")
    assert "xl/vbaProject.bin" in zipfile.ZipFile(BytesIO(content)).namelist()
    assert read_workbook(content).sheets[0].rows[1][1] == 1200.0


def test_the_delimiter_of_a_csv_below_its_titles():
    (sheet,) = read_workbook("2025年度统计\n单位：千元\n备案编号;总面积\n1号;1,200\n".encode()).sheets
    assert sheet.rows == [["2025年度统计"], ["单位：千元"], ["备案编号", "总面积"], ["1号", "1,200"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv(encoding, delimiter):
    lines = [["备案编号", "名称"], ["郑众创备〔2025〕1号", '麦田"创客"，\n二层']]
    quoted = '"麦田""创客""，\n二层"'
    text = f"{delimiter.join(lines[0])}\r\n{lines[1][0]}{delimiter}{quoted}\r\n"
    (sheet,) = read_workbook(text.encode(encoding), name="年报.csv").sheets
    assert (sheet.name, sheet.rows) == ("年报", lines)
