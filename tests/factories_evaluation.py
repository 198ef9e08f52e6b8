"""Makers of schemes, campaigns and makerspaces in them."""

from datetime import date
from decimal import Decimal
from typing import Any

from evaluation import models as e
from evaluation.scoring.schemes import Scheme, scheme_data
from evaluation.selectors.campaigns.taking_part import default_filed_until
from evaluation.services.campaigns.campaigns import create_campaign, open_campaign
from evaluation.services.campaigns.marking import Given, assign_markers, submit_marks
from evaluation.services.campaigns.self_assessments import save_statements, submit_self_assessment
from evaluation.services.returns.windows import close_year
from filings import models as m
from tests.evaluation.scoring.schemes import small_scheme
from tests.factories import make_user
from tests.factories_statistics import YEAR, make_filed_space, make_return, make_window, moment, sound_figures

STATEMENT = "公共会议室、路演厅全年向团队和企业免费开放，使用记录完整。"
SELF_DUE, MARKS_DUE = date(2026, 5, 15), date(2026, 5, 31)
"""After the tests' day, on which the window of 2025 is open."""


def make_scheme(scheme: Scheme | None = None, code: str = "test", **fields: Any) -> e.EvaluationScheme:
    """A draft of the small scheme."""
    scheme = scheme or small_scheme()
    return e.EvaluationScheme.objects.create(code=code, title=scheme.title, content=scheme_data(scheme), **fields)


def make_reported_space(**figures: Any) -> m.Space:
    """A makerspace on file whose return of 2025 is locked, reported in time."""
    space = make_filed_space()
    make_return(space, "locked", at=moment(date(2026, 2, 1)), **sound_figures(**figures))
    return space


def close_statistics() -> None:
    """Close 2025, as if its last day were over; whoever has not reported is 不合格."""
    window = make_window()
    e.StatisticsYear.objects.filter(pk=window.pk).update(closes_on=date(2026, 2, 27))
    window.refresh_from_db()
    close_year(window, actor=make_user("city"))


def make_campaign(scheme: e.EvaluationScheme | None = None, actor: m.User | None = None) -> e.Campaign:
    """The campaign of 2025 over the makerspaces that there are, a draft."""
    return create_campaign(
        YEAR,
        scheme=scheme or make_scheme(),
        filed_until=default_filed_until(YEAR),
        self_due_on=SELF_DUE,
        marks_due_on=MARKS_DUE,
        actor=actor or make_user("city"),
    )


def make_open_campaign(scheme: e.EvaluationScheme | None = None, actor: m.User | None = None) -> e.Campaign:
    """The campaign, open."""
    actor = actor or make_user("city")
    return open_campaign(make_campaign(scheme, actor), actor=actor)


def operator_of(entry: e.Entry) -> m.User:
    """An account of the organisation."""
    found = m.User.objects.filter(role="operator", operator_id=entry.space.operator_id).first()
    return found or make_user("operator", operator=entry.space.operator)


def self_assess(entry: e.Entry) -> None:
    """State something for all that experts mark, and submit."""
    actor = operator_of(entry)
    codes = [each.code for each in entry.campaign.scheme.scheme.expert_indicators(entry.kind)]
    save_statements(entry, statements=dict.fromkeys(codes, STATEMENT), actor=actor)
    submit_self_assessment(entry, actor=actor)


def mark_entry(entry: e.Entry, *marks: str, city: m.User) -> None:
    """Self-assessment, then one expert for each of the marks, which all expert indicators get."""
    if not entry.self_assessed_at:
        self_assess(entry)
    for given in marks:
        expert = make_user("expert")
        assign_markers(entry.campaign, entries=[entry.pk], experts=[expert], actor=city)
        assignment = e.MarkingAssignment.objects.get(entry=entry, expert=expert)
        codes = [each.code for each in entry.campaign.scheme.scheme.expert_indicators(entry.kind)]
        submit_marks(assignment, given={code: Given(Decimal(given), "评语") for code in codes}, actor=expert)


def entry_of(campaign: e.Campaign, space: m.Space) -> e.Entry:
    """The entry of a makerspace."""
    return e.Entry.objects.select_related("campaign__scheme", "space__operator").get(campaign=campaign, space=space)
