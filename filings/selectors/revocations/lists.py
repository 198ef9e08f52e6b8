"""Lists of revocations, the open one of a filing, whose turn it is, the history. Reading only."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from filings.models import Filing, HistoryLine, PendingAct, Revocation, RevocationFile, User
from filings.permissions import visible_revocations
from filings.rules.periods import is_provisional, working_days_between
from filings.selectors.timeline import Entry, actor_name, days_left, line_label
from filings.workflow import ROLE_LABELS, Role
from filings.workflow_revocations import (
    PROPOSE,
    REVOCATION_ENDED,
    REVOCATION_HOLDER,
    RevocationAction,
    RevocationState,
)

REVOCATION_JOINS = (
    *("filing__space__district", "filing__operator", "operator", "district", "change", "case"),
    *("proposed_by__district", "defended_by", "notice__file", "decision__file", "reinstatement__file"),
)
LIST_JOINS = ("filing__space", "operator", "district")
NEXT: dict[RevocationState, str] = {
    RevocationState.PROPOSED: "市科技局核对事实和证据，作出事先告知或者不予撤销。",
    RevocationState.NOTIFIED: "事先告知书送达运营机构后，登记送达日期和方式，开始计算陈述申辩期限。",
    RevocationState.SERVED: "运营机构陈述、申辩；期满没有提出的，由市科技局记录。",
    RevocationState.HEARD: "市科技局复核陈述申辩，送法制审核并登记结果。",
    RevocationState.CHECKED: "市科技局作出撤销决定（拟办、签发）或者不予撤销。",
}
ENDINGS: dict[RevocationState, str] = {
    RevocationState.REVOKED: "备案已撤销，理由和救济途径见撤销决定书。",
    RevocationState.DROPPED: "不予撤销，备案仍在册。",
    RevocationState.REINSTATED: "撤销决定已被推翻，备案以原编号恢复，禁止申报解除。",
}
NOT_PASSED = (
    "法制审核没有通过，还不能拟办撤销决定：程序、文书上的问题补正后重新登记审核；事实、证据不足的，运营机构已经陈述申辩，"
    "不能再补充，请作出不予撤销的决定，查清后重新提出。"
)
"""What the city does next after a legal check that was not passed: what the operator was not told of is no ground."""
VIEWS = (("open", "正在办理"), ("revoked", "已撤销"), ("all", "全部"))
INSIDE = ("prepare_", "sent_back_", "withdrawn_")
"""Beginnings of lines that are the city's business alone."""
OFFICES_ONLY = frozenset({PROPOSE, RevocationAction.CHECK_LEGALITY, RevocationAction.SUPPLEMENT})
"""Inner steps of the offices, not told to the operator, who reads the facts as the notice has them."""


@dataclass(frozen=True, slots=True)
class RevocationStanding:
    """Whose turn it is in a revocation, since when, what comes next and until when."""

    holder: str
    waiting_days: int
    expected: str
    due_on: date | None
    days_left: int | None
    is_provisional: bool


def open_revocation_of(filing: Filing) -> Revocation | None:
    """The revocation of a filing that is not decided, if there is one."""
    return filing.revocations.exclude(state__in=sorted(REVOCATION_ENDED)).first()


def open_revocation_known(filing: Filing, user: User) -> Revocation | None:
    """The same as far as an account knows of it: to the operator there is none before the prior notice."""
    return visible_revocations(user).filter(filing=filing).exclude(state__in=sorted(REVOCATION_ENDED)).first()


def revocations_of(filing: Filing, user: User) -> list[Revocation]:
    """The revocations of a filing that an account may see, newest first."""
    return list(visible_revocations(user).filter(filing=filing).select_related("decision"))


def public_revocations(filing: Filing) -> QuerySet[Revocation]:
    """What the public is told of: that a filing was revoked, and that it was reinstated."""
    return filing.revocations.filter(state__in=(RevocationState.REVOKED, RevocationState.REINSTATED)).order_by(
        "-revoked_on", "-pk"
    )


def revocation_list(user: User, *, words: str = "", view: str = "open") -> QuerySet[Revocation]:
    """Revocations within reach, by view and by words (space, operator, code)."""
    found = visible_revocations(user).select_related(*LIST_JOINS)
    if view == "open":
        found = found.exclude(state__in=sorted(REVOCATION_ENDED))
    if view == "revoked":
        found = found.filter(state=RevocationState.REVOKED)
    for word in words.split():
        named = Q(filing__space__name__icontains=word) | Q(operator__name__icontains=word)
        found = found.filter(named | Q(operator__uscc__iexact=word))
    return found.order_by("-proposed_at", "-pk")


