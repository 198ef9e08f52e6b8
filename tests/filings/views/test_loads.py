"""Taking in registers and what existed before the system, and an operator its own: page, template, the way to the preview."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from filings.models import ImportJob, Mentor
from filings.selectors.registers import REGISTERS
from filings.services.imports.plans import KINDS
from filings.services.imports.register_tables import LOADED, OWN_TABLES, TABLES
from filings.services.imports.tables import read_tables
from tests.factories import make_historic_filing, make_operator, make_space, make_user
from tests.factories_imports import book_of, sheet_of
from zzspace.sheets import Sheet, Workbook, read_workbook

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


@pytest.fixture(params=["admin", "city"])
def loader(request, client, settings):
    settings.SECOND_FACTOR_ROLES = []
    user = make_user(request.param)
    client.force_login(user)
    return user


def page_of(kind):
    return reverse("filings:import-new", args=[kind])


@pytest.mark.parametrize("kind", ["registers", "history"])
def test_the_page_says_what_the_sheets_hold(client, loader, kind):
    page = client.get(page_of(kind)).content.decode()
    for table in KINDS[kind].tables:
        assert table.title in page
        assert "、".join(table.headers) in page
    for sentence in KINDS[kind].told:
        assert sentence in page


@pytest.mark.parametrize("kind", ["registers", "history"])
def test_the_template_is_read_as_its_tables(client, loader, kind):
    tables = KINDS[kind].tables
    answer = client.get(reverse("filings:import-template", args=[kind]))
    book = read_workbook(b"".join(answer.streaming_content))
    assert [sheet.name for sheet in book.sheets] == [table.title for table in tables]
    assert [sheet.rows[0] for sheet in book.sheets] == [list(table.headers) for table in tables]
    filled = Workbook(tuple(Sheet(sheet.name, [sheet.rows[0], ["1"] * len(sheet.rows[0])]) for sheet in book.sheets))
    reading = read_tables(filled, tables)
    assert (reading.problems, {key: len(rows) for key, rows in reading.rows.items()}) == (
        [], {table.key: 1 for table in tables},
    )  # fmt: skip


def test_a_file_goes_to_its_preview_and_into_the_registers(client, loader, django_capture_on_commit_callbacks):
    space = make_space()
    make_historic_filing(space, old_number=NUMBER)
    file = SimpleUploadedFile("导师.xlsx", book_of(sheet_of(MENTORS, ROW)))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(page_of("registers"), {"file": file})
    job = ImportJob.objects.get()
    assert answer.url == reverse("filings:import", args=[job.pk])
    assert (job.kind, job.actor, job.state, job.counts["new"]) == ("registers", loader, "ready", 1)
    preview = client.get(answer.url).content.decode()
    assert "赵明" in preview
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("filings:import-confirm", args=[job.pk]), {"digest": job.plan_digest})
    assert Mentor.objects.get().space == space
    assert client.get(answer.url).status_code == 200


def test_no_file_is_a_form_error(client, loader):
    answer = client.post(page_of("history"), {})
    assert answer.status_code == 200
    assert "请选择要导入的文件。" in answer.content.decode()


@pytest.mark.parametrize("kind", ["returns", "nothing"])
def test_a_sort_without_tables_has_no_such_page(client, loader, kind):
    assert client.get(page_of(kind)).status_code == 404
    assert client.get(reverse("filings:import-template", args=[kind])).status_code == 404


@pytest.mark.parametrize("role", ["operator", "district", "expert", "auditor"])
def test_nobody_else_comes_in(client, role):
    client.force_login(make_user(role))
    assert client.get(page_of("registers")).status_code == 403
    assert client.post(page_of("history"), {"file": BytesIO(b"x")}).status_code == 403


@pytest.mark.parametrize(
    ("role", "offered"), [("city", True), ("admin", True), ("operator", False), ("district", False)]
)
def test_the_list_of_loads_offers_what_the_role_may_load(client, settings, role, offered):
    settings.SECOND_FACTOR_ROLES = []
    client.force_login(make_user(role))
    page = client.get(reverse("filings:imports")).content.decode()
    assert [page_of(kind) in page for kind in ("registers", "history")] == [offered, offered]


@pytest.fixture
def own(client):
    """A makerspace that is not on file, with its operator signed in."""
    space = make_space(name="启明众创空间")
    client.force_login(make_user("operator", operator=space.operator))
    return space


def of_register(name, space, register="mentors"):
    return reverse(f"filings:{name}", args=[space.pk, register])


def test_the_page_of_a_register_with_many_rows_leads_an_operator_to_loading_it(client, own):
    for key in REGISTERS:
        offered = (
            f"{of_register('space-register', own, key)}import/"
            in client.get(of_register("space-register", own, key)).content.decode()
        )
        assert offered is (key in LOADED)
    make_historic_filing(own)
    client.force_login(make_user("district", district=own.district))
    assert "从表格导入" not in client.get(of_register("space-register", own)).content.decode()


def test_an_operator_reads_what_its_sheets_hold(client, own):
    page = client.get(of_register("register-import", own)).content.decode()
    for table in OWN_TABLES:
        assert f">{table.title}</th><td>{'、'.join(table.headers)}</td>" in page
    assert "备案编号" not in page
    for address in (of_register("register-template", own), f"{of_register('register-template', own)}?sheets=all"):
        assert f'href="{address}"' in page


@pytest.mark.parametrize(
    ("query", "titles"), [("", ["创业导师"]), ("?sheets=all", [each.title for each in OWN_TABLES])]
)
def test_an_operators_template_is_one_register_or_all(client, own, query, titles):
    answer = client.get(of_register("register-template", own) + query)
    book = read_workbook(b"".join(answer.streaming_content))
    assert [sheet.name for sheet in book.sheets] == titles
    headers = {table.title: list(table.headers) for table in OWN_TABLES}
    assert [sheet.rows[0] for sheet in book.sheets] == [headers[title] for title in titles]


def test_an_operators_sheet_goes_to_its_preview_and_into_the_register(client, own, django_capture_on_commit_callbacks):
    table = next(table for table in OWN_TABLES if table.key == "mentors")
    rows = [ROW, ROW | {"name": "钱进", "full_time": "也许"}]
    file = SimpleUploadedFile("导师.xlsx", book_of(sheet_of(table, *rows)))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(of_register("register-import", own), {"file": file})
    job = ImportJob.objects.get()
    assert (job.kind, job.state, job.counts["new"], job.counts["refused"]) == ("own-registers", "ready", 1, 1)
    preview = client.get(answer.url).content.decode()
    assert "专职：填的是“也许”，应为是、否之一。" in preview
    assert f'href="{of_register("space-register", own)}"' in preview
    assert "启明众创空间的登记名册" in client.get(reverse("filings:imports")).content.decode()
    errors = read_workbook(b"".join(client.get(reverse("filings:import-errors", args=[job.pk])).streaming_content))
    assert [row[0] for row in errors.sheets[0].rows] == ["姓名*", "钱进"]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("filings:import-confirm", args=[job.pk]), {"digest": job.plan_digest})
    assert Mentor.objects.get().space == own
    assert "赵明" in client.get(of_register("space-register", own)).content.decode()


def test_a_load_of_a_makerspace_that_is_lost_is_out_of_reach(client, own, django_capture_on_commit_callbacks):
    table = next(table for table in OWN_TABLES if table.key == "mentors")
    with django_capture_on_commit_callbacks(execute=True):
        file = SimpleUploadedFile("导师.xlsx", book_of(sheet_of(table, ROW)))
        page = client.post(of_register("register-import", own), {"file": file}).url
    own.operator = make_operator()
    own.save()
    for answer in (client.get(page), client.post(f"{page}confirm/", {"digest": ImportJob.objects.get().plan_digest})):
        assert answer.status_code == 404
    assert Mentor.objects.count() == 0


@pytest.mark.parametrize("name", ["register-import", "register-template"])
def test_other_makerspaces_and_other_registers_are_404(client, own, name):
    assert client.get(of_register(name, make_space())).status_code == 404
    for register in ("sites", "cases", "nothing"):
        assert client.get(of_register(name, own, register)).status_code == 404
        assert client.post(of_register("register-import", own, register), {}).status_code == 404


def test_a_load_of_own_registers_has_no_general_page(client, loader):
    assert client.get(page_of("own-registers")).status_code == 403
