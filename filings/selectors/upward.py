"""Recommendation upward as pages read it: who meets the conditions of a level or lacks little, the letters, what became of them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Case, Count, F, FilteredRelation, IntegerField, Prefetch, Q, QuerySet, Value, When

from filings.models import Filing, Level, Screening, UpwardLetter, UpwardRecommendation, User
from filings.permissions import visible_upward, visible_upward_letters
from filings.rules.verdicts import CheckResult, Verdict
from filings.rules.versions import HENAN_2020, NATIONAL_2017, Version
from filings.workflow import FilingState
from filings.workflow_upward import UpwardState
from zzspace.sheets import BookColumn, CellKind

VERSION_OF: Final[dict[str, Version]] = {Level.PROVINCE: HENAN_2020, Level.NATION: NATIONAL_2017}
"""The conditions of each level above the city."""
MOST_TOGETHER: Final = 50
LITTLE: Final = 2
"""Conditions lacking that still count as little."""
STANDINGS: Final = (("met", "达到条件"), ("little", f"还差不超过{LITTLE}项"), ("more", f"还差{LITTLE + 1}项以上"))
Outcome = Screening.Outcome
MET: Final = (Outcome.PASS, Outcome.REVIEW)
COLUMNS: Final = (
    BookColumn("备案编号", width=22),
    BookColumn("众创空间", width=26),
    BookColumn("类型", width=9),
    BookColumn("运营机构", width=30),
    BookColumn("统一社会信用代码", width=22),
    BookColumn("所在区县", width=20),
    BookColumn("结论", width=12),
    BookColumn("未达到（项）", CellKind.COUNT, 10),
    BookColumn("未达到的条件", width=70),
    BookColumn("推荐记录", width=36),
    BookColumn("计算日", width=12),
    BookColumn("规则版本", width=14),
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the candidates are narrowed to."""

    words: str = ""
    district: str = ""
    kind: str = ""
    standing: str = ""


