"""Fraud cases as pages read them: the open one of an application, what comes next and who has it, its history. Reading only."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from filings.models import Application, CaseFile, Filing, FraudCase, HistoryLine, PendingAct, Revocation, User
from filings.permissions import visible_fraud_cases
from filings.rules.periods import working_days_between
from filings.selectors.timeline import Entry, actor_name, days_left, line_label
from filings.workflow import (
    CASE_ENDED,
    CASE_HOLDER,
    ROLE_LABELS,
    Action,
    CaseAction,
    CaseState,
    FilingState,
    Role,
    State,
)

CASE_JOINS = (
    *("application__space", "application__operator", "application__district", "application__round"),
    *("proposed_by__district", "defended_by", "notice__file", "decision__file"),
)

NEXT: dict[CaseState, str] = {
    CaseState.PROPOSED: "市科技局核对事实和证据，作出事先告知或者不予认定。",
    CaseState.NOTIFIED: "事先告知书送达运营机构后，登记送达日期和方式，开始计算陈述申辩期限。",
    CaseState.SERVED: "运营机构陈述、申辩；期满没有提出的，由市科技局记录。",
    CaseState.HEARD: "市科技局复核陈述申辩，作出认定（拟办、签发）或者不予认定。",
}
ENDINGS: dict[CaseState, str] = {
    CaseState.FOUND: "已认定弄虚作假，理由和救济途径见决定书。",
    CaseState.DROPPED: "不予认定弄虚作假，申请照常办理。",
}
INSIDE = ("prepare_", "sent_back_", "withdrawn_")
"""Beginnings of lines that are the offices' business alone."""


@dataclass(frozen=True, slots=True)
class CaseStanding:
    """Whose turn it is in a case, since when, what comes next and until when."""

    holder: str
    waiting_days: int
    expected: str
    due_on: date | None
    days_left: int | None


def open_case_of(application: Application) -> FraudCase | None:
    """The case of an application that has not ended, if there is one."""
    return application.fraud_cases.exclude(state__in=sorted(CASE_ENDED)).first()


def cases_of(application: Application, user: User) -> list[FraudCase]:
    """The cases of an application that an account may see, newest first."""
    return list(visible_fraud_cases(user).filter(application=application).select_related("proposed_by"))


def case_list(user: User, *, words: str = "", view: str = "open") -> QuerySet[FraudCase]:
    """Cases within reach, those open (or all), by name of space or operator, code or number."""
    cases = visible_fraud_cases(user).select_related(
        "application__space", "application__operator", "application__district", "notice"
    )
    if view != "all":
        cases = cases.exclude(state__in=sorted(CASE_ENDED))
    if words:
        names = Q(application__space__name__icontains=words) | Q(application__operator__name__icontains=words)
        cases = cases.filter(
            names | Q(application__operator__uscc__iexact=words) | Q(application__number__iexact=words)
        )
    return cases.order_by("-proposed_at", "-pk")


def waiting_cases(user: User) -> QuerySet[FraudCase]:
    """Cases whose next step is the account's role's, the earliest due first; the city's are also those whose time for a
    defence has passed without one, and those found on the application of a filing in force, after which Article 15 has to
    follow.
    """
    own = Q(state__in=[state for state, role in CASE_HOLDER.items() if role == user.role])
    if user.role == Role.CITY:
        own |= Q(state=CaseState.SERVED, defence_due_on__lt=timezone.localdate()) | not_followed_up()
    cases = visible_fraud_cases(user).filter(own).exclude(Exists(acts_waiting()))
    joined = cases.select_related("application__space", "application__operator", "application__filing")
    return joined.order_by("defence_due_on", "state_since")


def not_followed_up() -> Q:
    """Found on the application of a filing in force, and no revocation was begun on that."""
    in_force = Filing.objects.filter(application=OuterRef("application"), state=FilingState.ACTIVE)
    begun = Revocation.objects.filter(case=OuterRef("pk"))
    return Q(~Exists(begun), Exists(in_force), state=CaseState.FOUND, application__state=State.APPROVED)


def acts_waiting() -> QuerySet[PendingAct]:
    """The finding that waits for its signature, by case."""
    return PendingAct.objects.filter(case=OuterRef("pk"), status=PendingAct.Status.PENDING)


def pending_finding_of(case: FraudCase) -> PendingAct | None:
    """The finding that waits for its signature, with its preparer."""
    return case.acts.filter(status=PendingAct.Status.PENDING).select_related("prepared_by", "application").first()


def to_be_revoked(user: User) -> QuerySet[FraudCase]:
    """Cases found on applications whose filing is still in force: Article 15 has to follow, unless it did already."""
    found = visible_fraud_cases(user).filter(not_followed_up())
    return found.select_related("application__space", "application__operator", "application__filing", "decision")


def case_of_filing(filing: Filing, user: User) -> FraudCase | None:
    """The case found on the application of a filing in force."""
    return to_be_revoked(user).filter(application=filing.application_id).first() if filing.application_id else None


def case_standing(case: FraudCase, *, act: PendingAct | None, viewer: User) -> CaseStanding:
    """Whose turn it is now; a waiting signature is said to the offices."""
    state = CaseState(case.state)
    if state in CASE_ENDED:
        return CaseStanding("", 0, ENDINGS[state], None, None)
    today = timezone.localdate()
    waited = working_days_between(timezone.localdate(case.state_since), today)
    expected = "认定已拟办，等待签发。" if act and viewer.role == Role.CITY else NEXT[state]
    holder = CASE_HOLDER[state]
    name = case.application.operator.name if holder == Role.OPERATOR else ROLE_LABELS[holder]
    due = case.defence_due_on if state == CaseState.SERVED else None
    return CaseStanding(name, waited, expected, due, days_left(due, today))


def case_timeline(case: FraudCase, viewer: User) -> list[Entry]:
    """The history of a case, newest first, with its papers; the offices' inner steps are not shown to the operator."""
    lines = HistoryLine.objects.filter(record=f"fraudcase:{case.pk}").order_by("-sequence")
    papers = {CaseAction.NOTIFY: case.notice, CaseAction.FIND: case.decision}
    return [
        Entry(
            label=line_label(line.action),
            who=actor_name(line, viewer),
            at=line.at,
            reason=line.reason if line.action != CaseAction.FIND else "",
            documents=tuple(filter(None, [papers.get(line.action)])) if line.action in set(CaseAction) else (),  # type: ignore[call-overload]  # a string equals its member
        )
        for line in lines.select_related("actor__district", "actor__operator")
        if not (viewer.role == Role.OPERATOR and line.action.startswith(INSIDE))
        and not (viewer.role == Role.DISTRICT and line.action == f"prepare_{Action.DISQUALIFY}")
    ]


def files_of(case: FraudCase) -> dict[str, list[CaseFile]]:
    """The files of a case by part, in the order in which they came."""
    found: dict[str, list[CaseFile]] = {part.value: [] for part in CaseFile.Part}
    for each in case.files.select_related("file"):
        found[each.part].append(each)
    return found
