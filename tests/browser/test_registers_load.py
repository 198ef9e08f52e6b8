"""An operator fills a register from its own sheet in a browser: template, preview, error workbook, corrected and written."""

import openpyxl
import pytest

from filings.selectors.facts import facts_of
from tests.factories import TODAY, make_space, make_user

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
TEAMS = (
    ("创业团队", "微振动监测组", "智能传感", 4, "2025-03-03"),
    ("创客群体", "木作开源社", "文化创意", 6, "2025-04-07"),
    ("创业团队", "冷链温控组", "现代物流", 5, "2025-13-01"),
)
COLUMNS = ("入驻时类型*", "名称*", "产业领域", "人数*", "入驻日*")


def head_of(sheet):
    """Columns by their headers, which stand in the first row."""
    return {cell.value: cell.column for cell in sheet[1] if cell.value}


def fill_in(path, rows):
    """The template with these rows."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    columns = head_of(sheet)
    assert "备案编号" not in columns
    for number, row in enumerate(rows, start=2):
        for name, value in zip(COLUMNS, row, strict=True):
            sheet.cell(number, columns[name]).value = value
    book.save(path)


def test_residents_from_a_sheet_with_one_fault(come, tmp_path):
    space = make_space(name="启明众创空间")
    register = f"/spaces/{space.pk}/registers/residents/"
    person = come(make_user("operator", operator=space.operator)).visit(register)
    person.reads("还没有登记团队或企业").press("从表格导入")
    template = person.download("下载团队与企业模板", tmp_path / "团队与企业.xlsx")
    fill_in(template, TEAMS)
    person.fill(file=str(template)).press("上传并预览")
    person.reads("拒收", "冷链温控组", "入驻日：填的是“2025-13-01”，应为日期，如2024-06-30。", "还没有写入任何数据")
    errors = person.download("下载错误工作簿（1行）", tmp_path / "错误.xlsx")
    person.press("确认写入2行").reads("已写入").press("启明众创空间的登记名册").reads("微振动监测组", "木作开源社")
    book = openpyxl.load_workbook(errors)
    sheet = book.worksheets[0]
    assert [row[head_of(sheet)["名称*"] - 1].value for row in sheet.iter_rows(min_row=2)] == ["冷链温控组"]
    sheet.cell(2, head_of(sheet)["入驻日*"]).value = "2025-12-01"
    book.save(errors)
    person.press("从表格导入").fill(file=str(errors)).press("上传并预览").press("确认写入1行").reads("已写入")
    person.visit(register).reads("冷链温控组", "共3家").visit(f"/spaces/{space.pk}/").reads("在驻团队", "3")
    assert facts_of(space, kind="comprehensive", as_of=TODAY).residents.teams == 3
