"""Returns to sheets: the header that importing.py recognises, and the values of a row beside it."""

from collections.abc import Mapping
from typing import Any, Final

from evaluation.statistics.columns import COLUMNS, FIELDS, ID_COLUMNS, Value

HEADER: Final[tuple[str, ...]] = (
    *(column.header for column in ID_COLUMNS),
    *(column.header for column in COLUMNS),
)
"""The header cells of template and export."""


def sheet_row(number: str, uscc: str, name: str, year: int, figures: Mapping[str, Value | None]) -> list[Any]:
    """One row in the order of HEADER; a blank figure stays blank."""
    return [number, uscc, name, year, *(figures[field] for field in FIELDS)]
