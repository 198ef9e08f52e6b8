"""The words of this app's lines of history, for the auditor's pages of filings."""

from evaluation.selectors.returns.records import LINE_LABELS, STATE_WORDS
from filings.selectors.audit import name_lines


def contribute() -> None:
    """Make them known; called once at start."""
    name_lines(
        actions=LINE_LABELS
        | {"set_window": "设置报送时间", "close_year": "关闭年度", "load_grade": "载入历史数据：考核评价等级"},
        records={"annualreturn": "统计报表", "statisticsyear": "统计年度"},
        states={"annualreturn": STATE_WORDS},
    )
