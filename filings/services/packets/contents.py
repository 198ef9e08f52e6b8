"""What this app puts into a packet: the case, frozen facts and verdicts with their rule version, findings, history, papers.

Persons stand there by the number of their account; who objected is left out. To a district the lines of the city's panel
are withheld, but for the digests that keep the chain whole.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from filings.documents.issuing import render_document
from filings.models import Application, Document, HistoryLine, Objection, SiteVisitPhoto, Snapshot, StoredFile, User
from filings.permissions import visible_documents
from filings.rules.versions import get_version
from filings.selectors.documents import documents_about, with_post
from filings.selectors.timeline import is_shown
from filings.services.history import line_content, record_name
from filings.services.packets.parts import Member, add_part, as_json, stored_path
from filings.services.snapshots import snapshot_content
from filings.workflow import Role

Lines = list[dict[str, Any]]


def case_part(application: Application, viewer: User) -> Iterator[Member]:
    """The case itself."""
    filing = getattr(application, "filing", None)
    yield as_json(
        "application.json",
        {
            "number": application.number,
            "kind": application.kind,
            "state": application.state,
            "as_of": application.as_of,
            "submitted_at": application.submitted_at,
            "round": {"title": application.round.title, "legal_basis": application.round.legal_basis},
            "space": application.space.name,
            "operator": {"name": application.operator.name, "uscc": application.operator.uscc},
            "district": application.district.name,
            "opinion": application.opinion,
            "filing": {"number": filing.number, "filed_on": filing.filed_on} if filing else None,
        },
    )


def snapshots_part(application: Application, viewer: User) -> Iterator[Member]:
    """Every submission as it was frozen, with its digest, the rule versions with their thresholds, and the files."""
    snapshots = list(application.snapshots.order_by("sequence").prefetch_related("stored_files"))
    for snapshot in snapshots:
        frozen = {"sequence": snapshot.sequence, "digest": snapshot.digest, "content": snapshot_content(snapshot)}
        yield as_json(f"snapshots/{snapshot.sequence}.json", frozen)
    for ruleset in sorted({snapshot.ruleset for snapshot in snapshots}):
        yield as_json(f"rules/{ruleset}.json", rules_of(ruleset, application.kind))
    yield from files_of(frozen_files(snapshots), index="files.json")


def rules_of(ruleset: str, kind: str) -> dict[str, Any]:
    """A rule version in plain values: what was asked for, by which clause, with which figures."""
    version = get_version(ruleset)
    return {
        "id": version.id,
        "title": version.title,
        "thresholds": {
            key: {"value": str(each.value), "unit": each.unit, "clause": each.clause.text, "label": each.meaning}
            for key, each in version.thresholds.items()
        },
        "checks": [{"id": row.id, "clause": row.clause.text, "label": row.label} for row in version.checks_for(kind)],
    }


def frozen_files(snapshots: Iterable[Snapshot]) -> list[StoredFile]:
    """The files of all submissions."""
    return [file for snapshot in snapshots for file in snapshot.stored_files.all()]


def files_of(files: Iterable[StoredFile], *, index: str) -> Iterator[Member]:
    """Files by digest, and an index of the names that they were sent under."""
    kept = {stored_path("files", file): file for file in sorted(files, key=lambda file: -file.pk)}
    yield from (Member(path, file) for path, file in kept.items())
    yield as_json(index, {path: {"name": file.name, "pages": file.pages} for path, file in kept.items()})


def findings_part(application: Application, viewer: User) -> Iterator[Member]:
    """What the district found: item by item with corrections and evidence, what counts no more since a correction included;
    visits; what its recommendations rest on.
    """
    found = list(
        application.verifications.order_by("item", "pk").select_related("evidence").prefetch_related("corrections")
    )
    photos = list(
        SiteVisitPhoto.objects.filter(visit__application=application).select_related("file").order_by("visit", "pk")
    )
    visits = application.site_visits.order_by("on", "pk")
    yield as_json(
        "findings.json",
        {
            "items": [
                {
                    "item": each.item,
                    "verdict": each.verdict,
                    "finding": each.finding,
                    "evidence": each.evidence.sha256 if each.evidence else None,
                    "by": each.by_id,
                    "at": each.at,
                    "superseded_at": each.superseded_at,
                    "corrections": [
                        {"register": one.register, "row": one.row, "fact": one.fact, "value": one.value}
                        for one in sorted(each.corrections.all(), key=lambda one: one.pk)
                    ],
                }
                for each in found
            ],
            "visits": [
                {"on": visit.on, "findings": visit.findings, "consistent": visit.consistent, "counts": visit.counts}
                for visit in visits
            ],
            "photos": [photo.file.sha256 for photo in photos],
            "recommendations": list(
                application.recommendations.order_by("pk").values("snapshot__sequence", "facts", "result", "digest")
            ),
        },
    )
    evidence = [each.evidence for each in found if each.evidence]
    yield from files_of([*evidence, *(photo.file for photo in photos)], index="findings_files.json")


def history_part(application: Application, viewer: User) -> Iterator[Member]:
    """The whole chain; a line that is not the office's business keeps its place by its digests alone."""
    lines = HistoryLine.objects.filter(record=record_name(application)).order_by("sequence")
    yield as_json("history.json", [told(line, viewer) for line in lines])


