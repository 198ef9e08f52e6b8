"""The demo's annual evaluations: that of the year before published, with a request for review and typical practice; that of
the open year under way. All through the services, under the days on which it would have been.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Final

from django.db import transaction
from django.utils import timezone

from evaluation.demo.clock import at, instant
from evaluation.demo.earlier import EARLIER
from evaluation.demo.evidence import upload
from evaluation.demo.people import account, member_of
from evaluation.demo.post import sealed
from evaluation.documents.circular import ADDRESSEE
from evaluation.documents.issuing import render_campaign_document
from evaluation.models import Campaign, CampaignDocument, Entry, EvaluationScheme, MarkingAssignment
from evaluation.scoring.example_scheme import EXAMPLE_CODE
from evaluation.scoring.sheets import STEP
from evaluation.selectors.campaigns.taking_part import default_filed_until
from evaluation.services.campaigns.campaigns import create_campaign, force_grade, open_campaign
from evaluation.services.campaigns.documents import issue_documents
from evaluation.services.campaigns.marking import Given, assign_markers, submit_marks
from evaluation.services.campaigns.papers import record_campaign_service, upload_campaign_scan
from evaluation.services.campaigns.results import announce_results, publish_results
from evaluation.services.campaigns.reviews import mark_practice, reply_to_request, request_review
from evaluation.services.campaigns.schemes import copy_scheme, install_example
from evaluation.services.campaigns.self_assessments import (
    save_statements,
    stated_indicators,
    submit_self_assessment,
)
from filings.rules.periods import add_working_days

EXPERTS: Final = ("expert1", "expert2")
STATEMENT: Final = "会议室、洽谈室、路演厅和共享设备全年向入驻团队和企业开放，登记、预约和使用记录完整，收费低于周边。"
REMARK: Final = "开放情况有记录可查，使用率还可以提高。"
PRACTICE: Final = (
    "共享设备预约到小时",
    "把检测、打样设备和路演厅统一放进预约系统，入驻团队按小时预约，校外团队按成本价使用；每月公布使用率和收费，团队不用再自购设备。",
)
PAPER_SERIAL: Final = 31
COPIES: Final = ("河南省科学技术厅",)
UNDER_WAY: Final = 5
"""Makerspaces of the open evaluation that have assessed themselves."""


def evaluate_years() -> None:
    """Both evaluations, all or nothing; once there is one nothing is added."""
    if Campaign.objects.exists():
        return
    year = timezone.localdate().year - 1
    install_example()
    with transaction.atomic():
        with at(instant(29, 9)):
            source = EvaluationScheme.objects.get(code=EXAMPLE_CODE)
            scheme = copy_scheme(source, code="zz", title="郑州市众创空间绩效评价方案（演示）", actor=account("city1"))
        publish_before(year - 1, scheme)
        begin_now(year, scheme)


def set_up(year: int, scheme: EvaluationScheme, *, assessed: int, marked: int) -> Campaign:
    """Set up and opened, with so many days for self-assessment and marks."""
    today, city = timezone.localdate(), account("city1")
    campaign = create_campaign(
        year,
        scheme=scheme,
        filed_until=default_filed_until(year),
        self_due_on=add_working_days(today, assessed),
        marks_due_on=add_working_days(today, marked),
        actor=city,
    )
    return open_campaign(campaign, actor=city)


def entries_of(campaign: Campaign) -> list[Entry]:
    """Those who take part, by name."""
    entries = campaign.entries.filter(takes_part=True).select_related("campaign__scheme", "space__operator")
    return list(entries.order_by("space__name", "pk"))


def assess(entry: Entry) -> None:
    """The operator states something for what experts mark, and submits."""
    actor = member_of(entry.space.operator)
    codes = [each.code for each in stated_indicators(entry)]
    save_statements(entry, statements=dict.fromkeys(codes, STATEMENT), actor=actor)
    submit_self_assessment(entry, actor=actor)


def mark(entries: Iterable[Entry], expert: str) -> None:
    """An expert marks makerspaces that it was assigned."""
    actor = account(expert)
    for entry in entries:
        place = MarkingAssignment.objects.get(entry=entry, expert=actor)
        random = Random(f"{entry.space.name}{expert}")  # noqa: S311 - marks, not secrets
        given = {
            each.code: Given(share_of(each.full, random.randint(62, 95)), REMARK) for each in stated_indicators(entry)
        }
        submit_marks(place, given=given, actor=actor)


def share_of(full: Decimal, percent: int) -> Decimal:
    """So many per cent of full marks in steps of a half."""
    return (full * percent / 100 / STEP).quantize(Decimal(1), ROUND_HALF_UP) * STEP


def publish_before(year: int, scheme: EvaluationScheme) -> None:
    """The year before, from setting up to typical practice."""
    city = account("city1")
    with at(instant(28, 9)):
        campaign = set_up(year, scheme, assessed=3, marked=6)
    entries = entries_of(campaign)
    with at(instant(26, 10)):
        for entry in entries:
            assess(entry)
    with at(instant(25, 9)):
        experts = [account(each) for each in EXPERTS]
        assign_markers(campaign, entries=[entry.pk for entry in entries], experts=experts, actor=city)
    with at(instant(23, 14)):
        for expert in EXPERTS:
            mark(entries, expert)
    with at(instant(22, 9)):
        force_poor(entries)
    with at(instant(21, 9)):
        announce_results(campaign, review_due_on=add_working_days(timezone.localdate(), 5), actor=city)
    ask_and_answer(entries)
    with at(instant(13, 9)):
        publish_results(campaign, actor=city)
        best = campaign.entries.filter(results__superseded_at=None).order_by("-results__total", "pk").first()
        if best:
            mark_practice(best, title=PRACTICE[0], text=PRACTICE[1], actor=city)
    issue_papers(campaign)


def issue_papers(campaign: Campaign) -> None:
    """通报, reports and notices of 不合格 a day later; one notice sealed and served, the 通报 sealed."""
    city = account("city1")
    with at(instant(12, 9)):
        today = timezone.localdate()
        number = f"郑科〔{today.year}〕{PAPER_SERIAL}号"
        campaign.refresh_from_db()
        circular = issue_documents(campaign, number=number, on=today, addressee=ADDRESSEE, copies=COPIES, actor=city)
    notice = campaign.documents.filter(kind=CampaignDocument.Kind.FAILURE_NOTICE).order_by("pk")[0]
    with at(instant(11, 10)):
        for document in (circular, notice):
            document.file = render_campaign_document(document.pk)
            upload_campaign_scan(document, actor=city, upload=sealed(document))
    with at(instant(10, 15)):
        record_campaign_service(
            notice,
            actor=city,
            served_on=timezone.localdate(),
            manner="direct",
            note_text="运营机构负责人签收",
            receipt=upload("leaving_confirmation.pdf", "送达回证"),
        )


def force_poor(entries: Iterable[Entry]) -> None:
    """Those whose statistics were found untrue."""
    poor = {space.name for space in EARLIER if space.poor}
    for entry in entries:
        if entry.space.name in poor:
            reason = f"{entry.campaign.year}年度统计数据经核实不真实"
            force_grade(entry, clause="第十三条", reason=reason, actor=account("city1"))


def ask_and_answer(entries: list[Entry]) -> None:
    """One makerspace asks for a review, which is denied."""
    entry = entries[0]
    with at(instant(18, 15)):
        reason = "共享设备的使用次数按季度统计，专家评分时可能只看到第四季度的记录，请复核。"
        request = request_review(entry, reason=reason, actor=member_of(entry.space.operator))
    with at(instant(16, 10)):
        reply = "已核对全年使用记录，两位专家的评分依据充分，维持初评结果。"
        reply_to_request(request, upheld=False, reply=reply, actor=account("city1"))


def begin_now(year: int, scheme: EvaluationScheme) -> None:
    """The open year: some have assessed themselves, an expert has begun."""
    scheme.refresh_from_db()
    with at(instant(8, 9)):
        campaign = set_up(year, scheme, assessed=18, marked=28)
    entries = entries_of(campaign)[:UNDER_WAY]
    with at(instant(5, 11)):
        for entry in entries:
            assess(entry)
    with at(instant(4, 9)):
        keys, experts = [entry.pk for entry in entries], [account(each) for each in EXPERTS]
        assign_markers(campaign, entries=keys, experts=experts, actor=account("city1"))
    with at(instant(2, 16)):
        mark(entries[:2], EXPERTS[0])
