"""What an office can name when it sends an application back: sections, their checks, documents and verification items; and
what the district has marked 补正 while verifying. Reading only.
"""

from collections.abc import Iterable
from typing import NamedTuple

from filings.models import Application, CorrectionItem, Verification
from filings.rules.versions import Version, get_version
from filings.selectors.correction_scope import home_of, rules_for
from filings.selectors.facts import sections_of
from filings.selectors.verification import submitted_snapshot

Kind = CorrectionItem.Kind


class Target(NamedTuple):
    """One thing that may be named."""

    kind: str
    id: str
    section: str
    clause: str
    label: str

    @property
    def key(self) -> str:
        """check:5.2.area: as a form sends it."""
        return f"{self.kind}:{self.id}"

    @property
    def words(self) -> str:
        """条件：场地面积; a whole section by its title."""
        return "整个部分" if self.kind == Kind.SECTION else f"{Kind(self.kind).label}：{self.label}"


class TargetGroup(NamedTuple):
    """The targets of one section under its clause and title."""

    title: str
    targets: tuple[Target, ...]


def targets_of(application: Application) -> tuple[TargetGroup, ...]:
    """All that may be named, section by section, under the rule version of the submission."""
    version = get_version(submitted_snapshot(application).ruleset)
    return tuple(
        TargetGroup(
            f"{section.clause}　{section.title}",
            tuple(targets_in(section.code, section.clause, section.title, version, application.kind)),
        )
        for section in sections_of(application.kind)
    )


def targets_in(code: str, clause: str, title: str, version: Version, kind: str) -> Iterable[Target]:
    """A section itself, then what stands in it."""
    yield Target(Kind.SECTION, code, code, clause, title)
    for check in version.checks_for(kind):
        if check.section == code:
            yield Target(Kind.CHECK, check.id, code, clause, check.label)
    for rule in rules_for(version, kind):
        if home_of(rule, version) == code:
            yield Target(Kind.DOCUMENT, rule.code, code, clause, rule.label)
    for item in version.items_for(kind):
        if item.clause.section == code:
            yield Target(Kind.ITEM, item.id, code, clause, item.label)


def by_key(groups: Iterable[TargetGroup]) -> dict[str, Target]:
    """Targets by what a form sends."""
    return {target.key: target for group in groups for target in group.targets}


class Marked(NamedTuple):
    """What the district marked 补正 while verifying, with what it noted."""

    key: str
    what: str


def marked_to_correct(application: Application, groups: Iterable[TargetGroup]) -> list[Marked]:
    """The items marked 补正, in the order of the regulation."""
    found = application.verifications.filter(verdict=Verification.Verdict.TO_CORRECT, superseded_at__isnull=True)
    notes = {mark.item: mark.finding for mark in found}
    return [
        Marked(target.key, notes[target.id])
        for target in by_key(groups).values()
        if target.kind in {Kind.CHECK, Kind.ITEM} and target.id in notes
    ]
