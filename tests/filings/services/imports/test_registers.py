"""Registers from a workbook: checked as on their pages, new, changed and unchanged rows, one transaction, who is told."""

from datetime import date
from decimal import Decimal

import pytest

from filings import models as m
from filings.errors import WorkflowRefused
from filings.forms.register_rows import check_row
from filings.services.imports.outcomes import Change, Outcome
from filings.services.imports.register_tables import LOADED, TABLES
from filings.services.imports.registers import load_registers, plan_registers
from tests.factories import (
    make_activity,
    make_financing,
    make_historic_filing,
    make_mentor,
    make_resident,
    make_space,
    make_uscc,
    make_user,
)
from tests.factories_imports import sheet_of
from zzspace.sheets import Workbook

pytestmark = pytest.mark.django_db
NUMBER = "郑科众创〔2023〕第7号"
BY_KEY = {table.key: table for table in TABLES}

ROWS = {
    "residents": {
        "kind": "创业团队", "name": "光电项目组", "field": "智能传感", "headcount": 4.0, "entered_on": "2025-01-06",
        "contact_phone": "13900001234",
    },
    "staff": {"name": "陈静", "full_time": "是", "degree": "大学本科", "valid_from": "2024-01-02"},
    "mentors": {"name": "赵明", "full_time": "否", "background": "天使投资人", "valid_from": "2024-01-02"},
    "activities": {"title": "第三季度路演", "kind": "路演展示", "on": "2025-09-06", "participants": 30.0},
    "financing": {"resident": "光电项目组", "on": "2025-10-09", "amount_wan": "50.00", "investor": "某基金"},
}  # fmt: skip


@pytest.fixture
def space():
    space = make_space(name="启明众创空间")
    make_historic_filing(space, old_number=NUMBER)
    return space


def book(**sheets):
    return Workbook(
        tuple(
            sheet_of(BY_KEY[key], *({"filing_number": NUMBER} | ROWS[key] | row for row in rows))
            for key, rows in sheets.items()
        )
    )


def plan(**sheets):
    return plan_registers(book(**sheets), check=check_row)


def load(actor=None, **sheets):
    return load_registers(book(**sheets), actor=actor or make_user("admin"), check=check_row)


def told(planned):
    return [(problem.field, problem.message) for problem in planned.row.problems]


def refusal(**sheets):
    [planned] = plan(**sheets).rows
    assert (planned.outcome, planned.record) == (Outcome.REFUSED, None)
    return told(planned)


def test_the_sheets_have_the_columns_of_the_pages():
    assert [table.title for table in TABLES] == ["团队与企业", "服务人员", "创业导师", "活动", "融资"]
    for table in TABLES:
        assert tuple(column.key for column in table.columns[3:]) == LOADED[table.key].fields
    assert BY_KEY["staff"].headers == (
        "备案编号", "运营机构统一社会信用代码", "众创空间名称",
        "姓名*", "专职*", "学历*", "岗位", "联系电话", "起始日*", "截止日",
    )  # fmt: skip


@pytest.mark.parametrize("role", ["city", "admin"])
def test_rows_of_all_registers_at_once(role, space):
    make_resident(space, name="光电项目组")
    rows = {key: [{}] for key in ROWS if key != "residents"}
    loaded = load(make_user(role), residents=[{"name": "机器人小组"}], **rows)
    assert {each.outcome for each in loaded.rows} == {Outcome.NEW}
    team = space.residents.get(name="机器人小组")
    assert (team.kind, team.headcount, team.entered_on, team.left_on) == ("team", 4, date(2025, 1, 6), None)
    assert space.staff.values_list("name", "full_time", "degree").get() == ("陈静", True, "bachelor")
    assert space.mentors.values_list("name", "full_time", "background").get() == ("赵明", False, "investor")
    assert space.activities.values_list("title", "kind", "participants").get() == ("第三季度路演", "roadshow", 30)
    assert space.financing.values_list("resident__name", "amount_wan").get() == ("光电项目组", Decimal("50.00"))


def test_the_same_sheet_once_more_changes_nothing(space):
    sheets = {"residents": [{}], "staff": [{}], "mentors": [{}], "activities": [{}]}
    load(**sheets)
    lines = m.HistoryLine.objects.count()
    assert {each.outcome for each in load(**sheets).rows} == {Outcome.UNCHANGED}
    assert (space.residents.count(), space.staff.count(), m.HistoryLine.objects.count()) == (1, 1, lines)


def test_a_change_shows_the_old_value_and_the_new(space):
    make_mentor(space, name="赵明", employer="甲公司")
    [planned] = plan(mentors=[{"employer": "乙公司", "full_time": "是"}]).rows
    assert (planned.outcome, planned.changes) == (
        Outcome.CHANGED,
        (Change("专职", "否", "是"), Change("工作单位", "甲公司", "乙公司")),
    )
    load(mentors=[{"employer": "乙公司", "full_time": "是"}])
    assert space.mentors.values_list("employer", "full_time").get() == ("乙公司", True)


