"""What the panels of desks show beside what waits: figures, filings, standing, next days. Reading only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, DateField, Max, Q, QuerySet, Value
from django.utils import timezone

from filings.models import Activity, Application, Ban, Document, Filing, FinancingEvent, Resident, User
from filings.permissions import visible_filings, visible_spaces
from filings.rules.periods import next_day
from filings.selectors.applications import open_rounds
from filings.selectors.facts.rows import within
from filings.selectors.standing import ban_in_force
from filings.workflow import FilingState
from zzspace.wording import day_zh


@dataclass(frozen=True, slots=True)
class DeskFigure:
    """One figure of a desk, for components/figs.html."""

    label: str
    value: int
    unit: str
    note: str
    url: str = ""


def incubation_figures(user: User, *, today: date) -> list[DeskFigure]:
    """在驻与服务 over all spaces of the operator: one query whatever their number."""
    spaces = visible_spaces(user).values("pk")
    month = today.replace(day=1)
    present = Q(entered_on__lte=today) & (Q(left_on__isnull=True) | Q(left_on__gte=today))
    startup = Q(kind=Resident.Kind.STARTUP) | Q(incorporated_on__lte=today)
    fresh = Q(entered_on__gte=month)
    residents = counted(
        Resident.objects.filter(present, space__in=spaces),
        "residents",
        startups=Count("pk", filter=startup),
        new=Count("pk", filter=fresh & ~Q(kind=Resident.Kind.STARTUP)),
        new_startups=Count(
            "pk", filter=fresh & Q(kind=Resident.Kind.STARTUP) | Q(incorporated_on__range=(month, today))
        ),
    )
    lately = within("event", today)
    held = counted(Activity.objects.filter(lately, space__in=spaces), "held", last=Max("on"))
    events = FinancingEvent.objects.filter(lately, space__in=spaces)
    funded = counted(events, "funded", n=Count("resident", distinct=True), last=Max("on"))
    of = {row["what"]: row for row in residents.union(held, funded, all=True)}
    present_now = of["residents"]
    return [
        DeskFigure("在驻团队", present_now["n"] - present_now["startups"], "个", f"本月新增{present_now['new']}"),
        DeskFigure("在孵企业", present_now["startups"], "家", f"本月新增{present_now['new_startups']}"),
        DeskFigure("近12个月活动", of["held"]["n"], "场", latest_note(of["held"]["last"])),
        DeskFigure("近12个月获融资", of["funded"]["n"], "家", latest_note(of["funded"]["last"])),
    ]


NOTHING_COUNTED: dict[str, Any] = {
    "n": Count("pk"),
    "startups": Value(0),
    "new": Value(0),
    "new_startups": Value(0),
    "last": Value(None, DateField()),
}
"""The columns that figures of several registers have in common, so that one query asks for them."""


def counted(rows: QuerySet[Any], what: str, **figures: Any) -> QuerySet[Any, dict[str, Any]]:
    """One row with the figures of a register, to be joined to others' by union."""
    return rows.order_by().values(what=Value(what)).annotate(**NOTHING_COUNTED | figures)


def latest_note(on: date | None) -> str:
    """最近一次3月11日, or that there is none."""
    return f"最近一次{day_zh(on)}" if on else "还没有登记"


def own_filings(user: User) -> QuerySet[Filing]:
    """The operator's filings in force."""
    filings = visible_filings(user).filter(state=FilingState.ACTIVE)
    return filings.select_related("space", "application").order_by("-filed_on")


def certificates_of(filings: Iterable[Filing]) -> dict[int, int]:
    """The certificate of each filing, the latest of several: {filing: document}. One query, none without filings."""
    by_application = {filing.application_id: filing.pk for filing in filings}
    if not by_application:
        return {}
    here = Q(application__in=[key for key in by_application if key]) | Q(filing__in=by_application.values())
    found = Document.objects.filter(here, kind=Document.Kind.CERTIFICATE).order_by("issued_on", "pk")
    rows = found.values_list("pk", "application_id", "filing_id")
    return {filing or by_application[application]: pk for pk, application, filing in rows}


@dataclass(frozen=True, slots=True)
class ApplyingNow:
    """申报资格: the ban that stands against the operator, if any, and the first day after it."""

    ban: Ban | None
    first_possible_day: date | None


def applying_now(user: User, *, today: date) -> ApplyingNow:
    """Whether the operator is under a ban today."""
    ban = ban_in_force(user.operator.uscc, None, today) if user.operator else None
    return ApplyingNow(ban, next_day(ban.until) if ban else None)


def next_days(live: Iterable[Application], *, now: datetime, limit: int = 5) -> list[tuple[date, str]]:
    """接下来: due days of the operator's live applications and closings of rounds, soonest first."""
    today = timezone.localdate(now)
    closings = [(timezone.localtime(each.closes_at), each) for each in open_rounds(now)]
    rounds = [(closes.date(), f"{each}申报截止（{closes:%H:%M}）") for closes, each in closings]
    due = [
        (application.due_on, f"{application.space}：{application.get_state_display()}，办理期限")
        for application in live
        if application.due_on and application.due_on >= today
    ]
    return sorted([*rounds, *due])[:limit]


def followed_application(live: Iterable[Application]) -> Application | None:
    """Of the operator's live applications, newest first, the one whose progress the desk shows: the newest that was submitted."""
    return next((application for application in live if application.submitted_at), None)
