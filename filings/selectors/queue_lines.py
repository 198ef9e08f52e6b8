"""What one row of the offices' queue says: verdicts, what keeps the case from passing, the wait."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final, NamedTuple

from django.core.cache import caches
from django.utils import timezone

from filings.models import Application
from filings.rules.periods import working_days_between
from filings.rules.verdicts import CheckResult, Prescreen, Verdict, load_snapshot
from filings.rules.versions import get_version
from filings.selectors.queue import LONG_WAIT, results_of
from filings.selectors.verification import items_to_verify
from filings.workflow import HOLDER, State

PHRASES: Final = 2
NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One row of the queue."""

    application: Application
    counts: Mapping[Verdict, int]
    outcome: Verdict
    word: str
    why: str
    marked: int
    total: int
    waited: int
    wait_tone: str
    is_waiting: bool
    can_take: bool

    @property
    def waited_text(self) -> str:
        return f"{self.waited}个工作日"


def wait_tone(waited: int, due_on: date | None, today: date) -> str:
    """How urgent a wait is: "fail" when long or past the due day, "review" on the last day before."""
    if waited > LONG_WAIT or (due_on is not None and due_on < today):
        return "fail"
    return "review" if waited == LONG_WAIT else ""


@cache
def number_of_items(ruleset: str, kind: str) -> int:
    """How many items a kind has under a rule version."""
    return len(items_to_verify(get_version(ruleset), kind))


class Judged(NamedTuple):
    """What a row says of a stored result."""

    ruleset: str
    counts: Mapping[Verdict, int]
    outcome: Verdict
    word: str
    why: str


def queue_lines(applications: Iterable[Any], today: date, *, role: str) -> list[QueueLine]:
    """Rows from what queue_of() and with_rows() loaded, with one query for results not read before. `role` is the
    viewer's.
    """
    shown = list(applications)
    judged = judged_by(shown)
    return [queue_line(application, judged[application.judged_by], today, role=role) for application in shown]


def judged_by(applications: Collection[Any]) -> Mapping[str, Judged]:
    """By digest: a stored result never changes, so what was read of it once is kept in the process."""
    kept = caches["fragments"]
    wanted = {f"judged:{application.judged_by}": application for application in applications}
    known: dict[str, Judged] = kept.get_many(wanted)
    if lacking := [application.pk for key, application in wanted.items() if key not in known]:
        read = {f"judged:{digest}": judged_in(load_snapshot(result)) for digest, result in results_of(lacking)}
        kept.set_many(read)
        known |= read
    return {key.removeprefix("judged:"): judged for key, judged in known.items()}


def judged_in(result: Prescreen) -> Judged:
    """What a row says of a result."""
    return Judged(result.ruleset, result.counts(), result.outcome, outcome_word(result), why_text(result))


def queue_line(application: Any, judged: Judged, today: date, *, role: str) -> QueueLine:
    """One row; no query."""
    state = State(application.state)
    waited = working_days_between(timezone.localdate(application.state_since), today)
    return QueueLine(
        application=application,
        counts=judged.counts,
        outcome=judged.outcome,
        word=judged.word,
        why=judged.why,
        marked=application.marked,
        total=number_of_items(judged.ruleset, application.kind),
        waited=waited,
        wait_tone=wait_tone(waited, application.due_on, today),
        is_waiting=state in HOLDER,
        can_take=HOLDER.get(state) == role and application.handler_id is None,
    )


def outcome_word(result: Prescreen) -> str:
    """3项不符合, 2项待核实, 全部符合."""
    counts = result.counts()
    words = {Verdict.FAIL: "项不符合", Verdict.MISSING: "项缺少数据", Verdict.REVIEW: "项待核实"}
    for verdict, word in words.items():
        if counts[verdict]:
            return f"{counts[verdict]}{word}"
    return "全部符合"


def why_text(result: Prescreen) -> str:
    """在驻数量还差6家；活动场次还差2场；另1项: what keeps the case from passing, the first few by name."""
    fails = [failing_phrase(check) for check in result.with_verdict(Verdict.FAIL)]
    left = [check.label for check in (*result.with_verdict(Verdict.MISSING), *result.with_verdict(Verdict.REVIEW))]
    if len(fails) >= PHRASES:
        rest = len(fails) - PHRASES + len(left)
        return "；".join(fails[:PHRASES]) + (f"；另{rest}项" if rest else "")
    more = f"等{len(left)}项" if len(left) > NAMED else ""
    return "；".join([*fails, *([f"{'、'.join(left[:NAMED])}{more}待核实"] if left else [])]) or "—"


def failing_phrase(check: CheckResult) -> str:
    """创业工位还差6个工位; the label alone where no figure says how much."""
    return f"{check.label}{check.gap}" if check.gap else f"{check.label}不符合"
