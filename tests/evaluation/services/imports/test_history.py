"""The one load of what existed before the system: a workbook's sheets together, what is added and what is refused."""

from datetime import date
from decimal import Decimal

import pytest

from evaluation.models import AnnualReturn, HistoricGrade
from evaluation.selectors.returns.reported import Standing, with_standing
from evaluation.selectors.returns.yardsticks import yardsticks_for
from evaluation.services.imports.history import GRADES, RETURNS, TABLES, load_history, plan_history
from evaluation.statistics.columns import FIELDS
from filings import models as m
from filings.errors import WorkflowRefused
from filings.services.history import broken_chains
from filings.services.imports.history import BANS, FILINGS
from filings.services.imports.outcomes import Outcome, outcome_counts
from tests.factories import make_district, make_historic_filing, make_space, make_uscc, make_user
from tests.factories_evaluation import make_campaign
from tests.factories_imports import ban_row, book_of, filing_row, sheet_of
from tests.factories_statistics import SOUND, make_return, make_window
from zzspace.sheets import Sheet, Workbook, read_workbook

pytestmark = pytest.mark.django_db
NUMBER = "郑科众创〔2023〕第7号"


@pytest.fixture(autouse=True)
def _district():
    make_district("jinshui")


def figures(**changes):
    return {name: float(value) for name, value in SOUND.items()} | changes


def return_row(**fields):
    return {"number": NUMBER, "year": 2024.0} | figures() | fields


def grade_row(**fields):
    return {"number": NUMBER, "year": 2024.0, "grade": "不合格"} | fields


def plan(**sheets):
    """The plan of a workbook by table key: rows of each sheet."""
    tables = {table.key: table for table in TABLES}
    return plan_history(Workbook(tuple(sheet_of(tables[key], *rows) for key, rows in sheets.items())))


def told(planned):
    return [(problem.field, problem.message) for problem in planned.row.problems]


def only(plan):
    [row] = plan.rows
    return row


@pytest.fixture
def space():
    space = make_space(name="启明众创空间")
    make_historic_filing(space, old_number=NUMBER)
    return space


def workbook():
    """Everything of one makerspace, its figures of the year before and its grade."""
    code = make_uscc()
    return book_of(
        sheet_of(RETURNS, return_row(number="", uscc=code, name="启明众创空间")),
        sheet_of(GRADES, grade_row()),
        sheet_of(BANS, ban_row()),
        sheet_of(FILINGS, filing_row(uscc=code)),
    )


def test_one_workbook_holds_all_that_was_there_before():
    city = make_user("city")
    plan = load_history(read_workbook(workbook()), actor=city)
    assert outcome_counts(plan.rows) == {
        Outcome.NEW: 4, Outcome.CHANGED: 0, Outcome.UNCHANGED: 0, Outcome.REFUSED: 0,
    }  # fmt: skip
    filing, record, grade = m.Filing.objects.get(), AnnualReturn.objects.get(), HistoricGrade.objects.get()
    assert (filing.number, m.Ban.objects.count()) == (NUMBER, 1)
    assert (record.space, record.year, record.state, record.source) == (filing.space, 2024, "locked", "historic")
    assert record.figures == SOUND
    assert (grade.space, grade.year, grade.grade, grade.loaded_by) == (filing.space, 2024, "fail", city)
    assert broken_chains() == []
    actions = m.HistoryLine.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["load_operator", "load_filing", "load_ban", "load_grade", "load_return"]


def test_loaded_figures_are_last_years_for_the_next_return():
    load_history(read_workbook(workbook()), actor=make_user("admin"))
    space = m.Space.objects.get()
    assert yardsticks_for([space], 2025)[space.pk].last_year["b1"] == Decimal(5000)
    window = make_window(2024, opens_on=date(2025, 1, 15), closes_on=date(2025, 3, 31))
    [row] = with_standing(m.Space.objects.all(), window, today=date(2026, 3, 5))
    assert row.standing == Standing.REPORTED


