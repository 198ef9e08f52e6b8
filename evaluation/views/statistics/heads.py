"""The head that the pages of a statistics year share: the years, and the year's tabs that the account may open."""

from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse

from evaluation.models import StatisticsYear
from evaluation.permissions import StatisticsAct, role_may

TABS: Final[tuple[tuple[str, str, StatisticsAct], ...]] = (
    ("returns", "报表", StatisticsAct.SEE_RETURNS),
    ("compliance-board", "报送情况", StatisticsAct.SEE_BOARD),
    ("statistics-overview", "统计分析", StatisticsAct.SEE_CHARTS),
    ("statistics-import", "导入", StatisticsAct.IMPORT_RETURNS),
)
"""URL name, label, act; all but the list of returns take the year."""


def tab_url(name: str, year: int) -> str:
    """The address of a tab for a year."""
    if name == "returns":
        return f"{reverse('evaluation:returns')}?year={year}"
    return reverse(f"evaluation:{name}", args=[year])


def year_head(
    request: HttpRequest, years: Sequence[StatisticsYear], window: StatisticsYear | None, active: str
) -> dict[str, Any]:
    """For year_head.html: years [{label, url, active}] and tabs of the year shown [{label, url, active}]."""
    return {
        "years": [{"label": str(each), "url": tab_url(active, each.year), "active": each == window} for each in years],
        "tabs": [
            {"label": label, "url": tab_url(name, window.year), "active": name == active}
            for name, label, act in TABS
            if window and role_may(request.user, act)
        ],
        "runs_years": role_may(request.user, StatisticsAct.RUN_STATISTICS),
    }