def test_a_column_that_the_sheet_lacks_stays_as_it_is(space):
    make_activity(space, title="第三季度路演", on=date(2025, 9, 6), participants=77)
    sheet = sheet_of(BY_KEY["activities"], {"filing_number": NUMBER} | ROWS["activities"])
    short = type(sheet)(sheet.name, [row[:-1] for row in sheet.rows])
    assert sheet.rows[0][-1] == "参加人数*"
    reading = plan_registers(Workbook((short,)), check=check_row)
    assert reading.problems == ("工作表“活动”缺少参加人数。请对照模板补上后重新上传。",)
    mentor = make_mentor(space, name="赵明", employer="甲公司")
    sheet = sheet_of(BY_KEY["mentors"], {"filing_number": NUMBER} | ROWS["mentors"] | {"full_time": "是"})
    column = sheet.rows[0].index("工作单位")
    without = type(sheet)(sheet.name, [row[:column] + row[column + 1 :] for row in sheet.rows])
    load_registers(Workbook((without,)), actor=make_user("city"), check=check_row)
    mentor.refresh_from_db()
    assert (mentor.employer, mentor.full_time) == ("甲公司", True)


@pytest.mark.parametrize(
    ("key", "fields", "field", "message"),
    [
        ("residents", {"entered_on": "2026-03-06"}, "入驻日", "入驻日不能晚于今天（2026-03-05），请核对。"),
        ("residents", {"left_on": "2025-01-05"}, "迁出日", "迁出日不能早于入驻日，请核对。"),
        ("residents", {"founded_on": "2024-01-01"}, "企业成立日", "团队和创客群体不填企业成立日；入驻时已是企业的，请选择初创企业。"),
        ("residents", {"contact_phone": "12345"}, "联系电话", "请填写11位手机号，或带区号的座机号，如0371-12345678。"),
        ("residents", {"kind": "公司"}, "入驻时类型", "入驻时类型：填的是“公司”，应为创业团队、创客群体、初创企业之一。"),
        ("residents", {"headcount": ""}, "人数", "缺少人数，应为0或正整数。"),
        ("staff", {"full_time": ""}, "专职", "缺少专职，应为是、否之一。"),
        ("staff", {"valid_until": "2023-12-31"}, "截止日", "截止日不能早于起始日，请核对。"),
        ("activities", {"on": "1949-12-31"}, "举办日期", "举办日期的年份请核对。"),
        ("financing", {"amount_wan": 0.0}, "金额（万元）", "金额应大于0。"),
        ("financing", {"resident": "没有的公司"}, "团队或企业", "“启明众创空间”没有登记“没有的公司”，请先在团队与企业中登记。"),
        ("financing", {"on": "2024-12-31"}, "到账日期", "到账时应在驻（光电项目组2025-01-06起在驻），请核对。"),
    ],
)  # fmt: skip
def test_a_row_is_checked_as_on_its_page(space, key, fields, field, message):
    if key == "financing":
        make_resident(space, name="光电项目组")
    assert (field, message) in refusal(**{key: [fields]})


def test_a_startup_needs_what_its_page_asks_for(space):
    assert refusal(residents=[{"kind": "初创企业"}]) == [
        ("企业成立日", "初创企业请填写企业成立日。"),
        ("统一社会信用代码", "初创企业请填写统一社会信用代码。"),
    ]
    code = make_uscc()
    load(residents=[{"kind": "初创企业", "founded_on": "2024-08-01", "uscc": code}])
    assert space.residents.values_list("kind", "uscc").get() == ("startup", code)


def test_the_same_row_twice_and_the_same_team_twice_in_a_sheet(space):
    rows = plan(residents=[{}, {}, {"entered_on": "2025-02-01"}, {"name": "别的小组"}]).rows
    assert [each.outcome for each in rows] == [Outcome.NEW, Outcome.REFUSED, Outcome.REFUSED, Outcome.NEW]
    assert told(rows[1]) == [("", "与第2行是同一条记录，请只保留一行。")]
    assert told(rows[2]) == [("", "“光电项目组”在表中重复，在驻时间重叠，请只保留一行。")]


def test_times_in_residence_may_follow_each_other(space):
    rows = [{"left_on": "2025-03-31"}, {"entered_on": "2025-04-01"}]
    assert [each.outcome for each in plan(residents=rows).rows] == [Outcome.NEW, Outcome.NEW]
    assert [each.outcome for each in plan(residents=[rows[0], {"entered_on": "2025-03-31"}]).rows] == [
        Outcome.NEW,
        Outcome.REFUSED,
    ]


def test_financing_goes_to_who_was_there_then(space):
    make_resident(space, name="光电项目组", entered_on=date(2024, 1, 1), left_on=date(2024, 6, 30))
    later = make_resident(space, name="光电项目组", entered_on=date(2025, 1, 6))
    load(financing=[{}])
    assert space.financing.get().resident == later