def test_the_same_workbook_once_more_changes_nothing():
    content = workbook()
    load_history(read_workbook(content), actor=make_user("city"))
    lines = m.HistoryLine.objects.count()
    again = load_history(read_workbook(content), actor=make_user("city"))
    assert {each.outcome for each in again.rows} == {Outcome.UNCHANGED}
    counts = [model.objects.count() for model in (m.Filing, m.Operator, m.Ban, AnnualReturn, HistoricGrade)]
    assert (counts, m.HistoryLine.objects.count()) == ([1, 1, 1, 1, 1], lines)


@pytest.mark.parametrize("role", ["operator", "district", "expert", "auditor"])
def test_nobody_else_loads_history(role):
    with pytest.raises(WorkflowRefused, match="历史数据由市科技局或系统管理员载入。"):
        load_history(read_workbook(workbook()), actor=make_user(role))
    assert m.Filing.objects.count() == 0


def test_a_file_that_cannot_be_read_loads_nothing():
    book = Workbook((Sheet("备案", [["备案编号", "众创空间名称", "类型", "所在区县", "备案日期"], ["1"] * 5]),))
    with pytest.raises(WorkflowRefused) as caught:
        load_history(book, actor=make_user("city"))
    assert caught.value.problems == ("工作表“备案”缺少状态、运营机构、统一社会信用代码。请对照模板补上后重新上传。",)


def test_all_or_nothing_where_somebody_wrote_the_same_meanwhile(monkeypatch, space):
    from evaluation.services.imports import history  # noqa: PLC0415 - patched here alone

    plan_first = history.plan_history

    def planned_before(workbook):
        planned = plan_first(workbook)
        HistoricGrade.objects.create(space=space, year=2024, grade="pass", loaded_by=make_user("city"))
        return planned

    monkeypatch.setattr(history, "plan_history", planned_before)
    book = Workbook((sheet_of(GRADES, grade_row()), sheet_of(BANS, ban_row())))
    with pytest.raises(WorkflowRefused, match="本次没有载入任何数据"):
        load_history(book, actor=make_user("city"))
    assert (m.Ban.objects.count(), m.HistoryLine.objects.count()) == (0, 0)


# Grades -----------------------------------------------------------------------------------------------------------


def test_a_grade_is_found_by_number_or_by_code_and_name(space):
    by_name = {"number": "", "uscc": space.operator.uscc, "name": space.name}
    first, second = plan(grades=[grade_row(), grade_row(year=2023.0, **by_name)]).rows
    assert (first.record.space, second.record.space) == (space, space)


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"number": "没有的号"}, "备案编号", "没有找到“没有的号”，请核对；备案在同一个文件中的，请先改正备案工作表。"),
        ({"number": ""}, "备案编号", "请填写备案编号，或统一社会信用代码和众创空间名称。"),
        ({"year": 2026.0}, "年度", "年度2026应在2015至2025之间，请核对。"),
        ({"year": 2014.0}, "年度", "年度2014应在2015至2025之间，请核对。"),
        ({"grade": "及格"}, "等级", "等级：填的是“及格”，应为优秀、良好、合格、不合格之一。"),
    ],
)
def test_a_grade_that_cannot_be(space, fields, field, message):
    planned = only(plan(grades=[grade_row(**fields)]))
    assert (planned.outcome, told(planned)) == (Outcome.REFUSED, [(field, message)])


@pytest.mark.parametrize("year", [2015.0, 2025.0])
def test_the_first_and_the_last_year_are_taken(space, year):
    assert only(plan(grades=[grade_row(year=year)])).outcome is Outcome.NEW


def test_a_number_that_is_anothers_is_refused(space):
    other = make_space(name="别的空间")
    planned = only(plan(grades=[grade_row(uscc=other.operator.uscc, name="别的空间")]))
    assert told(planned) == [("备案编号", f"备案编号“{NUMBER}”是“启明众创空间”的，与表中的代码和名称不符，请核对。")]


def test_a_grade_that_stands_is_not_changed(space):
    HistoricGrade.objects.create(space=space, year=2024, grade="pass", loaded_by=make_user("city"))
    same, other = plan(grades=[grade_row(grade="合格"), grade_row()]).rows
    assert same.outcome is Outcome.UNCHANGED
    assert told(other) == [("等级", "2024年度的等级已有记录“合格”，表中是“不合格”。已有的等级不能用导入修改。")]


