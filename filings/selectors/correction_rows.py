"""The rows of a returned application: those of the submission that was sent back, with only what is open taken from the
registers as they are now. What is open is in selectors.correction_scope.
"""

from collections.abc import Collection
from datetime import date
from typing import Final

from filings.selectors.correction_scope import Scope
from filings.selectors.facts import RegisterRows, Row, counted_rows
from filings.selectors.sections import LICENCE

SITE_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "site.total_area_m2": ("total_area_m2",),
    "site.service_area_m2": ("service_area_m2",),
    "site.concentrated": ("concentrated", "address"),
    "site.workstations": ("workstations",),
    "site.has_meeting_room": ("has_meeting_room",),
    "site.has_training_room": ("has_training_room",),
    "site.has_roadshow_venue": ("has_roadshow_venue",),
    "site.tenure": ("tenure",),
    "site.lease_from": ("lease_from",),
    "site.lease_to": ("lease_to",),
}
"""A site says many things at once; only the columns of what is open are taken over. Other rows are taken whole."""
OPERATOR_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "operator.independent_legal_entity": ("independent_legal_entity",),
    "operator.registered_in_city": ("registered_in_city",),
    "operator.registered_at_site": ("registered_at_site", "registered_address"),
    "operator.operating_since": ("operating_since",),
}
SPACE_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "charging.low_cost_or_free": ("low_cost",),
    "professional.lead_type": ("lead_type", "lead_name"),
    "professional.field": ("focus_field",),
    "professional.open_platform": ("open_platform",),
}


def merged_rows(before: RegisterRows, now: RegisterRows, scope: Scope, *, as_of: date) -> RegisterRows:
    """The rows as they will be frozen: carried over from `before` but for what `scope` opens."""
    licence = ("licence_id",) if LICENCE in scope.documents else ()
    return RegisterRows(
        with_columns(before.operator, now.operator, (*columns_of(OPERATOR_COLUMNS, scope), *licence)),
        with_columns(before.space, now.space, columns_of(SPACE_COLUMNS, scope)),
        {name: merged_register(name, before, now, scope, as_of) for name in before.registers},
    )


def columns_of(table: dict[str, tuple[str, ...]], scope: Scope) -> tuple[str, ...]:
    """The columns that the open facts read."""
    return tuple(column for key, columns in table.items() if key in scope.facts for column in columns)


def with_columns(before: Row, now: Row, columns: Collection[str]) -> Row:
    """A row as it was with some columns as they are now."""
    return {name: now[name] if name in columns else value for name, value in before.items()}


def merged_register(name: str, before: RegisterRows, now: RegisterRows, scope: Scope, as_of: date) -> list[Row]:
    """One register: rows that an open fact counts, then or now, as they are now; the others as they were.

    A row that an open fact counted and that is no longer there is left out; one that it counts now is put in.
    """
    old = counted_ids(name, before, scope, as_of)
    new = counted_ids(name, now, scope, as_of)
    present = {row["id"]: row for row in now.registers[name]}
    merged: list[Row] = []
    for row in before.registers[name]:
        if row["id"] not in old | new:
            merged.append(row)
        elif row["id"] in present:
            merged.append(taken_over(name, row, present[row["id"]], scope))
    known = {row["id"] for row in before.registers[name]}
    merged += [row for pk, row in present.items() if pk in new - known]
    return sorted(merged, key=lambda row: row["id"])


def counted_ids(name: str, rows: RegisterRows, scope: Scope, as_of: date) -> set[int]:
    """The rows of a register that any open fact counts."""
    own = {id(row) for row in rows.registers[name]}
    return {row["id"] for key in scope.facts for row in counted_rows(rows, key, as_of=as_of) if id(row) in own}


def taken_over(name: str, before: Row, now: Row, scope: Scope) -> Row:
    """A row as it is now; of a site only the columns of what is open."""
    return with_columns(before, now, columns_of(SITE_COLUMNS, scope)) if name == "sites" else now
