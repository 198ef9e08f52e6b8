"""Documents of an evaluation over the pages: who opens which, issuing by form, batches, sheets, the account."""

import csv
import zipfile
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pytest
import time_machine
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse

from evaluation.models import CampaignDocument, PaymentAccount
from evaluation.services.campaigns.results import correct_result
from evaluation.services.payment_accounts import keep_account
from filings.models import BatchJob, Space
from filings.services.batches.jobs import run_batch
from filings.services.leases import progress_of
from tests.factories import make_district, make_operator, make_user, pdf_bytes
from tests.factories_campaign_documents import NUMBER, issue, make_published
from tests.factories_evaluation import entry_of, operator_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_step(settings):
    settings.SECOND_FACTOR_ROLES = []


@pytest.fixture
def plain_papers(monkeypatch):
    """What papers look like is tested elsewhere."""
    monkeypatch.setattr("evaluation.documents.issuing.render_pdf", lambda *_, **__: pdf_bytes(1))


@pytest.fixture
def city():
    return make_user("city")


@pytest.fixture
def published(city):
    """One of the three makerspaces is in another district."""
    campaign, good, plain, silent = make_published(city)
    Space.objects.filter(pk=plain.pk).update(district=make_district("jinshui"))
    return campaign, good, plain, silent


def open_as(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(f"evaluation:{name}", args=args), query)


def sheet(response):
    rows = list(openpyxl.load_workbook(BytesIO(response.getvalue())).active.values)
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def report_of(space):
    return CampaignDocument.objects.filter(entry__space=space, kind="evaluation_report").latest("pk")


def test_the_city_issues_by_form_and_keeps_what_was_typed_when_refused(client, published, city):
    campaign, *_spaces = published
    url = reverse("evaluation:campaign-documents-issue", args=[campaign.pk])
    typed = {
        "number": "郑科[2026]31号",
        "on": "2026-03-24",
        "addressee": "各区县：",
        "copies": "河南省科学技术厅、市财政局",
    }
    with time_machine.travel("2026-03-24T10:00:00+08:00"):
        client.force_login(city)
        early = client.post(url, typed | {"on": "2026-03-20"})
        done = client.post(url, typed)
        again = client.post(url, typed | {"number": "郑科〔2026〕32号"})
    assert early.status_code == 200
    assert "成文日期应在结果公布之日（2026年3月23日）以后" in early.content.decode()
    assert 'value="郑科[2026]31号"' in early.content.decode()
    assert done.headers["Location"] == reverse("evaluation:campaign-documents", args=[campaign.pk])
    circular = CampaignDocument.objects.get(kind="evaluation_circular")
    assert (circular.number, circular.context["addressee"], circular.context["copies"]) == (
        NUMBER, "各区县", ["河南省科学技术厅", "市财政局"],
    )  # fmt: skip
    assert "通报以后没有等级更正" in again.content.decode()


def test_an_operator_opens_its_own_documents_alone(client, published, city, plain_papers):
    campaign, good, plain, _silent = published
    member, other = operator_of(entry_of(campaign, good)), operator_of(entry_of(campaign, plain))
    issue(campaign, city)
    answer = open_as(client, member, "campaign-document-file", report_of(good).pk)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.getvalue() == pdf_bytes(1)
    assert open_as(client, other, "campaign-document-file", report_of(good).pk).status_code == 404


def test_a_district_opens_and_lists_its_own(client, published, city, plain_papers):
    campaign, good, plain, silent = published
    issue(campaign, city)
    clerk = make_user("district", district=make_district("jinshui"))
    assert open_as(client, clerk, "campaign-document-file", report_of(plain).pk).getvalue() == pdf_bytes(1)
    assert open_as(client, clerk, "campaign-document-file", report_of(good).pk).status_code == 404
    page = open_as(client, clerk, "campaign-documents", campaign.pk).content.decode()
    assert plain.name in page
    assert good.name not in page
    assert silent.name not in page
    assert "制发文书" not in page


def test_the_public_reads_the_circular_once_it_is_issued(client, published, city, plain_papers):
    campaign, *_spaces = published
    url = reverse("evaluation:circular", args=[2025])
    assert client.get(url).status_code == 404
    issue(campaign, city)
    answer = client.get(url)
    assert (answer.getvalue(), answer["Content-Type"]) == (pdf_bytes(1), "application/pdf")
    assert client.get(reverse("evaluation:circular", args=[2024])).status_code == 404


@pytest.mark.parametrize(("kind", "count"), [("evaluation_report", 3), ("evaluation_failure_notice", 1)])
@pytest.mark.usefixtures("plain_papers")
def test_all_documents_of_a_kind_are_one_zip_of_what_stands(client, published, city, kind, count):
    campaign, _good, plain, _silent = published
    issue(campaign, city)
    with time_machine.travel("2026-03-26T10:00:00+08:00"):
        correct_result(entry_of(campaign, plain), reason="更正", marks={"T": Decimal(20)}, actor=city)
    client.force_login(city)
    answer = client.post(reverse("evaluation:campaign-documents-batch", args=[campaign.pk]), {"document": kind})
    job = BatchJob.objects.get()
    assert answer.headers["Location"] == reverse("filings:batch", args=[job.pk])
    run_batch(job.pk)
    job.refresh_from_db()
    assert (job.state, job.count, progress_of(job)["done"]) == ("done", count, count)
    with job.file.content.open("rb") as stored, zipfile.ZipFile(BytesIO(stored.read())) as packed:
        rows = list(csv.DictReader(StringIO(packed.read("清单.csv").decode("utf-8-sig"))))
        assert [row["文件"] for row in rows] == packed.namelist()[:-1]
    grades = {row["众创空间"]: row["等级"] for row in rows}
    assert len(rows) == count
    if kind == "evaluation_report":
        assert grades[plain.name] == "良好"


