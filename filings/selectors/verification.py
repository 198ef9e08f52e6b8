"""What the district has verified of an application and what it still has to do. Corrections are counted in
selectors.corrections, what the workspace shows beside them is in selectors.workspace.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Exists, OuterRef, QuerySet

from filings.models import Application, Recommendation, Snapshot, Verification
from filings.rules.checks import Check, Clause
from filings.rules.facts import Facts, parse_facts
from filings.rules.verdicts import CheckResult, Prescreen, Verdict, load_snapshot
from filings.rules.versions import VerificationItem, Version
from filings.selectors.corrections import Corrections, Judged, gather, judge

STANDING = "standing"


@dataclass(frozen=True, slots=True)
class SheetItem:
    """One thing to verify: a check with its claimed and corrected result, or an item that no figure can tell."""

    id: str
    clause: Clause
    label: str
    reads: tuple[str, ...] = ()
    wording: str = ""
    claimed: CheckResult | None = None
    result: CheckResult | None = None
    verification: Verification | None = None

    @property
    def title(self) -> str:
        """The label; what no figure can tell says so, since a check may bear the same label."""
        return self.label if self.result else f"{self.label}（人工核实）"

    @property
    def is_marked(self) -> bool:
        """Whether it is verified; what the operator has to correct is not."""
        return self.verification is not None and not self.is_to_correct

    @property
    def is_to_correct(self) -> bool:
        return self.verification is not None and self.verification.verdict == Verification.Verdict.TO_CORRECT

    @property
    def is_corrected(self) -> bool:
        return self.verification is not None and self.verification.verdict == Verification.Verdict.CORRECTED

    @property
    def verdict(self) -> Verdict | None:
        """The verdict after corrections; None for what no figure can tell."""
        return self.result.verdict if self.result else None

    @property
    def lacks_finding(self) -> bool:
        """A verdict that leaves latitude needs the district's reasons."""
        found = self.verification.finding.strip() if self.verification else ""
        return self.verdict is Verdict.REVIEW and not found

    @property
    def has_turned(self) -> bool:
        """Whether a correction, here or elsewhere, changed the result."""
        return self.claimed != self.result


@dataclass(frozen=True, slots=True)
class Group:
    """The items of one clause."""

    clause: Clause
    items: tuple[SheetItem, ...]

    @property
    def marked(self) -> int:
        return sum(item.is_marked for item in self.items)

    @property
    def corrected(self) -> int:
        return sum(item.is_corrected for item in self.items)

    @property
    def to_correct(self) -> int:
        return sum(item.is_to_correct for item in self.items)

    @property
    def number(self) -> str:
        """（四）: the clause's own number in its article; Article 6 is named."""
        number = f"（{self.clause.text.partition('（')[2].partition('）')[0]}）"
        return f"六{number}" if self.clause.section.startswith("6.") else number

    @property
    def is_done(self) -> bool:
        return self.marked == len(self.items)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is to be verified of an application's latest submission."""

    application: Application
    snapshot: Snapshot
    judged: Judged
    corrections: Mapping[str, Corrections]
    items: tuple[SheetItem, ...]
    standing: tuple[CheckResult, ...]

    @property
    def total(self) -> int:
        return len(self.items)

    @property
    def marked(self) -> int:
        return sum(item.is_marked for item in self.items)

    @property
    def unmarked(self) -> tuple[SheetItem, ...]:
        """What nobody has looked at; what the operator has to correct stands apart."""
        return tuple(item for item in self.items if item.verification is None)

    @property
    def to_correct(self) -> tuple[SheetItem, ...]:
        return tuple(item for item in self.items if item.is_to_correct)

    @property
    def failing(self) -> tuple[SheetItem, ...]:
        """Checks that do not pass after corrections: not reached, or without data."""
        return tuple(item for item in self.items if item.verdict in {Verdict.FAIL, Verdict.MISSING})

    @property
    def without_finding(self) -> tuple[SheetItem, ...]:
        return tuple(item for item in self.items if item.is_marked and item.lacks_finding)

    @property
    def confirmed(self) -> int:
        return sum(group.marked - group.corrected for group in self.groups())

    @property
    def corrected(self) -> int:
        return sum(group.corrected for group in self.groups())

    def groups(self) -> tuple[Group, ...]:
        """The items by clause, in the order of the regulation."""
        by_section = groupby(self.items, key=lambda item: item.clause.section)
        return tuple(Group(items[0].clause, items) for _, grouped in by_section if (items := tuple(grouped)))

    def item(self, item_id: str) -> SheetItem:
        """One item; KeyError where the kind has no such item."""
        return {item.id: item for item in self.items}[item_id]

    def elsewhere(self, item_id: str) -> Corrections:
        """The corrections that other items hold."""
        others = Corrections()
        for holder, corrections in self.corrections.items():
            others = others if holder == item_id else others | corrections
        return others


