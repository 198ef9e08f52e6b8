"""Keeps what the checks say of entries from day to day. Who asks is the daily command, and whoever changes an entry."""

from datetime import date

import structlog
from django.db import transaction

from filings.models import PoolAssessment, PoolEntry
from filings.selectors.pool.judging import figures_of, judged_entry

log = structlog.get_logger(__name__)
JOINS = ("space__operator", "space__district", "operator", "district")


def lock_entry(entry: PoolEntry) -> PoolEntry:
    """The entry, locked until the transaction ends, with what it belongs to."""
    return PoolEntry.objects.select_for_update(of=("self",)).select_related(*JOINS).get(pk=entry.pk)


def assess_entry(locked: PoolEntry, *, on: date) -> PoolAssessment | None:
    """Assess a locked entry as of a day: a new row where an answer has changed since the last, that day's own row amended
    where there is one; otherwise the last row stands. Nothing is written where its data contradict each other.
    """
    result, problem = judged_entry(locked, on=on)
    if result is None:
        log.warning("pool_entry_contradicts_itself", entry=locked.pk, problem=problem)
        return None
    figures = figures_of(result)
    fresh = PoolAssessment(entry=locked, on=on, **figures)
    last = locked.assessments.order_by("-on").first()
    if last is not None and (last.figures == fresh.figures or last.on > on):
        return last
    return PoolAssessment.objects.update_or_create(entry=locked, on=on, defaults=figures)[0]


def assess_live_entries(on: date) -> None:
    """Assess every entry in the pool, each in a transaction of its own: one that cannot be judged is logged and leaves the
    others their turn. Doing it again on a day adds nothing.
    """
    for entry in PoolEntry.objects.filter(status=PoolEntry.Status.LIVE).only("pk").order_by("pk"):
        try:
            with transaction.atomic():
                assess_entry(lock_entry(entry), on=on)
        except Exception:  # whatever is wrong with one entry, the day's work goes on
            log.exception("pool_entry_not_assessed", entry=entry.pk)
