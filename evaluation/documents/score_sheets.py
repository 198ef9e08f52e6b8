"""专家评审表: an expert's sheet on paper, for the city's file alone. The 评审汇总表 is filings'."""

from datetime import date
from decimal import Decimal
from typing import Any

from evaluation.models import Score
from evaluation.scoring.sheets import plain
from evaluation.selectors.panels import Panel, SubmittedSheet
from filings.documents.decisions import BUREAU, case_context
from filings.documents.issuing import issue_document, rendered_by
from filings.models import Document, User
from filings.selectors.facts import SECTIONS
from zzspace.wording import date_zh

CLAUSES = {section.code: section.clause for section in SECTIONS}


def issue_score_sheets(panel: Panel, *, actor: User, on: date) -> None:
    """Write a document for each sheet. They are rendered when first opened, or by the daily command: nobody waits for
    them.
    """
    with rendered_by(lambda _: None):
        for each in panel.sheets:
            issue_document(
                panel.application,
                Document.Kind.SCORE_SHEET,
                actor=actor,
                issuer=BUREAU,
                issued_on=on,
                context=score_sheet_context(panel, each),
            )


def score_sheet_context(panel: Panel, each: SubmittedSheet) -> dict[str, Any]:
    """What the paper shows: the case, marks and comments by criterion, the opinion, who gave it."""
    sheet, expert = each.sheet, each.assignment.expert
    scores = sorted(sheet.scores.all(), key=lambda score: score.criterion.position)
    full = sum((score.criterion.full_marks for score in scores), Decimal(0))
    return case_context(panel.application) | {
        "groups": [
            {"title": f"{sheet.form.title}（{sheet.form.version}版）", "rows": [row_of(score) for score in scores]}
        ],
        "full": plain(full),
        "total": plain(each.total),
        "conclusion": "推荐备案" if sheet.recommend else "不推荐备案",
        "comment": sheet.comment,
        "expert": expert.full_name,
        "expert_unit": expert.employer,
        "submitted_on": date_zh(sheet.submitted_at),
        "stamp": f"申请编号 {panel.application.number}　专家{each.number}",
    }


def row_of(score: Score) -> dict[str, str]:
    """One criterion."""
    criterion = score.criterion
    return {
        "clause": "、".join(CLAUSES[code] for code in criterion.sections if code in CLAUSES),
        "label": criterion.name,
        "guide": criterion.guidance,
        "full": plain(criterion.full_marks),
        "score": "" if score.marks is None else plain(score.marks),
        "comment": score.comment,
    }
