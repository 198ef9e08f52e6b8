"""Files and documents: through the access check alone, with safe headers; another's answers 404."""

from io import BytesIO

import pytest
from PIL import Image

from filings import models as m
from filings.storing import store_bytes
from filings.workflow import Role
from tests.factories import make_district, make_file, make_user, pdf_bytes
from tests.factories_applications import make_complete_draft, make_submitted, member_of, picture_bytes
from tests.hostile_pdfs import endless_pattern
from zzspace.pdf_pages import READER

pytestmark = pytest.mark.django_db


def get(client, user, url, **extra):
    """The answer with its bytes in `body`; reading a file to its end closes it."""
    client.force_login(user)
    response = client.get(url, **extra)
    response.body = response.getvalue()
    return response


def test_a_download_has_safe_headers(client):
    user = make_user(Role.OPERATOR)
    file = make_file(user.operator, name="场地平面图.pdf")
    response = get(client, user, f"/files/{file.pk}/")
    assert response.status_code == 200
    assert response.body == pdf_bytes(2)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%9C%BA%E5%9C%B0")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-cache"
    assert response["ETag"] == f'"{file.sha256}"'


def test_the_same_file_is_not_sent_twice(client):
    user = make_user(Role.OPERATOR)
    file = make_file(user.operator)
    response = get(client, user, f"/files/{file.pk}/", headers={"if-none-match": f'"{file.sha256}"'})
    assert response.status_code == 304


def test_another_operators_file_is_404(client):
    file = make_file(make_user(Role.OPERATOR).operator)
    stranger = make_user(Role.OPERATOR)
    assert get(client, stranger, f"/files/{file.pk}/").status_code == 404
    assert get(client, stranger, f"/files/{file.pk}/pages/1/").status_code == 404


def test_a_draft_is_the_operators_own_until_it_is_submitted(client):
    application = make_complete_draft()
    file = application.attachments.first().file
    official = make_user(Role.DISTRICT, district=application.district)
    assert get(client, official, f"/files/{file.pk}/").status_code == 404


def test_what_was_submitted_opens_to_its_district_and_the_city_alone(client):
    application = make_submitted()
    file = application.attachments.first().file
    answers = {
        "district": make_user(Role.DISTRICT, district=application.district),
        "city": make_user(Role.CITY),
        "elsewhere": make_user(Role.DISTRICT, district=make_district("jinshui")),
        "expert": make_user(Role.EXPERT),
        "admin": make_user(Role.ADMIN),
    }
    codes = {name: get(client, user, f"/files/{file.pk}/").status_code for name, user in answers.items()}
    assert codes == {"district": 200, "city": 200, "elsewhere": 404, "expert": 403, "admin": 403}


def test_an_expert_sees_pages_of_an_open_panel_but_downloads_nothing(client):
    application = make_submitted()
    expert = make_user(Role.EXPERT)
    m.Application.objects.update(state="in_review")
    m.ReviewAssignment.objects.create(
        application=application,
        expert=expert,
        status="ready",
        due_on="2026-03-20",
        assigned_by=make_user(Role.CITY),
    )
    plan = application.attachments.get(document="floor_plan").file_id
    diplomas = application.attachments.get(document="diplomas").file_id
    assert get(client, expert, f"/files/{plan}/pages/1/").status_code == 200
    assert get(client, expert, f"/files/{plan}/").status_code == 403
    assert get(client, expert, f"/files/{diplomas}/pages/1/").status_code == 404
    m.Application.objects.update(state="reviewed")
    assert get(client, expert, f"/files/{plan}/pages/1/").status_code == 404


def test_not_signed_in_leads_to_the_login(client):
    file = make_file()
    assert client.get(f"/files/{file.pk}/")["Location"] == f"/accounts/login/?next=/files/{file.pk}/"


