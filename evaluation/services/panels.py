"""Finishing a review: the panel's sheets become the frozen result that filings keeps."""

from django.utils import timezone

from evaluation.documents.score_sheets import issue_score_sheets
from evaluation.selectors.panels import Panel, frozen_details, panel_of
from filings.errors import WorkflowRefused
from filings.models import Application, User
from filings.services.reviews import ReviewOutcome, finish_review


def finish_panel(application: Application, *, actor: User, discussion: str = "") -> Application:
    """Sum up a panel: the result is computed from the sheets under the lock, each sheet is put on paper for the file,
    then filings freezes the result.

    Refused while sheets are lacking, or when the marks lie further apart than the limit and no discussion is on record.
    """

    def compute(locked: Application) -> ReviewOutcome:
        panel = panel_of(locked)
        if panel.needs_discussion and not discussion.strip():
            raise WorkflowRefused(spread_sentence(panel))
        issue_score_sheets(panel, actor=actor, on=timezone.localdate())
        return outcome_of(panel, discussion.strip() if panel.needs_discussion else "")

    return finish_review(application, compute, actor=actor)


def spread_sentence(panel: Panel) -> str:
    """Why a discussion is needed."""
    spread = panel.score.spread if panel.score else ""
    return f"专家评分最高与最低相差{spread}分，超过上限，请先会商并填写会商记录，或者增补专家。"


def outcome_of(panel: Panel, discussion: str) -> ReviewOutcome:
    """The panel's result as filings takes it."""
    score = panel.score
    if score is None:
        raise WorkflowRefused("评分还没有交齐，不能汇总。")
    return ReviewOutcome(
        passed=score.is_pass,
        mean=score.mean,
        spread=score.spread,
        recommendations=score.recommendations,
        experts=score.experts,
        details=frozen_details(panel),
        discussion=discussion,
    )