def open_revocations(user: User) -> QuerySet[Revocation]:
    """Revocations within reach that are not decided, those that wait longest first."""
    found = visible_revocations(user).exclude(state__in=sorted(REVOCATION_ENDED)).select_related(*LIST_JOINS)
    return found.order_by("state_since", "pk")


def waiting_revocations(user: User) -> QuerySet[Revocation]:
    """Revocations whose next step is the account's role's, the earliest due first; the city's are also those whose time for
    a defence has passed without one. Those that wait for a signature are on the signers' desks.
    """
    own = Q(state__in=[state for state, role in REVOCATION_HOLDER.items() if role == user.role])
    if user.role == Role.CITY:
        own |= Q(state=RevocationState.SERVED, defence_due_on__lt=timezone.localdate())
    waiting = visible_revocations(user).filter(own)
    prepared = PendingAct.objects.filter(revocation=OuterRef("pk"), status=PendingAct.Status.PENDING)
    return waiting.exclude(Exists(prepared)).select_related(*LIST_JOINS).order_by("defence_due_on", "state_since", "pk")


def pending_act_of(revocation: Revocation) -> PendingAct | None:
    """The decision on a revocation that waits for its signature, with its preparer."""
    return revocation.acts.filter(status=PendingAct.Status.PENDING).select_related("prepared_by", "filing").first()


def revocation_standing(revocation: Revocation, *, act: PendingAct | None, viewer: User) -> RevocationStanding:
    """Whose turn it is now; a waiting signature is said to the city."""
    state = RevocationState(revocation.state)
    waits = act is not None and viewer.role == Role.CITY
    if state in REVOCATION_ENDED:
        expected = "恢复备案已拟办，等待签发。" if waits else ENDINGS[state]
        return RevocationStanding("", 0, expected, None, None, is_provisional=False)
    today = timezone.localdate()
    waited = working_days_between(timezone.localdate(revocation.state_since), today)
    expected = "撤销决定已拟办，等待签发。" if waits else NEXT[state]
    if state == RevocationState.CHECKED and viewer.role == Role.CITY and not revocation.is_passed:
        expected = NOT_PASSED
    due = revocation.defence_due_on if state == RevocationState.SERVED else None
    provisional = due is not None and revocation.served_on is not None and is_provisional(revocation.served_on, due)
    return RevocationStanding(
        holder_name(revocation), waited, expected, due, days_left(due, today), is_provisional=provisional
    )


def holder_name(revocation: Revocation) -> str:
    """The office or organisation whose turn it is."""
    holder = REVOCATION_HOLDER[RevocationState(revocation.state)]
    return revocation.operator.name if holder == Role.OPERATOR else ROLE_LABELS[holder]


def revocation_timeline(revocation: Revocation, viewer: User) -> list[Entry]:
    """The history of a revocation, newest first, with its papers; inner steps are not shown to those they are not for."""
    lines = HistoryLine.objects.filter(record=f"revocation:{revocation.pk}").order_by("-sequence")
    papers = {
        RevocationAction.NOTIFY.value: revocation.notice,
        RevocationAction.REVOKE.value: revocation.decision,
        RevocationAction.REINSTATE.value: revocation.reinstatement,
    }
    return [
        Entry(
            label=line_label(line.action),
            who=actor_name(line, viewer),
            at=line.at,
            reason=line.reason,
            documents=tuple(filter(None, [papers.get(line.action)])),
        )
        for line in lines.select_related("actor__district", "actor__operator")
        if is_shown(line.action, viewer)
    ]


def is_shown(action: str, viewer: User) -> bool:
    """Whether a line is the viewer's business."""
    if viewer.role == Role.CITY:
        return True
    return not action.startswith(INSIDE) and not (viewer.role == Role.OPERATOR and action in OFFICES_ONLY)


def files_of(revocation: Revocation) -> dict[str, list[RevocationFile]]:
    """The files of a revocation by part, in the order in which they came."""
    found: dict[str, list[RevocationFile]] = {part.value: [] for part in RevocationFile.Part}
    for each in revocation.files.select_related("file"):
        found[each.part].append(each)
    return found