@pytest.mark.parametrize(("size", "width"), [("thumb", 160), ("page", 1000), ("large", 1800), ("nonsense", 1000)])
def test_a_page_is_shown_as_a_picture_of_bounded_size(client, size, width):
    user = make_user(Role.OPERATOR)
    file = make_file(user.operator, pages=2)
    response = get(client, user, f"/files/{file.pk}/pages/2/?size={size}")
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert Image.open(BytesIO(response.body)).width == width
    assert response["Cache-Control"] == "private, max-age=600"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_page_that_is_not_there_is_404(client):
    user = make_user(Role.OPERATOR)
    file = make_file(user.operator, pages=2)
    assert get(client, user, f"/files/{file.pk}/pages/3/").status_code == 404
    assert get(client, user, f"/files/{file.pk}/pages/0/").status_code == 404


def test_a_page_that_takes_too_long_is_a_picture_that_says_so(client, settings):
    settings.PDF_SECONDS = 0.3
    user = make_user(Role.OPERATOR)
    file = store_bytes(
        endless_pattern(), name="图案.pdf", content_type="application/pdf", pages=1, actor=user, operator=user.operator
    )
    url = f"/files/{file.pk}/pages/1/"
    response = get(client, user, url)
    assert (response.status_code, response["Content-Type"]) == (200, "image/svg+xml")
    assert "这一页内容过于复杂" in response.body.decode()
    assert (response["Cache-Control"], response.has_header("ETag")) == ("private, no-store", False)
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_page_that_took_too_long_is_not_drawn_again_that_day(client, settings, monkeypatch):
    settings.PDF_SECONDS = 0.3
    user = make_user(Role.OPERATOR)
    file = store_bytes(
        endless_pattern(), name="图案.pdf", content_type="application/pdf", pages=1, actor=user, operator=user.operator
    )
    url = f"/files/{file.pk}/pages/1/"
    asked = []
    ask = READER.ask
    monkeypatch.setattr(READER, "ask", lambda *args, **job: asked.append(job["task"]) or ask(*args, **job))
    answers = [get(client, user, f"{url}?size={size}")["Content-Type"] for size in ("page", "thumb", "large")]
    assert (answers, asked) == (["image/svg+xml"] * 3, ["render"])


def test_a_picture_is_written_anew_without_what_the_camera_noted(client):
    user = make_user(Role.OPERATOR)
    target = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "某相机"
    Image.new("RGB", (3000, 2000), "white").save(target, "JPEG", exif=exif)
    file = store_bytes(
        target.getvalue(), name="照片.jpg", content_type="image/jpeg", pages=1, actor=user, operator=user.operator
    )
    response = get(client, user, f"/files/{file.pk}/pages/1/")
    picture = Image.open(BytesIO(response.body))
    assert (response["Content-Type"], picture.size, dict(picture.getexif())) == ("image/jpeg", (1000, 667), {})


def test_a_small_picture_is_not_enlarged(client):
    user = make_user(Role.OPERATOR)
    file = store_bytes(
        picture_bytes("PNG"), name="图.png", content_type="image/png", pages=1, actor=user, operator=user.operator
    )
    response = get(client, user, f"/files/{file.pk}/pages/1/?size=large")
    assert Image.open(BytesIO(response.body)).size == (40, 30)


def make_document(application, kind="acceptance_notice"):
    return m.Document.objects.create(
        application=application,
        kind=kind,
        issuer="郑州市科学技术局",
        issued_on="2026-03-05",
        context={},
        file=make_file(name="受理通知书.pdf"),
    )


def test_a_document_opens_in_the_browser_for_its_operator(client):
    application = make_submitted()
    document = make_document(application)
    response = get(client, member_of(application.operator), f"/documents/{document.pk}/file/")
    assert response.status_code == 200
    assert response.body == pdf_bytes(2)
    assert response["Content-Disposition"].startswith("inline; filename*=")


def test_internal_documents_stay_with_the_offices(client):
    application = make_submitted()
    summary = make_document(application, "review_summary")
    letter = make_document(application, "recommendation_letter")
    official = make_user(Role.DISTRICT, district=application.district)
    operator, city = member_of(application.operator), make_user(Role.CITY)
    codes = [
        get(client, user, f"/documents/{document.pk}/file/").status_code
        for document in (summary, letter)
        for user in (operator, official, city)
    ]
    assert codes == [404, 404, 200, 404, 200, 200]