def submitted_snapshot(application: Application) -> Snapshot:
    """What was frozen at the latest submission; DoesNotExist for a draft."""
    return application.snapshots.latest("sequence")


def verification_sheet(application: Application) -> Sheet:
    """The sheet of an application's latest submission, in four queries."""
    snapshot = submitted_snapshot(application)
    marks = verifications_in_force().filter(application=application)
    kept = Recommendation.objects.filter(snapshot=snapshot).first()
    return sheet_of(application, snapshot, list(marks), kept)


def verification_sheets(applications: Iterable[Application]) -> dict[int, Sheet]:
    """The sheets of several submitted applications, by key: four queries, however many there are."""
    listed = {application.pk: application for application in applications}
    later = Snapshot.objects.filter(application=OuterRef("application"), sequence__gt=OuterRef("sequence"))
    snapshots = list(Snapshot.objects.filter(~Exists(later), application__in=listed))
    marks: dict[int, list[Verification]] = {pk: [] for pk in listed}
    for mark in verifications_in_force().filter(application__in=listed):
        marks[mark.application_id].append(mark)
    kept = {each.snapshot_id: each for each in Recommendation.objects.filter(snapshot__in=snapshots)}
    return {
        snapshot.application_id: sheet_of(
            listed[snapshot.application_id], snapshot, marks[snapshot.application_id], kept.get(snapshot.pk)
        )
        for snapshot in snapshots
    }


def verifications_in_force() -> QuerySet[Verification]:
    """What was found and not superseded by a correction round, with its corrections."""
    found = Verification.objects.filter(superseded_at__isnull=True)
    return found.select_related("by", "evidence").prefetch_related("corrections")


def sheet_of(
    application: Application, snapshot: Snapshot, verifications: Iterable[Verification], kept: Recommendation | None
) -> Sheet:
    """The sheet from what was fetched; no query."""
    marks = {mark.item: mark for mark in verifications}
    corrections = {item: gather(mark.corrections.all()) for item, mark in marks.items()}
    judged = judged_so_far(snapshot, corrections, kept)
    return Sheet(
        application=application,
        snapshot=snapshot,
        judged=judged,
        corrections={item: held for item, held in corrections.items() if held},
        items=tuple(sheet_items(judged, marks)),
        standing=tuple(result for result in judged.claimed_result.checks if is_standing(result.id)),
    )


def judged_so_far(snapshot: Snapshot, corrections: Mapping[str, Corrections], kept: Recommendation | None) -> Judged:
    """Judged under all corrections; once recommended, what was kept then."""
    together = Corrections()
    for held in corrections.values():
        together |= held
    if kept is None:
        return judge(snapshot, together)
    claimed = judge(snapshot, Corrections())
    return Judged(
        claimed.version, claimed.claimed, parse_facts(kept.facts), claimed.claimed_result, load_snapshot(kept.result)
    )


def is_standing(check_id: str) -> bool:
    """Checks that the system itself knows (bans, filings) and nobody verifies."""
    return check_id.partition(".")[0] == STANDING


def sheet_items(judged: Judged, marks: Mapping[str, Verification]) -> Iterator[SheetItem]:
    """The checks of each clause and, after them, its verification items."""
    kind = judged.claimed.kind
    claimed = {result.id: result for result in judged.claimed_result.checks}
    results = {result.id: result for result in judged.result.checks}
    for row in items_to_verify(judged.version, kind):
        if isinstance(row, Check):
            yield SheetItem(
                row.id,
                row.clause,
                row.label,
                reads=row.reads,
                claimed=claimed[row.id],
                result=results[row.id],
                verification=marks.get(row.id),
            )
        else:
            yield SheetItem(row.id, row.clause, row.label, wording=row.wording, verification=marks.get(row.id))


def items_to_verify(version: Version, kind: str) -> tuple[Check | VerificationItem, ...]:
    """Checks but standing.*, and verification items, ordered by clause."""
    checks = [check for check in version.checks_for(kind) if not is_standing(check.id)]
    rows: list[Check | VerificationItem] = [*checks, *version.items_for(kind)]
    return tuple(sorted(rows, key=lambda row: row.clause.section))


def verification_items(application: Application) -> tuple[SheetItem, ...]:
    """Everything the district verifies of an application, with claimed and corrected results and what it found."""
    return verification_sheet(application).items


def corrected_facts(application: Application) -> Facts:
    """The facts after the district's corrections; once recommended, as they were kept then."""
    return verification_sheet(application).judged.facts


def corrected_result(application: Application) -> Prescreen:
    """The verdicts after the district's corrections; once recommended, as they were kept then."""
    return verification_sheet(application).judged.result
