"""Access of the evaluation app: which places on panels and sheets an account may open. Roles are those of filings."""

from django.db.models import QuerySet

from evaluation.models import ScoreSheet
from filings import permissions
from filings.models import Application, ReviewAssignment
from filings.permissions import Act, Viewer, role_may
from filings.workflow import Role

__all__ = ["Act", "role_may"]


def own_assignments(user: Viewer) -> QuerySet[ReviewAssignment]:
    """An expert's places on open panels; in conflict or excused means off the case."""
    if not role_may(user, Act.SCORE):
        return ReviewAssignment.objects.none()
    return permissions.visible_assignments(user)


def scoring_assignments(user: Viewer) -> QuerySet[ReviewAssignment]:
    """Those of them after the declaration: sheet, dossier and evidence open with it."""
    return permissions.scoring_assignments(user)


def visible_sheets(user: Viewer) -> QuerySet[ScoreSheet]:
    """An expert's own sheets while the panel is open, never another's."""
    return ScoreSheet.objects.filter(assignment__in=scoring_assignments(user))


def reviewable_applications(user: Viewer) -> QuerySet[Application]:
    """What the city may finish a review of."""
    if not role_may(user, Act.RUN_REVIEWS) or user.role != Role.CITY:
        return Application.objects.none()
    return permissions.visible_applications(user)
