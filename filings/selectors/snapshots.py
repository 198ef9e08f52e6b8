"""What was frozen at a submission, read back section by section. Writing a snapshot is services.snapshots."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from filings.models import Application, Snapshot
from filings.rules.facts import Facts, parse_facts
from filings.rules.verdicts import CheckResult, Prescreen, load_snapshot
from filings.rules.versions import Version, get_version
from filings.selectors.facts import RegisterRows, sections_of
from filings.selectors.figures import Figure, figures_of


@dataclass(frozen=True, slots=True)
class FrozenSection:
    """One clause of a submitted application: figures with verdicts, what the operator explained, the files."""

    code: str
    clause: str
    title: str
    figures: tuple[Figure, ...]
    checks: tuple[CheckResult, ...]
    explanations: tuple[tuple[str, str], ...]
    files: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Frozen:
    """A snapshot with its parts as the rules read them."""

    snapshot: Snapshot
    version: Version
    facts: Facts
    result: Prescreen
    rows: RegisterRows
    sections: tuple[FrozenSection, ...]

    @property
    def standing(self) -> tuple[CheckResult, ...]:
        """The checks of 申报资格, which belong to no section."""
        return tuple(check for check in self.result.checks if check.id.startswith("standing."))


def latest_snapshot(application: Application) -> Snapshot | None:
    """The snapshot of the last submission; None before the first."""
    return application.snapshots.order_by("-sequence").first()


def frozen_of(snapshot: Snapshot) -> Frozen:
    """All of a snapshot, by the version that judged it."""
    version = get_version(snapshot.ruleset)
    facts = parse_facts(snapshot.facts)
    result = load_snapshot(snapshot.result)
    rows = RegisterRows.from_json(snapshot.rows)
    sections = tuple(frozen_sections(snapshot, version, facts, result, rows))
    return Frozen(snapshot, version, facts, result, rows, sections)


def frozen_sections(
    snapshot: Snapshot, version: Version, facts: Facts, result: Prescreen, rows: RegisterRows
) -> Iterable[FrozenSection]:
    """Section by section, in the order of the task list."""
    texts = snapshot.sections["explanations"]
    for section in sections_of(result.kind):
        checks = tuple(check for check in result.checks if version.check(check.id).section == section.code)
        keys = (*section.facts, *section.shows)
        figures = figures_of(facts, keys, checks, rows=rows, version=version, as_of=snapshot.as_of)
        yield FrozenSection(
            code=section.code,
            clause=section.clause,
            title=section.title,
            figures=tuple(figures),
            checks=checks,
            explanations=tuple((check.label, texts[check.id]) for check in checks if check.id in texts),
            files=tuple(file for file in snapshot.files if file["section"] == section.code),
        )
