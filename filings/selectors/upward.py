"""Recommendation upward as pages read it: who meets the conditions of a level or lacks little, the letters, what became of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django.db.models import Case, Count, F, FilteredRelation, IntegerField, Prefetch, Q, QuerySet, Value, When

from filings.models import Filing, Level, Screening, UpwardLetter, UpwardRecommendation, User
from filings.permissions import visible_upward, visible_upward_letters
from filings.rules.verdicts import LABELS, CheckResult, Verdict
from filings.rules.versions import HENAN_2020, NATIONAL_2017, Version
from filings.workflow import FilingState
from filings.workflow_upward import UpwardState
from zzspace.sheets import BookColumn, CellKind

VERSION_OF: Final[dict[str, Version]] = {Level.PROVINCE: HENAN_2020, Level.NATION: NATIONAL_2017}
"""The conditions of each level above the city."""
MOST_TOGETHER: Final = 50
LITTLE: Final = 2
"""Conditions lacking that still count as little."""
STANDINGS: Final = (
    ("met", "达到条件"),
    ("review", LABELS[Verdict.REVIEW]),
    ("little", f"还差不超过{LITTLE}项"),
    ("more", f"还差{LITTLE + 1}项以上"),
    ("unread", "无法计算"),
)
Outcome = Screening.Outcome
UNKNOWN: Final = Q(outcome=None) | Q(outcome__in=("", Outcome.UNREADABLE))
LACKS: Final = (Verdict.FAIL, Verdict.MISSING)
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
    run), `lacking`, `gap`; those that meet all first, then what is to be verified, then by how many conditions and how far.
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
    rank = Case(
        When(UNKNOWN, then=Value(3)),
        When(outcome=Outcome.PASS, then=Value(0)),
        When(outcome=Outcome.REVIEW, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    ordered = of_standing(found, wanted.standing).order_by(rank, "lacking", "gap", "pk")
    return with_runs(ordered, level)


def of_standing(found: QuerySet[Any], standing: str) -> QuerySet[Any]:
    """Those that meet the conditions, are to be verified, lack little or more, cannot be told."""
    by_outcome = {"met": Outcome.PASS, "review": Outcome.REVIEW, "unread": Outcome.UNREADABLE}
    if standing in by_outcome:
        return found.filter(outcome=by_outcome[standing])
    known = found.exclude(UNKNOWN)
    if standing == "little":
        return known.filter(lacking__gte=1, lacking__lte=LITTLE)
    return known.filter(lacking__gt=LITTLE) if standing == "more" else found


def with_runs(filings: QuerySet[Any], level: str) -> QuerySet[Any]:
    """With the run (`runs`, at most one) of a level and what sent_up_of() reads."""
    records = UpwardRecommendation.objects.filter(level=level).exclude(state=UpwardState.DROPPED)
    return filings.select_related("space__district", "operator").prefetch_related(
        Prefetch("screenings", Screening.objects.filter(level=level), to_attr="runs"),
        Prefetch("space__filings__upward_recommendations", records, to_attr="sent_up"),
    )


def sent_up_of(filing: Any) -> list[UpwardRecommendation]:
    """The recommendations of a candidate's makerspace, by whichever of its filings, newest first."""
    found = [record for each in filing.space.filings.all() for record in each.sent_up]
    return sorted(found, key=lambda record: (record.year, record.pk), reverse=True)


def chosen_filings(level: str, keys: Collection[int]) -> list[Any]:
    """Filings in force that were ticked, as candidates."""
    return list(candidates_of(level).filter(pk__in=list(keys)[: MOST_TOGETHER * 2])) if keys else []


def figures_of(level: str) -> dict[str, int]:
    """How many stand how of all in force that were judged, by standing."""
    run = Screening.objects.filter(level=level, filing__state=FilingState.ACTIVE)
    known = ~UNKNOWN
    return run.aggregate(
        met=Count("pk", filter=Q(outcome=Outcome.PASS)),
        review=Count("pk", filter=Q(outcome=Outcome.REVIEW)),
        little=Count("pk", filter=known & Q(lacking__gte=1, lacking__lte=LITTLE)),
        more=Count("pk", filter=known & Q(lacking__gt=LITTLE)),
        unread=Count("pk", filter=Q(outcome=Outcome.UNREADABLE)),
    )


def lacking_of(filing: Any) -> list[CheckResult]:
    """What a candidate does not reach: fails, and data that lack."""
    checks = filing.runs[0].results if filing.runs else []
    return [check for check in checks if check.verdict in LACKS]


class Finding(NamedTuple):
    """What the rules said of a filing when its letter was prepared: `standing` is met, review, lacking, unread, or "" where
    the level's figures are not known.
    """

    standing: str
    label: str

    @property
    def needs_reason(self) -> bool:
        """Whether it is recommended without being known to meet every condition."""
        return self.standing not in ("met", "")


def finding_of(result: Mapping[str, Any]) -> Finding:
    """Read off what a recommendation keeps as `result`. Only what passes is met: what an official has yet to verify is not."""
    if result.get("problem"):
        return Finding("unread", Outcome.UNREADABLE.label)
    stored = result.get("prescreen")
    if not stored:
        return Finding("", "—")
    if number := sum(check["verdict"] in LACKS for check in stored["checks"]):
        return Finding("lacking", f"还差{number}项")
    is_met = stored["outcome"] == Verdict.PASS
    return Finding("met" if is_met else "review", LABELS[Verdict.PASS if is_met else Verdict.REVIEW])


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
            "；".join(f"{each.title}{each.get_state_display()}" for each in sent_up_of(filing)),
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
    found = visible_upward(user).filter(Q(filing=filing) | Q(filing__superseded_by=filing)).select_related("letter")
    return list(found.order_by("-year", "-pk"))


def granted_of(filings: Sequence[Filing]) -> dict[int, list[UpwardRecommendation]]:
    """For everybody: what was granted, by filing; one that took another's place keeps what the other was granted. One query."""
    keys = {each.pk for each in filings}
    found: dict[int, list[UpwardRecommendation]] = {}
    granted = UpwardRecommendation.objects.filter(
        Q(filing__in=keys) | Q(filing__superseded_by__in=keys), state=UpwardState.GRANTED
    ).annotate(taken_over_by=F("filing__superseded_by"))
    for each in granted.order_by("result_on", "pk"):
        for key in keys & {each.filing_id, each.taken_over_by}:
            found.setdefault(key, []).append(each)
    return found
