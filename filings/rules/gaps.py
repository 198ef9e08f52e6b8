"""How far a check is from passing, as one number to sort by. The distance is the smallest change that the check itself accepts."""

from datetime import date
from typing import Any, Final

from filings.rules.facts import Facts
from filings.rules.verdicts import Verdict
from filings.rules.versions import Version
from filings.rules.what_if import Change, smallest_changes

WHOLE: Final = 100
"""Where nothing is there, where no figure says how much, and where data are lacking."""
YEAR: Final = 365


def gap_of(facts: Facts, version: Version, check_id: str) -> int:
    """Percent of what is wanted that is still lacking, 1 to 100; of several ways the shortest. 0 where it passes."""
    verdict = version.check(check_id).evaluate(facts).verdict
    if verdict is Verdict.PASS:
        return 0
    shares = [share for change in smallest_changes(facts, version, check_id) for share in shares_of(change)]
    return min(shares, default=WHOLE)


def shares_of(change: Change) -> list[int]:
    """What one way asks for: of an addition its share of the sum, of waiting its share of a year."""
    _, before, after = change.moved[0]
    if isinstance(after, bool) or not change.grows:
        return []
    wanted, lacking = (YEAR, (after - before).days) if isinstance(after, date) else (after, after - before)
    return [percent(lacking, wanted)]


def percent(part: Any, whole: Any) -> int:
    """Rounded up, so that whatever lacks is at least 1."""
    return max(1, min(WHOLE, int(-(-part * WHOLE // whole))))
