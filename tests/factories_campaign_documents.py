"""Makers of a published evaluation and its documents."""

from datetime import date
from typing import Any

import time_machine

from evaluation import models as e
from evaluation.documents.evaluation_report import Known, report_context
from evaluation.documents.issuing import about_result, write_documents
from evaluation.services.campaigns.documents import issue_documents
from evaluation.services.campaigns.results import announce_results, publish_results
from filings import models as m
from tests.factories import make_user
from tests.factories_evaluation import (
    close_statistics,
    entry_of,
    make_open_campaign,
    make_reported_space,
    make_scheme,
    mark_entry,
)
from tests.factories_statistics import make_filed_space, moment

REVIEW_DUE = date(2026, 3, 20)
PUBLISHED_AT = "2026-03-23T10:00:00+08:00"
ISSUED_AT = "2026-03-24T10:00:00+08:00"
NUMBER = "郑科〔2026〕31号"


def make_published(city: m.User | None = None) -> tuple[e.Campaign, m.Space, m.Space, m.Space]:
    """The evaluation of 2025, published: one makerspace 优秀, one 合格, one 不合格 for want of statistics."""
    city = city or make_user("city")
    good, plain, silent = make_reported_space(a5=108, d7=10), make_reported_space(), make_filed_space()
    close_statistics()
    campaign = make_open_campaign(actor=city)
    mark_entry(entry_of(campaign, good), "18", city=city)
    mark_entry(entry_of(campaign, plain), "16", "15.5", city=city)
    campaign = announce_results(campaign, review_due_on=REVIEW_DUE, actor=city)
    with time_machine.travel(PUBLISHED_AT):
        campaign = publish_results(campaign, actor=city)
    return campaign, good, plain, silent


def issue(campaign: e.Campaign, city: m.User, **changes: Any) -> e.CampaignDocument:
    """The 通报 and all that goes with it, a day after publication."""
    given: dict[str, Any] = {
        "number": NUMBER,
        "on": date(2026, 3, 24),
        "addressee": "各开发区、区县（市）科技主管部门",
        "copies": ["河南省科学技术厅"],
    }
    with time_machine.travel(ISSUED_AT):
        return issue_documents(campaign, actor=city, **given | changes)


def make_published_rows(year: int = 2025) -> e.Campaign:
    """A published evaluation as rows alone, for tests of access."""
    at = moment(date(2026, 3, 2))
    fields = {"state": "published", "published_at": at, "preliminary_at": at, "review_due_on": date(2026, 2, 27)}
    return make_rows(year, f"rows-{year}", **fields)


def make_open_rows(year: int = 2024) -> e.Campaign:
    """One under way."""
    return make_rows(year, f"open-{year}", state="open")


def make_rows(year: int, code: str, **fields: Any) -> e.Campaign:
    """The evaluation of a year, once."""
    found = e.Campaign.objects.filter(year=year).first()
    if found:
        return found
    days = {"filed_until": date(2025, 6, 30), "self_due_on": date(2026, 2, 1), "marks_due_on": date(2026, 2, 2)}
    return e.Campaign.objects.create(
        year=year,
        scheme=make_scheme(code=code, frozen_at=moment(date(2026, 1, 5))),
        created_by=make_user("city"),
        opened_at=moment(date(2026, 1, 5)),
        **days | fields,
    )


def make_report_row(campaign: e.Campaign, space: m.Space, **fields: Any) -> e.CampaignDocument:
    """A result with its report."""
    city = campaign.created_by
    entry = e.Entry.objects.create(campaign=campaign, space=space, kind="comprehensive")
    given = {"grade": "fail", "ground": "forced", "clause": "第十三条", "forced_reason": "未报送统计数据"} | fields
    result = e.Result.objects.create(entry=entry, version=1, stage="published", made_by=city, **given)
    (report,) = write_documents(
        [
            about_result(
                e.CampaignDocument.Kind.REPORT,
                result,
                report_context(result, campaign, Known("", []), on=date(2026, 3, 3)),
                campaign=campaign,
                on=date(2026, 3, 3),
                actor=city,
            )
        ]
    )
    return report


def make_circular_row(campaign: e.Campaign) -> e.CampaignDocument:
    """The circular of an evaluation, once."""
    found = campaign.documents.filter(kind="evaluation_circular").first()
    if found:
        return found
    issue(campaign, campaign.created_by, number=f"郑科〔2026〕9{campaign.pk}号", on=date(2026, 3, 3))
    return campaign.documents.get(kind="evaluation_circular")
