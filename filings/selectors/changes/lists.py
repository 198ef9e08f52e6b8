"""Changes as pages read them: lists, whose turn it is, the history. Reading only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from filings.models import Cancellation, ChangeFile, ChangeReport, Filing, HistoryLine, PendingAct, Revocation, User
from filings.permissions import visible_cancellations, visible_changes, visible_revocations
from filings.rules.periods import is_provisional, working_days_between
from filings.selectors.timeline import Entry, actor_name, days_left, line_label
from filings.workflow import ROLE_LABELS, Role
from filings.workflow_changes import CHANGE_ENDED, CHANGE_HOLDER, ChangeAction, ChangeState
from filings.workflow_revocations import PROPOSED_ON, REVOCATION_ENDED

CHANGE_JOINS = (
    *("filing__space__district", "filing__operator", "filing__application", "operator", "district"),
    *("opened_by__district", "notice"),
)
LIST_JOINS = ("filing__space", "filing__operator", "district")
NEXT: dict[ChangeState, str] = {
    ChangeState.REPORTED: "区县科技主管部门审查变更材料。",
    ChangeState.RETURNED: "运营机构按要求补正后重新提交。",
    ChangeState.DOCUMENTS_CHECKED: "区县科技主管部门到现场核查，由两人以上进行。",
    ChangeState.SITE_CHECKED: "仍符合要求的，报市科技局变更备案；不再符合的，建议取消备案资格。",
    ChangeState.FORWARDED: "市科技局办理变更备案。",
    ChangeState.CANCELLATION_PROPOSED: "市科技局研究决定；决定以前，备案仍在册。",
}
ENDINGS: dict[ChangeState, str] = {
    ChangeState.FILED: "已变更备案，名册按变更后的内容记载。",
    ChangeState.WITHDRAWN: "实际没有发生变更，已撤回。",
    ChangeState.CLOSED: "备案已终止，这项变更不再办理。",
}
VIEWS = (("open", "正在办理"), ("mine", "等我办理"), ("late", "逾期报告"), ("all", "全部"))
INSIDE = ("prepare_", "sent_back_", "withdrawn_")
"""Beginnings of lines that are the offices' business alone."""
OF_REVOCATION = (PROPOSED_ON, ChangeAction.RESUME)
"""Lines that tell of a revocation: to the operator only once it was notified of that."""


@dataclass(frozen=True, slots=True)
class ChangeStanding:
    """Whose turn it is, since how many working days, what comes next and, for a correction, until when."""

    holder: str
    waiting_days: int
    expected: str
    due_on: date | None
    days_left: int | None


def change_list(user: User, *, words: str = "", view: str = "open") -> QuerySet[ChangeReport]:
    """Changes within reach, by view and words (space, operator, code); those that wait longest first."""
    changes = visible_changes(user).select_related(*LIST_JOINS)
    if view in ("open", "mine"):
        changes = changes.exclude(state__in=sorted(CHANGE_ENDED))
    if view == "mine":
        changes = changes.filter(state__in=held_by(user.role))
    if view == "late":
        changes = changes.filter(days_late__gt=0)
    for word in words.split():
        named = Q(filing__space__name__icontains=word) | Q(filing__operator__name__icontains=word)
        changes = changes.filter(named | Q(filing__operator__uscc__iexact=word))
    return changes.order_by("-reported_at", "-pk") if view in ("late", "all") else changes.order_by("state_since", "pk")


def held_by(role: str) -> list[str]:
    """The states in which it is a role's turn."""
    return [state.value for state, holder in CHANGE_HOLDER.items() if holder == role]


def waiting_changes(user: User) -> QuerySet[ChangeReport]:
    """Changes whose next step is the account's role's, but for those that wait for a signature."""
    waiting = visible_changes(user).filter(state__in=held_by(user.role))
    if user.role == Role.DISTRICT:
        waiting = waiting.filter(district_id=user.district_id)
    if user.role == Role.OPERATOR:
        waiting = waiting.filter(filing__operator=user.operator)
    prepared = PendingAct.objects.filter(change=OuterRef("pk"), status=PendingAct.Status.PENDING)
    if user.role == Role.CITY:  # the district goes on checking; nothing is filed meanwhile
        waiting = waiting.exclude(Exists(revocations_under_way(filing=OuterRef("filing"))))
    return (
        waiting.exclude(Exists(prepared)).select_related(*LIST_JOINS).order_by("returned_due_on", "state_since", "pk")
    )


