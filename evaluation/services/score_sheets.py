"""An expert's own sheet: begun with the declaration, saved as a draft, submitted for good."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from evaluation.models import Score, ScoreSheet
from evaluation.scoring.sheets import lacking
from evaluation.selectors.score_sheets import entries_of, score_form_for
from filings.errors import WorkflowRefused
from filings.models import ReviewAssignment, User
from filings.services.panels import declare_interest, lock_own_assignment, mark_submitted


@dataclass(frozen=True, slots=True)
class SheetDraft:
    """What an expert typed: marks and comments by criterion; what is left out stays as it was."""

    marks: Mapping[int, Decimal | None] = field(default_factory=dict)
    comments: Mapping[int, str] = field(default_factory=dict)
    overall: Mapping[str, bool | str | None] = field(default_factory=dict)


def declare(assignment: ReviewAssignment, *, actor: User, in_conflict: bool, statement: str = "") -> ReviewAssignment:
    """An expert's declaration; free of conflict, an empty sheet is laid out in the same transaction."""
    with transaction.atomic():
        declared = declare_interest(assignment, actor=actor, in_conflict=in_conflict, statement=statement)
        if not in_conflict:
            lay_out_sheet(declared)
    return declared


def lay_out_sheet(assignment: ReviewAssignment) -> ScoreSheet:
    """The sheet with a line for each criterion, on the form that the panel's other sheets use."""
    form = score_form_for(assignment.application)
    if form is None:
        raise WorkflowRefused("还没有启用这一类型的评分表，请联系市科技局。")
    sheet, created = ScoreSheet.objects.get_or_create(assignment=assignment, defaults={"form": form})
    if created:
        Score.objects.bulk_create(Score(sheet=sheet, criterion=criterion) for criterion in form.criteria.all())
    return sheet


def save_draft(sheet: ScoreSheet, draft: SheetDraft, *, actor: User) -> ScoreSheet:
    """Save what was typed so far: scores and overall opinion. No history line: nothing is decided yet."""
    with transaction.atomic():
        locked = lock_sheet(sheet, actor=actor)
        write_draft(locked, draft)
    return locked


def write_draft(locked: ScoreSheet, draft: SheetDraft) -> None:
    """Write what was typed to a locked sheet."""
    write_scores(locked, draft)
    for name, value in draft.overall.items():
        setattr(locked, name, value)
    locked.save()


def lock_sheet(sheet: ScoreSheet, *, actor: User) -> ScoreSheet:
    """The sheet, locked after application and place; refused when it is another's or submitted."""
    _, assignment = lock_own_assignment(sheet.assignment, actor=actor)
    if assignment.status != ReviewAssignment.Status.READY:
        raise WorkflowRefused(f"您对这件申请的评审{assignment.get_status_display()}，评分不能再改动。")
    locked = ScoreSheet.objects.select_for_update().get(pk=sheet.pk)
    locked.assignment = assignment
    return locked


def write_scores(sheet: ScoreSheet, draft: SheetDraft) -> None:
    """Put marks and comments into the lines that changed."""
    changed = []
    for score in sheet.scores.all():
        before = (score.marks, score.comment)
        score.marks = draft.marks.get(score.criterion_id, score.marks)
        score.comment = draft.comments.get(score.criterion_id, score.comment)
        if (score.marks, score.comment) != before:
            changed.append(score)
    Score.objects.bulk_update(changed, ["marks", "comment"])


def submit_sheet(sheet: ScoreSheet, draft: SheetDraft, *, actor: User) -> ScoreSheet:
    """Submit for good: last draft saved, sheet closed, the place marked as submitted with its history line.

    Refused with what is lacking; nothing of it is saved then.
    """
    with transaction.atomic():
        locked = lock_sheet(sheet, actor=actor)
        write_draft(locked, draft)
        problems = lacking(entries_of(locked), recommend=locked.recommend, comment=locked.comment)
        if problems:
            raise WorkflowRefused("评分表还没有填完整，补齐后再提交。", problems=problems)
        locked.submitted_at = timezone.now()
        locked.save(update_fields=["submitted_at", "saved_at"])
        mark_submitted(locked.assignment)
    return locked
