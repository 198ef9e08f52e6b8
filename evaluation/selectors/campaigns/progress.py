"""How far a campaign is: self-assessments, marks, requests, grades; the list of makerspaces in it. Nothing is written here."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from evaluation.models import Campaign, Entry, HistoricGrade, MarkingAssignment, Result, ReviewRequest

Status = MarkingAssignment.Status


@dataclass(frozen=True, slots=True)
class Progress:
    """Numbers of a campaign."""

    taking_part: int
    left_out: int
    assessed: int
    marked: int
    assigned: int
    submitted: int
    requests_open: int


def progress_of(campaign: Campaign) -> Progress:
    """How far it is. Three queries."""
    part = Q(takes_part=True)
    marked = Exists(MarkingAssignment.objects.filter(entry=OuterRef("pk"), status=Status.SUBMITTED))
    entries = campaign.entries.annotate(is_marked=marked).aggregate(
        taking_part=Count("pk", part),
        left_out=Count("pk", ~part),
        assessed=Count("pk", part & Q(self_assessed_at__isnull=False)),
        marked=Count("pk", part & Q(is_marked=True)),
    )
    places = MarkingAssignment.objects.filter(entry__campaign=campaign).aggregate(
        assigned=Count("pk", ~Q(status__in=MarkingAssignment.COUNTED_OUT)),
        submitted=Count("pk", Q(status=Status.SUBMITTED)),
    )
    waiting = ReviewRequest.objects.filter(entry__campaign=campaign, status=ReviewRequest.Status.OPEN).count()
    return Progress(requests_open=waiting, **entries, **places)


def grades_in(campaign: Campaign) -> dict[str, dict[str, int]]:
    """How many standing results have each grade, by kind. One query."""
    rows = (
        Result.objects.filter(entry__campaign=campaign, superseded_at=None)
        .order_by()
        .values_list("entry__kind", "grade")
        .annotate(n=Count("pk"))
    )
    found: dict[str, dict[str, int]] = {}
    for kind, grade, number in rows:
        found.setdefault(kind, dict.fromkeys(HistoricGrade.Grade.values, 0))[grade] = number
    return found


def entries_with_results(entries: QuerySet[Entry]) -> QuerySet[Any]:
    """Entries with the grade, total, rank and ground of the result that stands, whether a request waits, and how many marked."""
    standing = Result.objects.filter(entry=OuterRef("pk"), superseded_at=None)
    waiting = ReviewRequest.objects.filter(entry=OuterRef("pk"), status=ReviewRequest.Status.OPEN)
    submitted = (
        MarkingAssignment.objects.filter(entry=OuterRef("pk"), status=Status.SUBMITTED)
        .order_by()
        .values("entry")
        .annotate(n=Count("pk"))
    )
    return entries.select_related("space__operator", "space__district", "campaign").annotate(
        grade=Subquery(standing.values("grade")[:1]),
        total=Subquery(standing.values("total")[:1]),
        rank=Subquery(standing.values("rank")[:1]),
        ground=Subquery(standing.values("ground")[:1]),
        request_waits=Exists(waiting),
        marked=Subquery(submitted.values("n")),
    )


def places_of(entry: Entry) -> list[MarkingAssignment]:
    """The experts of a makerspace, those that were taken off too. One query."""
    return list(entry.assignments.select_related("expert").order_by("status", "pk"))
