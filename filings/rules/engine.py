"""Facts and a rule set in, a pre-screen out. The conditions themselves are in checks, their figures in versions."""

from itertools import groupby
from typing import NamedTuple

from filings.rules.facts import Facts
from filings.rules.verdicts import CheckResult, Prescreen, Verdict, outcome_of
from filings.rules.versions import CURRENT, Version


class Section(NamedTuple):
    """The results of one clause: `id` is "5.2" (or "standing"), `anchor` its place on the policy page."""

    id: str
    clause: str
    anchor: str
    title: str
    outcome: Verdict
    checks: tuple[CheckResult, ...]


def prescreen(facts: Facts, version: Version = CURRENT) -> Prescreen:
    """Every check of the version's table for the facts' kind and purpose, in its order, and the outcome."""
    results = tuple([evaluate(facts) for evaluate in version.evaluators_for(facts.kind, facts.purpose)])
    return Prescreen(version.id, facts.kind, facts.as_of, facts.purpose, outcome_of(results), results)


def sections(result: Prescreen, version: Version = CURRENT) -> tuple[Section, ...]:
    """The results grouped by clause, in the table's order."""
    clauses = {check.id: check.clause for check in version.checks_for(result.kind, result.purpose)}
    grouped = groupby(result.checks, key=lambda check: clauses[check.id].section)
    return tuple(_section(version, section, tuple(checks)) for section, checks in grouped)


def _section(version: Version, section: str, checks: tuple[CheckResult, ...]) -> Section:
    clause = version.check(checks[0].id).clause
    text = "、".join(dict.fromkeys(check.clause for check in checks))
    return Section(section, text, clause.anchor, clause.title, outcome_of(checks), checks)
