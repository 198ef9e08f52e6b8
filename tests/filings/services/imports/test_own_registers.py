"""An operator's own registers from its own sheets: whose rows they are, the page's checks, who may at every step, one
transaction, nobody told but the history.
"""

from datetime import date

import pytest

from filings import models as m
from filings.errors import WorkflowRefused
from filings.forms.register_rows import check_row
from filings.permissions import visible_imports
from filings.selectors.registers import REGISTERS
from filings.services.imports.jobs import NO_LONGER, abandon_import, confirm_import, run_import, start_import
from filings.services.imports.own_registers import OwnRegistersKind, params_of
from filings.services.imports.plans import KINDS, no_progress
from filings.services.imports.register_tables import LOADED, OWN_TABLES, TABLES
from tests.factories import (
    make_activity,
    make_historic_filing,
    make_operator,
    make_resident,
    make_space,
    make_uscc,
    make_user,
)
from tests.factories_imports import book_of, sheet_of
from tests.zzspace.sheets import broken
from zzspace.sheets import Sheet, Workbook

pytestmark = pytest.mark.django_db
OWN = {table.key: table for table in OWN_TABLES}
FULL = {table.key: table for table in TABLES}
TEAM = {"kind": "创业团队", "name": "光电项目组", "field": "智能传感", "headcount": 4.0, "entered_on": "2025-01-06"}
MENTOR = {"name": "赵明", "full_time": "否", "background": "天使投资人", "valid_from": "2024-01-02"}


@pytest.fixture
def space():
    return make_space(name="启明众创空间")


@pytest.fixture
def member(space):
    return make_user("operator", operator=space.operator)


def upload(space, actor, *sheets, content=b"", name="名册.xlsx"):
    """A load that was taken in and not read yet."""
    params = params_of(space, LOADED["residents"])
    content = content or book_of(*sheets)
    return start_import(OwnRegistersKind.key, content, name=name, params=params, actor=actor, enqueue=lambda _pk: None)


def step(job):
    run_import(job.pk)
    job.refresh_from_db()
    return job


def read(space, actor, *sheets, **options):
    return step(upload(space, actor, *sheets, **options))


def confirm(job, actor):
    confirm_import(job, digest=job.plan_digest, actor=actor, enqueue=lambda _pk: None)
    return step(job)


def said(job):
    return [(each["field"], each["message"]) for row in job.rows.all() for each in row.problems]


def test_the_sheets_are_those_of_the_registers_without_whose_they_are():
    assert [(own.title, own.columns) for own in OWN_TABLES] == [(table.title, table.columns[3:]) for table in TABLES]
    assert not any(REGISTERS[key].changes_by_filing for key in LOADED)


@pytest.mark.parametrize("is_filed", [False, True])
def test_rows_are_shown_and_then_written_for_a_draft_and_on_file(space, member, is_filed):
    if is_filed:
        make_historic_filing(space)
    make_resident(space, name="机器人小组", entered_on=date(2025, 2, 1), field="旧领域")
    teams = sheet_of(
        OWN["residents"],
        TEAM,
        TEAM | {"name": "机器人小组", "entered_on": "2025-02-01", "field": "机器人"},
        TEAM | {"name": "别的小组", "entered_on": "2026-03-06"},
    )
    job = read(space, member, teams, sheet_of(OWN["mentors"], MENTOR))
    assert (job.state, job.counts) == ("ready", {"new": 2, "changed": 1, "unchanged": 0, "refused": 1})
    assert said(job) == [("入驻日", "入驻日不能晚于今天（2026-03-05），请核对。")]
    assert space.residents.count() == 1
    assert confirm(job, member).state == "done"
    assert set(space.residents.values_list("name", "field")) == {("光电项目组", "智能传感"), ("机器人小组", "机器人")}
    assert space.mentors.get().name == "赵明"
    again = read(space, member, sheet_of(OWN["mentors"], MENTOR))
    assert again.counts == {"new": 0, "changed": 0, "unchanged": 1, "refused": 0}


def test_the_history_has_its_lines_and_nobody_is_told(space, member):
    make_user("operator", operator=space.operator)
    job = confirm(read(space, member, sheet_of(OWN["mentors"], MENTOR)), member)
    line = m.HistoryLine.objects.get(record=f"space:{space.pk}")
    assert (line.actor, line.action, line.details) == (member, "load_registers", {"register": "mentors", "rows": 1})
    assert m.HistoryLine.objects.get(record=f"importjob:{job.pk}").action == "import_rows"
    assert m.Notice.objects.count() == 0


