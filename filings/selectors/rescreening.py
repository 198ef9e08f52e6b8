"""All filings in force under two rule versions, side by side: whose verdicts turn. Read in a stream; nothing is written."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from filings.rules.engine import prescreen
from filings.rules.verdicts import CheckResult, Prescreen, Verdict
from filings.rules.versions import Version
from filings.selectors.facts import OnFile, facts_on_file
from filings.selectors.standing import filings_on

NO_SUCH_CHECK: Final = "—"


class Turn(NamedTuple):
    """A check that says another thing under the other version; None where a version has no such check."""

    old: CheckResult | None
    new: CheckResult | None

    @property
    def check(self) -> CheckResult:
        """The result that names the check: the new one where there is one."""
        found = self.new or self.old
        if found is None:
            raise ValueError
        return found

    @property
    def labels(self) -> tuple[str, str]:
        return tuple(each.verdict.label if each else NO_SUCH_CHECK for each in self)  # type: ignore[return-value]

    def as_json(self) -> dict[str, Any]:
        old, new = (each.verdict.value if each else None for each in self)
        check = self.check
        return {
            "id": check.id,
            "clause": check.clause,
            "label": check.label,
            "old": old,
            "new": new,
            "why": check.explanation,
        }


class Turned(NamedTuple):
    """A filing whose outcome or any of whose checks turns."""

    filing: OnFile
    old: Verdict
    new: Verdict
    turns: tuple[Turn, ...]

    def as_json(self) -> dict[str, Any]:
        filing = self.filing
        return {
            "filing": filing.number,
            "space": filing.space_id,
            "name": filing.name,
            "operator": filing.operator,
            "district": filing.district,
            "kind": filing.kind,
            "outcome": {"old": self.old.value, "new": self.new.value},
            "checks": [turn.as_json() for turn in self.turns],
        }


@dataclass(slots=True)
class Rescreening:
    """What came of it. Only what turned is kept, whatever the number of filings."""

    old: Version
    new: Version
    on: date
    judged: int = 0
    outcomes: Counter[tuple[Verdict, Verdict]] = field(default_factory=Counter)
    turned: list[Turned] = field(default_factory=list)
    unreadable: list[tuple[OnFile, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The same input gives the same data: filings in the order of their makerspaces, no time of day."""
        return {
            "ruleset": self.new.id,
            "against": self.old.id,
            "on": self.on.isoformat(),
            "spaces": self.judged,
            "outcomes": [
                {"old": old.value, "new": new.value, "spaces": number}
                for (old, new), number in sorted(self.outcomes.items())
            ],
            "turned": [each.as_json() for each in self.turned],
            "unreadable": [
                {"filing": filing.number, "space": filing.space_id, "name": filing.name, "why": why}
                for filing, why in self.unreadable
            ],
        }


def rescreened(new: Version, old: Version, *, on: date) -> Rescreening:
    """Every filing in force on a day by both versions, for the purpose of staying on file. As many queries as the bulk facts take."""
    found = Rescreening(old, new, on)
    for filing, facts, problem in facts_on_file(filings_on(on), as_of=on):
        if facts is None:
            found.unreadable.append((filing, problem))
            continue
        before, after = prescreen(facts, old), prescreen(facts, new)
        found.judged += 1
        found.outcomes[before.outcome, after.outcome] += 1
        turns = tuple(turns_between(before, after))
        if turns or before.outcome is not after.outcome:
            found.turned.append(Turned(filing, before.outcome, after.outcome, turns))
    return found


def turns_between(before: Prescreen, after: Prescreen) -> Iterator[Turn]:
    """Checks whose verdict is another, in the new version's order. One that the other version has not counts where it
    does not pass.
    """
    if before.ruleset == after.ruleset:
        return
    known = {check.id: check for check in before.checks}
    for check in after.checks:
        was = known.pop(check.id, None)
        if check.verdict is not (was.verdict if was else Verdict.PASS):
            yield Turn(was, check)
    yield from _gone(known.values())


def _gone(checks: Iterable[CheckResult]) -> Iterator[Turn]:
    return (Turn(check, None) for check in checks if check.verdict is not Verdict.PASS)
