"""Documents of a published evaluation: what is issued, once, to whom, and what a correction adds beside."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from evaluation.documents.issuing import render_campaign_document, render_lacking
from evaluation.models import CampaignDocument, HistoricGrade, PaymentAccount
from evaluation.services.campaigns.documents import issue_documents
from evaluation.services.campaigns.results import correct_result
from evaluation.services.payment_accounts import keep_account
from filings.documents.decisions import check_number_is_free
from filings.errors import WorkflowRefused
from filings.models import HistoryLine, Notice
from filings.services.history import broken_chains
from tests.factories import make_user, pdf_bytes
from tests.factories_campaign_documents import NUMBER, issue, make_published
from tests.factories_evaluation import entry_of, make_open_campaign, make_reported_space, operator_of

pytestmark = pytest.mark.django_db


def refused(match):
    return pytest.raises(WorkflowRefused, match=match)


@pytest.fixture
def city():
    return make_user("city")


@pytest.fixture
def published(city):
    return make_published(city)


def correct(campaign, space, city, **changes):
    with time_machine.travel("2026-03-26T10:00:00+08:00"):
        return correct_result(entry_of(campaign, space), reason="专家评分录入有误", actor=city, **changes)


def test_all_documents_are_issued_in_one_act(published, city):
    campaign, good, _plain, silent = published
    members = [operator_of(entry_of(campaign, space)) for space in (good, silent)]
    circular = issue(campaign, city)
    kinds = list(campaign.documents.order_by("pk").values_list("kind", "entry__space"))
    assert kinds.count(("evaluation_circular", None)) == 1
    assert sorted(space for kind, space in kinds if kind == "evaluation_report") == sorted(
        entry.space_id for entry in campaign.entries.all()
    )
    assert [space for kind, space in kinds if kind == "evaluation_failure_notice"] == [silent.pk]
    assert (circular.number, circular.issued_on) == (NUMBER, date(2026, 3, 24))
    line = HistoryLine.objects.filter(record=f"campaign:{campaign.pk}").latest("sequence")
    assert (line.action, line.details) == (
        "issue_documents", {"number": NUMBER, "circular": circular.pk, "documents": 4},
    )  # fmt: skip
    told = Notice.objects.filter(key=f"campaign-documents-{circular.pk}:{campaign.pk}")
    assert {notice.user for notice in told} >= set(members)
    assert not broken_chains()


def test_the_circular_lists_every_makerspace_under_its_grade(published, city):
    campaign, good, plain, silent = published
    lists = {each["label"]: [row["name"] for row in each["rows"]] for each in issue(campaign, city).context["lists"]}
    assert lists == {"优秀": [good.name], "良好": [], "合格": [plain.name], "不合格": [silent.name]}


def test_documents_wait_for_publication(city):
    make_reported_space()
    campaign = make_open_campaign(actor=city)
    with refused("现在是“评价中”"):
        issue(campaign, city)
    with refused("您的角色不能办理"):
        issue(campaign, make_user("district"))


@pytest.mark.parametrize("day", [date(2026, 3, 22), date(2026, 3, 25)])
def test_a_document_is_dated_between_publication_and_today(published, city, day):
    with refused("成文日期应在结果公布之日（2026年3月23日）以后"):
        issue(published[0], city, on=day)
    assert not CampaignDocument.objects.exists()


def test_a_number_is_used_once_by_an_issuer_whichever_app_used_it(published, city):
    campaign, *_spaces = published
    issue(campaign, city)
    with refused(f"发文字号“{NUMBER}”已经用过：2025年度考核评价的考核评价结果通报，2026年3月24日成文"):
        check_number_is_free(NUMBER)
    check_number_is_free("郑科〔2026〕32号")


def test_it_is_not_issued_again_while_no_grade_is_corrected(published, city):
    campaign, *_spaces = published
    issue(campaign, city)
    with refused("通报以后没有等级更正"):
        issue(campaign, city, number="郑科〔2026〕32号")
    assert campaign.documents.count() == 5


def test_a_corrected_result_gets_documents_beside_the_old(published, city):
    campaign, _good, plain, _silent = published
    issue(campaign, city)
    result = correct(campaign, plain, city, marks={"T": Decimal(20)})
    reports = CampaignDocument.objects.filter(entry__space=plain, kind="evaluation_report").order_by("pk")
    assert [(each.result.version, each.is_superseded) for each in reports] == [(1, True), (2, False)]
    context = reports[1].context
    assert (context["grade"], context["correction"]["before_grade"], context["correction"]["reason"]) == (
        "良好", "合格", "专家评分录入有误",
    )  # fmt: skip
    line = HistoryLine.objects.filter(record=f"entry:{result.entry_id}").latest("sequence")
    assert line.details["documents"] == [reports[1].pk]


def test_a_grade_corrected_to_fail_brings_a_notice(published, city):
    campaign, good, *_rest = published
    HistoricGrade.objects.create(space=good, year=2024, grade="fail", loaded_by=city)
    issue(campaign, city)
    correct(campaign, good, city, clause="第八条", forced_reason="自评材料经查实弄虚作假")
    notice = CampaignDocument.objects.get(entry__space=good, kind="evaluation_failure_notice")
    assert notice.context["reasons"][0]["text"] == (
        "根据《郑州市众创空间管理办法》第八条的规定：自评材料经查实弄虚作假。"
    )
    assert (notice.context["is_second"], notice.context["circular"]) == (True, NUMBER)
    assert notice.context["correction"] == "专家评分录入有误。"


def test_a_correction_before_the_documents_are_issued_has_none_yet(published, city):
    campaign, _good, plain, _silent = published
    correct(campaign, plain, city, marks={"T": Decimal(20)})
    assert not CampaignDocument.objects.exists()


def test_corrected_grades_are_told_in_a_further_circular(published, city):
    campaign, good, plain, _silent = published
    first = issue(campaign, city)
    correct(campaign, plain, city, marks={"T": Decimal(20)})
    with time_machine.travel("2026-03-27T10:00:00+08:00"):
        second = issue_documents(
            campaign, number="郑科〔2026〕40号", on=date(2026, 3, 27), addressee="各区县", copies=[], actor=city
        )
    assert second.context["corrects"] == first.number
    assert [(row["name"], row["before"], row["after"]) for row in second.context["corrected"]] == [
        (plain.name, "合格", "良好")
    ]
    names = {each["label"]: {row["name"] for row in each["rows"]} for each in second.context["lists"]}
    assert (names["优秀"], names["良好"]) == ({good.name}, {plain.name})
    first.refresh_from_db()
    assert len(first.context["lists"][2]["rows"]) == 1  # as issued


def test_the_number_of_queries_does_not_grow_with_the_makerspaces(city, django_assert_max_num_queries):
    campaign, *_spaces = make_published(city)
    with django_assert_max_num_queries(36):
        issue(campaign, city)


def test_documents_are_rendered_once_and_stay_as_they_are(published, city, monkeypatch):
    rendered = []

    def fake(*_args, **_kwargs):
        rendered.append(1)
        return pdf_bytes(1)

    monkeypatch.setattr("evaluation.documents.issuing.render_pdf", fake)
    campaign, *_spaces = published
    circular = issue(campaign, city)
    first = render_campaign_document(circular.pk)
    assert render_campaign_document(circular.pk) == first
    assert first.name == "2025年度考核评价结果通报.pdf"
    assert render_lacking(date(2026, 3, 25)) == 4
    assert render_lacking(date(2026, 3, 25)) == 0
    assert len(rendered) == 5


def test_one_document_that_cannot_be_rendered_leaves_the_others(published, city, monkeypatch):
    campaign, *_spaces = published
    circular = issue(campaign, city)

    def fake(template, *_args, **_kwargs):
        if "circular" in template:
            raise ValueError("broken")
        return pdf_bytes(1)

    monkeypatch.setattr("evaluation.documents.issuing.render_pdf", fake)
    assert render_lacking(date(2026, 3, 25)) == 4
    circular.refresh_from_db()
    assert circular.file is None


def test_an_operator_keeps_its_account(published):
    campaign, good, *_rest = published
    member = operator_of(entry_of(campaign, good))
    keep_account(holder="甲公司", bank="中原银行", number="6222 0000 1111", actor=member)
    account = keep_account(holder="甲公司", bank="郑州银行", number="6222000022223333", actor=member)
    assert PaymentAccount.objects.get() == account
    lines = HistoryLine.objects.filter(record=f"paymentaccount:{account.pk}")
    assert [line.details for line in lines] == [{"bank": "中原银行"}, {"bank": "郑州银行"}]
    with refused("只有运营机构账号可以登记"):
        keep_account(holder="甲", bank="乙", number="12345678", actor=make_user("city"))
