"""Loads in the admin site: who comes in, preview, confirmation, what is refused, and that the file is read within bounds."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from filings import models as m
from filings.services.imports.register_tables import TABLES
from tests.factories import make_historic_filing, make_mentor, make_resident, make_space, make_user
from tests.factories_imports import book_of, sheet_of
from tests.zzspace.sheets import broken

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
IMPORT = "admin:filings_mentor_import"
CONFIRM = "admin:filings_mentor_process_import"


@pytest.fixture
def space():
    space = make_space(name="启明众创空间")
    make_historic_filing(space, old_number=NUMBER)
    return space


@pytest.fixture(params=["admin", "city"])
def loader(request, client):
    user = make_user(request.param)
    client.force_login(user)
    return user


def upload(client, content, name="导师.xlsx"):
    form = {"import_file": SimpleUploadedFile(name, content), "resource": "0", "format": "0"}
    return client.post(reverse(IMPORT), form)


def mentors(*rows):
    return book_of(sheet_of(MENTORS, *(ROW | row for row in rows)))


def confirm(client, preview):
    return client.post(reverse(CONFIRM), preview.context["confirm_form"].initial)


def test_rows_are_shown_and_then_written(client, loader, space):
    make_mentor(space, name="孙某", employer="甲公司")
    preview = upload(
        client, mentors({}, {"name": "孙某", "employer": "乙公司"}, {"name": "孙某", "valid_from": "2025-01-02"})
    )
    page = preview.content.decode()
    assert "创业导师 第2行" in page
    assert "工作单位：甲公司 → 乙公司" in page
    assert space.mentors.count() == 1
    answer = confirm(client, preview)
    assert (answer.status_code, answer.url) == (302, reverse("admin:filings_mentor_changelist"))
    assert sorted(space.mentors.values_list("name", "employer")) == [("孙某", ""), ("孙某", "乙公司"), ("赵明", "")]
    line = m.HistoryLine.objects.get(action="load_registers")
    assert (line.record, line.actor) == (f"space:{space.pk}", loader)
    told = client.get(answer.url).content.decode()
    assert "导入完成：新增2行，变更1行，不变0行。" in told


def test_the_same_file_once_more_changes_nothing(client, loader, space):
    content = mentors({})
    confirm(client, upload(client, content))
    again = upload(client, content)
    assert "不变" in again.content.decode()
    confirm(client, again)
    assert (space.mentors.count(), m.HistoryLine.objects.filter(action="load_registers").count()) == (1, 1)


def test_a_row_that_is_refused_is_named_and_keeps_the_file_from_being_confirmed(client, loader, space):
    answer = upload(client, mentors({}, {"background": "名人", "valid_from": ""}))
    page = answer.content.decode()
    assert "confirm_form" not in answer.context
    assert "1行不能导入" in page
    assert "创业导师 第3行" in page
    assert "缺少起始日，应为日期，如2024-06-30。" in page
    assert "身份：填的是“名人”，应为天使投资人、成功企业家、资深管理者、技术专家、市场营销专家、其他之一。" in page
    assert space.mentors.count() == 0


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (broken.bomb, "文件解开后过大，无法读取。"),
        (lambda: b"MZ\x90\x00 this program", "这不是Excel工作簿。"),
        (bytes, "这个文件是空的，请重新选择。"),
        (lambda: b"PK\x03\x04" + bytes(20 * 1024 * 1024), "文件超过20MB。请分成几个文件上传。"),
    ],
    ids=["bomb", "program", "empty", "heavy"],
)
def test_a_hostile_file_is_answered_at_its_field(client, loader, content, told):
    answer = upload(client, content())
    assert answer.status_code == 200
    assert told in "".join(answer.context["form"].errors["import_file"])


def test_a_sheet_of_something_else_is_told(client, loader, space):
    answer = upload(client, book_of(sheet_of(MENTORS)))
    assert "文件中没有可以导入的行。请对照模板填写“创业导师”后重新上传。" in answer.content.decode()


@pytest.mark.parametrize(
    "fields", [{"import_file_name": "passwd", "original_file_name": "x", "format": "0", "resource": "0"}]
)
def test_a_file_that_was_not_held_is_no_file(client, loader, fields):
    answer = client.post(reverse(CONFIRM), fields)
    assert answer.status_code == 409
    assert "请重新上传" in answer.content.decode()


def test_a_held_file_is_loaded_once(client, loader, space):
    preview = upload(client, mentors({}))
    confirm(client, preview)
    assert confirm(client, preview).status_code == 409
    assert space.mentors.count() == 1


@pytest.mark.parametrize("fields", [{}, {"format": "7"}, {"format": "x", "import_file_name": "a"}])
def test_a_confirmation_that_nobody_was_given_is_a_form_error(client, loader, fields):
    assert client.post(reverse(CONFIRM), fields).status_code == 200


def test_what_changed_after_the_preview_is_not_written_over(client, loader, space):
    preview = upload(client, mentors({}))
    m.Filing.objects.all().delete()
    answer = confirm(client, preview)
    assert answer.status_code == 409
    assert "预览之后数据有变化" in answer.content.decode()
    assert space.mentors.count() == 0
    cache.clear()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.key)
def test_each_register_has_its_list_and_its_load(client, loader, space, table):
    make_resident(make_space(), name="没有备案的团队")
    make_resident(space, name="光电项目组", contact_phone="13900001234")
    model = {"residents": "resident", "staff": "staffmember", "mentors": "mentor", "activities": "activity"}
    name = model.get(table.key, "financingevent")
    page = client.get(reverse(f"admin:filings_{name}_changelist")).content.decode()
    assert ("光电项目组" in page, "没有备案的团队" in page, "13900001234" in page) == (
        table.key == "residents",
        False,
        False,
    )
    load = client.get(reverse(f"admin:filings_{name}_import")).content.decode()
    assert "、".join(table.headers) in load


def test_rows_are_not_typed_or_deleted_here(client, loader, space):
    mentor = make_mentor(space)
    assert client.get(reverse("admin:filings_mentor_add")).status_code == 403
    assert client.get(reverse("admin:filings_mentor_delete", args=[mentor.pk])).status_code == 403
    change = reverse("admin:filings_mentor_change", args=[mentor.pk])
    assert client.post(change, {"name": "别人"}).status_code == 403
    mentor.refresh_from_db()
    assert mentor.name == "赵明"


@pytest.mark.parametrize("role", ["operator", "district", "expert", "auditor"])
def test_nobody_else_comes_in(client, role):
    client.force_login(make_user(role))
    assert client.get(reverse(IMPORT)).status_code == 403
    assert client.post(reverse(CONFIRM)).status_code == 403