def told(line: HistoryLine, viewer: User) -> dict[str, Any]:
    """A line with its digest, or withheld."""
    if is_shown(line.action, viewer):
        return line_content(line) | {"digest": line.digest}
    return {"sequence": line.sequence, "previous": line.previous, "digest": line.digest, "withheld": True}


def review_part(application: Application, viewer: User) -> Iterator[Member]:
    """The frozen results of panels and what came of public notices, for the city."""
    if viewer.role != Role.CITY:
        return
    results = application.review_results.order_by("sequence")
    notices = application.public_notices.order_by("starts_at", "pk")
    objections = Objection.objects.filter(notice__application=application).order_by("pk")
    yield as_json(
        "reviews.json",
        {
            "results": list(
                results.values(
                    "sequence", "experts", "mean", "spread", "recommendations", "passed", "details", "discussion"
                )
            ),
            "notices": list(notices.values("working_days", "starts_at", "ends_at")),
            "objections": list(objections.values("status", "resolution", "created_at", "resolved_at")),
        },
    )


def documents_part(application: Application, viewer: User) -> Iterator[Member]:
    """The issued documents that the office may see, with sealed scans, records of service and receipts."""
    issued = documents_about(application, visible_documents(viewer))
    for pk in issued.filter(file__isnull=True).values_list("pk", flat=True):
        render_document(pk)
    rows = []
    documents = with_post(issued).prefetch_related("services__receipt").order_by("pk")
    for number, document in enumerate(documents, start=1):
        row, members = document_members(document, f"documents/{number:02}_{document.kind}")
        rows.append(row)
        yield from members
    yield as_json("documents.json", rows)


def document_members(document: Document, stem: str) -> tuple[dict[str, Any], list[Member]]:
    """A document's line of the list, and its files: as issued, as sealed, receipts."""
    files = {f"{stem}.pdf": document.file}
    files |= {ending(f"{stem}_sealed_{scan.sequence}", scan.file): scan.file for scan in document.scans.all()}
    services = list(document.services.all())
    files |= {
        ending(f"{stem}_receipt_{each.sequence}", each.receipt): each.receipt for each in services if each.receipt
    }
    row = {
        "kind": document.kind,
        "number": document.number,
        "issuer": document.issuer,
        "issued_on": document.issued_on,
        "context": document.context,
        "files": sorted(files),
        "served": [
            {"served_on": each.served_on, "manner": each.manner, "note": each.note, "reason": each.reason}
            for each in services
        ],
    }
    return row, [Member(path, file) for path, file in files.items() if file]


def ending(stem: str, file: StoredFile) -> str:
    """The stem with the ending of the file's type."""
    return f"{stem}.{stored_path('', file).rpartition('.')[2]}"


def contribute() -> None:
    """Add the parts of this app."""
    for part in (case_part, snapshots_part, findings_part, history_part, review_part, documents_part):
        add_part(part)