def test_an_event_that_the_district_struck_stays_as_it_is(space):
    struck = {"struck_on": date(2025, 12, 1), "struck_reason": "没有举办记录。"}
    make_activity(space, title="第三季度路演", on=date(2025, 9, 6), **struck)
    assert refusal(activities=[{"participants": 99.0}]) == [
        ("", "这一行经区县核实不予认定（2025-12-01起不计入），不能修改或删除。")
    ]


def test_registers_of_a_makerspace_that_was_never_on_file_are_its_operators(space):
    other = make_space(name="没有备案的空间")
    row = {"filing_number": "", "operator_uscc": other.operator.uscc, "space_name": other.name}
    assert refusal(mentors=[row]) == [("众创空间名称", "“没有备案的空间”没有备案，登记名册由运营机构自己填写。")]


@pytest.mark.parametrize("role", ["operator", "district", "expert", "auditor"])
def test_nobody_else_loads_registers(role, space):
    with pytest.raises(WorkflowRefused, match="登记名册由市科技局或系统管理员批量导入。"):
        load(make_user(role), mentors=[{}])
    assert space.mentors.count() == 0


def test_refused_rows_are_never_written_and_the_rest_is(space):
    load(mentors=[{}, {"name": "钱某", "valid_from": ""}])
    assert list(space.mentors.values_list("name", flat=True)) == ["赵明"]


def test_the_operator_is_told_and_the_history_has_a_line(space):
    member, admin = make_user("operator", operator=space.operator), make_user("admin")
    load(admin, mentors=[{}, {"name": "钱某"}])
    line = m.HistoryLine.objects.get(record=f"space:{space.pk}")
    assert (line.actor, line.action, line.details) == (admin, "load_registers", {"register": "mentors", "rows": 2})
    notice = m.Notice.objects.get(user=member)
    assert (notice.title, notice.url) == (
        "启明众创空间的“创业导师”已由管理部门导入2行",
        f"/spaces/{space.pk}/registers/mentors/",
    )


def test_rows_that_contradict_each_other_load_nothing(space):
    make_resident(space, name="光电项目组", entered_on=date(2025, 1, 6))
    make_financing(space, space.residents.get(), on=date(2025, 10, 9), investor="别的基金")
    rows = {"residents": [{"left_on": "2025-10-15"}], "financing": [{"on": "2025-10-20"}]}
    assert [each.outcome for each in plan(**rows).rows] == [Outcome.CHANGED, Outcome.NEW]
    with pytest.raises(WorkflowRefused) as caught:
        load(**rows)
    assert caught.value.explanation == "融资第2行与其他行矛盾，本次没有导入任何数据。"
    assert caught.value.problems == ("到账时应在驻（光电项目组2025-01-06至2025-10-15在驻），请核对。",)
    assert (space.residents.get().left_on, space.financing.count()) == (None, 1)


@pytest.mark.parametrize("count", [1, 30])
def test_planning_asks_nothing_for_a_row(count, space, django_assert_num_queries):
    rows = [{"name": f"导师{number}"} for number in range(count)]
    with django_assert_num_queries(7):
        plan(mentors=rows)


@pytest.mark.parametrize("count", [1, 30])
def test_planning_a_resident_asks_only_whether_it_is_there_already(count, space, django_assert_num_queries):
    rows = [{"name": f"团队{number}"} for number in range(count)]
    with django_assert_num_queries(7 + count):
        plan(residents=rows)


COMPANY = {"uscc": "91410100MA0000001X", "company_name": "郑州光电科技有限公司"}


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        ("residents", {"left_on": "2025-01-05"}),
        ("residents", COMPANY | {"incorporated_on": "2025-01-06"}),
        ("residents", COMPANY | {"incorporated_on": "2025-06-01", "left_on": "2025-05-31"}),
        ("residents", {"kind": "初创企业", "uscc": COMPANY["uscc"]}),
        ("residents", {"kind": "初创企业", "uscc": COMPANY["uscc"], "founded_on": "2025-01-07"}),
        ("residents", COMPANY | {"kind": "初创企业", "founded_on": "2024-01-07", "incorporated_on": "2025-06-01"}),
        ("staff", {"valid_until": "2024-01-01"}),
        ("mentors", {"valid_until": "2024-01-01"}),
        ("financing", {"amount_wan": 0.0}),
        ("financing", {"amount_wan": -1.0}),
    ],
)
def test_every_constraint_of_the_database_is_said_before_it(space, key, fields):
    if key == "financing":
        make_resident(space, name="光电项目组")
    assert refusal(**{key: [fields]}) != []


def test_what_those_constraints_let_through_is_taken(space):
    rows = [
        COMPANY | {"incorporated_on": "2025-01-07", "left_on": "2025-01-07"},
        {
            "kind": "初创企业",
            "name": "别的公司",
            "uscc": make_uscc(),
            "founded_on": "2025-01-06",
            "left_on": "2025-01-06",
        },
    ]
    load(residents=rows, mentors=[{"valid_until": "2024-01-02"}])
    assert (space.residents.count(), space.mentors.count()) == (2, 1)
