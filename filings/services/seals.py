"""Whether the record still says what it said: chains, daily seals, states, frozen snapshots, kept recommendations, sealed
scans and records of service. Nothing here writes.
"""

from collections.abc import Iterator
from typing import Any, Final

from filings.models import (
    Application,
    DailySeal,
    FraudCase,
    HistoryLine,
    Recommendation,
    SealedScan,
    ServiceRecord,
    Snapshot,
)
from filings.services.history import broken_chains, recommendation_digest, seal_digest
from filings.services.snapshots import snapshot_digest
from filings.workflow import Action


def broken_records() -> list[str]:
    """Names of what no longer holds, each with its first fault; [] when everything does."""
    return [
        *broken_chains(),
        *broken_seals(),
        *broken_states(),
        *broken_snapshots(),
        *broken_recommendations(),
        *broken_papers(),
    ]


def broken_seals() -> list[str]:
    """Seals that were changed or whose predecessor is gone, and chains that a seal knew longer than they are now (lines
    cut off at the end).
    """
    problems: list[str] = []
    known: dict[str, set[str]] = {}
    for record, digest in HistoryLine.objects.values_list("record", "digest").iterator():
        known.setdefault(record, set()).add(digest)
    before = DailySeal()
    for seal in DailySeal.objects.order_by("on").iterator():
        follows = seal.previous == before.digest or (not seal.previous and not before.previous)
        if not follows or seal_digest(seal) != seal.digest:
            problems.append(f"seal:{seal.on}")
        before = seal
        lost = (record for record, head in seal.heads.items() if head not in known.get(record, ()))
        problems.extend(f"{record} (sealed {seal.on})" for record in lost)
    return problems


def broken_states() -> list[str]:
    """Applications and fraud cases that stand elsewhere than the last line of their history says: a state set past the
    services, or a line cut off before the day was sealed.
    """
    problems: list[str] = []
    for model, prefix in ((Application, "application:"), (FraudCase, "fraudcase:")):
        lines = HistoryLine.objects.filter(record__startswith=prefix).exclude(to_state="")
        last = dict(lines.order_by("record", "sequence").values_list("record", "to_state").iterator())
        names = ((f"{prefix}{pk}", state) for pk, state in model.objects.order_by("pk").values_list("pk", "state"))
        problems += [f"{name} (state {state})" for name, state in names if last.get(name, state) != state]
    return problems


def broken_snapshots() -> list[str]:
    """Snapshots whose content no longer gives the digest that was written with them, or that the history does not know."""
    submitted = HistoryLine.objects.filter(action__in=(Action.SUBMIT, Action.RESUBMIT)).values_list("record", "details")
    known = {(record, details.get("snapshot")) for record, details in submitted.iterator()}
    snapshots = Snapshot.objects.order_by("application_id", "sequence").iterator()
    return [
        f"snapshot:{snapshot.application_id}/{snapshot.sequence}"
        for snapshot in snapshots
        if snapshot_digest(snapshot) != snapshot.digest
        or (f"application:{snapshot.application_id}", snapshot.digest) not in known
    ]


def broken_recommendations() -> list[str]:
    """Recommendations whose corrected facts or verdicts no longer give the digest that was written with them."""
    kept = Recommendation.objects.select_related("snapshot").order_by("application_id", "pk").iterator()
    return [
        f"recommendation:{each.pk} (application:{each.application_id})"
        for each in kept
        if recommendation_digest(each.facts, each.result, each.snapshot.digest) != each.digest
    ]


PAPERS: Final[dict[str, tuple[Any, Any]]] = {"document": (SealedScan, ServiceRecord)}
"""Scans and records of service, by the name under which lines of the history hold their document's key. Other apps add
theirs once at start.
"""


def broken_papers() -> list[str]:
    """Sealed scans and records of service that are others than the history says, that it does not know, or that are gone."""
    lines = HistoryLine.objects.filter(action__in=("upload_scan", "record_service", "correct_service"))
    told = dict(paper_of(details) for details in lines.order_by("pk").values_list("details", flat=True).iterator())
    there = dict(paper for sort in PAPERS for paper in papers_of(sort))
    return sorted(name for name in told.keys() | there.keys() if told.get(name) != there.get(name))


def papers_of(sort: str) -> Iterator[tuple[str, Any]]:
    """The scans and services of one sort of documents as they are now."""
    scans, services = (each.objects.all() for each in PAPERS[sort])
    for document, sequence, digest in scans.values_list("document", "sequence", "file__sha256"):
        yield f"{sort}:{document} scan {sequence}", digest
    for document, sequence, day, manner in services.values_list("document", "sequence", "served_on", "manner"):
        yield f"{sort}:{document} service {sequence}", (str(day), manner)


def paper_of(details: dict[str, Any]) -> tuple[str, Any]:
    """What a line of the history says of a scan or a service."""
    document = next(f"{sort}:{details[sort]}" for sort in PAPERS if sort in details)
    if "scan" in details:
        return f"{document} scan {details['scan']}", details["sha256"]
    return f"{document} service {details['service']}", (details["served_on"], details["manner"])
