"""The pages of batches: start, progress, download."""

from datetime import timedelta

import pytest
from django.utils import timezone

from filings import models as m
from filings.services.batches.jobs import start_batch
from filings.services.packets.verifying import problems_of_bytes
from filings.workflow import Role, State
from tests.factories import make_user
from tests.factories_packets import make_rejected
from tests.factories_story import city_clerk, make_in_state

pytestmark = pytest.mark.django_db


def test_a_round_is_chosen_made_and_downloaded(client, django_capture_on_commit_callbacks):
    rejected = make_rejected()
    client.force_login(city_clerk())
    assert "不予备案通知书" in client.get("/batches/new/").content.decode()
    data = {"round": rejected.round_id, "what": "documents", "kinds": ["rejection_notice"]}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/batches/new/", data)
    job = m.BatchJob.objects.get()
    assert answer["Location"] == f"/batches/{job.pk}/"
    page = client.get(answer["Location"]).content.decode()
    assert "已完成" in page
    assert job.file.sha256 in page
    file = client.get(f"/batches/{job.pk}/file/")
    assert (file["Content-Type"], file.getvalue()[:2]) == ("application/zip", b"PK")
    assert "下载" in client.get("/batches/").content.decode()
    assert client.get(f"/batches/{job.pk}/progress/").headers["HX-Refresh"] == "true"


def test_the_packet_of_a_case_is_made_from_its_page(client, django_capture_on_commit_callbacks):
    rejected = make_rejected()
    client.force_login(city_clerk())
    url = f"/applications/{rejected.pk}/packet/"
    assert url in client.get(f"/applications/{rejected.pk}/").content.decode()
    assert "生成案卷" in client.get(url).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url)
    job = m.BatchJob.objects.get()
    assert problems_of_bytes(client.get(f"/batches/{job.pk}/file/").getvalue()) == []


def test_a_case_without_a_decision_has_no_packet(client):
    waiting = make_in_state(State.ACCEPTED)
    client.force_login(city_clerk())
    url = f"/applications/{waiting.pk}/packet/"
    assert "这件申请还没有作出决定" in client.get(url).content.decode()
    assert client.post(url).status_code == 409


@pytest.mark.parametrize(
    ("data", "field", "told"),
    [
        ({"what": "documents"}, "round", "请选择申报批次。"),
        ({"what": "documents"}, "kinds", "请至少勾选一种文书。"),
        ({"what": "other"}, "what", "请选择文书或案卷。"),
        ({"kinds": ["nothing"], "what": "documents"}, "kinds", "没有这种文书，请重新勾选。"),
    ],
)
def test_what_is_lacking_is_told_at_its_field(client, data, field, told):
    client.force_login(city_clerk())
    assert client.post("/batches/new/", data).context["form"].errors[field] == [told]


def test_an_empty_round_is_told_on_the_form(client):
    waiting = make_in_state(State.ACCEPTED)
    client.force_login(city_clerk())
    answer = client.post("/batches/new/", {"round": waiting.round_id, "what": "packets"})
    assert "还没有作出决定的申请" in answer.content.decode()
    assert m.BatchJob.objects.count() == 0


def test_a_batch_under_way_shows_progress_and_is_taken_up_again(client, monkeypatch):
    asked = []
    monkeypatch.setattr("filings.views.batches.enqueue_batch", asked.append)
    rejected = make_rejected()
    job = start_batch("packet", {"application": rejected.pk}, actor=city_clerk(), enqueue=lambda _: None)
    client.force_login(city_clerk())
    assert 'hx-trigger="every 1s"' in client.get(f"/batches/{job.pk}/").content.decode()
    assert client.get(f"/batches/{job.pk}/file/").status_code == 409
    m.BatchJob.objects.update(attempt=1, lease_until=timezone.now() - timedelta(seconds=1))
    assert "生成中断了" in client.get(f"/batches/{job.pk}/progress/").content.decode()
    client.post(f"/batches/{job.pk}/resume/")
    assert asked == [job.pk]


def test_a_batch_is_its_senders_own(client):
    rejected = make_rejected()
    job = start_batch("packet", {"application": rejected.pk}, actor=city_clerk(), enqueue=lambda _: None)
    client.force_login(make_user(Role.CITY))
    assert client.get(f"/batches/{job.pk}/").status_code == 404
