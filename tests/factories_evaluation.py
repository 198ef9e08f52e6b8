"""Makers of schemes, campaigns and makerspaces in them."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from evaluation import models as e
from evaluation.scoring.schemes import Scheme, scheme_data
from evaluation.selectors.campaigns.taking_part import default_filed_until
from evaluation.services.campaigns.campaigns import create_campaign, open_campaign
from evaluation.services.campaigns.marking import Given, assign_markers, submit_marks
from evaluation.services.campaigns.self_assessments import attach_proof, save_statements, submit_self_assessment
from evaluation.services.returns.windows import close_year
from filings import models as m
from tests.evaluation.scoring.schemes import small_scheme
from tests.factories import make_user
from tests.factories_applications import make_upload
from tests.factories_statistics import YEAR, make_filed_space, make_return, make_window, moment, sound_figures

STATEMENT = "公共会议室、路演厅全年向团队和企业免费开放，使用记录完整。"
SELF_DUE, MARKS_DUE = date(2026, 5, 15), date(2026, 5, 31)
"""After the tests' day, on which the window of 2025 is open."""


def make_scheme(scheme: Scheme | None = None, code: str = "test", **fields: Any) -> e.EvaluationScheme:
    """A draft of the small scheme."""
    scheme = scheme or small_scheme()
    return e.EvaluationScheme.objects.create(code=code, title=scheme.title, content=scheme_data(scheme), **fields)


def make_reported_space(name: str = "", **figures: Any) -> m.Space:
    """A makerspace on file whose return of 2025 is locked, reported in time."""
    space = make_filed_space(**{"name": name} if name else {})
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


def make_bare_campaign(state: str = "open", **fields: Any) -> e.Campaign:
    """A campaign in a state, of a year of its own that nothing else speaks of, with the small scheme frozen."""
    number = e.Campaign.objects.count()
    city, now = fields.pop("actor", None) or make_user("city"), timezone.now()
    instants: dict[str, Any] = {}
    if state != "draft":
        instants["opened_at"] = now
    if state in ("preliminary", "published"):
        instants |= {"preliminary_at": now, "review_due_on": date(2026, 3, 20), "summary": {"seats": None, "peers": {}}}
    if state == "published":
        instants["published_at"] = now
    scheme = make_scheme(code=f"bare-{number}", frozen_at=None if state == "draft" else now)
    days = {"filed_until": date(2013, 6, 30), "self_due_on": SELF_DUE, "marks_due_on": MARKS_DUE}
    return e.Campaign.objects.create(
        year=2014 - number, scheme=scheme, state=state, created_by=city, **days, **instants | fields
    )


def make_entry(space: m.Space, state: str = "open", **fields: Any) -> e.Entry:
    """A makerspace in such a campaign, with a result where results are announced."""
    entry = e.Entry.objects.create(campaign=make_bare_campaign(state), space=space, kind="comprehensive", **fields)
    if state in ("preliminary", "published"):
        make_result(entry)
    return entry


def make_result(entry: e.Entry, grade: str = "good", **fields: Any) -> e.Result:
    """A result with the marks and figures of SOUND by the small scheme."""
    codes = {"W": "14.00", "T": "16.00", "I": "22.50", "V": "10.00", "G": "12.00", "L": "0.00"}
    read = ("a4", "a5", "d1", "d7", "d11", "d12", "d16", "f3")
    values: dict[str, Any] = {
        "version": 1,
        "stage": "preliminary",
        "total": Decimal("74.50"),
        "ground": "score",
        "rank": 1,
        "marks": {code: {"marks": marks, "rank": 1} for code, marks in codes.items()},
        "inputs": {
            "figures": {name: str(sound_figures()[name]) for name in read},
            "before": None,
            "experts": {"T": ["16.00"]},
        },
        "made_by": entry.campaign.created_by,
    }
    return e.Result.objects.create(entry=entry, grade=grade, **values | fields)


def make_marking(entry: e.Entry, expert: m.User) -> e.MarkingAssignment:
    """An expert's place."""
    return e.MarkingAssignment.objects.create(entry=entry, expert=expert, assigned_by=entry.campaign.created_by)


def make_proof(entry: e.Entry) -> e.SelfAssessmentFile:
    """A statement that is submitted, with a file."""
    proof = attach_proof(entry, indicator="T", upload=make_upload(), actor=operator_of(entry))
    e.Entry.objects.filter(pk=entry.pk).update(self_assessed_at=timezone.now())
    return proof


def make_failed_years(space: m.Space, *years: int) -> None:
    """Grades of 不合格 as loaded, in 2023 and 2024 unless others are given."""
    city = m.User.objects.filter(role="city").first() or make_user("city")
    for year in years or (2023, 2024):
        e.HistoricGrade.objects.create(space=space, year=year, grade="fail", loaded_by=city)
