"""What an expert sees of an application: verified facts, explanations, evidence. Built without personal columns, and free
text goes through the mask; nothing of other experts is read here.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from evaluation.selectors.masking import masked, person_names
from filings.models import Application, Snapshot
from filings.permissions import PERSONAL_EVIDENCE
from filings.rules.engine import sections
from filings.rules.verdicts import CheckResult
from filings.selectors.site_visits import counts_text
from filings.selectors.verification import Sheet, verification_sheet

STANDING = "standing"


@dataclass(frozen=True, slots=True)
class Fact:
    """One verified condition with its arithmetic; `finding` is the district's word, `explanation` the operator's."""

    label: str
    text: str
    verdict: str
    finding: str = ""
    explanation: str = ""
    is_corrected: bool = False

    @property
    def line(self) -> str:
        """The fact by itself: a bare figure says what it counts."""
        return f"{self.label}：{self.text}" if self.text[:1].isdigit() else self.text


@dataclass(frozen=True, slots=True)
class Evidence:
    """A frozen file under the name of what it proves; the sender's file name may name persons and is not shown."""

    section: str
    label: str
    file: int
    pages: int
    page: int
    is_withheld: bool


@dataclass(frozen=True, slots=True)
class Section:
    """What belongs to one clause."""

    code: str
    clause: str
    title: str
    facts: tuple[Fact, ...]
    items: tuple[Fact, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A typical incubation case."""

    title: str
    on: date
    summary: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A site visit without its officers."""

    on: date
    is_consistent: bool
    findings: str
    counts: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """The masked case."""

    sections: tuple[Section, ...]
    cases: tuple[Case, ...]
    visits: tuple[Visit, ...]
    opinion: str

    def of(self, codes: Collection[str]) -> tuple[Section, ...]:
        """The sections of some clauses, in order."""
        return tuple(section for section in self.sections if section.code in codes)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Every file that may be looked at."""
        return tuple(each for section in self.sections for each in section.evidence if not each.is_withheld)


def dossier_of(application: Application) -> Dossier:
    """The dossier of a submitted application, in a constant number of queries."""
    sheet = verification_sheet(application)
    names = person_names(application)
    visits = application.site_visits.order_by("on", "pk")
    return Dossier(
        sections=dossier_sections(sheet, names),
        cases=tuple(case_of(row, names) for row in sheet.snapshot.rows["registers"].get("cases", [])),
        visits=tuple(
            Visit(visit.on, visit.consistent, masked(visit.findings, names), counts_text(visit)) for visit in visits
        ),
        opinion=masked(application.opinion, names),
    )


def dossier_sections(sheet: Sheet, names: Collection[str]) -> tuple[Section, ...]:
    """The clauses of the conditions; what the system alone knows (bans, filings) is not the experts' matter."""
    evidence = frozen_evidence(sheet.snapshot)
    return tuple(
        Section(
            code=section.id,
            clause=section.clause,
            title=section.title,
            facts=tuple(fact_of(result, sheet, names) for result in section.checks),
            items=tuple(item_facts(sheet, section.id, names)),
            evidence=tuple(each for each in evidence if each.section == section.id),
        )
        for section in sections(sheet.judged.result, sheet.judged.version)
        if section.id != STANDING
    )


def fact_of(result: CheckResult, sheet: Sheet, names: Collection[str]) -> Fact:
    """A check after the district's corrections, with what was said about it."""
    item = sheet.item(result.id)
    explanations = sheet.snapshot.sections.get("explanations", {})
    return Fact(
        label=result.label,
        text=masked(result.why, names),
        verdict=result.verdict.value,
        finding=masked(item.verification.finding, names) if item.verification else "",
        explanation=masked(explanations.get(result.id, ""), names),
        is_corrected=item.has_turned,
    )


def item_facts(sheet: Sheet, section: str, names: Collection[str]) -> list[Fact]:
    """What no figure can tell, as the district found it."""
    return [
        Fact(
            label=item.label,
            text=item.verification.get_verdict_display() if item.verification else "",
            verdict="",
            finding=masked(item.verification.finding, names) if item.verification else "",
        )
        for item in sheet.items
        if item.result is None and item.clause.section == section
    ]


def frozen_evidence(snapshot: Snapshot) -> tuple[Evidence, ...]:
    """The files of a submission; those that consist of personal data are named but withheld."""
    personal = {file["file"] for file in snapshot.files if file["document"] in PERSONAL_EVIDENCE}
    return tuple(
        Evidence(
            section=file["section"],
            label=file["label"],
            file=file["file"],
            pages=file["pages"],
            page=file["page"],
            is_withheld=file["file"] in personal,
        )
        for file in snapshot.files
    )


def case_of(row: dict[str, Any], names: Collection[str]) -> Case:
    """A frozen case."""
    return Case(masked(row["title"], names), date.fromisoformat(row["on"]), masked(row["summary"], names))
