"""Registers and what existed before the system as jobs: uploaded, shown, confirmed, written; refused where doubled."""

from datetime import date

import pytest

from evaluation.models import HistoricGrade
from evaluation.services.imports.history import GRADES
from filings import models as m
from filings.errors import WorkflowRefused
from filings.services.history import broken_chains
from filings.services.imports.errors import refused_workbook
from filings.services.imports.history import BANS
from filings.services.imports.jobs import confirm_import, run_import, start_import
from filings.services.imports.plans import KINDS
from filings.services.imports.register_tables import TABLES
from tests.factories import make_historic_filing, make_mentor, make_space, make_user
from tests.factories_imports import ban_row, book_of, sheet_of
from zzspace.sheets import Sheet, read_workbook

pytestmark = pytest.mark.django_db
NUMBER = "郑科众创〔2023〕第7号"
MENTORS = next(table for table in TABLES if table.key == "mentors")
ROW = {
    "filing_number": NUMBER,
    "name": "赵明",
    "full_time": "否",
    "background": "天使投资人",
    "valid_from": "2024-01-02",
}
GRADE = {"number": NUMBER, "year": 2024.0, "grade": "良好"}


@pytest.fixture
def space():
    space = make_space(name="启明众创空间")
    make_historic_filing(space, old_number=NUMBER)
    return space


@pytest.fixture
def upload(django_capture_on_commit_callbacks):
    def uploaded(kind, *sheets, actor=None):
        with django_capture_on_commit_callbacks(execute=True):
            job = start_import(
                kind,
                book_of(*sheets),
                name="历史.xlsx",
                params={},
                actor=actor or make_user("admin"),
                enqueue=run_import,
            )
        job.refresh_from_db()
        return job

    return uploaded


@pytest.fixture
def confirm(django_capture_on_commit_callbacks):
    def confirmed(job):
        with django_capture_on_commit_callbacks(execute=True):
            confirm_import(job, digest=job.plan_digest, actor=job.actor, enqueue=run_import)
        job.refresh_from_db()
        return job

    return confirmed


def test_who_loads_what():
    people = {role: make_user(role) for role in ("operator", "district", "city", "expert", "admin", "auditor")}
    allowed = {
        key: {role for role, user in people.items() if KINDS[key].may(user, {})} for key in ("registers", "history")
    }
    assert allowed == {"registers": {"city", "admin"}, "history": {"city", "admin"}}


@pytest.mark.parametrize("role", ["operator", "district", "expert", "auditor"])
@pytest.mark.parametrize("kind", ["registers", "history"])
def test_nobody_else_begins_a_load(role, kind, upload):
    with pytest.raises(WorkflowRefused):
        upload(kind, sheet_of(BANS, ban_row()), actor=make_user(role))
    assert m.ImportJob.objects.count() == 0


def test_registers_are_shown_and_then_written(space, upload, confirm):
    make_mentor(space, name="孙某", employer="甲公司", valid_from=date(2024, 1, 2))
    changed = ROW | {"name": "孙某", "employer": "乙公司"}
    job = upload("registers", sheet_of(MENTORS, ROW, changed, ROW | {"name": "钱某", "valid_from": ""}))
    assert (job.state, job.counts) == ("ready", {"new": 1, "changed": 1, "unchanged": 0, "refused": 1})
    shown = job.rows.values_list("number", "outcome", "title", "note", "changes")
    assert list(shown) == [
        (2, "new", "赵明", f"创业导师 {NUMBER}", [
            ["姓名", "", "赵明"], ["专职", "", "否"], ["身份", "", "天使投资人"],
            ["起始日", "", "2024-01-02"],
        ]),
        (3, "changed", "孙某", f"创业导师 {NUMBER}", [["工作单位", "甲公司", "乙公司"]]),
        (4, "refused", "钱某", f"创业导师 {NUMBER}", []),
    ]  # fmt: skip
    assert confirm(job).state == "done"
    assert sorted(space.mentors.values_list("name", "employer")) == [("孙某", "乙公司"), ("赵明", "")]
    line = m.HistoryLine.objects.get(record=f"importjob:{job.pk}")
    assert (line.details["kind"], line.details["written"], line.details["registers"]) == (
        "registers",
        2,
        {"mentors": 2},
    )
    assert broken_chains() == []


