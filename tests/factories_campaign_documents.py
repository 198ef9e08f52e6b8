"""Makers of a published evaluation and its documents."""

from datetime import date
from typing import Any

import time_machine

from evaluation import models as e
from evaluation.services.campaigns.documents import issue_documents
from evaluation.services.campaigns.results import announce_results, publish_results
from filings import models as m
from tests.factories import make_user
from tests.factories_evaluation import (
    close_statistics,
    entry_of,
    make_open_campaign,
    make_reported_space,
    mark_entry,
)
from tests.factories_statistics import make_filed_space

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