def test_columns_that_say_whose_rows_they_are_must_agree(space, member):
    make_historic_filing(space, old_number="郑科众创〔2023〕第7号")
    code = make_uscc()
    whose = {"filing_number": "郑科众创[2023]第7号", "operator_uscc": space.operator.uscc, "space_name": "启明众创空间"}
    rows = [
        MENTOR | {"name": name} | whose | other
        for name, other in (
            ("赵一", {}),
            ("钱二", {"filing_number": "郑科众创〔2023〕第8号"}),
            ("孙三", {"operator_uscc": code}),
            ("李四", {"space_name": "别家的空间"}),
            ("周五", {"filing_number": "", "operator_uscc": "", "space_name": ""}),
        )
    ]
    job = read(space, member, sheet_of(FULL["mentors"], *rows))
    advice = "这里只导入“启明众创空间”的名册，请核对，或删去这一列。"
    assert said(job) == [
        ("备案编号", f"备案编号“郑科众创〔2023〕第8号”不是“启明众创空间”的。{advice}"),
        ("运营机构统一社会信用代码", f"统一社会信用代码“{code}”不是“启明众创空间”的。{advice}"),
        ("众创空间名称", f"众创空间名称“别家的空间”不是“启明众创空间”的。{advice}"),
    ]
    assert [(each["column"], row.number) for row in job.rows.all() for each in row.problems] == [
        ("A", 3), ("B", 4), ("C", 5),
    ]  # fmt: skip
    confirm(job, member)
    assert set(space.mentors.values_list("name", flat=True)) == {"赵一", "周五"}


def test_what_the_district_struck_stays_and_financing_wants_its_company(space, member):
    make_activity(space, title="路演", on=date(2025, 9, 6), struck_on=date(2025, 12, 1), struck_reason="没有记录。")
    activity = {"title": "路演", "kind": "路演展示", "on": "2025-09-06", "participants": 99.0}
    financing = {"resident": "没有的公司", "on": "2025-10-09", "amount_wan": "50.00", "investor": "某基金"}
    job = read(space, member, sheet_of(OWN["activities"], activity), sheet_of(OWN["financing"], financing))
    assert said(job) == [
        ("", "这一行经区县核实不予认定（2025-12-01起不计入），不能修改或删除。"),
        ("团队或企业", "“启明众创空间”没有登记“没有的公司”，请先在团队与企业中登记。"),
    ]


@pytest.mark.parametrize("role", ["district", "city", "expert", "admin", "auditor"])
def test_nobody_else_loads_them(space, role):
    with pytest.raises(WorkflowRefused, match="您的角色不能导入这类数据。"):
        upload(space, make_user(role), sheet_of(OWN["mentors"], MENTOR))


def test_another_operator_and_one_without_an_organisation_do_not(space):
    for stranger in (make_user("operator", operator=make_operator()), make_user("operator")):
        with pytest.raises(WorkflowRefused):
            upload(space, stranger, sheet_of(OWN["mentors"], MENTOR))
    assert not KINDS[OwnRegistersKind.key].may(make_user("operator", operator=space.operator), {})


def test_a_makerspace_lost_before_reading_is_refused_clearly(space, member):
    job = upload(space, member, sheet_of(OWN["mentors"], MENTOR))
    m.Space.objects.filter(pk=space.pk).update(operator=make_operator())
    assert (step(job).state, job.problems) == ("refused", [NO_LONGER])


def test_a_makerspace_lost_before_confirming_is_refused_and_its_load_no_longer_seen(space, member):
    job = read(space, member, sheet_of(OWN["mentors"], MENTOR))
    assert list(visible_imports(member)) == [job]
    m.Space.objects.filter(pk=space.pk).update(operator=make_operator())
    for act in (lambda: confirm(job, member), lambda: abandon_import(job, actor=member)):
        with pytest.raises(WorkflowRefused, match="您的账号现在不能办理这次导入"):
            act()
    assert list(visible_imports(member)) == []


@pytest.mark.parametrize("changed", ["space", "account", "role"])
def test_a_makerspace_lost_before_writing_has_nothing_written(space, member, changed):
    job = read(space, member, sheet_of(OWN["mentors"], MENTOR))
    confirm_import(job, digest=job.plan_digest, actor=member, enqueue=lambda _pk: None)
    other = make_operator()
    if changed == "space":
        m.Space.objects.filter(pk=space.pk).update(operator=other)
    else:
        change = {"operator": other} if changed == "account" else {"is_active": False}
        m.User.objects.filter(pk=member.pk).update(**change)
    assert (step(job).state, job.message) == ("ready", NO_LONGER)
    assert space.mentors.count() == 0


def test_the_lock_asks_once_more(space):
    stranger = make_user("operator", operator=make_operator())
    with pytest.raises(WorkflowRefused, match="只有本机构的成员可以修改登记名册。"):
        KINDS[OwnRegistersKind.key].lock(params_of(space, LOADED["mentors"]), actor=stranger)


@pytest.mark.parametrize("make", [broken.protected, broken.truncated, broken.bomb])
def test_hostile_files_go_through_the_same_reading(space, member, make):
    job = read(space, member, content=make())
    assert (job.state, space.mentors.count()) == ("refused", 0)
    assert job.problems != []


@pytest.mark.parametrize("count", [1, 30])
def test_planning_asks_nothing_for_a_row(count, space, member, django_assert_num_queries):
    rows = [MENTOR | {"name": f"导师{number}"} for number in range(count)]
    sheet = sheet_of(OWN["mentors"], *rows)
    book, kind = Workbook((Sheet(sheet.name, sheet.rows),)), OwnRegistersKind(check_row)
    with django_assert_num_queries(3):
        plan = kind.plan(book, params_of(space, LOADED["mentors"]), actor=member, progress=no_progress)
    assert plan.counts["new"] == count
