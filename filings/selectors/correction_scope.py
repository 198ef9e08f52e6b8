"""What the items of a correction round open: facts, explanations, documents. Nothing else of a returned application may change.

An item names a section, a check, a document or what a person verifies; all is read from the rule version of the
first submission. Facts that can contradict each other are opened together, so that no item leads into a dead end.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Final, Protocol

from filings.models import CorrectionItem
from filings.rules.checks import Check
from filings.rules.versions import Version
from filings.rules.versions.base import DocumentRule
from filings.selectors.facts import SECTION_OF, SECTIONS
from filings.selectors.sections import RESIDENT_LIST, SPACE_DOCUMENTS

Kind = CorrectionItem.Kind
BOUND: Final[tuple[frozenset[str], ...]] = (
    frozenset({"site.total_area_m2", "site.service_area_m2"}),
    frozenset({"site.tenure", "site.lease_from", "site.lease_to"}),
    frozenset({"staff.full_time", "staff.full_time_bachelor"}),
    frozenset(
        {
            "residents.teams",
            "residents.startups",
            "residents.teams_in_year",
            "residents.teams_incorporated_in_year",
            "residents.startups_older_than_1y_at_entry",
            "residents.over_3y",
            "residents.served_in_year",
            "professional.residents_in_field",
        }
    ),
)
"""Facts counted from the same rows that limit each other (a part and its whole, a start and its end)."""


class Named(Protocol):
    """What an item of a correction round says of where it belongs."""

    section: str
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What is open: keys of facts, ids of checks whose explanation may be rewritten, codes of requirements, items to verify."""

    facts: frozenset[str] = frozenset()
    checks: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()

    def __or__(self, other: "Scope") -> "Scope":
        return Scope(
            self.facts | other.facts,
            self.checks | other.checks,
            self.documents | other.documents,
            self.items | other.items,
        )


def scope_of(items: Iterable[Named], version: Version, kind: str) -> Scope:
    """What all items together open."""
    return reduce(Scope.__or__, (scope_of_item(item, version, kind) for item in items), Scope())


def scope_of_item(item: Named, version: Version, kind: str) -> Scope:
    """What one item opens. What a person verifies rests on its whole clause, so it opens the section."""
    if item.kind == Kind.CHECK:
        named = Scope(bound(item_facts(version.check(item.target), kind)), frozenset({item.target}))
        return with_documents(named, version, kind)
    if item.kind == Kind.DOCUMENT:
        return scope_of_document(rule_of(version, item.target), version, kind)
    opened = with_documents(scope_of_section(item.section, version, kind), version, kind)
    named_item = frozenset({item.target} if item.kind == Kind.ITEM else items_in(item.section, version, kind))
    return opened | Scope(items=named_item)


def item_facts(check: Check, kind: str) -> frozenset[str]:
    """The facts that a check reads and that a register gives for this kind."""
    return frozenset(key for key in check.reads if key in SECTION_OF and kind in SECTION_OF[key].kinds)


def scope_of_section(code: str, version: Version, kind: str) -> Scope:
    """The facts that a section gives (those that it rests on where it gives none) and its checks."""
    section = next(section for section in SECTIONS if section.code == code)
    checks = frozenset(check.id for check in version.checks_for(kind) if check.section == code)
    documents = frozenset(rule.code for rule in rules_for(version, kind) if home_of(rule, version) == code)
    return Scope(bound(section.facts or section.shows), checks, documents)


def items_in(code: str, version: Version, kind: str) -> frozenset[str]:
    """The verification items of a clause."""
    return frozenset(item.id for item in version.items_for(kind) if item.clause.section == code)


def scope_of_document(rule: DocumentRule, version: Version, kind: str) -> Scope:
    """The document alone; one that a register of documents or of residents holds comes with the facts that it carries."""
    in_register = rule.code in SPACE_DOCUMENTS or rule.code == RESIDENT_LIST
    facts = bound(key for key in rule.claims if kind in SECTION_OF[key].kinds) if in_register else frozenset()
    reading = checks_reading(facts, version, kind)
    return with_documents(Scope(facts, reading, frozenset({rule.code})), version, kind)


def with_documents(scope: Scope, version: Version, kind: str) -> Scope:
    """The same with the checks that the open facts turn and the documents that prove or are called for by these."""
    checks = scope.checks | checks_reading(scope.facts, version, kind)
    rules = rules_for(version, kind)
    documents = {rule.code for rule in rules if scope.checks & set(rule.checks) or scope.facts & set(rule.claims)}
    return Scope(scope.facts, checks, scope.documents | frozenset(documents), scope.items)


def checks_reading(facts: Iterable[str], version: Version, kind: str) -> frozenset[str]:
    """The checks whose result depends on any of these facts."""
    keys = set(facts)
    return frozenset(check.id for check in version.checks_for(kind) if keys.intersection(check.reads))


def bound(facts: Iterable[str]) -> frozenset[str]:
    """The facts with all those that they are bound to."""
    keys = frozenset(facts)
    return keys.union(*(group for group in BOUND if group & keys))


def rules_for(version: Version, kind: str) -> list[DocumentRule]:
    """The document rules of a kind."""
    return [rule for rule in version.documents if kind == "professional" or not rule.professional_only]


def rule_of(version: Version, code: str) -> DocumentRule:
    """A document rule by its code; KeyError where the version has none."""
    return {rule.code: rule for rule in version.documents}[code]


def home_of(rule: DocumentRule, version: Version) -> str:
    """The section under which a document stands in the task list."""
    return version.check(rule.checks[0]).section


def requirement_of(version: Version, document: str) -> str:
    """The requirement that a kind of document meets, "" where it meets none."""
    return next((rule.code for rule in version.documents if document in {kind.code for kind in rule.any_of}), "")


def items_to_verify_again(
    items: Iterable[Named], changed_facts: Iterable[str], changed_documents: Iterable[str], version: Version, kind: str
) -> frozenset[str]:
    """The ids of checks and verification items that a correction round leaves to be verified anew: those named, those of
    a named document, and those that a changed fact or file touches.
    """
    again: set[str] = set(checks_reading(bound(changed_facts), version, kind))
    for code in changed_documents:
        again.update(rule_of(version, code).checks)
    for item in items:
        again.update(named_marks(item, version, kind))
    applicable = {check.id for check in version.checks_for(kind)} | {item.id for item in version.items_for(kind)}
    return frozenset(again & applicable)


def named_marks(item: Named, version: Version, kind: str) -> frozenset[str]:
    """The checks and verification items that an item names by itself."""
    if item.kind == Kind.DOCUMENT:
        return frozenset(rule_of(version, item.target).checks)
    if item.kind == Kind.SECTION:
        opened = scope_of_section(item.section, version, kind)
        in_section = {check for check in opened.checks if version.check(check).section == item.section}
        return frozenset(in_section) | items_in(item.section, version, kind)
    return frozenset({item.target})
