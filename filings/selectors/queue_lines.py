"""What one row of the offices' queue says: verdicts, what keeps the case from passing, the wait. No queries here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from django.utils import timezone

from filings.models import Application
from filings.rules.periods import working_days_between
from filings.rules.verdicts import CheckResult, Prescreen, Verdict, load_snapshot
from filings.rules.versions import get_version
from filings.selectors.queue import LONG_WAIT
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
    is_waiting: bool
    can_take: bool

    @property
    def waited_text(self) -> str:
        return f"{self.waited}个工作日"

    @property
    def wait_tone(self) -> str:
        """How urgent the wait is: "fail" when long or past the due day, "review" on the last day before."""
        due = self.application.due_on
        if self.waited > LONG_WAIT or (due is not None and due < timezone.localdate()):
            return "fail"
        return "review" if self.waited == LONG_WAIT else ""


@cache
def number_of_items(ruleset: str, kind: str) -> int:
    """How many items a kind has under a rule version."""
    return len(items_to_verify(get_version(ruleset), kind))


def queue_line(application: Any, today: date, *, role: str) -> QueueLine:
    """One row from what queue_of() and with_rows() loaded; no query. `role` is the viewer's."""
    result = load_snapshot(application.judged)
    state = State(application.state)
    return QueueLine(
        application=application,
        counts=result.counts(),
        outcome=result.outcome,
        word=outcome_word(result),
        why=why_text(result),
        marked=application.marked,
        total=number_of_items(result.ruleset, application.kind),
        waited=working_days_between(timezone.localdate(application.state_since), today),
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
