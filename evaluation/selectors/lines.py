"""The words of this app's lines of history, for the auditor's pages of filings."""

from typing import Final

from evaluation.models import HistoricGrade, ReportingFinding, ReviewRequest
from evaluation.selectors.returns.records import LINE_LABELS, STATE_WORDS
from evaluation.workflow import CAMPAIGN_ACTION_LABELS, CAMPAIGN_STATE_LABELS
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
EVALUATION_LINES: Final = {
    "copy_scheme": "复制方案",
    "save_scheme": "修改方案",
    "freeze_scheme": "启用并冻结方案",
    "create_campaign": "设立考核评价",
    "take_part": "列入参评范围",
    "leave_out": "移出参评范围",
    "force_grade": "直接定级",
    "declare_conflict": "专家回避",
    "draw_markers": "随机抽取评分专家",
    "release_marker": "撤换评分专家",
    "withdraw_practice": "撤下典型经验",
    "keep_account": "登记收款账户",
} | {action.value: label for action, label in CAMPAIGN_ACTION_LABELS.items()}
CAMPAIGN_WORDS: Final = {state.value: label for state, label in CAMPAIGN_STATE_LABELS.items()}
ENTRY_WORDS: Final = dict(HistoricGrade.Grade.choices) | dict(ReviewRequest.Status.choices)


def contribute() -> None:
    """Make them known; called once at start."""
    name_lines(
        actions=LINE_LABELS
        | YEAR_LINES
        | COMPLIANCE_LINES
        | EVALUATION_LINES
        | {"load_grade": "载入历史数据：考核评价等级"},
        records={
            "annualreturn": "统计报表",
            "statisticsyear": "统计年度",
            "reportingfinding": "报送认定",
            "torchmark": "火炬统计",
            "evaluationscheme": "考核评价方案",
            "campaign": "年度考核评价",
            "entry": "参评众创空间",
            "paymentaccount": "收款账户",
        },
        states={
            "annualreturn": STATE_WORDS,
            "reportingfinding": dict(ReportingFinding.Status.choices),
            "campaign": CAMPAIGN_WORDS,
            "entry": ENTRY_WORDS,
        },
    )
