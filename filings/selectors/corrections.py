"""What a submission's facts and verdicts become when rows are taken out and values put in. Nothing is read from tables
but the corrections themselves; what the district still has to do is in selectors.verification.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from filings.models import Correction, Snapshot
from filings.rules.facts import FACTS, FACTS_BY_KEY, Facts, FactType, parse_facts
from filings.rules.verdicts import CheckResult, Prescreen, load_snapshot, outcome_of
from filings.rules.versions import Version, get_version
from filings.selectors.facts import RegisterRows, build_facts

RowRef = tuple[str, int]

COUNTED_BY_OTHER_MEANS = frozenset({"site.workstations"})
"""Counts that no row stands for: a site says how many seats it has."""


@dataclass(frozen=True, slots=True)
class Corrections:
    """Register rows taken out, and values put in place of claimed ones (plain JSON), by fact."""

    rows: frozenset[RowRef] = frozenset()
    values: Mapping[str, Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.rows or self.values)

    def __or__(self, other: "Corrections") -> "Corrections":
        return Corrections(self.rows | other.rows, {**self.values, **other.values})


@dataclass(frozen=True, slots=True)
class Judged:
    """Claimed and corrected side by side, under the rule version of the day of submission."""

    version: Version
    claimed: Facts
    facts: Facts
    claimed_result: Prescreen
    result: Prescreen

    def turned(self) -> tuple[tuple[CheckResult, CheckResult], ...]:
        """The checks that a correction touches, before and after, in the table's order."""
        pairs = zip(self.claimed_result.checks, self.result.checks, strict=True)
        return tuple((before, after) for before, after in pairs if before != after)


def may_be_typed(fact_key: str) -> bool:
    """Counts are corrected by taking rows out; what is no count (areas, dates, yes or no) by a value."""
    return FACTS_BY_KEY[fact_key].type is not FactType.COUNT or fact_key in COUNTED_BY_OTHER_MEANS


def gather(corrections: Iterable[Correction]) -> Corrections:
    """Stored corrections as one."""
    stored = list(corrections)
    rows = frozenset((one.register, one.row) for one in stored if one.row is not None)
    return Corrections(rows, {one.fact: one.value for one in stored if one.fact})


def correct_facts(snapshot: Snapshot, corrections: Corrections) -> Facts:
    """The claimed facts with only those changed that the rows or values touch; FactsError where they contradict.

    Rows are counted with and without those taken out, so that a fact which no correction touches stays as submitted
    though the way of counting may have been mended since.
    """
    claimed = parse_facts(snapshot.facts)
    changes: dict[str, Any] = {}
    if corrections.rows:
        rows = RegisterRows.from_json(snapshot.rows)
        before = build_facts(rows, kind=claimed.kind, as_of=claimed.as_of)
        after = build_facts(rows.without(corrections.rows), kind=claimed.kind, as_of=claimed.as_of)
        changes = {fact.key: after.value(fact.key) for fact in FACTS if before.value(fact.key) != after.value(fact.key)}
    changes |= corrections.values
    return claimed.replace(**changes) if changes else claimed


def judge(snapshot: Snapshot, corrections: Corrections) -> Judged:
    """Facts and verdicts after the corrections; a check that reads no changed fact keeps its stored verdict."""
    version = get_version(snapshot.ruleset)
    claimed = parse_facts(snapshot.facts)
    claimed_result = load_snapshot(snapshot.result)
    facts = correct_facts(snapshot, corrections)
    return Judged(version, claimed, facts, claimed_result, run_again(version, claimed_result, claimed, facts))


def run_again(version: Version, stored: Prescreen, claimed: Facts, facts: Facts) -> Prescreen:
    """The stored results with those judged anew whose facts have changed."""
    changed = {fact.key for fact in FACTS if claimed.value(fact.key) != facts.value(fact.key)}
    if not changed:
        return stored
    rows = {check.id: check for check in version.checks_for(stored.kind, stored.purpose)}
    results = tuple(
        rows[result.id].evaluate(facts) if changed.intersection(rows[result.id].reads) else result
        for result in stored.checks
    )
    return stored._replace(checks=results, outcome=outcome_of(results))
