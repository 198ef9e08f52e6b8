"""Writes the chained history: each line holds the digest of the one before; nothing else writes lines or seals."""

import hashlib
import json
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max, Model, OuterRef, Subquery
from django.utils import timezone

from filings.models import Application, ChangeReport, DailySeal, FraudCase, HistoryLine, Revocation, User


def record_name(record: Model) -> str:
    """`application:12`: the name under which a record's lines are chained."""
    return f"{record._meta.model_name}:{record.pk}"


def canonical(data: Any) -> bytes:
    """JSON with sorted keys and no blanks, UTF-8: the bytes that are digested."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode()


def digest_of(data: Any) -> str:
    """SHA-256 over the canonical bytes, hexadecimal."""
    return hashlib.sha256(canonical(data)).hexdigest()


def line_content(line: HistoryLine) -> dict[str, Any]:
    """What a line's digest covers: all its columns and the digest of the line before."""
    return {
        "record": line.record,
        "sequence": line.sequence,
        "actor": line.actor_id,
        "role": line.role,
        "action": line.action,
        "from": line.from_state,
        "to": line.to_state,
        "reason": line.reason,
        "details": line.details,
        "at": line.at.astimezone(timezone.get_default_timezone()).isoformat(),
        "previous": line.previous,
    }


def line_digest(line: HistoryLine) -> str:
    """The digest of a line."""
    return digest_of(line_content(line))


def recommendation_digest(facts: Any, result: Any, snapshot: str) -> str:
    """The digest of corrected facts and verdicts, bound to the snapshot that they correct."""
    return digest_of({"facts": facts, "result": result, "snapshot": snapshot})


def append_line(
    record: Model,
    *,
    actor: User | None,
    action: str,
    from_state: str = "",
    to_state: str = "",
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> HistoryLine:
    """Append one line to a record's chain, in the caller's transaction with the record's row locked.

    `actor` None is the system (role `system`). `details` holds digests, numbers and ids, never personal data.
    """
    name = record_name(record)
    last = HistoryLine.objects.filter(record=name).order_by("-sequence").first()
    line = HistoryLine(
        record=name,
        sequence=last.sequence + 1 if last else 1,
        actor=actor,
        role=actor.role if actor else "system",
        action=action,
        from_state=from_state,
        to_state=to_state,
        reason=reason,
        details=details or {},
        at=timezone.now(),
        previous=last.digest if last else "",
    )
    line.digest = line_digest(line)
    line.save(force_insert=True)
    return line


def write_step(
    record: Application | FraudCase | ChangeReport | Revocation,
    target: str,
    *,
    actor: User | None,
    action: str,
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> HistoryLine:
    """Write the state of a locked record, the instant it was entered and the line that tells of the step.

    For the functions that check a step first (`advance`, `advance_case`, `advance_change`, `advance_revocation`), in their transaction.
    """
    before = record.state
    record.state = target
    record.state_since = timezone.now()
    record.save()
    return append_line(
        record, actor=actor, action=action, from_state=before, to_state=target, reason=reason, details=details
    )


def broken_chains() -> list[str]:
    """Names of records whose chain does not hold, each with the first line that is wrong; [] when all hold."""
    problems: list[str] = []
    previous = HistoryLine(record="", sequence=0, digest="")
    bad = ""
    for line in HistoryLine.objects.order_by("record", "sequence").iterator():
        if line.record != previous.record:
            previous = HistoryLine(record=line.record, sequence=0, digest="")
        holds = line.sequence == previous.sequence + 1 and line.previous == previous.digest
        if line.record != bad and not (holds and line.digest == line_digest(line)):
            bad = line.record
            problems.append(f"{line.record} #{line.sequence}")
        previous = line
    return problems


def chain_heads() -> dict[str, str]:
    """The digest of the last line of every chain, by record."""
    last = HistoryLine.objects.filter(record=OuterRef("record")).order_by("-sequence")
    heads = HistoryLine.objects.values("record").annotate(n=Max("sequence"), head=Subquery(last.values("digest")[:1]))
    return {row["record"]: row["head"] for row in heads.order_by("record")}


def seal_digest(seal: DailySeal) -> str:
    """The digest of a seal over its day, the heads and the seal before; the first holds heads alone."""
    if not seal.previous:
        return digest_of(seal.heads)
    return digest_of({"on": seal.on.isoformat(), "heads": seal.heads, "previous": seal.previous})


def seal_day(on: date) -> DailySeal:
    """Write the seal of a day over the heads of all chains and the latest seal; a day already sealed, or one before the
    latest seal, is left as it is.
    """
    with transaction.atomic():
        latest = DailySeal.objects.select_for_update().order_by("-on").first()
        if latest and latest.on >= on:
            return DailySeal.objects.filter(on=on).first() or latest
        seal = DailySeal(on=on, heads=chain_heads(), previous=latest.digest if latest else "")
        seal.digest = seal_digest(seal)
        seal.save(force_insert=True)
    return seal
