"""The compliance board: how each district's makerspaces stand with a year, and each makerspace of a district."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from evaluation.models import ReportingFinding, StatisticsYear, TorchMark
from evaluation.selectors.returns.reported import STANDING_LABELS, Standing, owing
from filings.models import District, User
from zzspace.sheets import BookColumn

OPEN_FINDINGS = (ReportingFinding.Status.OPEN, ReportingFinding.Status.REPLIED, ReportingFinding.Status.UPHELD)


@dataclass(frozen=True, slots=True)
class DistrictLine:
    """A district's counts; `district` None stands for all of them together."""

    district: District | None
    counts: dict[Standing, int]
    torch: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def reported(self) -> int:
        """Reported by now, in time or late."""
        return self.counts[Standing.REPORTED] + self.counts[Standing.LATE]

    @property
    def to_remind(self) -> int:
        """Still have to report."""
        return self.total - self.reported

    @property
    def share(self) -> int:
        """Reported, in whole percent, rounded down: 100 is all."""
        return self.reported * 100 // self.total if self.total else 0

    @property
    def cells(self) -> list[tuple[str, str, int]]:
        """(standing, label, number) in the order of the columns."""
        return [(standing.value, STANDING_LABELS[standing], self.counts[standing]) for standing in Standing]


def board_lines(user: User, window: StatisticsYear, *, today: date) -> list[DistrictLine]:
    """The districts within reach that have makerspaces owing a return, then all together. Three queries."""
    spaces = owing(user, window, today=today)
    counts: dict[str, dict[Standing, int]] = {}
    for district, standing, number in spaces.order_by().values_list("district_id", "standing").annotate(n=Count("pk")):
        counts.setdefault(district, dict.fromkeys(Standing, 0))[Standing(standing)] = number
    marked = TorchMark.objects.filter(year=window.year, reported=True, space__in=spaces.order_by().values("pk"))
    torch = dict(marked.values_list("space__district").annotate(n=Count("pk")))
    districts = District.objects.filter(pk__in=counts).order_by("position", "pk")
    lines = [DistrictLine(district, counts[district.pk], torch.get(district.pk, 0)) for district in districts]
    total = {standing: sum(line.counts[standing] for line in lines) for standing in Standing}
    return [*lines, DistrictLine(None, total, sum(line.torch for line in lines))]


def district_spaces(user: User, window: StatisticsYear, district: District, *, today: date) -> QuerySet[Any]:
    """A district's makerspaces with their standing, the mark of the national return and the finding that stands."""
    torch = TorchMark.objects.filter(space=OuterRef("pk"), year=window.year)
    finding = ReportingFinding.objects.filter(space=OuterRef("pk"), year=window.year, status__in=OPEN_FINDINGS)
    spaces = owing(user, window, today=today).filter(district=district)
    return spaces.annotate(
        torch=Subquery(torch.values("reported")[:1]),
        torch_note=Subquery(torch.values("note")[:1]),
        finding_pk=Subquery(finding.values("pk")[:1]),
        finding_status=Subquery(finding.values("status")[:1]),
    ).order_by("name", "pk")


BOARD_COLUMNS: Final = (
    BookColumn("区县", width=24),
    BookColumn("众创空间", width=28),
    BookColumn("运营机构", width=34),
    BookColumn("统一社会信用代码", width=22),
    BookColumn("报送情况"),
    BookColumn("首次报送日"),
    BookColumn("截止日"),
)
"""Of the export of the board."""


def board_rows(spaces: QuerySet[Any]) -> Iterator[list[str]]:
    """The makerspaces as the export of the board lists them. One query."""
    for space in spaces.order_by("district__position", "name", "pk").iterator():
        first_on = space.first_on.isoformat() if space.first_on else ""
        standing = STANDING_LABELS[Standing(space.standing)]
        operator = space.operator
        yield [space.district.name, space.name, operator.name, operator.uscc, standing, first_on, f"{space.last_day}"]


def waiting_findings(findings: QuerySet[ReportingFinding], today: date) -> QuerySet[ReportingFinding]:
    """Findings that can be decided: replied to, or the time for a reply is over."""
    over = Q(status=ReportingFinding.Status.OPEN, reply_due_on__lt=today)
    return findings.filter(Q(status=ReportingFinding.Status.REPLIED) | over)
