"""Chains of the history in bulk: the same digests as services.history gives, on rows that nobody else writes meanwhile."""

from datetime import datetime
from typing import Any

from evaluation.populate.tables import Tables
from filings.models import HistoryLine
from filings.services.history import line_digest


class Chains:
    """Lines by record. A chain that has come to its end is let go, so that memory stays flat."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.last: dict[str, tuple[int, str]] = {}

    def line(
        self,
        record: str,
        actor: int,
        role: str,
        action: str,
        at: datetime,
        *,
        states: tuple[str, str] = ("", ""),
        reason: str = "",
        details: dict[str, Any] | None = None,
    ) -> None:
        """Append a line to a record's chain; `states` are the one before and the one after."""
        sequence, previous = self.last.get(record, (0, ""))
        values: dict[str, Any] = {
            "record": record,
            "sequence": sequence + 1,
            "actor_id": actor,
            "role": str(role),
            "action": str(action),
            "from_state": str(states[0]),
            "to_state": str(states[1]),
            "reason": reason,
            "details": details or {},
            "at": at,
            "previous": previous,
        }
        digest = line_digest(HistoryLine(**values))
        self.last[record] = sequence + 1, digest
        self.tables.add(HistoryLine, **values, digest=digest)

    def forget(self) -> None:
        """Nothing is added to the chains of makerspaces that are done."""
        kept = ("statisticsyear:",)
        self.last = {record: last for record, last in self.last.items() if record.startswith(kept)}
