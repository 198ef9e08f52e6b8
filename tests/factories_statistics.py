"""Makers of statistics years, annual returns and what stands beside them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from evaluation import models as e
from evaluation.statistics.columns import COLUMNS, Kind, Value
from evaluation.workflow import REPORTED, ReturnState
from filings import models as m
from tests.factories import SHANGHAI, make_historic_filing, make_space, make_user

YEAR = 2025
OPENS_ON = date(2026, 1, 15)
CLOSES_ON = date(2026, 3, 31)

SOUND: dict[str, Value] = {
    "a1": Decimal(2000), "a2": Decimal(1200), "a3": Decimal(500), "a4": 120, "a5": 90,
    "b1": Decimal(5000), "b2": Decimal(2000), "b3": Decimal(1500), "b4": Decimal(300), "b5": Decimal(1000), "b6": Decimal(200),
    "b7": Decimal(4100), "b8": Decimal(180),
    "c1": 12, "c2": 8, "c3": 6, "c4": 15, "c5": 3,
    "d1": 40, "d2": 160, "d3": 15, "d4": 10, "d5": 2, "d6": 14, "d7": 9, "d8": 30, "d9": 260, "d10": 45, "d11": 28, "d12": 26,
    "d13": 4, "d14": 7, "d15": 3, "d16": 0,
    "e1": 24, "e2": 12, "e3": 600, "e4": 2, "e5": 3,
    "f1": 3, "f2": 4, "f3": Decimal(9000), "f4": Decimal(600), "f5": Decimal(5000),
    "g1": 60, "g2": 12, "g3": 18,
}  # fmt: skip
"""Figures that hold together."""


def sound_figures(**changes: Any) -> dict[str, Value]:
    """SOUND with changes."""
    return SOUND | changes


def typed_figures(letter: str, **changes: str) -> dict[str, str]:
    """The figures of one section as an operator types them."""
    typed = {column.field: str(SOUND[column.field]) for column in COLUMNS if column.group == letter}
    return typed | changes


def money_times(factor: int) -> dict[str, Value]:
    """SOUND with all money in another unit."""
    return SOUND | {column.field: SOUND[column.field] * factor for column in COLUMNS if column.kind is Kind.MONEY}


def make_window(year: int = YEAR, **fields: Any) -> e.StatisticsYear:
    """The reporting window of 2025, open on the tests' day."""
    shift = year - YEAR
    defaults = {
        "opens_on": OPENS_ON.replace(year=OPENS_ON.year + shift),
        "closes_on": CLOSES_ON.replace(year=CLOSES_ON.year + shift),
    }
    return e.StatisticsYear.objects.get_or_create(year=year, defaults=defaults | fields)[0]


def make_filed_space(**fields: Any) -> m.Space:
    """A makerspace on file since 2023, which owes returns."""
    space = make_space(**fields)
    make_historic_filing(space)
    return space


def moment(day: date) -> datetime:
    """Ten o'clock on a day."""
    return datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI)


def make_return(space: m.Space | None = None, state: str = "open", year: int = YEAR, **fields: Any) -> e.AnnualReturn:
    """A return in a state, with sound figures and the instants that go with the state."""
    space = space or make_filed_space()
    make_window(year)
    at = fields.pop("at", timezone.now())
    instants: dict[str, Any] = {}
    if state in REPORTED or state == ReturnState.RETURNED:
        instants |= {"submitted_at": at, "first_submitted_at": at}
    if state in (ReturnState.CONFIRMED, ReturnState.LOCKED):
        instants["confirmed_at"] = at
    if state == ReturnState.LOCKED:
        instants["locked_at"] = at
    if state == ReturnState.RETURNED:
        instants["due_on"] = date(2026, 3, 20)
        instants["items"] = {"b1": "与审计报告不符，请核对。"}
    return e.AnnualReturn.objects.create(space=space, year=year, state=state, **SOUND | instants | fields)


def make_finding(space: m.Space, status: str = "open", **fields: Any) -> e.ReportingFinding:
    """A finding against a makerspace, with what goes with its status."""
    make_window()
    raised_by = fields.pop("raised_by", None) or make_user("city")
    given: dict[str, Any] = {"grounds": ["untrue"], "reason": "与审计报告不符", "reply_due_on": date(2026, 3, 20)}
    if status == "replied":
        given |= {"reply": "已更正", "replied_at": timezone.now()}
    if status in ("upheld", "dropped"):
        given |= {"conclusion": "数据失实", "decided_at": timezone.now(), "decided_by": raised_by}
    return e.ReportingFinding.objects.create(
        space=space, year=YEAR, status=status, raised_by=raised_by, **given | fields
    )