def revocations_under_way(**of: OuterRef) -> QuerySet[Revocation]:
    """Revocations that are not decided, by what stands in the query around."""
    return Revocation.objects.filter(**of).exclude(state__in=sorted(REVOCATION_ENDED))


def waiting_cancellations(user: User) -> QuerySet[Cancellation]:
    """Requests to give a filing up that nobody has prepared yet."""
    prepared = PendingAct.objects.filter(
        filing=OuterRef("filing"), change__isnull=True, revocation__isnull=True, status=PendingAct.Status.PENDING
    )
    waiting = visible_cancellations(user).filter(withdrawn_at__isnull=True, cancelled_on__isnull=True)
    waiting = waiting.exclude(Exists(revocations_under_way(filing=OuterRef("filing"))))
    return waiting.exclude(Exists(prepared)).select_related("filing__space", "filing__operator").order_by("asked_at")


def changes_of(filing: Filing, user: User) -> list[ChangeReport]:
    """The changes of a filing that an account may see, newest first."""
    return list(visible_changes(user).filter(filing=filing).select_related("notice"))


def request_of(filing: Filing) -> Cancellation | None:
    """The request to give it up that waits, or what came of the last one that was granted."""
    found = filing.cancellations.filter(withdrawn_at__isnull=True).select_related("notice", "asked_by")
    return found.first()


def pending_filing_of(change: ChangeReport) -> PendingAct | None:
    """The act on a change that waits for its signature."""
    return change.acts.filter(status=PendingAct.Status.PENDING).select_related("prepared_by").first()


def pending_cancellation_of(filing: Filing) -> PendingAct | None:
    """The cancellation that waits for its signature."""
    waiting = filing.pending_acts.filter(change=None, revocation=None, status=PendingAct.Status.PENDING)
    return waiting.select_related("prepared_by").first()


def change_standing(change: ChangeReport, *, act: PendingAct | None, viewer: User) -> ChangeStanding:
    """Whose turn it is now; a waiting signature is said to the city."""
    state = ChangeState(change.state)
    if state in CHANGE_ENDED:
        return ChangeStanding("", 0, ENDINGS[state], None, None)
    today = timezone.localdate()
    waited = working_days_between(timezone.localdate(change.state_since), today)
    expected = "变更备案已拟办，等待签发。" if act and viewer.role == Role.CITY else NEXT[state]
    due = change.returned_due_on if state == ChangeState.RETURNED else None
    return ChangeStanding(holder_name(change), waited, expected, due, days_left(due, today))


def holder_name(change: ChangeReport) -> str:
    """The office or organisation whose turn it is."""
    holder = CHANGE_HOLDER[ChangeState(change.state)]
    if holder == Role.DISTRICT:
        return change.district.bureau
    return change.filing.operator.name if holder == Role.OPERATOR else ROLE_LABELS[holder]


def is_clock_provisional(change: ChangeReport) -> bool:
    """Whether the due day rests on a calendar that is not known yet."""
    return is_provisional(change.happened_on, change.due_on)


def change_timeline(change: ChangeReport, viewer: User) -> list[Entry]:
    """The history of a change, newest first, with its notice; the city's inner steps are shown to the city alone, and a
    revocation to those who may know of it.
    """
    lines = HistoryLine.objects.filter(record=f"changereport:{change.pk}").order_by("-sequence")
    if viewer.role == Role.OPERATOR and not visible_revocations(viewer).filter(change=change).exists():
        lines = lines.exclude(action__in=OF_REVOCATION)
    return [
        Entry(
            label=line_label(line.action),
            who=actor_name(line, viewer),
            at=line.at,
            reason=line.reason,
            documents=(change.notice,) if change.notice and line.action == ChangeAction.FILE else (),
        )
        for line in lines.select_related("actor__district", "actor__operator")
        if viewer.role == Role.CITY or not line.action.startswith(INSIDE)
    ]


def files_of(change: ChangeReport) -> dict[str, list[ChangeFile]]:
    """The files of a change by part, in the order in which they came."""
    return by_part(change.files.select_related("file"))


def by_part(files: Iterable[ChangeFile]) -> dict[str, list[ChangeFile]]:
    found: dict[str, list[ChangeFile]] = {part.value: [] for part in ChangeFile.Part}
    for each in files:
        found[each.part].append(each)
    return found