# Returns ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"b8": ""}, "B8 纳税额（千元）", "缺少B8 纳税额（千元），应为数字，最多两位小数。"),
        ({"a5": 121.0}, "A5 年末已使用工位数（个）", "A5 年末已使用工位数121，大于A4 提供工位数120，请核对。"),
        ({"c4": -1.0}, "C4 创业导师（人）", "C4 创业导师不能小于0，请核对。"),
        ({"b8": "#N/A"}, "B8 纳税额（千元）", "B8 纳税额（千元）：填的是“#N/A”，应为数字，最多两位小数。"),
        ({"year": 2025.0}, "年度", "2025年度由本系统组织报送，请在统计报表中填报或导入。"),
    ],
)
def test_a_return_that_cannot_be(space, fields, field, message):
    make_window()
    planned = only(plan(returns=[return_row(**fields)]))
    assert planned.outcome is Outcome.REFUSED
    assert (field, message) in told(planned)


def test_a_return_that_stands_is_not_changed(space):
    make_return(space, "locked", 2023)
    make_window().delete()
    AnnualReturn.objects.update(year=2024)
    same, other = plan(returns=[return_row(), return_row(b1=5001.0, b2=2001.0)]).rows
    assert same.outcome is Outcome.UNCHANGED
    assert told(other) == [
        (
            "B1 总收入（千元）",
            "2024年度的报表已有记录，B1 总收入是5,000，表中是5,001；B2 服务收入是2,000，表中是2,001。已有的报表不能用导入修改。",
        )
    ]


def test_many_figures_that_differ_are_counted(space):
    make_return(space, "locked", 2024)
    make_window(2024).delete()
    changes = {"e1": 1.0, "e2": 1.0, "e3": 1.0, "e4": 1.0}
    [(_, message)] = told(only(plan(returns=[return_row(**changes)])))
    assert "E3 培训人次是600，表中是1等4项不同。" in message


def test_two_rows_for_one_year_are_not_both_taken(space):
    first, second = plan(returns=[return_row(), return_row(d16=1.0)]).rows
    assert (first.outcome, told(second)) == (
        Outcome.NEW,
        [
            (
                "D16 上市（挂牌）企业（个）",
                "2024年度的报表已有记录，D16 上市（挂牌）企业是0，表中是1。已有的报表不能用导入修改。",
            )
        ],
    )


def test_figures_of_another_system_are_recognised_by_codes(space):
    header = ["备案编号", "年度", *(name.upper() for name in FIELDS)]
    sheet = Sheet("2024", [["2024年度统计"], header, [NUMBER, 2024.0, *(float(SOUND[name]) for name in FIELDS)]])
    assert only(plan_history(Workbook((sheet,)))).record.figures == SOUND


def test_the_number_of_queries_does_not_grow(django_assert_num_queries, space):
    with django_assert_num_queries(10):
        plan(filings=[filing_row(number="甲")], grades=[grade_row()], returns=[return_row()])
    many = [filing_row(number=f"第{n}号", space=f"空间{n}") for n in range(9)]
    years = [float(year) for year in range(2015, 2024)]
    with django_assert_num_queries(10):
        plan(
            filings=many,
            grades=[grade_row(year=year) for year in years],
            returns=[return_row(year=year) for year in years],
        )


def test_a_year_that_the_system_evaluates_is_refused(space):
    make_campaign()  # of 2025
    planned = only(plan(grades=[grade_row(year=2025.0)]))
    told_of = "2025年度由本系统组织考核评价，等级以公布的结果为准，不能作为历史数据载入。"
    assert (planned.outcome, told(planned)) == (Outcome.REFUSED, [("年度", told_of)])
    assert only(plan(grades=[grade_row(year=2024.0)])).outcome is Outcome.NEW


def test_an_evaluation_set_up_since_the_preview_stops_the_load(space, monkeypatch):
    book = Workbook((sheet_of(GRADES, grade_row(year=2025.0)),))
    planned = plan_history(book)
    make_campaign()
    monkeypatch.setattr("evaluation.services.imports.history.plan_history", lambda *_, **__: planned)
    with pytest.raises(WorkflowRefused, match="2025年度刚刚设立了考核评价"):
        load_history(book, actor=make_user("city"))
    assert not HistoricGrade.objects.exists()
