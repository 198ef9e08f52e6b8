"""Sheets to rows: which table a sheet is of, and each cell's value or what is wrong with it."""

from datetime import date
from decimal import Decimal

import pytest

from filings.services.imports.history import BANS, FILINGS
from filings.services.imports.tables import Reads, Table, TableColumn, read_tables
from tests.factories_imports import ban_row, filing_row, sheet_of
from zzspace.sheets import BadCell, Sheet, Workbook
from zzspace.sheets.cells import Fault

SAMPLE = Table(
    "sample",
    "样表",
    (
        TableColumn("name", "名称", longest=4),
        TableColumn("day", "日期", Reads.DAY),
        TableColumn("count", "人数", Reads.COUNT, required=False),
        TableColumn("amount", "金额（万元）", Reads.AMOUNT, required=False),
        TableColumn("kind", "类型", Reads.CHOICE, choices=(("a", "甲"), ("b", "乙")), aliases=(("a", "甲类"),)),
        TableColumn("whole", "专职", Reads.YES_NO, required=False),
    ),
)


def read(*rows, bad=None, header=SAMPLE.headers):
    sheet = Sheet("样表", [list(header), *map(list, rows)], bad or {})
    reading = read_tables(Workbook((sheet,)), [SAMPLE])
    return reading, reading.rows["sample"]


def test_every_kind_of_cell_has_its_value():
    _, [row] = read(["  张 三 ", date(2025, 3, 1), "1,200", 50.5, "甲类", "是"])
    assert row.values == {
        "name": "张 三", "day": date(2025, 3, 1), "count": 1200, "amount": Decimal("50.5"), "kind": "a", "whole": True,
    }  # fmt: skip
    assert row.problems == []


def test_blank_is_none_and_nought_is_nought():
    _, [row] = read(["甲", "2025-03-01", 0.0, "", "乙", "否"])
    assert (row.values["count"], row.values["amount"], row.values["whole"]) == (0, None, False)


@pytest.mark.parametrize(
    ("key", "cell", "place", "message"),
    [
        ("name", "", "样表!A2", "缺少名称，应为文字，最多4个字。"),
        ("name", "一二三四五", "样表!A2", "名称：填的是“一二三四五”，应为文字，最多4个字。"),
        ("day", "明天", "样表!B2", "日期：填的是“明天”，应为日期，如2024-06-30。"),
        ("day", 45000.0, "样表!B2", "日期：填的是“45000”，应为日期，如2024-06-30。"),
        ("count", "三", "样表!C2", "人数：填的是“三”，应为0或正整数。"),
        ("count", 1.5, "样表!C2", "人数：填的是“1.5”，应为0或正整数。"),
        ("amount", "1.005", "样表!D2", "金额（万元）：填的是“1.005”，应为数字，最多两位小数。"),
        ("kind", "丙", "样表!E2", "类型：填的是“丙”，应为甲、乙之一。"),
        ("whole", "兼", "样表!F2", "专职：填的是“兼”，应为是、否之一。"),
    ],
)
def test_a_wrong_cell_is_named_with_its_place(key, cell, place, message):
    good = {"name": "甲", "day": "2025-03-01", "count": 1.0, "amount": 1.0, "kind": "甲", "whole": "是"}
    _, [row] = read(list((good | {key: cell}).values()))
    assert [(problem.place, problem.message) for problem in row.problems] == [(place, message)]
    assert row.values[key] is None


def test_an_error_cell_is_never_a_blank():
    bad = {(1, 2): BadCell(Fault.ERROR, "#DIV/0!")}
    _, [row] = read(["甲", "2025-03-01", "", 1.0, "甲", "是"], bad=bad)
    assert [(problem.value, problem.message) for problem in row.problems] == [
        ("#DIV/0!", "人数：填的是“#DIV/0!”，单元格是错误值，应为0或正整数。")
    ]


def test_blank_rows_are_passed_over_and_numbers_stay_those_of_the_sheet():
    _, rows = read(["", "", "", "", "", ""], ["甲", "2025-03-01", "", "", "甲", ""])
    assert [row.number for row in rows] == [3]


def test_columns_in_any_order_below_titles():
    sheet = Sheet("导出", [["样表"], ["备注", "类型", "日期", "名称"], ["x", "乙", "2025/3/1", "甲"]])
    reading = read_tables(Workbook((sheet,)), [SAMPLE])
    [row] = reading.rows["sample"]
    assert (row.values["kind"], row.values["day"], row.values["name"]) == ("b", date(2025, 3, 1), "甲")
    assert reading.ignored == ["工作表“导出”的A列“备注”未读取。"]


def test_a_sheet_without_a_required_column_is_not_read():
    reading, rows = read(["甲", "2025-03-01", 1.0], header=("名称", "日期", "人数"))
    assert reading.problems == ["工作表“样表”缺少类型。请对照模板补上后重新上传。"]
    assert rows == []


def test_a_column_that_stands_there_twice_is_not_read():
    reading, _ = read(["甲", "2025-03-01", "甲", "乙"], header=("名称", "日期", "类型", "类型*"))
    assert reading.problems == ["工作表“样表”中类型出现了两次，请只保留一列。"]


def test_what_no_table_knows_is_told():
    reading, _ = read(["甲", "2025-03-01", "", "", "甲", ""])
    assert reading.ignored == []
    other = Sheet("说明", [["填表说明"], ["请先阅读"]])
    hidden = read_tables(Workbook((other, Sheet("空", [[""]])), ("旧表",)), [SAMPLE])
    assert hidden.ignored == ["工作表“说明”没有可以识别的表头，未读取。", "隐藏的工作表“旧表”未读取。"]
    assert hidden.problems == ["文件中没有可以导入的行。请对照模板填写“样表”后重新上传。"]


def test_each_sheet_belongs_to_the_table_that_its_headers_name():
    sheets = (sheet_of(BANS, ban_row(), title="乙"), sheet_of(FILINGS, filing_row(), title="甲"))
    reading = read_tables(Workbook(sheets), [FILINGS, BANS])
    assert {key: len(rows) for key, rows in reading.rows.items()} == {"filings": 1, "bans": 1}
    assert reading.problems == []
