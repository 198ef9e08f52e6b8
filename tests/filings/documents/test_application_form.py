"""备案申请书: what stands in it, when it is issued and stored, who gets it, and that long ones stay inside the type area."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from filings import models as m
from filings.documents.application_form import draft_form_context, issue_application_form, submitted_form_context
from filings.documents.issuing import render_document
from filings.selectors.applications import draft_of
from filings.selectors.snapshots import frozen_of
from filings.workflow import Role
from tests.factories import TODAY, make_district, make_user
from tests.factories_applications import make_complete_draft, make_draft, make_submitted, member_of, submit
from tests.filings.documents.samples import BUREAU, CONTEXTS, LONG_NAME
from tests.zzspace.pdf_reading import page_chars, page_sizes, page_texts
from zzspace.pdf import render_pdf

pytestmark = pytest.mark.django_db


def form_of(application):
    return application.documents.get(kind="application_form")


def content_of(file):
    with file.content.open("rb") as stored:
        return stored.read()


def test_a_submission_issues_its_form_once(django_capture_on_commit_callbacks):
    application = make_complete_draft()
    with django_capture_on_commit_callbacks(execute=True):
        submit(application)
    document = form_of(application)
    snapshot = application.snapshots.get()
    assert (document.snapshot, document.issued_on, document.issuer) == (snapshot, TODAY, BUREAU)
    assert document.file.pages == len(page_sizes(content_of(document.file)))
    first = document.file
    assert render_document(document.pk) == first
    with pytest.raises(IntegrityError), transaction.atomic():
        issue_application_form(application, snapshot, actor=member_of(application.operator))


def test_the_form_says_what_was_submitted():
    application = make_submitted()
    snapshot = application.snapshots.get()
    document = form_of(application)
    assert document.context == submitted_form_context(application, frozen_of(snapshot))
    pages = page_texts(content_of(render_document(document.pk)))
    text = "".join(pages)
    for part in (
        application.space.name,
        application.operator.uscc,
        "申请编号2026-0001",
        snapshot.digest,
        "数据截至：2026年3月5日",
        *(file["sha256"] for file in snapshot.files),
        *("".join(check["why"].split()) for check in snapshot.result["checks"]),
        *("".join(each.split()) for each in snapshot.sections["declarations"]),
    ):
        assert part in text
    for number, page in enumerate(pages, start=1):
        assert f"第{number}页共{len(pages)}页" in page
    assert "草稿" not in text


def test_what_is_registered_later_does_not_change_the_form():
    application = make_submitted()
    before = form_of(application).context
    application.space.residents.all().update(name="另一家")
    m.Space.objects.filter(pk=application.space_id).update(name="改名空间")
    document = form_of(application)
    assert document.context == before
    assert "改名空间" not in "".join(page_texts(content_of(render_document(document.pk))))


def test_a_draft_shows_what_it_has_and_is_kept_nowhere(client):
    application = make_draft()
    client.force_login(member_of(application.operator))
    response = client.get(f"/applications/{application.pk}/form.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "private, no-store"
    text = "".join(page_texts(response.content))
    assert "草稿，尚未提交" in text
    assert application.space.name in text
    assert not m.Document.objects.exists()


def test_the_draft_lists_the_same_as_its_submission(django_assert_max_num_queries):
    application = make_complete_draft()
    draft = draft_of(application, as_of=TODAY)
    before = draft_form_context(draft, declarations=[])
    after = form_of(submit(application)).context
    for part in ("sections", "registers", "checks", "attachments"):
        assert before[part] == after[part]


def test_names_of_staff_and_mentors_are_not_in_it():
    application = make_submitted()
    text = str(form_of(application).context)
    people = [*application.space.staff.all(), *application.space.mentors.all()]
    assert people
    assert not [person for person in people if person.name in text]


@pytest.mark.parametrize(("role", "district"), [("operator", ""), ("district", "own"), ("city", "")])
def test_who_gets_the_issued_form(client, role, district):
    application = make_submitted()
    own = {"district": application.district} if role == "district" else {}
    user = member_of(application.operator) if role == "operator" else make_user(Role(role), **own)
    client.force_login(user)
    response = client.get(f"/applications/{application.pk}/form.pdf")
    assert response["Location"] == f"/documents/{form_of(application).pk}/file/"
    assert client.get(response["Location"]).getvalue()[:5] == b"%PDF-"


def test_another_district_and_another_operator_do_not_get_it(client):
    application = make_submitted()
    for user in (make_user(Role.DISTRICT, district=make_district("jinshui")), make_user(Role.OPERATOR)):
        client.force_login(user)
        assert client.get(f"/applications/{application.pk}/form.pdf").status_code == 404
        assert client.get(f"/documents/{form_of(application).pk}/").status_code == 404
    client.force_login(make_user(Role.EXPERT))
    assert client.get(f"/applications/{application.pk}/form.pdf").status_code == 403


def test_long_names_and_200_rows_stay_inside_the_type_area():
    row = [
        LONG_NAME,
        "在孵企业",
        LONG_NAME,
        "2025-03-01",
        "2025-12-31",
        "2024-03-01",
        "2024-05-01",
        "新一代人工智能与集成电路",
    ]
    heads = ["名称", "入驻时类型", "注册的企业", "入驻日", "迁出日", "企业成立日", "注册日", "产业领域"]
    context = CONTEXTS["application_form"] | {
        "space_name": LONG_NAME,
        "operator": LONG_NAME,
        "address": LONG_NAME * 3,
        "snapshot_digest": "0123456789abcdef" * 4,
        "registers": [{"title": "团队与企业（200条）", "columns": heads, "rows": [row] * 200}],
        "attachments": [
            {"requirement": LONG_NAME, "name": f"{'a' * 150}.pdf", "pages": 500, "page": 500, "digest": "f" * 64}
        ]
        * 200,
    }
    pdf = render_pdf(
        "documents/application_form.html", context, title="备案申请书", author=BUREAU, dated=date(2026, 3, 5)
    )
    sizes = page_sizes(pdf)
    assert len(sizes) > 30
    pages = page_texts(pdf)
    assert sum(page.count("新一代人工智能与集成电路") for page in pages) == 200
    assert all("入驻时类型" in page for page in pages if "新一代人工智能" in page)
    for number, (width, height) in enumerate(sizes, start=1):
        for char in page_chars(pdf, number):
            assert char.left >= 19.5
            assert char.right <= width - 19.5
            assert char.top >= 24
            assert char.bottom <= height - 8
