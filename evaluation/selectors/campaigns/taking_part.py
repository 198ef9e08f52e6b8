"""Who takes part in the evaluation of a year: makerspaces on file on its last day, those filed late left out with the reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Min, OuterRef, Q, Subquery

from filings.models import Filing
from zzspace.wording import date_zh


@dataclass(frozen=True, slots=True)
class Candidate:
    """A makerspace that was on file on the year's last day, with the kind of that filing; `left_out` says why it does not
    take part by default, "" where it does.
    """

    space: int
    kind: str
    left_out: str


def default_filed_until(year: int) -> date:
    """Whoever was filed after 30 June of the year is not graded by default."""
    return date(year, 6, 30)


def candidates(year: int, filed_until: date) -> Iterator[Candidate]:
    """All of them by the key of the makerspace. One query; an upgrade does not make a filing younger."""
    last = date(year, 12, 31)
    first = Filing.objects.filter(space=OuterRef("space")).order_by().values("space").annotate(first=Min("filed_on"))
    on_file = (
        Filing.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=last), filed_on__lte=last)
        .annotate(first_filed_on=Subquery(first.values("first")))
        .order_by("space_id", F("filed_on").desc(), "-pk")
        .values_list("space_id", "kind", "first_filed_on")
    )
    seen = 0
    for space, kind, filed_on in on_file.iterator():
        if space != seen:
            yield Candidate(space, kind, late_text(filed_on) if filed_on > filed_until else "")
        seen = space


def late_text(filed_on: date) -> str:
    """Why a makerspace that was filed late does not take part."""
    return f"{date_zh(filed_on)}备案，备案时间不足，本年度不参加评价"
