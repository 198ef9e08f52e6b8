"""Score sheets as lists and pages read them: the form that applies, entries, an expert's own reviews."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from evaluation.models import ScoreForm, ScoreSheet
from evaluation.permissions import own_assignments
from evaluation.scoring.sheets import Entry, comment_floor
from filings.models import Application, ReviewAssignment, User
from filings.selectors.reviews import review_number


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an expert is with the open reviews."""

    waiting: int
    submitted: int


def score_form_for(application: Application) -> ScoreForm | None:
    """The form of the application's kind: the one that the sheets of this review use already, else the one in use."""
    present = ReviewAssignment.objects.filter(application=application, sequence=review_number(application))
    begun = ScoreForm.objects.filter(sheets__assignment__in=present).first()
    return begun or ScoreForm.objects.filter(kind=application.kind, in_use=True).first()


def entries_of(sheet: ScoreSheet) -> list[Entry]:
    """The sheet's lines as the scoring rules read them, in order."""
    percent = sheet.form.comment_floor_percent
    scores = sheet.scores.select_related("criterion").order_by("criterion__position")
    return [
        Entry(
            position=score.criterion.position,
            full_marks=score.criterion.full_marks,
            floor=comment_floor(score.criterion.full_marks, percent),
            marks=score.marks,
            comment=score.comment,
        )
        for score in scores
    ]


def reviews_of(user: User) -> QuerySet[ReviewAssignment]:
    """An expert's open reviews, those still to do first, by due day; `marked` counts the lines with marks."""
    marked = Count("sheet__scores", filter=Q(sheet__scores__marks__isnull=False))
    return (
        own_assignments(user)
        .select_related(
            "application__space", "application__operator", "application__district", "application__round", "sheet"
        )
        .annotate(marked=marked, criteria=Count("sheet__scores"))
        .order_by(F("sheet__submitted_at").asc(nulls_first=True), "due_on", "pk")
    )


def progress_of(user: User) -> Progress:
    """Open reviews still to do and done."""
    submitted = ReviewAssignment.Status.SUBMITTED
    counts = own_assignments(user).aggregate(
        waiting=Count("pk", filter=~Q(status=submitted)), submitted=Count("pk", filter=Q(status=submitted))
    )
    return Progress(**counts)
