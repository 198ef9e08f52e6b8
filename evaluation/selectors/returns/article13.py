"""第十三条 for the evaluation of a year: which makerspaces did not report as required, and why. Nothing is written here."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from evaluation.models import ReportingFinding, StatisticsYear
from evaluation.selectors.returns.reported import NOT_IN_TIME, Standing, with_standing
from evaluation.selectors.returns.windows import owing_spaces
from evaluation.workflow import ReturnState
from zzspace.wording import date_zh


class Breach(StrEnum):
    """How the article was broken."""

    NOT_REPORTED = "not_reported"
    FINDING = "finding"


@dataclass(frozen=True, slots=True)
class Consequence:
    """That a year's grade is 不合格: how, the reason as it is printed, the finding where there is one."""

    breach: Breach
    reason: str
    finding: int | None = None


CLAUSE = "第十三条"


def breaches_of(window: StatisticsYear, *, on: date) -> dict[int, Consequence]:
    """By the key of each makerspace that owes a return and did not report as required, as of a day. Two queries.

    An upheld finding comes before a return that is lacking or late; until the last day is over nothing is lacking.
    """
    spaces = with_standing(owing_spaces(window.year), window, today=on)
    found = {
        space.pk: Consequence(Breach.NOT_REPORTED, reason_of(space))
        for space in spaces.filter(standing__in=sorted(standing.value for standing in NOT_IN_TIME))
    }
    upheld = ReportingFinding.objects.filter(year=window.year, status=ReportingFinding.Status.UPHELD)
    for finding in upheld.order_by("pk"):
        grounds = "、".join(ReportingFinding.Ground(ground).label for ground in finding.grounds)
        found[finding.space_id] = Consequence(
            Breach.FINDING, f"统计数据报送{grounds}：{finding.conclusion}", finding.pk
        )
    return found


def reason_of(space: Any) -> str:
    """Why a return counts as not reported in time."""
    if space.standing == Standing.LATE:
        day = space.missed_on or space.last_day
        return f"未在{date_zh(day)}前报送统计数据"
    if space.report_state == ReturnState.RETURNED:
        return f"统计数据退回后，未在{date_zh(space.due_day)}前重新报送"
    return f"未报送统计数据（截止日{date_zh(space.due_day)}）"
