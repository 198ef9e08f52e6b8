"""What the rules say of an entry as of a day: a registered space by its registers, another by what its district knows of it."""

from datetime import date
from typing import Any, Final

from filings.models import PoolEntry
from filings.rules.engine import prescreen
from filings.rules.facts import Facts, FactsError, parse_facts
from filings.rules.verdicts import Prescreen, Verdict
from filings.selectors.facts import facts_of
from filings.selectors.settings import version_on
from filings.selectors.standing import standing_of

KNOWN_OTHERWISE: Final = ("kind", "as_of", "purpose", "standing")
"""Not typed by a district: the entry has the kind, the day is the assessment's, bans and filings are on record here."""


def facts_of_entry(entry: PoolEntry, *, on: date) -> Facts:
    """The facts of an application on a day. What a district does not know of a space that is not registered is missing."""
    if entry.space is not None:
        return facts_of(entry.space, kind=entry.kind, as_of=on)
    standing = standing_of(entry.uscc, None, entry.kind, on) if entry.uscc else {}
    return parse_facts({**entry.facts, "kind": entry.kind, "as_of": on, "standing": standing})


def judge_entry(entry: PoolEntry, *, on: date) -> Prescreen:
    """Every check of Articles 5 and 6 (and of the right to apply) on these facts: the same as for an application."""
    return prescreen(facts_of_entry(entry, on=on), version_on(on)[0])


def judged_entry(entry: PoolEntry, *, on: date) -> tuple[Prescreen | None, str]:
    """What the checks say; or nothing, and in words what in the data contradicts itself."""
    try:
        return judge_entry(entry, on=on), ""
    except FactsError as error:
        return None, "；".join(problem.reason.rstrip("。") for problem in error.problems)


def kept_facts(facts: Facts) -> dict[str, Any]:
    """What is stored of the facts that a district has typed."""
    return {group: values for group, values in facts.as_json().items() if group not in KNOWN_OTHERWISE}


def figures_of(result: Prescreen) -> dict[str, Any]:
    """A pre-screen as an assessment holds it."""
    counts = result.counts()
    open_checks = (check for check in result.checks if check.verdict is not Verdict.PASS)
    return {
        "ruleset": result.ruleset,
        "passes": counts[Verdict.PASS],
        "fails": counts[Verdict.FAIL],
        "reviews": counts[Verdict.REVIEW],
        "missing": counts[Verdict.MISSING],
        "checks": {
            check.id: {"verdict": check.verdict.value, "label": check.label, "clause": check.clause, "gap": check.gap}
            for check in open_checks
        },
    }
