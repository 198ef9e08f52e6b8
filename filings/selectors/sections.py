"""The task list of a draft: each section's checks, documents, explanations, and the state that follows from them.

Nothing here is stored: the state of a section is read off what the operator has confirmed, written and attached.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from filings.models import ApplicationSection, Attachment, SpaceDocument, StoredFile
from filings.rules.facts import Facts
from filings.rules.verdicts import CheckResult, Prescreen, Verdict
from filings.rules.versions import RequiredDocument, Version, required_documents
from filings.selectors.facts import Section

RESIDENT_LIST = "resident_list"
LICENCE = "business_licence"
SPACE_DOCUMENTS: dict[str, SpaceDocument.Kind] = {
    "development_plan": SpaceDocument.Kind.DIRECTION,
    "price_list": SpaceDocument.Kind.PRICE_LIST,
    "service_process": SpaceDocument.Kind.SERVICE_PROCESS,
    "project_selection_policy": SpaceDocument.Kind.PROJECT_SELECTION,
    "graduation_exit_policy": SpaceDocument.Kind.GRADUATION_EXIT,
    "financial_management_policy": SpaceDocument.Kind.FINANCIAL_MANAGEMENT,
    "mentor_work_policy": SpaceDocument.Kind.MENTOR_WORK,
    "interaction_materials": SpaceDocument.Kind.INTERACTION,
}
"""Required documents that the space's register of documents holds; they are not attached a second time."""

SUMMARIES: dict[str, tuple[tuple[str, str], ...]] = {
    "5.1": (("operator.operating_since", "{}起运营"),),
    "5.2": (("site.total_area_m2", "{:,}㎡"), ("site.workstations", "{}个工位")),
    "5.4": (("residents.teams", "团队{}家"), ("residents.startups", "在孵企业{}家")),
    "5.5": (
        ("finance.own_seed_fund_wan", "自有种子资金{:,}万元"),
        ("finance.partner_fund_wan", "合作资金{:,}万元"),
        ("finance.funded_in_year", "获融资{}家"),
    ),
    "5.6": (("staff.full_time", "专职{}人"), ("staff.full_time_bachelor", "本科及以上{}人")),
    "5.7": (("mentors.total", "{}人"),),
    "5.8": (("mechanisms.activities_in_year", "活动{}场"),),
    "6.2": (("site.service_area_m2", "{:,}㎡"),),
    "6.3": (("professional.field", "{}"), ("professional.residents_in_field", "{}家")),
    "6.4": (("professional.equipment_items", "仪器设备{}台（套）"),),
}
"""The figures that sum up a section in a line of the task list."""


EXPLANATION_LENGTH = (20, 300)
"""An explanation has at least and at most so many characters."""


def is_explained(text: str) -> bool:
    """Whether a text is long enough to say something and short enough to be read."""
    least, most = EXPLANATION_LENGTH
    return least <= len(text.strip()) <= most