def test_the_refused_rows_come_back_as_they_were_sent_and_can_be_sent_again(space, upload, confirm):
    job = upload("registers", sheet_of(MENTORS, ROW, ROW | {"name": "钱某", "background": "名人"}))
    [sheet] = read_workbook(refused_workbook(job)).sheets
    assert sheet.rows[0][-1] == "错误说明"
    [row] = sheet.rows[1:]
    assert row[3] == "钱某"
    assert row[-1] == "身份：填的是“名人”，应为天使投资人、成功企业家、资深管理者、技术专家、市场营销专家、其他之一。"
    row[MENTORS.headers.index("身份*")] = "技术专家"
    again = confirm(upload("registers", sheet))
    assert (again.state, again.counts["new"]) == ("done", 1)
    assert space.mentors.values_list("name", "background").get() == ("钱某", "engineer")


def test_registers_that_changed_after_the_preview_are_shown_again(space, upload, confirm):
    job = upload("registers", sheet_of(MENTORS, ROW))
    make_mentor(space, name="赵明", valid_from=date(2024, 1, 2), employer="甲公司")
    confirm(job)
    assert (job.state, job.message) == ("ready", "预览之后有数据变动，没有写入任何数据。请按新的预览核对后再确认。")
    assert job.counts["changed"] == 1
    assert space.mentors.get().employer == "甲公司"


def test_history_is_shown_and_then_written(space, upload, confirm):
    job = upload("history", sheet_of(GRADES, GRADE), sheet_of(BANS, ban_row()), actor=make_user("city"))
    assert (job.state, job.counts["new"]) == ("ready", 2)
    assert list(job.rows.values_list("sheet", "title")) == [("禁止申报", ban_title(job)), ("考核评价结果", NUMBER)]
    assert confirm(job).state == "done"
    assert (HistoricGrade.objects.get().grade, m.Ban.objects.count()) == ("good", 1)
    details = m.HistoryLine.objects.get(record=f"importjob:{job.pk}").details
    assert (details["written"], details["sheets"]) == (2, {"bans": 1, "grades": 1})


def ban_title(job):
    """A ban without a makerspace is called by the operator's code."""
    return next(value for title, _, value in job.rows.get(sheet="禁止申报").changes if title == "统一社会信用代码")


def test_history_that_somebody_wrote_meanwhile_is_a_refusal_that_writes_nothing(space, upload, confirm, monkeypatch):
    job = upload("history", sheet_of(GRADES, GRADE), sheet_of(BANS, ban_row()))
    write = KINDS["history"].write

    def written_by_another(plan, params, **options):
        HistoricGrade.objects.create(space=space, year=2024, grade="good", loaded_by=job.actor)
        return write(plan, params, **options)

    monkeypatch.setattr(KINDS["history"], "write", written_by_another)
    confirm(job)
    assert (job.state, job.message) == (
        "ready", "写入时有同样的数据刚刚由他人写入，本次没有写入任何数据。请核对预览后再确认。",
    )  # fmt: skip
    assert m.Ban.objects.count() == 0


def test_a_file_of_something_else_is_refused_with_what_is_wanted(upload):
    job = upload("history", Sheet("通讯录", [["姓名", "电话"], ["张三", "110"]]))
    assert (job.state, job.problems) == (
        "refused", ["文件中没有可以导入的行。请对照模板填写“备案”、“禁止申报”、“考核评价结果”、“年度统计”后重新上传。"],
    )  # fmt: skip
