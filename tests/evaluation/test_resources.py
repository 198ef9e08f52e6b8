"""Annual returns loaded in the admin site: the same checks and the same writing as every other load."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evaluation.models import AnnualReturn
from tests.factories import make_user
from tests.factories_loads import returns_book, returns_row
from tests.factories_statistics import YEAR, make_filed_space, make_return, make_window, sound_figures

pytestmark = pytest.mark.django_db
IMPORT = "admin:evaluation_annualreturn_import"
CONFIRM = "admin:evaluation_annualreturn_process_import"
REASON = "当年扩大了场地。"


@pytest.fixture(autouse=True)
def _window():
    make_window()


def signed_in(client, role):
    client.force_login(make_user(role))
    return client


def upload(client, *rows, reason="", year=YEAR):
    file = SimpleUploadedFile("年报.xlsx", returns_book(*rows))
    return client.post(
        reverse(IMPORT), {"import_file": file, "resource": "0", "format": "0", "year": year, "reason": reason}
    )


def confirm(client, preview):
    return client.post(reverse(CONFIRM), preview.context["confirm_form"].initial)


@pytest.mark.parametrize(("role", "state"), [("admin", "submitted"), ("city", "confirmed")])
def test_rows_are_shown_and_then_written(client, role, state):
    client, space, changed = signed_in(client, role), make_filed_space(), make_filed_space()
    make_return(changed, "submitted", e1=20)
    preview = upload(client, returns_row(space), returns_row(changed))
    page = preview.content.decode()
    assert space.name in page
    assert "E1：20 → 24" in page
    assert AnnualReturn.objects.filter(space=space).count() == 0
    assert confirm(client, preview).status_code == 302
    found = {each.space: (each.state, each.source, each.e1) for each in AnnualReturn.objects.all()}
    assert found == {space: (state, role, 24), changed: (state, role, 24)}


def test_a_row_with_an_error_keeps_all_from_being_written(client):
    client, space = signed_in(client, "admin"), make_filed_space()
    answer = upload(client, returns_row(space, **sound_figures(a5=121)))
    assert "A5 年末已使用工位数121，大于A4 提供工位数120，请核对。" in answer.content.decode()
    assert "confirm_form" not in answer.context
    assert AnnualReturn.objects.count() == 0


def test_what_is_unusual_wants_a_reason(client):
    client, space = signed_in(client, "admin"), make_filed_space()
    make_return(space, "locked", YEAR - 1, d3=40, d1=80, d2=300)
    row = returns_row(space)
    answer = upload(client, row)
    assert "没有说明原因，未导入。" in answer.content.decode()
    assert confirm(client, upload(client, row, reason=REASON)).status_code == 302
    reasons = AnnualReturn.objects.get(space=space, year=YEAR).reasons
    assert set(reasons.values()) == {REASON}


@pytest.mark.parametrize(
    ("fields", "field", "told"),
    [
        ({"reason": "短"}, "reason", "说明至少4个字。"),
        ({"year": 1999}, "year", "请从列出的选项中选择。"),
    ],
)
def test_a_form_that_cannot_be(client, fields, field, told):
    client, space = signed_in(client, "admin"), make_filed_space()
    answer = upload(client, returns_row(space), **fields)
    assert answer.status_code == 200
    assert told in "".join(answer.context["form"].errors[field])


def test_a_file_of_something_else_is_told(client):
    client = signed_in(client, "admin")
    file = SimpleUploadedFile("通讯录.csv", "姓名,电话\n张三,110\n".encode())
    answer = client.post(reverse(IMPORT), {"import_file": file, "resource": "0", "format": "0", "year": YEAR})
    assert "没有找到统计报表。" in answer.content.decode()


def test_the_list_holds_what_was_submitted(client):
    client = signed_in(client, "admin")
    reported, draft = make_return(state="submitted"), make_return()
    page = client.get(reverse("admin:evaluation_annualreturn_changelist")).content.decode()
    assert (reported.space.name in page, draft.space.name in page) == (True, False)
    assert client.get(reverse("admin:evaluation_annualreturn_add")).status_code == 403


@pytest.mark.parametrize("role", ["operator", "district", "expert", "auditor"])
def test_nobody_else_comes_in(client, role):
    client = signed_in(client, role)
    assert client.get(reverse(IMPORT)).status_code == 403
    assert client.post(reverse(CONFIRM)).status_code == 403