class SectionState(StrEnum):
    """What the task list shows for a section."""

    UNTOUCHED = "untouched"
    UNDER_WAY = "under_way"
    DONE = "done"

    @property
    def label(self) -> str:
        return {"untouched": "未填写", "under_way": "填写中", "done": "已完成"}[self.value]

    @property
    def tone(self) -> str:
        return {"untouched": "miss", "under_way": "blue", "done": "pass"}[self.value]

    @property
    def component(self) -> str:
        """The word that components/task.html knows it by."""
        return {"untouched": "empty", "under_way": "working", "done": "done"}[self.value]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One required document of a section: the checks it proves, what is attached, what a register already holds."""

    required: RequiredDocument
    proves: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    registered: tuple[StoredFile, ...]
    register: str = ""

    @property
    def is_there(self) -> bool:
        return bool(self.attachments or self.registered or self.register == RESIDENT_LIST)

    @property
    def is_uploaded_here(self) -> bool:
        """Whether it is attached to the application itself; others are kept in a register."""
        return not self.register


@dataclass(frozen=True, slots=True)
class SectionTask:
    """A section of the task list with all that its page and its state need."""

    code: str
    clause: str
    title: str
    number: str
    facts: tuple[str, ...]
    shows: tuple[str, ...]
    registers: tuple[str, ...]
    checks: tuple[CheckResult, ...]
    evidence: tuple[Evidence, ...]
    explanations: Mapping[str, str]
    confirmed_at: datetime | None
    revision: int
    saved_at: datetime | None
    lacks: tuple[str, ...]
    summary: str

    @property
    def confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def state(self) -> SectionState:
        if not self.lacks:
            return SectionState.DONE
        begun = self.confirmed or any(self.explanations.values()) or any(each.attachments for each in self.evidence)
        return SectionState.UNDER_WAY if begun else SectionState.UNTOUCHED

    @property
    def meta(self) -> str:
        """What is lacking while under way, else the figures in a line."""
        return "；".join(self.lacks[:2]) if self.state is SectionState.UNDER_WAY else self.summary

    @property
    def to_explain(self) -> tuple[CheckResult, ...]:
        """The checks that ask for a word from the operator."""
        return tuple(check for check in self.checks if check.verdict is Verdict.REVIEW)

    @property
    def article(self) -> str:
        """第五条 or 第六条."""
        return self.clause.partition("条")[0] + "条"


def section_tasks(
    sections: Iterable[Section],
    *,
    full: Facts,
    preview: Prescreen,
    version: Version,
    entered: Mapping[str, ApplicationSection],
    attachments: Iterable[Attachment],
    registered: Mapping[str, tuple[StoredFile, ...]],
) -> tuple[SectionTask, ...]:
    """The task list. `full` and `preview` are facts and verdicts as if everything were confirmed."""
    attached = group_by_document(attachments)
    evidence = evidence_by_section(full, version, attached, registered)
    checks: dict[str, list[CheckResult]] = {}
    for check in preview.checks:
        checks.setdefault(version.check(check.id).section, []).append(check)
    return tuple(
        section_task(
            section,
            full,
            tuple(checks.get(section.code, ())),
            evidence.get(section.code, ()),
            entered.get(section.code),
        )
        for section in sections
    )


def section_task(
    section: Section,
    full: Facts,
    checks: tuple[CheckResult, ...],
    evidence: tuple[Evidence, ...],
    entered: ApplicationSection | None,
) -> SectionTask:
    """One section with what it still lacks."""
    explanations = entered.explanations if entered else {}
    confirmed_at = entered.confirmed_at if entered else None
    return SectionTask(
        code=section.code,
        clause=section.clause,
        title=section.title,
        number=f"（{section.clause.partition('（')[2].partition('）')[0]}）",
        facts=section.facts,
        shows=section.shows,
        registers=section.registers,
        checks=checks,
        evidence=evidence,
        explanations=explanations,
        confirmed_at=confirmed_at,
        revision=entered.revision if entered else 0,
        saved_at=entered.saved_at if entered else None,
        lacks=tuple(lacking(checks, evidence, explanations, confirmed=confirmed_at is not None)),
        summary=summary_of(section.code, full, evidence),
    )


def lacking(
    checks: Iterable[CheckResult], evidence: Iterable[Evidence], explanations: Mapping[str, str], *, confirmed: bool
) -> Iterable[str]:
    """What keeps a section from being done, in words: data, explanations, documents, the confirmation itself."""
    for check in checks:
        if check.verdict is Verdict.MISSING:
            yield check.why
        elif check.verdict is Verdict.REVIEW and not is_explained(explanations.get(check.id, "")):
            yield f"请说明情况：{check.label}"
    absent = [each.required.label for each in evidence if not each.is_there]
    if absent:
        yield f"还缺材料：{'、'.join(absent)}"
    if not confirmed:
        yield "数据待确认"


def summary_of(code: str, full: Facts, evidence: Iterable[Evidence]) -> str:
    """1,280.00㎡ · 68个工位 · 租赁合同、场地平面图: figures, then the documents that are there."""
    values = ((full.value(key), words) for key, words in SUMMARIES.get(code, ()))
    figures = [words.format(value) for value, words in values if value]
    documents = "、".join(each.required.label for each in evidence if each.is_there)
    return " · ".join([*figures, documents] if documents else figures)


def group_by_document(attachments: Iterable[Attachment]) -> dict[str, tuple[Attachment, ...]]:
    """Attachments by the code of the document they are."""
    found: dict[str, tuple[Attachment, ...]] = {}
    for attachment in attachments:
        found[attachment.document] = (*found.get(attachment.document, ()), attachment)
    return found


def evidence_by_section(
    full: Facts,
    version: Version,
    attached: Mapping[str, tuple[Attachment, ...]],
    registered: Mapping[str, tuple[StoredFile, ...]],
) -> dict[str, tuple[Evidence, ...]]:
    """The required documents by section; a document that proves checks of several stands with the first."""
    found: dict[str, tuple[Evidence, ...]] = {}
    for required in required_documents(full, version):
        code = version.check(required.checks[0]).section
        labels = {version.check(check).label: None for check in required.checks if applies(check, full)}
        each = Evidence(
            required=required,
            proves=tuple(labels),
            attachments=tuple(file for kind in required.any_of for file in attached.get(kind.code, ())),
            registered=registered.get(required.code, ()),
            register=register_holding(required),
        )
        found[code] = (*found.get(code, ()), each)
    return found


def applies(check: str, facts: Facts) -> bool:
    """Whether a check is one of this kind: Article 6 is for professional spaces."""
    return facts.kind == "professional" or not check.startswith("6.")


def register_holding(required: RequiredDocument) -> str:
    """Where a document is kept if not attached to the application: a register's name, or "" for attachments."""
    if required.code in SPACE_DOCUMENTS:
        return "documents"
    return required.code if required.code in {LICENCE, RESIDENT_LIST} else ""
