"""What a rule set holds: thresholds, checks, verification items, documents, readings, dates. No figures stand here."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, NamedTuple

from filings.rules import periods
from filings.rules.checks import Check, Clause, Evaluate, Threshold
from filings.rules.facts import Facts

VALID_YEARS: Final = 5


class VerificationItem(NamedTuple):
    """What no figure can tell: worded for the district to confirm."""

    id: str
    clause: Clause
    label: str
    wording: str


class Reading(NamedTuple):
    """本系统采用的理解: how the system reads a place where the text leaves room, and why."""

    clause: Clause
    title: str
    text: str


class DocumentType(NamedTuple):
    """A kind of attachment; `from_register` ones the system makes itself."""

    code: str
    label: str
    from_register: bool = False


class DocumentRule(NamedTuple):
    """One requirement: any of `any_of` proves `checks`; asked for only where one of the facts `claims` says something."""

    code: str
    label: str
    any_of: tuple[DocumentType, ...]
    checks: tuple[str, ...]
    claims: tuple[str, ...]
    when: tuple[str, str] | None = None
    professional_only: bool = False


class RequiredDocument(NamedTuple):
    """A requirement that these facts call for; `claimed_by` are the facts that do."""

    code: str
    label: str
    any_of: tuple[DocumentType, ...]
    checks: tuple[str, ...]
    claimed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One rule set. `standing_checks` open the table of an application, `professional_checks` close the professional one.

    `effective_from` is unknown until the city enters it: see `with_dates`. `notice` is what a version without figures says.
    """

    id: str
    title: str
    level: str
    thresholds: Mapping[str, Threshold]
    standing_checks: tuple[Check, ...]
    checks: tuple[Check, ...]
    professional_checks: tuple[Check, ...] = ()
    verification_items: tuple[VerificationItem, ...] = ()
    professional_verification_items: tuple[VerificationItem, ...] = ()
    documents: tuple[DocumentRule, ...] = ()
    readings: tuple[Reading, ...] = ()
    effective_from: date | None = None
    notice: str = ""
    _tables: Mapping[tuple[str, str], tuple[Check, ...]] = field(init=False, repr=False, compare=False)
    _evaluators: Mapping[tuple[str, str], tuple[Evaluate, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        tables = {
            (kind, purpose): self._rows(kind, purpose)
            for kind in ("comprehensive", "professional")
            for purpose in ("application", "continuing")
        }
        evaluators = {key: tuple(row.evaluate for row in rows) for key, rows in tables.items()}
        object.__setattr__(self, "_tables", tables)
        object.__setattr__(self, "_evaluators", evaluators)

    @property
    def is_empty(self) -> bool:
        """Without a check nothing may be judged by it: everybody would pass."""
        return not self.checks

    @property
    def effective_to(self) -> date | None:
        """The last day in force, five years on from the first (第十七条); None while the first is not known."""
        return periods.add_years(self.effective_from, VALID_YEARS) if self.effective_from else None

    def with_dates(self, effective_from: date | None) -> "Version":
        """The same rule set with the first day that the city entered."""
        return replace(self, effective_from=effective_from)

    def is_in_force(self, day: date) -> bool | None:
        """Whether `day` lies within the dates; None while they are not known."""
        if self.effective_from is None or self.effective_to is None:
            return None
        return self.effective_from <= day <= self.effective_to

    def checks_for(self, kind: str, purpose: str = "application") -> tuple[Check, ...]:
        """The rows of the table, in order, that a kind and purpose call for."""
        return self._tables[kind, purpose]

    def evaluators_for(self, kind: str, purpose: str) -> tuple[Evaluate, ...]:
        """Their functions alone, for the engine's loop."""
        return self._evaluators[kind, purpose]

    def check(self, check_id: str) -> Check:
        """The row named `check_id`, whatever the kind; KeyError if there is none."""
        for row in self.checks_for("professional"):
            if row.id == check_id:
                return row
        raise KeyError(check_id)

    def items_for(self, kind: str) -> tuple[VerificationItem, ...]:
        """The verification items, in order, that a kind calls for."""
        return self.verification_items + (self.professional_verification_items if kind == "professional" else ())

    def _rows(self, kind: str, purpose: str) -> tuple[Check, ...]:
        standing = self.standing_checks if purpose == "application" else ()
        return standing + self.checks + (self.professional_checks if kind == "professional" else ())


def required_documents(facts: Facts, version: Version) -> tuple[RequiredDocument, ...]:
    """What must be attached before these facts can be submitted: only what a fact claims (a count, a yes) asks for it."""
    return tuple(
        RequiredDocument(rule.code, rule.label, rule.any_of, rule.checks, claimed_by)
        for rule in version.documents
        if (claimed_by := _claimed_by(rule, facts))
    )


def _claimed_by(rule: DocumentRule, facts: Facts) -> tuple[str, ...]:
    if rule.professional_only and facts.kind != "professional":
        return ()
    if rule.when is not None and facts.value(rule.when[0]) != rule.when[1]:
        return ()
    return tuple(key for key in rule.claims if facts.value(key))
