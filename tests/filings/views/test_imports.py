"""Pages of loads: upload, progress, preview, questions, confirming, the error workbook."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from evaluation.models import AnnualReturn
from filings.models import ImportJob
from filings.services.leases import MOST_TRIES
from tests.factories import make_user
from tests.factories_loads import make_import_job, read, returns_book, returns_row, upload
from tests.factories_statistics import YEAR, make_filed_space, make_return, make_window
from zzspace.sheets import read_workbook

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def city(client, settings):
    settings.SECOND_FACTOR_ROLES = []
    user = make_user("city")
    client.force_login(user)
    return user


def page(job, name="import"):
    return reverse(f"filings:{name}", args=[job.pk])


def test_an_upload_is_read_and_leads_to_its_preview(client, city, django_capture_on_commit_callbacks):
    make_window()
    content = returns_book(returns_row(make_filed_space(name="云帆创新工场")))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(
            reverse("evaluation:statistics-import", args=[YEAR]), {"file": SimpleUploadedFile("年报.xlsx", content)}
        )
    job = ImportJob.objects.get()
    assert (answer.url, job.state, job.actor) == (page(job), "ready", city)
    text = client.get(page(job)).content.decode()
    assert ("云帆创新工场" in text, "确认写入1行" in text, "还没有写入任何数据" in text) == (True, True, True)


@pytest.mark.parametrize(
    ("file", "said"),
    [(None, "请选择要导入的文件。"), (SimpleUploadedFile("空.xlsx", b""), "这个文件是空的，请重新选择。")],
)
def test_an_upload_that_is_none(client, city, file, said):
    make_window()
    answer = client.post(reverse("evaluation:statistics-import", args=[YEAR]), {} if file is None else {"file": file})
    assert (answer.status_code, said in answer.content.decode(), ImportJob.objects.count()) == (200, True, 0)
    assert client.get(reverse("evaluation:statistics-import", args=[2019])).status_code == 404


def test_an_executable_is_refused_with_its_reason(client, city):
    job = read(b"MZ\x90\x00" + bytes(200), city, name="年报.xlsx")
    text = client.get(page(job)).content.decode()
    assert ("这份文件不能导入，没有写入任何数据" in text, job.problems[0] in text) == (True, True)


def test_the_preview_shows_old_and_new_and_what_is_wrong(client, city):
    changed, wrong = make_filed_space(), make_filed_space()
    make_return(changed, state="submitted", e1=20)
    job = read(returns_book(returns_row(changed), returns_row(wrong, c2="六人")), city)
    text = client.get(page(job)).content.decode()
    assert '<span class="old">20</span>24' in text
    assert "年报!S3　C2 专职人员：填的是“六人”，应为0或正整数；没有的填0。" in text
    refused = client.get(page(job), {"show": "refused"}).context["lines"]
    assert [line.row.number for line, _ in refused] == [3]


def test_questions_are_answered_one_by_one_or_all_at_once(client, city):
    job = make_import_job(city)
    text = client.get(page(job)).content.decode()
    assert ("还有1条需确认" in text, "E1 创新创业活动场次上年5，本年24" in text) == (True, True)
    short = client.post(page(job), {"choice_1_0": "keep", "reason_1_0": "短"})
    assert (short.status_code, 'value="短"' in short.content.decode()) == (200, True)
    client.post(page(job), {"choice_1_0": "keep", "reason_1_0": "新建路演厅"})
    assert "还有1条需确认" not in client.get(page(job)).content.decode()
    other = make_import_job(city)
    refused = client.post(page(other, "import-reason"), {"reason": ""})
    assert "请填写理由。" in refused.content.decode()
    client.post(page(other, "import-reason"), {"reason": "新建路演厅"})
    assert other.rows.get(position=1).answers["change:e1"]["reason"] == "新建路演厅"


def test_confirming_writes_and_says_so(client, city, django_capture_on_commit_callbacks):
    job = read(returns_book(returns_row(make_filed_space())), city)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page(job, "import-confirm"), {"digest": job.plan_digest})
    assert AnnualReturn.objects.get().state == "confirmed"
    text = client.get(page(job)).content.decode()
    assert ("导入结果" in text, "已写入" in text) == (True, True)
    again = client.post(page(job, "import-confirm"), {"digest": job.plan_digest})
    assert (again.status_code, "已写入" in again.content.decode()) == (409, True)


def test_confirming_without_what_was_shown_is_explained(client, city):
    job = make_import_job(city)
    for digest in ("", "x" * 64):
        assert client.post(page(job, "import-confirm"), {"digest": digest}).status_code == 409


def test_progress_is_polled_until_it_is_over(client, city):
    job = upload(returns_book(returns_row(make_filed_space())), city)
    assert 'hx-trigger="every 1s"' in client.get(page(job)).content.decode()
    assert "正在读取和核对" in client.get(page(job, "import-progress"), **HTMX).content.decode()
    ImportJob.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    stalled = client.get(page(job, "import-progress"), **HTMX).content.decode()
    assert ("还没有轮到处理，没有写入任何数据" in stalled, "every 5s" in stalled) == (True, True)
    ImportJob.objects.filter(pk=job.pk).update(tries=1)
    stalled = client.get(page(job, "import-progress"), **HTMX).content.decode()
    assert ("处理中断了，没有写入任何数据" in stalled, "系统会自动从头继续" in stalled) == (True, True)
    ImportJob.objects.filter(pk=job.pk).update(tries=MOST_TRIES)
    stalled = client.get(page(job, "import-progress"), **HTMX).content.decode()
    assert (f"已经试过{MOST_TRIES}次都没有完成，不再自动继续" in stalled, "继续处理" in stalled) == (True, True)
    client.post(page(job, "import-resume"))
    job.refresh_from_db()
    assert job.state == "ready"
    assert client.get(page(job, "import-progress"), **HTMX).headers["HX-Refresh"] == "true"


def test_the_error_workbook_is_downloaded(client, city):
    job = make_import_job(city)
    answer = client.get(page(job, "import-errors"))
    (sheet,) = read_workbook(b"".join(answer.streaming_content)).sheets
    assert len(sheet.rows) == 2
    clean = read(returns_book(returns_row(make_filed_space())), city)
    assert client.get(page(clean, "import-errors")).status_code == 409


def test_abandoning_writes_nothing(client, city):
    job = make_import_job(city)
    client.post(page(job, "import-abandon"))
    job.refresh_from_db()
    assert (job.state, AnnualReturn.objects.filter(year=YEAR).count()) == ("abandoned", 0)
    assert client.post(page(job), {}).status_code == 409
    assert str(job) in client.get(reverse("filings:imports")).content.decode()


def test_loads_are_their_senders_own(client, city):
    other = make_import_job(make_user("city"))
    assert client.get(page(other)).status_code == 404
    assert "还没有导入过" in client.get(reverse("filings:imports")).content.decode()
