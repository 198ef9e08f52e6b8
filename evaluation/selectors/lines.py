"""The words of this app's lines of history, for the auditor's pages of filings."""

from typing import Final

from evaluation.models import ReportingFinding
from evaluation.selectors.returns.records import LINE_LABELS, STATE_WORDS
from filings.selectors.audit import name_lines

YEAR_LINES: Final = {"set_window": "设置报送时间", "change_window": "修改报送时间", "close_year": "关闭年度"}
COMPLIANCE_LINES: Final = {
    "extend_returns": "延长报送期限",
    "mark_torch": "标记火炬统计",
    "remind_missing": "提醒未报送",
    "raise_finding": "提出未按要求报送",
    "reply_to_finding": "运营机构说明",
    "decide_finding": "认定未按要求报送",
}


def contribute() -> None:
    """Make them known; called once at start."""
    name_lines(
        actions=LINE_LABELS | YEAR_LINES | COMPLIANCE_LINES | {"load_grade": "载入历史数据：考核评价等级"},
        records={
            "annualreturn": "统计报表",
            "statisticsyear": "统计年度",
            "reportingfinding": "报送认定",
            "torchmark": "火炬统计",
        },
        states={"annualreturn": STATE_WORDS, "reportingfinding": dict(ReportingFinding.Status.choices)},
    )
