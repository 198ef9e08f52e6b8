"""Papers after a decision in a browser: the sealed scan put beside, service recorded, read by the operator; a packet made."""

import zipfile
from pathlib import Path

import pytest

from filings.models import BatchJob
from filings.services.batches.jobs import run_batch
from filings.services.packets.verifying import problems_of_bytes
from tests.factories import make_round, make_user
from tests.factories_applications import member_of
from tests.factories_correction import make_declined
from tests.factories_district import clerk_of
from tests.factories_packets import make_rejected

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def seal_and_serve(person, document, papers):
    """The office that issued the notice uploads its scan and records its service with the receipt."""
    person.visit(f"/documents/{document.pk}/").reads("未登记送达", "自送达之日起60日内")
    person.press("上传盖章件").fill(scan=papers("盖章通知书")).press("上传盖章件").reads("盖章通知书.pdf", "查看原件")
    person.press("登记送达")
    person.fill(served_on="2026-03-05", manner="direct", receipt=papers("送达回证")).press("登记送达")
    person.reads("2026年3月5日", "直接送达", "送达回证")


def bytes_at(person, path):
    answer = person.page.request.get(f"{person.base}{path}")
    assert answer.status == 200
    return answer.body()


def test_a_notice_is_sealed_served_and_downloaded_by_its_operator(come, papers):
    application = make_declined(round_=make_round())
    notice = application.documents.get(kind="decline_notice")
    seal_and_serve(come(clerk_of(application)), notice, papers)
    operator = come(member_of(application.operator))
    operator.visit(f"/applications/{application.pk}/").reads("盖章件", "已送达").press("不予推荐通知书")
    operator.reads("至2026年5月6日止", "至2026年9月7日止")
    assert bytes_at(operator, f"/documents/{notice.pk}/file/") == Path(papers("盖章通知书")).read_bytes()


def test_a_phone_shows_what_was_served(come, papers):
    application = make_declined(round_=make_round())
    notice = application.documents.get(kind="decline_notice")
    options = {"viewport": {"width": 375, "height": 800}}
    seal_and_serve(come(clerk_of(application), **options), notice, papers)
    come(member_of(application.operator), **options).visit(f"/documents/{notice.pk}/").reads("至2026年5月6日止")


def work_off(person):
    """A worker makes what waits; the page that watches it shows the end by itself."""
    run_batch(BatchJob.objects.latest("pk").pk)
    person.page.get_by_role("link", name="下载ZIP").wait_for()
    person.look_over().reads("已完成", "SHA-256")


def test_the_documents_of_a_round_are_made_and_downloaded(come, tmp_path, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    application = make_rejected()
    bureau = come(make_user("city", "bureau"))
    bureau.visit("/batches/").press("新建").fill(round=str(application.round_id), what="documents")
    for kind in ("acceptance_notice", "rejection_notice"):
        bureau.page.locator(f"main [name='kinds'][value='{kind}']").check()
    bureau.press("开始生成").reads("正在生成")
    work_off(bureau)
    with zipfile.ZipFile(bureau.download("下载ZIP", tmp_path / "文书.zip")) as packed:
        assert [name.rpartition("_")[2] for name in packed.namelist()] == [
            "受理通知书.pdf",
            "不予备案通知书.pdf",
            "清单.csv",
        ]
    bureau.visit("/inbox/").reads("已生成：")


def test_packets_are_made_and_downloaded(come, tmp_path, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    application = make_rejected()
    bureau = come(make_user("city", "bureau"))
    bureau.visit(f"/applications/{application.pk}/").press("案卷").reads("供归档、复议和诉讼使用")
    bureau.press("生成案卷").reads("正在生成", "可以离开本页")
    work_off(bureau)
    packet = bureau.download("下载ZIP", tmp_path / "案卷.zip")
    assert problems_of_bytes(packet.read_bytes()) == []
    bureau.visit("/batches/").reads(f"案卷：{application.space}", "已完成")
    bureau.visit("/batches/new/").fill(round=str(application.round_id), what="packets").press("开始生成")
    work_off(bureau)
    assert problems_of_bytes(bureau.download("下载ZIP", tmp_path / "全部.zip").read_bytes()) == []
