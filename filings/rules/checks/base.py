"""What a check is: its place in the law, the facts it reads, and the function that turns facts into a result."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

from filings.rules.facts import FACTS_BY_KEY, Facts
from filings.rules.verdicts import CheckResult, Verdict

PASS: Final = Verdict.PASS
FAIL: Final = Verdict.FAIL
REVIEW: Final = Verdict.REVIEW
MISSING: Final = Verdict.MISSING
NOT_GIVEN: Final = "未填写"
# Counts are small and come again and again; what was said of them is immutable and shared. Bounded, for any input.
SEEN: Final = 4096

Evaluate = Callable[[Facts], CheckResult]


class Say(Protocol):
    """Makes the results of one check out of what was found, the verdict, why, and how much is lacking."""

    def __call__(self, actual: str, verdict: Verdict, why: str, gap: str = "") -> CheckResult: ...


class Clause(NamedTuple):
    """A place in the law: `section` groups checks ("5.2"), `anchor` is the id of the clause on the policy page."""

    section: str
    text: str
    anchor: str
    title: str


class Threshold(NamedTuple):
    """One figure of a version with the clause that sets it."""

    key: str
    value: int
    unit: str
    clause: Clause
    meaning: str


@dataclass(frozen=True, slots=True)
class Check:
    """One row of the table. `reads` are the facts it looks at, the headings kind, purpose and as_of not counted."""

    id: str
    clause: Clause
    label: str
    required: str
    reads: tuple[str, ...]
    evaluate: Evaluate

    @property
    def section(self) -> str:
        return self.clause.section

    @property
    def anchor(self) -> str:
        return self.clause.anchor


class Row(NamedTuple):
    """The fixed part of a check, as a version writes it."""

    id: str
    clause: Clause
    label: str

    def say(self, required: str) -> Say:
        """The maker of this check's results, which takes what was found, the verdict, why, and the gap."""
        check_id, clause, label = self.id, self.clause.text, self.label
        new = tuple.__new__  # a named tuple's own constructor takes twice as long

        def result(actual: str, verdict: Verdict, why: str, gap: str = "") -> CheckResult:
            return new(CheckResult, (check_id, clause, label, required, actual, verdict, why, gap))

        return result

    def check(self, required: str, reads: tuple[str, ...], evaluate: Evaluate) -> Check:
        return Check(self.id, self.clause, self.label, required, reads, evaluate)


def missing(say: Say, absent: Iterable[str], actual: str = NOT_GIVEN) -> CheckResult:
    """The result where the facts `absent` are needed and were not given."""
    labels = "、".join(FACTS_BY_KEY[key].label for key in absent)
    return say(actual, MISSING, f"还没有填写：{labels}")


def missing_of(say: Say, given: Mapping[str, object], actual: str = NOT_GIVEN) -> CheckResult:
    """The same, naming those of `given` that are None."""
    return missing(say, [key for key, value in given.items() if value is None], actual)
