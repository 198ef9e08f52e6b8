"""The decision meeting of a round: every case that awaits a decision, with what speaks for it and what is intended."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import CharField, QuerySet

from filings.models import Application, Round, StagedDecision, User
from filings.selectors.queue import latest
from filings.selectors.queue_lines import Judged, judged_by
from filings.selectors.reviews import Case, case_of, review_cases
from filings.workflow import State

Choice = StagedDecision.Choice
DECIDED_BY: Final = {State.REVIEWED: Choice.PUBLICISE, State.PUBLICISED: Choice.APPROVE}
"""The favourable decision in each state."""


@dataclass(frozen=True, slots=True)
class Option:
    """One decision that may be intended; a closed one says why."""

    value: str
    label: str
    is_open: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """One case on the meeting's table."""

    case: Case
    prescreen: str
    tone: str
    options: tuple[Option, ...]
    staged: StagedDecision | None
    obstacle: str

    @property
    def application(self) -> Application:
        return self.case.application

    @property
    def choice(self) -> str:
        """What is intended, "" where nothing is yet or where it is no longer possible."""
        return next((option.value for option in self.options if option.is_chosen), "")

    @property
    def lacks_reasons(self) -> bool:
        return self.choice == Choice.REJECT and not (self.staged and self.staged.reasons)

    @property
    def is_ready(self) -> bool:
        """Whether submitting will carry this line out."""
        return self.choice in (Choice.PUBLICISE, Choice.APPROVE, Choice.REJECT) and not self.lacks_reasons


@dataclass(frozen=True, slots=True)
class Meeting:
    """The table of a round."""

    lines: tuple[MeetingLine, ...]

    @property
    def ready(self) -> tuple[MeetingLine, ...]:
        return tuple(line for line in self.lines if line.is_ready)

    @property
    def without_reasons(self) -> tuple[MeetingLine, ...]:
        return tuple(line for line in self.lines if line.lacks_reasons)

    @property
    def rule(self) -> str:
        """What a pass takes, as the results on the table have it."""
        return next((line.case.result.details.get("rule", "") for line in self.lines if line.case.result), "")

    def counts(self) -> Counter[str]:
        """How many are intended for each decision; "" counts the open ones."""
        return Counter(line.choice for line in self.lines if not line.obstacle)


def meeting_of(record: Round, user: User) -> Meeting:
    """Cases reviewed, and those whose public notice is over, best mean first. A fixed number of queries."""
    cases = review_cases(user, "decide").filter(round=record)
    waiting = cases.annotate(judged_by=latest("digest", CharField())).select_related("staged_decision__by")
    shown: list[Any] = [application for application in waiting if is_on_table(application)]
    judged = judged_by(shown)
    lines = [line_of(application, judged[application.judged_by]) for application in shown]
    return Meeting(tuple(sorted(lines, key=lambda line: (-mean_of(line), line.application.pk))))


def meeting_counts(user: User, rounds: Iterable[Round]) -> dict[int, int]:
    """How many cases await a decision, by round."""
    waiting = review_cases(user, "decide").filter(round__in=list(rounds))
    return Counter(application.round_id for application in waiting if is_on_table(application))


def is_on_table(application: Any) -> bool:
    """Reviewed, or before the public with the notice over."""
    return application.state == State.REVIEWED or case_of(application).is_notice_over


def mean_of(line: MeetingLine) -> Any:
    return line.case.result.mean if line.case.result else 0


def line_of(application: Any, judged: Judged) -> MeetingLine:
    """One line, from what was fetched."""
    case = case_of(application)
    staged = getattr(application, "staged_decision", None)
    obstacle = obstacle_of(application)
    return MeetingLine(
        case=case,
        prescreen=judged.word,
        tone=judged.outcome.value,
        options=() if obstacle else options_of(case, staged),
        staged=staged,
        obstacle=obstacle,
    )


def obstacle_of(application: Any) -> str:
    """What keeps any decision from being intended."""
    if application.is_waiting:
        return "待签发"
    return f"{application.objections}件异议待办" if application.objections else ""


def options_of(case: Case, staged: StagedDecision | None) -> tuple[Option, ...]:
    """The decisions of a case in order; a failed review or an upheld objection closes the favourable one."""
    application: Any = case.application
    favourable = DECIDED_BY[State(application.state)]
    fails = case.result is None or not case.result.passed or application.upheld
    closed = {favourable} if fails else set()
    chosen = staged.choice if staged else ""
    return tuple(
        Option(choice.value, choice.label, choice not in closed, choice == chosen and choice not in closed)
        for choice in (favourable, Choice.REJECT, Choice.LEAVE)
    )


def staged_in(record: Round) -> QuerySet[StagedDecision]:
    """What is intended for the cases of a round."""
    return StagedDecision.objects.filter(application__round=record).select_related("application__space")
