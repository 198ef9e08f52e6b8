"""Gives numbers without gap or double: one counter row per series and year, locked last in the caller's transaction."""

from filings.models import Counter


def next_number(series: str, year: int) -> int:
    """The next number of a series in a year, from 1. Must be called inside the transaction that uses the number."""
    counter = lock_counter(series, year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def lock_counter(series: str, year: int) -> Counter:
    """The counter row, locked; made on the first call of a year, whoever comes first."""
    counter, _ = Counter.objects.select_for_update().get_or_create(series=series, year=year)
    return counter
