"""The rows that facts are counted from, as plain data without personal columns: what a snapshot freezes. Nothing is counted here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple, Self

from django.db.models import Model, Q, QuerySet
from django.utils.crypto import salted_hmac

from filings import models as m
from filings.rules.periods import last_twelve_months

Row = dict[str, Any]


class Source(NamedTuple):
    """One register's table: the columns taken, how `span` reads its days, and a personal column kept as a digest alone."""

    model: type[Model]
    span: str
    columns: tuple[str, ...]
    personal: str = ""


DATED: Final = ("valid_from", "valid_until")
SOURCES: Final[dict[str, Source]] = {
    "sites": Source(
        m.Site,
        "dated",
        (
            *("address", "district", "total_area_m2", "service_area_m2", "workstations", "concentrated"),
            *(
                "has_meeting_room",
                "has_training_room",
                "has_roadshow_venue",
                "tenure",
                "lease_from",
                "lease_to",
                *DATED,
            ),
        ),
    ),
    "residents": Source(
        m.Resident,
        "residence",
        (
            *("kind", "name", "company_name", "uscc", "entered_on", "left_on", "founded_on", "incorporated_on"),
            *("field", "headcount"),
        ),
    ),
    "cases": Source(m.IncubationCase, "event", ("resident", "title", "on", "summary")),
    "financing": Source(m.FinancingEvent, "event", ("resident", "on", "amount_wan", "investor")),
    "activities": Source(m.Activity, "event", ("on", "title", "kind", "participants")),
    "staff": Source(m.StaffMember, "dated", ("full_time", "degree", "position", *DATED), "name"),
    "mentors": Source(m.Mentor, "dated", ("full_time", "background", *DATED), "name"),
    "funds": Source(m.Fund, "dated", ("kind", "name", "amount_wan", *DATED)),
    "institutions": Source(m.PartnerInstitution, "dated", ("name", "agreement", *DATED)),
    "equipment": Source(m.Equipment, "dated", ("name", "model", "items", *DATED)),
    "documents": Source(m.SpaceDocument, "dated", ("kind", "title", "file", *DATED)),
}
OPERATOR_COLUMNS: Final = (
    *("id", "name", "uscc", "registered_address", "independent_legal_entity", "registered_in_city"),
    *("registered_at_site", "operating_since", "licence_id"),
)
SPACE_COLUMNS: Final = (
    *("id", "name", "kind", "district_id", "low_cost", "lead_name", "lead_type", "focus_field", "open_platform"),
)


@dataclass(frozen=True, slots=True)
class RegisterRows:
    """An operator, a space and the rows of its registers that bear on one day: JSON-able, days ISO, figures as strings."""

    operator: Row
    space: Row
    registers: dict[str, list[Row]]

    def as_json(self) -> dict[str, Any]:
        """The stored form, read back by `from_json`."""
        return {"operator": self.operator, "space": self.space, "registers": self.registers}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The rows of a snapshot; a register that did not exist then is empty."""
        stored = data["registers"]
        return cls(data["operator"], data["space"], {name: stored.get(name, []) for name in SOURCES})

    def row(self, register: str, pk: int) -> Row | None:
        """The row with this id, or None."""
        return next((row for row in self.registers[register] if row["id"] == pk), None)

    def without(self, taken_out: Collection[tuple[str, int]]) -> Self:
        """The same rows but `(register, id)` taken out; a resident's cases and financing go with it."""
        gone = set(taken_out)
        kept = {
            name: [
                row for row in rows if (name, row["id"]) not in gone and ("residents", row.get("resident")) not in gone
            ]
            for name, rows in self.registers.items()
        }
        return type(self)(self.operator, self.space, kept)


def register_rows(space: m.Space, *, as_of: date) -> RegisterRows:
    """What the registers hold for `as_of`: rows in force that day, residents and events of the twelve months up to it.

    One query a register, and the operator's if it is not loaded yet.
    """
    registers = {name: _rows(name, source, space, as_of) for name, source in SOURCES.items()}
    return RegisterRows(_plain(space.operator, OPERATOR_COLUMNS), _plain(space, SPACE_COLUMNS), registers)


def _plain(record: Model, columns: tuple[str, ...]) -> Row:
    return {column: plain_value(getattr(record, column)) for column in columns}


def _rows(register: str, source: Source, space: m.Space, as_of: date) -> list[Row]:
    taken = ("id", *source.columns, *([source.personal] if source.personal else []))
    found: QuerySet[Any] = source.model._default_manager.filter(within(source.span, as_of), space=space)
    return [_row(register, source, values) for values in found.order_by("pk").values(*taken)]


def _row(register: str, source: Source, values: dict[str, Any]) -> Row:
    row = {column: plain_value(values[column]) for column in ("id", *source.columns)}
    if source.personal:
        row["digest"] = personal_digest(register, values["id"], values[source.personal])
    return row


def within(span: str, as_of: date) -> Q:
    """Which rows bear on `as_of`, by how their days are read."""
    first, last = last_twelve_months(as_of)
    if span == "event":
        standing = Q(struck_on__isnull=True) | Q(struck_on__gt=as_of)
        return Q(on__gte=first, on__lte=last) & standing
    if span == "residence":
        return Q(entered_on__lte=last) & (Q(left_on__isnull=True) | Q(left_on__gte=first))
    return Q(valid_from__lte=as_of) & (Q(valid_until__isnull=True) | Q(valid_until__gte=as_of))


def personal_digest(register: str, pk: int, value: str) -> str:
    """Stands for a personal value in what is frozen: keyed with the installation's secret, another for every row."""
    return salted_hmac(f"filings.rows.{register}.{pk}", value, algorithm="sha256").hexdigest()[:32]


def plain_value(value: Any) -> Any:
    """Days as ISO text, figures as text with two places; text, counts and flags as they are."""
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.2f}" if isinstance(value, Decimal) else value
