"""Pages of districts' own measures: published, read by everybody, beside the self-check, ended and withdrawn."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from filings.models.measures import DistrictMeasure
from filings.services.measures import withdraw_measure
from tests.factories import make_district
from tests.factories_applications import make_upload, picture_bytes
from tests.factories_pool import clerk_in, make_measure

pytestmark = pytest.mark.django_db
TYPED = {
    "title": "高新区办法",
    "number": "郑开管[2026]6号",
    "effective_from": "2026-01-01",
    "value_total_area": "800",
    "note_total_area": "连续使用",
}


def test_published_and_read_by_everybody(client):
    district = make_district()
    client.force_login(clerk_in(district))
    client.post("/measures/new/", TYPED | {"file": make_upload("办法.pdf")})
    measure = DistrictMeasure.objects.get()
    assert (measure.number, measure.district) == ("郑开管〔2026〕6号", district)
    client.logout()
    for path in ("/measures/", "/policy/"):
        assert "高新区办法" in client.get(path).content.decode()
    answer = client.get(f"/measures/{measure.pk}/file/")
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"effective_until": "2025-01-01"}, "effective_until"),
        ({"value_total_area": ""}, "value_total_area"),
        ({"value_mentors": "-1"}, "value_mentors"),
    ],
)
def test_what_does_not_hold_is_said_at_its_field(client, typed, field):
    client.force_login(clerk_in(make_district()))
    form = client.post("/measures/new/", TYPED | {"file": make_upload()} | typed).context["form"]
    assert list(form.errors) == [field]


def test_a_picture_is_no_document(client):
    client.force_login(clerk_in(make_district()))
    picture = SimpleUploadedFile("办法.png", picture_bytes(), content_type="image/png")
    form = client.post("/measures/new/", TYPED | {"file": picture}).context["form"]
    assert form.errors == {"file": ["请上传PDF文件。"]}


def test_beside_the_self_check_where_a_district_is_chosen(client):
    measure = make_measure()
    make_district("jinshui")
    typed = {"site__total_area_m2": "620", "district": "gxq"}
    text = client.post("/check/?kind=comprehensive", typed).content.decode()
    assert "区县标准，供参考" in text
    assert measure.title in text
    assert "620.00㎡" in text
    assert "没有正在施行的区县标准" in client.post("/check/", typed | {"district": "jinshui"}).content.decode()
    assert measure.title not in client.post("/check/", typed | {"district": "\x00"}).content.decode()


def test_the_result_of_the_self_check_is_the_citys_alone(client):
    typed = {"site__total_area_m2": "620", "district": "gxq"}
    make_district()
    without = client.post("/check/", typed).context["result"]
    make_measure(figures={"total_area": (9_999_999, "")})
    assert client.post("/check/", typed).context["result"] == without


def test_ended_and_withdrawn(client):
    measure = make_measure()
    client.force_login(clerk_in(measure.district))
    refused = client.post(f"/measures/{measure.pk}/end/", {"until": "2025-01-01"})
    assert "不能早于施行日期" in refused.context["form"].errors["until"][0]
    client.post(f"/measures/{measure.pk}/end/", {"until": "2026-03-04"})
    assert "已失效" in client.get("/measures/").content.decode()
    client.post(f"/measures/{measure.pk}/withdraw/", {"reason": "文件有误。"})
    assert client.get(f"/measures/{measure.pk}/file/").status_code == 404
    assert "文件有误。" in client.get("/measures/own/").content.decode()
    assert client.get(f"/measures/{measure.pk}/end/").status_code == 409


def test_the_same_measures_sent_twice_are_public_once(client):
    client.force_login(clerk_in(make_district()))
    assert client.post("/measures/new/", TYPED | {"file": make_upload("办法.pdf")}).status_code == 302
    again = client.post("/measures/new/", TYPED | {"file": make_upload("办法.pdf")})
    assert (again.status_code, "没有重复发布" in again.content.decode()) == (409, True)
    measure = DistrictMeasure.objects.get()
    withdraw_measure(measure, actor=measure.published_by, reason="文件有误。")
    assert client.post("/measures/new/", TYPED | {"file": make_upload("办法.pdf")}).status_code == 302


def test_the_public_list_comes_in_pages_with_what_is_in_force_first(client):
    for year in range(1990, 2016):
        make_measure(title=f"{year}年标准", effective_from=date(year, 1, 1), effective_until=date(year, 12, 31))
    running = make_measure(make_district("jinshui"), title="施行中的标准")
    page = client.get("/measures/")
    assert [row[0] for row in page.context["rows"]][:1] == [running]
    assert len(page.context["rows"]) == 25
    assert "共27份" in page.content.decode()
    assert [row[2] for row in client.get("/measures/?page=2").context["rows"]] == ["over", "over"]
