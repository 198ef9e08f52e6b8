"""The offices' queues: which applications wait, how they stand, since when. One selector for districts and the city;
what a row says is in queue_lines. A page costs a fixed number of queries, however many rows it shows.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.utils import timezone

from filings.models import (
    Application,
    CorrectionRequest,
    DeclineReview,
    PendingAct,
    Snapshot,
    User,
    Verification,
)
from filings.permissions import visible_applications
from filings.rules.periods import ONE_DAY, working_days_between
from filings.rules.verdicts import Verdict
from filings.workflow import ENDED, HOLDER, Role, State

LONG_WAIT: Final = 10
"""Working days after which a case has waited long."""

WAITS: Final = (5, 10, 15)
SEVERITY: Final = (Verdict.FAIL, Verdict.MISSING, Verdict.REVIEW, Verdict.PASS)
SHOWN_VERDICTS: Final = (Verdict.PASS, Verdict.REVIEW, Verdict.FAIL)
CITYS_TURN: Final = tuple(state for state, holder in HOLDER.items() if holder == Role.CITY)

SORTS: Final[dict[str, str]] = {
    "space": "space__name",
    "district": "district__position",
    "kind": "kind",
    "state": "state",
    "submitted": "submitted_at",
    "verdict": "severity",
    "marked": "marked",
    "handler": "handler__full_name",
    "waiting": "-state_since",
}
"""What a column sorts by, smallest first: the shortest wait began last."""


def queue_of(user: User) -> QuerySet[Application]:
    """Submitted applications within reach, with outcome, severity, how many items are marked
    and whether a signature is awaited.
    """
    return submitted_to(user).annotate(**shown_beside())


@cache
def shown_beside() -> dict[str, Any]:
    """What other tables say of each application, put together once: Django copies it into every query."""
    snapshots = Snapshot.objects.filter(application=OuterRef("pk")).order_by("-sequence")
    done = ~Q(verdict=Verification.Verdict.TO_CORRECT) & Q(superseded_at__isnull=True)
    marks = Verification.objects.filter(done, application=OuterRef("pk")).order_by().values("application")
    acts = PendingAct.objects.filter(application=OuterRef("pk"), status=PendingAct.Status.PENDING)
    outcome = Coalesce(
        Subquery(snapshots.annotate(outcome=KT("recommendation__result__outcome")).values("outcome")[:1]),
        Subquery(snapshots.annotate(outcome=KT("result__outcome")).values("outcome")[:1]),
        Value(""),
        output_field=CharField(),
    )
    ranks = [When(outcome=verdict.value, then=Value(rank)) for rank, verdict in enumerate(SEVERITY)]
    return {
        "outcome": outcome,
        "severity": Case(*ranks, default=Value(len(SEVERITY)), output_field=IntegerField()),
        "awaits_signature": Exists(acts),
        "marked": Coalesce(Subquery(marks.annotate(number=Count("pk")).values("number")), 0),
    }


def submitted_to(user: User) -> QuerySet[Application]:
    """The same applications with no more than views choose by, for counting."""
    returned = CorrectionRequest.objects.filter(application=OuterRef("pk"), closed_at__isnull=False)
    return visible_applications(user).filter(submitted_at__isnull=False).annotate(was_returned=Exists(returned))


SHOWN: Final = (
    *("kind", "state", "number", "submitted_at", "state_since", "due_on", "district_id"),
    *("space__name", "operator__name", "district__name", "handler__full_name", "handler__username"),
)
"""The columns that a row shows: texts of rounds and opinions stay where they are."""


def with_rows(applications: QuerySet[Application]) -> QuerySet[Application]:
    """The same with all that queue_line() reads: `judged` is the stored outcome, as corrected where it was recommended."""
    joined = applications.annotate(judged=judged()).select_related("space", "operator", "district", "handler")
    return joined.only(*SHOWN)


@cache
def judged() -> Coalesce:
    """The latest result that was stored of an application, put together once as well."""
    snapshots = Snapshot.objects.filter(application=OuterRef("pk")).order_by("-sequence")
    kept = snapshots.values("recommendation__result")
    return Coalesce(Subquery(kept[:1]), Subquery(snapshots.values("result")[:1]), output_field=JSONField())


def sorted_by(applications: QuerySet[Application], sort: str) -> QuerySet[Application]:
    """Sorted by a column of SORTS, "-" in front for the other way; the longest wait first by default."""
    name = sort.removeprefix("-")
    field = SORTS.get(name, SORTS["waiting"])
    descending = sort.startswith("-") if name in SORTS else True
    column = F(field.removeprefix("-"))
    if descending != field.startswith("-"):
        return applications.order_by(column.desc(nulls_last=True), "pk")
    return applications.order_by(column.asc(nulls_last=True), "pk")


@dataclass(frozen=True, slots=True)
class View:
    """A tab above the queue."""

    key: str
    label: str
    condition: Q


@lru_cache(maxsize=64)
def waiting_longer(days: int, today: date) -> Q:
    """In the present state for more than so many working days; asked with every page of a day."""
    day = today
    while working_days_between(day, today) <= days:
        day -= ONE_DAY
    end = datetime.combine(day + timedelta(days=1), time.min, tzinfo=timezone.get_default_timezone())
    return Q(state_since__lt=end)


def views_of(user: User, today: date) -> tuple[View, ...]:
    """The tabs of an office: what waits for it first, what it has dealt with last."""
    is_city = user.role == Role.CITY
    turn = Q(state__in=CITYS_TURN) if is_city else Q(state=State.SUBMITTED)
    mine = (
        View("open", "待办理" if is_city else "待审核", turn),
        View("mine", "我经办的", turn & Q(handler=user.pk)),
        View("unassigned", "未分派", turn & Q(handler=None)),
        View("late", f"等待超过{LONG_WAIT}个工作日", turn & waiting_longer(LONG_WAIT, today)),
    )
    returned = View("returned", "退回补正中", Q(state=State.RETURNED))
    if not is_city:
        again = View("again", "已补正待核实", turn & Q(was_returned=True))
        return (*mine, again, returned, View("done", "已办理", ~turn & ~returned.condition))
    asked = Q(state=State.DECLINED) & Q(Exists(open_reviews()))
    return (
        *mine,
        View("reviews", "待复核", asked),
        returned,
        View("district", "区县审核中", Q(state=State.SUBMITTED)),
        View("review", "专家评审中", Q(state=State.IN_REVIEW)),
        View("done", "已办结", Q(state__in=sorted(ENDED))),
    )


def open_reviews() -> QuerySet[DeclineReview]:
    """Requests for review of a decline that wait for the city, of the application in the outer query."""
    return DeclineReview.objects.filter(application=OuterRef("pk"), outcome=DeclineReview.Outcome.OPEN)


def view_counts(applications: QuerySet[Application], views: Iterable[View]) -> dict[str, int]:
    """How many stand under each tab, in one query."""
    return applications.order_by().aggregate(**{view.key: Count("pk", filter=view.condition) for view in views})


STAGES: Final[dict[str, tuple[str, tuple[State, ...]]]] = {
    "accept": ("待受理", (State.RECOMMENDED,)),
    "panel": ("待组织评审", (State.ACCEPTED,)),
    "decide": ("待公示决定", (State.REVIEWED, State.PUBLICISED)),
}
"""What the city has to do next, by state."""


class Resumable(NamedTuple):
    """The case to go on with."""

    since: datetime
    pk: int
    space: str


@dataclass(frozen=True, slots=True)
class Overview:
    """What waits in figures: by verdict, by the city's next step, the mean wait; and one's own longest waiting case."""

    total: int
    verdicts: Mapping[str, int]
    stages: Mapping[str, int]
    mean_wait: str
    resume: Resumable | None

    @property
    def verdict_rows(self) -> list[tuple[str, int]]:
        """The three verdicts that a submitted case can have."""
        return [(verdict.value, self.verdicts.get(verdict, 0)) for verdict in SHOWN_VERDICTS]

    @property
    def stage_rows(self) -> list[tuple[str, str, int]]:
        return [(key, label, self.stages.get(key, 0)) for key, (label, _) in STAGES.items()]


def overview_of(waiting: QuerySet[Any], today: date, *, user: User) -> Overview:
    """Figures over all that waits, in one query."""
    columns = ("outcome", "state", "handler", "state_since", "pk", "space__name")
    rows = list(waiting.order_by().values_list(*columns, named=True))
    verdicts = Counter(row.outcome for row in rows)
    stages = Counter(stage for row in rows for stage, (_, states) in STAGES.items() if row.state in states)
    own = (Resumable(row.state_since, row.pk, row.space__name) for row in rows if row.handler == user.pk)
    return Overview(
        len(rows), verdicts, stages, mean_wait([row.state_since for row in rows], today), min(own, default=None)
    )


def mean_wait(moments: list[datetime], today: date) -> str:
    """The mean number of working days since these moments, to a tenth; "" where there are none."""
    if not moments:
        return ""
    waits = cache(lambda day: working_days_between(day, today))
    total = sum(waits(timezone.localdate(moment)) for moment in moments)
    tenths = (total * 20 + len(moments)) // (2 * len(moments))
    return f"{tenths // 10}.{tenths % 10}"
