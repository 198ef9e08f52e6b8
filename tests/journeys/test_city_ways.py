"""Stories that lead past the straight way: sent back by the city, rejected by the meeting, a round's documents as one ZIP."""

import csv
import zipfile
from io import BytesIO, StringIO

import pytest

from filings import models as m
from filings.services.batches.jobs import run_batch
from filings.services.seals import broken_records
from tests.factories import make_round, make_user, pdf_bytes
from tests.factories_applications import make_upload
from tests.factories_correction import DUE
from tests.factories_district import make_recommended
from tests.factories_story import make_in_state
from tests.journeys import steps
from tests.journeys.world import Person, make_officials, the_application

pytestmark = pytest.mark.django_db

WHAT = {
    "check:5.2.workstations": "工位数与平面图不一致，请清点后更新。",
    "document:floor_plan": "请上传带面积标注的平面图。",
}


@pytest.fixture
def round_(db):
    """An open round whose public notice takes no working day."""
    make_officials()
    return make_round(title="2026年第一批", notice_working_days=0)


@pytest.fixture
def recommended(round_):
    """Recommended by the district of the officials; its operator signs in as operator1."""
    application = make_recommended(round_=round_)
    make_user("operator", "operator1", operator=application.operator)
    return application


def send_back(username, number):
    """All items at once, with the day until which they are to be corrected."""
    fields = {"items-TOTAL_FORMS": len(WHAT), "items-INITIAL_FORMS": 0, "number": number, "due_on": DUE.isoformat()}
    for place, (target, what) in enumerate(WHAT.items()):
        fields |= {f"items-{place}-target": target, f"items-{place}-what": what}
    Person(username).sends(steps.page_of("return/"), **fields)


def correct():
    """The register's figure and the file, then both items are said to be done, and the corrections submitted."""
    operator, application = Person("operator1"), the_application()
    operator.reads("/desk/", "去补正")
    operator.reads(steps.page_of(), "补正0 / 2", *WHAT.values())
    site = application.space.sites.get()
    page = f"/spaces/{site.space_id}/registers/sites/{site.pk}/edit/"
    form = operator.reads(page).context["form"]
    kept = {field.html_name: steps.shown(field.value()) for field in form if field.value() not in (None, "", False)}
    operator.posts(page, **kept | {"workstations": "70"})
    plan = {"requirement": "floor_plan", "document": "floor_plan", "files": make_upload("新平面图.pdf", pages=2)}
    operator.posts(steps.page_of("sections/5.2/upload/"), **plan)
    for item in application.correction_requests.get().items.all():
        operator.posts(steps.page_of(f"items/{item.pk}/settle/"), reply="已按要求补正。")
    form = operator.reads(steps.page_of("resubmit/"), "70个").context["form"]
    operator.posts(steps.page_of("resubmit/"), **dict.fromkeys(form.fields, "on"))
    operator.reads(steps.page_of(), "待区县审核")


def test_the_city_sends_back_and_the_district_recommends_again(recommended):
    steps.accept()
    send_back("city1", "郑科补〔2026〕1号")
    application = the_application()
    assert (application.state, application.due_on) == ("returned", DUE)
    letter = application.documents.get(kind="correction_notice")
    assert Person("operator1").downloads(f"/documents/{letter.pk}/file/").startswith(b"%PDF-")
    correct()
    assert Person("city1").post(steps.page_of("accept/"), {"number": "郑科受〔2026〕2号"}).status_code == 409
    steps.verify_again("70个")
    steps.recommend("郑高科函〔2026〕9号")

    application = the_application()
    assert (application.state, application.snapshots.count(), application.recommendations.count()) == (
        "recommended",
        2,
        2,
    )
    assert application.recommendations.latest("pk").facts["site"]["workstations"] == 70
    Person("city1").sends(steps.page_of("accept/"), number="郑科受〔2026〕2号")
    lines = m.HistoryLine.objects.filter(record=f"application:{application.pk}").exclude(action="verify_item")
    assert [line.action for line in lines.order_by("sequence")][-6:] == [
        *("accept", "return", "resubmit", "prepare_recommend", "recommend", "accept"),
    ]
    assert broken_records() == []


def test_a_case_is_rejected_by_the_meeting(recommended, round_):
    steps.accept()
    steps.review(share=50, recommends=False)
    application, clerk = the_application(), Person("city1")
    meeting = f"/rounds/{round_.pk}/meeting/"
    clerk.reads(meeting, application.space.name)
    choice = {f"choice_{application.pk}": "reject", f"note_{application.pk}": "三位专家均不同意。"}
    clerk.posts(meeting, **choice)
    clerk.reads(meeting, "未填理由1件")
    rows = {"reasons-TOTAL_FORMS": "1", "reasons-INITIAL_FORMS": "0"}
    reason = {"reasons-0-clause": "第七条第（三）项", "reasons-0-text": "专家评审平均分未达到通过分数。"}
    clerk.sends(steps.page_of("stage/"), **rows, **reason)
    assert the_application().state == "reviewed", "notes decide nothing"
    clerk.reads(f"{meeting}confirm/", "将办理1件")
    numbers = {f"number_{application.pk}": "郑科不〔2026〕1号", f"seen_{application.pk}": "reject"}
    answer = clerk.post(f"{meeting}confirm/", numbers)
    assert "共1件，全部办理。" in answer.content.decode()
    assert the_application().state == "reviewed", "another account has to sign"
    steps.sign("city_sign")

    assert the_application().state == "rejected"
    assert not m.StagedDecision.objects.exists()
    Person("operator1").reads(steps.page_of(), "不予备案", "第七条第（三）项")
    notice = the_application().documents.get(kind="rejection_notice")
    assert notice.number == "郑科不〔2026〕1号"
    assert Person("operator1").downloads(f"/documents/{notice.pk}/file/").startswith(b"%PDF-")
    assert broken_records() == []


def test_the_documents_of_a_round_are_downloaded_as_one_zip(round_, settings, monkeypatch):
    """Started on a page, made by a worker, told in the inbox, downloaded; another account does not see it."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    monkeypatch.setattr("filings.documents.issuing.render_pdf", lambda *_, **__: pdf_bytes(1))
    approved = [make_in_state("approved", round_=round_) for _ in range(2)]
    clerk = Person("city1")
    kinds = ["certificate", "filing_notice"]
    started = clerk.sends("/batches/new/", round=round_.pk, what="documents", kinds=kinds)
    page = started.headers["Location"]
    clerk.reads(page, "正在生成")
    assert clerk.get(f"{page}file/").status_code == 409
    run_batch(m.BatchJob.objects.get().pk)

    clerk.reads("/inbox/", "已生成：2026年第一批")
    clerk.reads(page, "已完成", "下载ZIP")
    with zipfile.ZipFile(BytesIO(clerk.downloads(f"{page}file/"))) as packed:
        assert packed.testzip() is None
        rows = list(csv.DictReader(StringIO(packed.read("清单.csv").decode("utf-8-sig"))))
        assert all(packed.read(row["文件"]).startswith(b"%PDF-") for row in rows)
    expected = [(case.number, label) for case in approved for label in ("备案证书", "备案通知")]
    assert sorted((row["申请编号"], row["文书"]) for row in rows) == sorted(expected)
    lines = m.HistoryLine.objects.filter(record__startswith="batchjob:").order_by("sequence")
    assert [(line.action, line.details["count"]) for line in lines] == [("start_batch", 4), ("make_batch", 4)]
    assert Person("city_sign").get(page).status_code == 404
