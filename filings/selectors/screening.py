"""Early warning as pages read it: filings that do not meet the city's conditions any more, since when, and what is lacking."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Exists, F, Max, Min, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from filings.models import Filing, Level, Screening, Shortfall, User
from filings.permissions import visible_screenings
from filings.rules.verdicts import CheckResult, Verdict
from filings.selectors.settings import version_on
from zzspace.sheets import BookColumn, CellKind

Outcome = Screening.Outcome
VIEWS: Final = (("warned", "预警"), ("unclear", "数据不全或无法计算"), ("all", "全部在册"))
SINCE: Final = (("new", "近7日出现"), ("30", "已持续30日以上"), ("90", "已持续90日以上"))
NEW_DAYS: Final = 7
ENDED_SHOWN: Final = 10
TITLE: Final = "在册预警"
COLUMNS: Final = (
    BookColumn("备案编号", width=22),
    BookColumn("众创空间", width=26),
    BookColumn("类型", width=9),
    BookColumn("运营机构", width=30),
    BookColumn("所在区县", width=20),
    BookColumn("条款", width=16),
    BookColumn("条件", width=22),
    BookColumn("情况", width=60),
    BookColumn("自", width=12),
    BookColumn("持续（日）", CellKind.COUNT, 10),
    BookColumn("计算日", width=12),
    BookColumn("规则版本", width=14),
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to."""

    words: str = ""
    district: str = ""
    check: str = ""
    since: str = ""
    view: str = "warned"


@dataclass(frozen=True, slots=True)
class Warned:
    """One filing with what it does not meet, as its page shows it: `shortfalls` open, `ended` met again, `unclear` what the
    rules cannot tell (data lacking, for a person to look at).
    """

    screening: Screening
    shortfalls: list[Shortfall] = field(default_factory=list)
    ended: list[Shortfall] = field(default_factory=list)
    unclear: list[CheckResult] = field(default_factory=list)


def open_first() -> Prefetch:
    """The open shortfalls of the filings of screenings, the longest first."""
    return Prefetch(
        "filing__shortfalls", Shortfall.objects.filter(ended_on=None).order_by("since", "pk"), to_attr="lacks"
    )


def warnings_of(user: User, filters: Filters | None = None, *, on: date | None = None) -> QuerySet[Screening]:
    """The city's screenings within reach as filtered, those warned of longest first; each filing with its `lacks`."""
    wanted, on = filters or Filters(), on or timezone.localdate()
    found = visible_screenings(user).filter(level=Level.CITY).exclude(outcome="")
    if wanted.view == "warned":
        found = with_open(found, wanted, on)
    elif wanted.view == "unclear":
        found = found.filter(outcome__in=(Outcome.MISSING, Outcome.UNREADABLE))
    for word in wanted.words.split():
        named = Q(filing__space__name__icontains=word) | Q(filing__operator__name__icontains=word)
        found = found.filter(named | Q(filing__operator__uscc__iexact=word))
    if wanted.district:
        found = found.filter(filing__space__district=wanted.district)
    joined = found.select_related("filing__space__district", "filing__operator")
    lasting = Min("filing__shortfalls__since", filter=Q(filing__shortfalls__ended_on=None))
    ordered = joined.annotate(oldest=lasting).order_by(F("oldest").asc(nulls_last=True), "filing_id")
    return ordered.prefetch_related(open_first())


def with_open(found: QuerySet[Screening], wanted: Filters, on: date) -> QuerySet[Screening]:
    """Those with an open shortfall: of a check, since some time."""
    lacks = Shortfall.objects.filter(filing=OuterRef("filing"), ended_on=None)
    if wanted.check:
        lacks = lacks.filter(check_id=wanted.check)
    if wanted.since == "new":
        lacks = lacks.filter(since__gt=on - timedelta(days=NEW_DAYS))
    elif wanted.since:
        lacks = lacks.filter(since__lte=on - timedelta(days=int(wanted.since)))
    return found.filter(Exists(lacks))


def latest_warnings(user: User) -> QuerySet[Screening]:
    """For desks: what turned last comes first."""
    turned = Max("filing__shortfalls__since", filter=Q(filing__shortfalls__ended_on=None))
    return warnings_of(user).annotate(turned=turned).order_by("-turned", "filing_id")


def warned_of(filing: Filing, user: User) -> Warned | None:
    """The nightly run on one filing as its page shows it; None before the first run or out of reach."""
    screening = visible_screenings(user).filter(filing=filing, level=Level.CITY).exclude(outcome="").first()
    if screening is None:
        return None
    found = Warned(screening)
    for each in Shortfall.objects.filter(filing=filing).order_by("-ended_on", "since", "pk"):
        (found.shortfalls if each.ended_on is None else found.ended).append(each)
    del found.ended[ENDED_SHOWN:]
    found.unclear.extend(check for check in screening.results if check.verdict is not Verdict.FAIL)
    return found


def check_choices(on: date) -> list[tuple[str, str]]:
    """The checks of the version in force, for a filter."""
    return [(check.id, check.label) for check in version_on(on)[0].checks_for("professional", "continuing")]


def warning_rows(screenings: QuerySet[Screening], *, check: str = "") -> Iterator[list[Any]]:
    """The rows of the workbook: one for each filing and condition; where data are lacking, the reason."""
    for screening in screenings.iterator(chunk_size=500):
        filing: Any = screening.filing  # with `lacks`
        head = [filing.number, filing.space.name, filing.get_kind_display(), filing.operator.name]
        head.append(filing.space.district.name)
        tail = [str(screening.screened_on), screening.ruleset]
        lacks = [each for each in filing.lacks if check in ("", each.check_id)]
        for each in lacks:
            lasting = (screening.screened_on - each.since).days
            yield [*head, each.clause, each.label, each.why, str(each.since), lasting, *tail]
        if not lacks:
            yield [
                *head,
                "",
                screening.get_outcome_display(),
                screening.problem or unclear_text(screening),
                "",
                None,
                *tail,
            ]


def unclear_text(screening: Screening) -> str:
    """What lacks or is for a person to look at, in a line."""
    return "；".join(f"{check.label}：{check.explanation}" for check in screening.results)
