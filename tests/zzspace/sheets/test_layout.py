"""Headers are found wherever they stand and however they are written."""

from zzspace.sheets import Heading, Sheet, find_layout

HEADINGS = (
    Heading("number", ("备案编号",)),
    Heading("a1", ("A1 总面积（平方米）", "A1 总面积", "总面积"), code="A1"),
    Heading("b1", ("B1 总收入（千元）", "B1 总收入", "总收入"), code="B1"),
    Heading("d10", ("D10 其中应届高校毕业生（人）", "其中应届高校毕业生"), code="D10"),
    Heading("d1", ("D1 当年服务创业团队（个）", "当年服务创业团队"), code="D1"),
)
TITLES = [["2025年度统计年报", "", ""], [], ["单位：千元", "", "", "", "填报人"]]


def layout(header):
    return find_layout(Sheet("年报", [*TITLES, header, ["x"]]), HEADINGS)


def test_below_titles_in_any_order_with_what_is_ignored():
    found = layout(["备注", "D10 其中应届高校毕业生（人）", "B1 总收入（千元）", "联系人", "D1", "A1", "备案编号"])
    assert found.row == 3
    assert found.positions == {"d10": 1, "b1": 2, "d1": 4, "a1": 5, "number": 6}
    assert found.ignored == (("A", "备注"), ("D", "联系人"))
    assert (found.missing, found.doubled) == ((), ())


def test_full_width_codes_line_breaks_and_labels_alone():
    found = layout(
        ["备 案 编 号*", "Ａ１\n总面积(㎡)", "总收入（千元）", "其中应届高校毕业生", "Ｄ１当年服务创业团队（个）"]
    )
    assert found.positions == {"number": 0, "a1": 1, "b1": 2, "d10": 3, "d1": 4}


def test_what_is_lacking_and_what_stands_there_twice():
    found = layout(["A1 总面积", "总面积", "备案编号"])
    assert (found.doubled, [heading.key for heading in found.missing]) == (("a1",), ["b1", "d10", "d1"])


def test_a_sheet_of_something_else_has_no_layout():
    assert layout(["姓名", "电话", "备注"]) is None