def test_a_district_batches_its_own_and_nobody_an_unknown_kind(client, published, city, plain_papers):
    campaign, *_spaces = published
    issue(campaign, city)
    url = reverse("evaluation:campaign-documents-batch", args=[campaign.pk])
    client.force_login(make_user("district", district=make_district("jinshui")))
    client.post(url, {"document": "evaluation_report"})
    job = BatchJob.objects.get()
    run_batch(job.pk)
    job.refresh_from_db()
    assert job.count == 1
    assert client.post(url, {"document": "evaluation_failure_notice"}).status_code == 409
    assert client.post(url, {"document": "evaluation_circular"}).status_code == 404


def test_all_marks_as_a_sheet_for_city_and_district(client, published, city):
    campaign, good, plain, silent = published
    Space.objects.filter(pk=silent.pk).update(name="=1+1工场")
    rows = {row["众创空间"]: row for row in sheet(open_as(client, city, "campaign-marks", campaign.pk))}
    assert set(rows) == {good.name, plain.name, "'=1+1工场"}
    told = rows[plain.name]
    assert (told["总分"], told["等级"], told["同类名次"], told["W 工位使用"]) == (74.25, "合格", 2, 14)
    assert (rows["'=1+1工场"]["直接定级依据"], rows["'=1+1工场"]["W 工位使用"]) == ("第十三条", None)
    clerk = make_user("district", district=make_district("jinshui"))
    assert [row["众创空间"] for row in sheet(open_as(client, clerk, "campaign-marks", campaign.pk))] == [plain.name]


def test_the_incentive_list_by_grade_with_accounts(client, published, city):
    campaign, good, plain, silent = published
    member = operator_of(entry_of(campaign, good))
    keep_account(holder="甲公司", bank="中原银行郑州分行", number="6222000011112222", actor=member)
    rows = sheet(open_as(client, city, "campaign-incentives", campaign.pk))
    assert [(row["序号"], row["等级"], row["众创空间"]) for row in rows] == [
        (1, "优秀", good.name),
        (2, "合格", plain.name),
    ]
    assert (rows[0]["账户名称"], rows[0]["开户银行"], rows[0]["银行账号"]) == (
        "甲公司", "中原银行郑州分行", "6222000011112222",
    )  # fmt: skip
    assert (rows[1]["账户名称"], rows[1]["银行账号"]) == ("未登记，请向运营机构核实", None)
    chosen = sheet(open_as(client, city, "campaign-incentives", campaign.pk, grade="pass"))
    assert [row["众创空间"] for row in chosen] == [plain.name]
    assert silent.name not in {row["众创空间"] for row in rows}


def test_the_page_costs_the_same_for_any_number_of_documents(client, published, city, django_assert_max_num_queries):
    campaign, *_spaces = published
    issue(campaign, city)
    client.force_login(city)
    with django_assert_max_num_queries(15):
        page = client.get(reverse("evaluation:campaign-documents", args=[campaign.pk])).content.decode()
    assert page.count("考核评价报告") >= 3


def test_the_include_shows_an_operator_its_documents(published, city):
    campaign, good, _plain, silent = published
    member = operator_of(entry_of(campaign, silent))
    template = Template("{% load campaign_documents %}{% entry_documents entry %}")

    def shown(user, entry):
        request = RequestFactory().get("/")
        request.user = user
        return template.render(Context({"request": request, "entry": entry}))

    assert "结果公布并印发通报后" in shown(member, entry_of(campaign, silent))
    issue(campaign, city)
    told = shown(member, entry_of(campaign, silent))
    assert [name in told for name in ("考核评价结果通报", "考核评价报告", "不合格告知书", "收款账户")] == [True] * 4
    assert "考核评价报告" not in shown(member, entry_of(campaign, good))
    assert "收款账户" not in shown(city, entry_of(campaign, silent))


def test_an_operator_keeps_its_account_on_its_page(client):
    member = make_user("operator", operator=make_operator())
    client.force_login(member)
    url = reverse("evaluation:payment-account")
    assert member.operator.name in client.get(url).content.decode()
    typed = {"holder": member.operator.name, "bank": "郑州银行", "number": "6222 abc"}
    refused = client.post(url, typed)
    assert (refused.status_code, "银行账号应为8至30位数字" in refused.content.decode()) == (200, True)
    assert not PaymentAccount.objects.exists()
    assert client.post(url, typed | {"number": "6222 0000 1111 2222"}).status_code == 302
    assert PaymentAccount.objects.get().number == "6222000011112222"
    assert 'value="6222000011112222"' in client.get(url).content.decode()
