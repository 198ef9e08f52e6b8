"""Whether the record still says what it said: chains, daily seals, states and frozen snapshots. Nothing here writes."""

from filings.models import Application, DailySeal, HistoryLine, Snapshot
from filings.services.history import broken_chains, seal_digest
from filings.services.snapshots import snapshot_digest
from filings.workflow import Action


def broken_records() -> list[str]:
    """Names of what no longer holds, each with its first fault; [] when everything does."""
    return [*broken_chains(), *broken_seals(), *broken_states(), *broken_snapshots()]


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
    """Applications that stand elsewhere than the last line of their history says: a state set past the services, or a
    line cut off before the day was sealed.
    """
    lines = HistoryLine.objects.filter(record__startswith="application:").exclude(to_state="")
    last = dict(lines.order_by("record", "sequence").values_list("record", "to_state").iterator())
    names = (
        (f"application:{pk}", state) for pk, state in Application.objects.order_by("pk").values_list("pk", "state")
    )
    return [f"{name} (state {state})" for name, state in names if last.get(name, state) != state]


def broken_snapshots() -> list[str]:
    """Snapshots whose content no longer gives the digest that was written with them, or that the history does not know."""
    submitted = HistoryLine.objects.filter(action=Action.SUBMIT).values_list("record", "details")
    known = {(record, details.get("snapshot")) for record, details in submitted.iterator()}
    snapshots = Snapshot.objects.order_by("application_id", "sequence").iterator()
    return [
        f"snapshot:{snapshot.application_id}/{snapshot.sequence}"
        for snapshot in snapshots
        if snapshot_digest(snapshot) != snapshot.digest
        or (f"application:{snapshot.application_id}", snapshot.digest) not in known
    ]
