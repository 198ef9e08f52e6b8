"""条款对照: which check, action, page and test carries each passage of the regulation. Plain data; it stands in this app
because it names pages and tests of both.
"""

from evaluation.clauses.applying import APPLYING
from evaluation.clauses.base import Duty, Page
from evaluation.clauses.operating import OPERATING

__all__ = ["DUTIES", "Duty", "Page"]

DUTIES: tuple[Duty, ...] = APPLYING + OPERATING
"""In the order of the regulation."""
