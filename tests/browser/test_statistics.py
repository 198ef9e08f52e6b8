"""Annual statistics in a browser: from the template to the board, and a return filled in by hand."""

import openpyxl
import pytest
from playwright.sync_api import expect

from evaluation.models import AnnualReturn
from evaluation.statistics.columns import FIELDS
from tests.factories import make_operator, make_user
from tests.factories_statistics import SOUND, YEAR, make_filed_space, make_return, make_window, typed_figures

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def open_sheet(path):
    """The book, its first sheet, the row of its header and columns by code."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    head = next(row for row in sheet.iter_rows() if row[0].value == "备案编号")
    return book, sheet, head[0].row, {str(cell.value).split()[0]: cell.column for cell in head if cell.value}


def fill_template(path, faults):
    """Sound figures in every row of a known makerspace, then faults by (row, code)."""
    book, sheet, head, columns = open_sheet(path)
    rows = [row[0].row for row in sheet.iter_rows(min_row=head + 1) if row[0].value]
    for row in rows:
        for name in FIELDS:
            sheet.cell(row, columns[name.upper()]).value = SOUND[name]
    for (row, code), typed in faults.items():
        sheet.cell(rows[row], columns[code]).value = typed
    book.save(path)


def put_right(path, **figures):
    """The error workbook with its faults corrected."""
    book, sheet, head, columns = open_sheet(path)
    for row in range(head + 1, sheet.max_row + 1):
        for code, value in figures.items():
            sheet.cell(row, columns[code]).value = value
    book.save(path)


def test_from_the_template_to_the_board(come, tmp_path):
    make_window()
    operator = make_operator()
    spaces = [make_filed_space(operator=operator, district=operator.district, name=f"云帆{n}号工场") for n in "一二三"]
    member, clerk = make_user("operator", operator=operator), make_user("district", district=operator.district)
    person = come(member).visit(f"/statistics/{YEAR}/import/")
    template = person.download("下载模板", tmp_path / "年报.xlsx")
    fill_template(template, {(0, "C2"): "六人", (0, "D11"): None, (1, "D7"): 48})
    person.fill(file=str(template)).press("上传并预览")
    person.reads(
        "拒收",
        "C2 专职人员：填的是“六人”，应为0或正整数；没有的填0。",
        "D11 年末在驻团队没有填写",
        "D7 当年注册为企业的团队48，大于D1",
    )
    errors = person.download("下载错误工作簿（2行）", tmp_path / "错误.xlsx")
    person.press("确认写入1行").reads("已写入")
    put_right(errors, C2=8, D11=28, D7=9)
    person.visit(f"/statistics/{YEAR}/import/").fill(file=str(errors)).press("上传并预览").press("确认写入2行")
    person.reads("已写入")
    assert set(AnnualReturn.objects.values_list("space__name", "state")) == {
        (space.name, "submitted") for space in spaces
    }
    person = come(clerk)
    for space in spaces:
        person.visit(f"/statistics/returns/{space.returns.get().pk}/").press("审核通过").press("审核通过")
        person.reads("区县已审核")
    city = come(make_user("city")).visit(f"/statistics/{YEAR}/board/").reads("应报3家，已报3家（100%）")
    city.press(str(operator.district)).reads("云帆一号工场", "按时报送")


def test_a_return_filled_in_by_hand_sent_back_and_sent_again(come):
    make_window()
    space = make_filed_space()
    person = come(make_user("operator", operator=space.operator)).visit("/statistics/").press("开始填报")
    page = f"/statistics/returns/{space.returns.get().pk}/"
    for letter in "ABCDEFG":
        person.visit(f"{page}{letter.lower()}/").fill(**typed_figures(letter)).press("保存，")
    person.press("核对并报送").fill(declared="on").press("报送").reads("已报送")
    clerk = come(make_user("district", district=space.district)).visit(page).press("退回修改")
    clerk.fill(fields_to_correct="b7", reason="与审计报告不符").press("退回修改").reads("以下是退回时的数据")
    person.visit(page).reads("退回修改：请在", "B7 运营成本")
    person.visit(f"{page}b/").reads("退回：与审计报告不符", "原填4,100").fill(b7="4200").press("保存，")
    person.visit(f"{page}submit/").fill(declared="on").press("报送").reads("已报送")
    record = space.returns.get()
    assert (record.state, str(record.b7), record.items) == ("submitted", "4200.00", {})


def test_what_is_typed_is_checked_questioned_and_converted_at_once(come):
    make_window()
    space = make_filed_space()
    make_return(space, state="locked", year=YEAR - 1)
    record = make_return(space)
    person = come(make_user("operator", operator=space.operator)).visit(f"/statistics/returns/{record.pk}/b/")
    page = person.page
    person.fill(b7="4100000", b1="9000")
    expect(page.locator("#b1_says")).to_contain_text("与B2至B6之和")
    expect(page.locator("#b7_says")).to_contain_text("可能按“元”填写")
    person.look_over()
    reason = page.locator("#b7_asks textarea")
    reason.press_sequentially("运营成本核对过")
    expect(page.locator("[data-saved]")).to_contain_text("已自动保存")
    expect(reason).to_be_focused()
    expect(reason).to_have_value("运营成本核对过")
    page.locator("[name=b1]").press("Enter")
    page.wait_for_url("**/c/")
    person.visit(f"/statistics/returns/{record.pk}/b/")
    assert (page.input_value("[name=b7]"), reason.input_value()) == ("4100000", "运营成本核对过")
    person.press("采用换算后的数").reads("已采用换算后的数")
    assert (page.input_value("[name=b7]"), reason.count()) == ("4100", 0)
