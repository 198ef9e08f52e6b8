"""What this app puts into a decision packet: the sheets of the panels with their marks. Experts stand there by number."""

from collections.abc import Iterator

from evaluation.models import ScoreSheet
from filings.models import Application, User
from filings.services.packets.parts import Member, add_part, as_json
from filings.workflow import Role


def marks_part(application: Application, viewer: User) -> Iterator[Member]:
    """Every submitted sheet, criterion by criterion; panel papers are the city's alone."""
    if viewer.role != Role.CITY:
        return
    submitted = ScoreSheet.objects.filter(assignment__application=application, submitted_at__isnull=False)
    sheets = submitted.select_related("form").prefetch_related("scores__criterion").order_by("assignment_id")
    yield as_json(
        "marks.json",
        [
            {
                "assignment": sheet.assignment_id,
                "form": {"title": sheet.form.title, "version": sheet.form.version},
                "recommend": sheet.recommend,
                "comment": sheet.comment,
                "submitted_at": sheet.submitted_at,
                "marks": [
                    {
                        "criterion": score.criterion.name,
                        "full": score.criterion.full_marks,
                        "marks": score.marks,
                        "comment": score.comment,
                    }
                    for score in sorted(sheet.scores.all(), key=lambda score: score.criterion.position)
                ],
            }
            for sheet in sheets
        ],
    )


def contribute() -> None:
    """Add the part of this app."""
    add_part(marks_part)