def candidates_of(level: str, filters: Filters | None = None) -> QuerySet[Any]:
    """All filings in force with what the nightly run found by the conditions of a level: `outcome` (None before the first
    run), `lacking`, `gap`; those that lack nothing first, then by how many conditions and how far.
    """
    wanted = filters or Filters()
    found = Filing.objects.filter(state=FilingState.ACTIVE).annotate(
        run=FilteredRelation("screenings", condition=Q(screenings__level=level))
    )
    found = found.annotate(outcome=F("run__outcome"), lacking=F("run__lacking"), gap=F("run__gap"))
    for word in wanted.words.split():
        named = Q(space__name__icontains=word) | Q(operator__name__icontains=word)
        found = found.filter(named | Q(operator__uscc__iexact=word))
    if wanted.district:
        found = found.filter(space__district=wanted.district)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    unknown = Case(
        When(Q(outcome=None) | Q(outcome__in=("", Outcome.UNREADABLE)), then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    ordered = of_standing(found, wanted.standing).order_by(unknown, "lacking", "gap", "pk")
    return with_runs(ordered, level)


def of_standing(found: QuerySet[Any], standing: str) -> QuerySet[Any]:
    """Those that meet the conditions, lack little or more."""
    if standing == "met":
        return found.filter(outcome__in=MET)
    known = found.exclude(Q(outcome=None) | Q(outcome__in=("", Outcome.UNREADABLE)))
    if standing == "little":
        return known.filter(lacking__gte=1, lacking__lte=LITTLE)
    return known.filter(lacking__gt=LITTLE) if standing == "more" else found


def with_runs(filings: QuerySet[Any], level: str) -> QuerySet[Any]:
    """With the run (`runs`, at most one) and the recommendations (`sent_up`) of a level."""
    records = UpwardRecommendation.objects.filter(level=level).exclude(state=UpwardState.DROPPED)
    return filings.select_related("space__district", "operator").prefetch_related(
        Prefetch("screenings", Screening.objects.filter(level=level), to_attr="runs"),
        Prefetch("upward_recommendations", records.order_by("-year", "-pk"), to_attr="sent_up"),
    )


def chosen_filings(level: str, keys: Collection[int]) -> list[Any]:
    """Filings in force that were ticked, as candidates."""
    return list(candidates_of(level).filter(pk__in=list(keys)[: MOST_TOGETHER * 2])) if keys else []


def figures_of(level: str) -> dict[str, int]:
    """How many meet the conditions, lack little, lack more, of all in force."""
    run = Screening.objects.filter(level=level, filing__state=FilingState.ACTIVE).exclude(
        outcome__in=("", "unreadable")
    )
    return run.aggregate(
        met=Count("pk", filter=Q(outcome__in=MET)),
        little=Count("pk", filter=Q(lacking__gte=1, lacking__lte=LITTLE)),
        more=Count("pk", filter=Q(lacking__gt=LITTLE)),
    )


def lacking_of(filing: Any) -> list[CheckResult]:
    """What a candidate does not reach: fails, and data that lack."""
    checks = filing.runs[0].results if filing.runs else []
    return [check for check in checks if check.verdict in (Verdict.FAIL, Verdict.MISSING)]


def candidate_rows(filings: QuerySet[Any]) -> Iterator[list[Any]]:
    """The rows of the candidates' workbook."""
    for filing in filings.iterator(chunk_size=500):
        run = filing.runs[0] if filing.runs and filing.runs[0].outcome else None
        told = "；".join(f"{check.label}：{check.explanation}" for check in lacking_of(filing))
        yield [
            *(filing.number, filing.space.name, filing.get_kind_display(), filing.operator.name, filing.operator.uscc),
            filing.space.district.name,
            run.get_outcome_display() if run else "未计算",
            run.lacking if run and not run.problem else None,
            run.problem or told if run else "",
            "；".join(f"{each.title}{each.get_state_display()}" for each in filing.sent_up),
            str(run.screened_on) if run else "",
            run.ruleset if run else "",
        ]


def letters_of(user: User, *, level: str = "", year: int | None = None) -> QuerySet[Any]:
    """The letters, newest first, with how many they recommend and how many of these were granted."""
    letters = visible_upward_letters(user)
    if level:
        letters = letters.filter(level=level)
    if year:
        letters = letters.filter(year=year)
    granted = Count("recommendations", filter=Q(recommendations__state=UpwardState.GRANTED))
    waiting = Count("recommendations", filter=Q(recommendations__state=UpwardState.RECOMMENDED))
    counted = letters.annotate(cases=Count("recommendations"), granted=granted, waiting=waiting)
    return counted.select_related("prepared_by", "document").order_by("-prepared_at", "-pk")


def members_of_letter(letter: UpwardLetter) -> list[UpwardRecommendation]:
    """The filings of a letter in the order of their numbers."""
    joined = letter.recommendations.select_related(
        "filing__space__district", "filing__operator", "result_file", "letter"
    )
    return list(joined.order_by("filing__year", "filing__serial", "pk"))


def waiting_letters(user: User) -> QuerySet[UpwardLetter]:
    """Letters that wait for a signature."""
    return letters_of(user).filter(status=UpwardLetter.Status.PENDING)


def recommendations_of(filing: Filing, user: User) -> list[UpwardRecommendation]:
    """What a filing's page tells the account of its recommendations."""
    return list(visible_upward(user).filter(filing=filing).select_related("letter").order_by("-year", "-pk"))


def granted_of(filings: Sequence[Filing]) -> dict[int, list[UpwardRecommendation]]:
    """For everybody: what was granted, by filing. One query."""
    found: dict[int, list[UpwardRecommendation]] = {}
    granted = UpwardRecommendation.objects.filter(filing__in=[each.pk for each in filings], state=UpwardState.GRANTED)
    for each in granted.order_by("result_on", "pk"):
        found.setdefault(each.filing_id, []).append(each)
    return found
