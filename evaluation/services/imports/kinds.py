"""The loads that this app adds to the registry of filings."""

from evaluation.services.imports.history import HistoryKind
from evaluation.services.imports.returns import ReturnsKind
from filings.services.imports.plans import register_kind


def register_kinds() -> None:
    """Make them known; called once at start."""
    register_kind(ReturnsKind())
    register_kind(HistoryKind())
