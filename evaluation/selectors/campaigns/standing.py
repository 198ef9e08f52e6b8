"""Results as they stand: what a correction is compared with, a makerspace's grades over the years, two 不合格 in a row."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from evaluation.models import Campaign, Entry, HistoricGrade, Result
from evaluation.scoring.correcting import Others
from evaluation.selectors.campaigns.unbroken import unbroken
from evaluation.workflow import CampaignState
from filings.models import Filing, Space
from filings.workflow import FilingState

FAIL = HistoricGrade.Grade.FAIL


def others_of(campaign: Campaign, entry: Entry) -> Others:
    """All other makerspaces of a campaign as they stand. One query."""
    others = Result.objects.filter(entry__campaign=campaign, superseded_at=None).exclude(entry=entry)
    rows = others.exclude(ground=Result.Ground.FORCED).values_list("entry__kind", "total", "grade", "marks")
    totals: list[Decimal] = []
    excellent: list[Decimal] = []
    marks: dict[str, list[Decimal]] = {each.code: [] for each in campaign.scheme.scheme.indicators(entry.kind)}
    for kind, total, grade, given in rows.iterator():
        if total is None:
            continue
        if grade == HistoricGrade.Grade.EXCELLENT:
            excellent.append(total)
        if kind == entry.kind:
            totals.append(total)
            for code, each in given.items():
                marks[code].append(Decimal(each["marks"]))
    return Others(totals, marks, excellent, campaign.summary.get("seats"))


@dataclass(frozen=True, slots=True)
class YearGrade:
    """The grade of a year, as published or as loaded; `entry` is where it is explained, None for 历史数据."""

    year: int
    grade: str
    label: str
    total: Decimal | None = None
    entry: int | None = None


def grades_of(spaces: Collection[int]) -> dict[int, list[YearGrade]]:
    """Published grades of makerspaces, latest year first. Two queries."""
    found: dict[int, list[YearGrade]] = defaultdict(list)
    published = Result.objects.filter(
        entry__space__in=spaces, entry__campaign__state=CampaignState.PUBLISHED, superseded_at=None
    ).select_related("entry__campaign")
    for each in published:
        campaign = each.entry.campaign
        grade = YearGrade(campaign.year, each.grade, each.get_grade_display(), each.total, each.entry_id)
        found[each.entry.space_id].append(grade)
    for old in HistoricGrade.objects.filter(space__in=spaces):
        found[old.space_id].append(YearGrade(old.year, old.grade, old.get_grade_display()))
    return {space: sorted(grades, key=lambda each: -each.year) for space, grades in found.items()}


def failed_by_year() -> dict[int, set[int]]:
    """The makerspaces whose grade of a year stands at 不合格, by year. One query."""
    found: dict[int, set[int]] = defaultdict(set)
    results = Result.objects.filter(
        grade=FAIL, superseded_at=None, entry__campaign__state=CampaignState.PUBLISHED
    ).order_by()
    loaded = HistoricGrade.objects.filter(grade=FAIL).order_by().values_list("year", "space_id")
    for year, space in results.values_list("entry__campaign__year", "entry__space_id").union(loaded):
        found[year].add(space)
    return found


@dataclass(frozen=True, slots=True)
class Proposal:
    """A makerspace on file that was 不合格 in two calendar years in a row: Article 15 （二） may be applied, by the city.
    `grades` are those of the two years, the earlier first.
    """

    space: Space
    years: tuple[int, int]
    grades: tuple[YearGrade, YearGrade]


def revocation_proposals() -> list[Proposal]:
    """All of them, the latest years first. Nothing is stored: a corrected grade withdraws the proposal by itself, and what is
    done about one is the city's decision. Five queries at most.
    """
    failed = failed_by_year()
    pairs = {space: year for year in sorted(failed) if year - 1 in failed for space in failed[year] & failed[year - 1]}
    return proposals_of(pairs)


def two_years_failed(year: int) -> list[Proposal]:
    """The makerspaces on file that were 不合格 in this calendar year and in the one before, by name. A year without a grade
    breaks the row. Five queries at most.
    """
    failed = failed_by_year()
    return proposals_of(dict.fromkeys(failed.get(year, set()) & failed.get(year - 1, set()), year))


def proposals_of(pairs: Mapping[int, int]) -> list[Proposal]:
    """The proposals of makerspaces still on file, given with the later of their two years. Years before the filing in force,
    with those that it upgraded, were of another filing, which ended: they count no more.
    """
    if not pairs:
        return []
    filings = Filing.objects.filter(space__in=pairs).select_related("space__operator", "space__district")
    grades = grades_of(list(pairs))
    proposals = []
    for filing, since in unbroken(filings):
        year = pairs[filing.space_id]
        if filing.state == FilingState.ACTIVE and date(year - 1, 12, 31) >= since:
            by_year = {each.year: each for each in grades[filing.space_id]}
            proposals.append(Proposal(filing.space, (year - 1, year), (by_year[year - 1], by_year[year])))
    return sorted(proposals, key=lambda each: (-each.years[1], each.space.name, each.space.pk))
