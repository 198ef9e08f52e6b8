"""Many returns into their table, by the one statement that both databases share. bulk_create would do the same and spend
most of its time on asking every field of every row how to write a number. States are the business of transitions.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

from django.db import connection, models
from django.db.models.constants import OnConflict

from evaluation.models import AnnualReturn

UNIQUE: Final = ("space_id", "year")
ROWS_A_STATEMENT: Final = 200
"""Where the rows are sent in the statement (PostgreSQL); SQLite repeats a prepared one for each row."""


def upsert_returns(records: Iterable[AnnualReturn], update: Sequence[str]) -> int:
    """Insert, or where the makerspace has one for the year replace the columns `update`; gives how many."""
    fields = [field for field in AnnualReturn._meta.concrete_fields if not field.primary_key]
    updated = [str(field.column) for field in fields if field.name in update]
    rows = parameters(records, fields)
    written = 0
    with connection.cursor() as cursor:
        while chunk := list(islice(rows, ROWS_A_STATEMENT)):
            if connection.vendor == "sqlite":
                cursor.executemany(upsert_statement(fields, updated, 1), chunk)
            else:
                flat = [value for row in chunk for value in row]
                cursor.execute(upsert_statement(fields, updated, len(chunk)), flat)
            written += len(chunk)
    return written


def upsert_statement(fields: Sequence[Any], updated: Sequence[str], rows: int) -> str:
    """INSERT … ON CONFLICT DO UPDATE with a placeholder for each value of so many rows."""
    operations: Any = connection.ops
    columns = ", ".join(operations.quote_name(field.column) for field in fields)
    return " ".join(
        (
            operations.insert_statement(on_conflict=OnConflict.UPDATE),
            f"{operations.quote_name(AnnualReturn._meta.db_table)} ({columns})",
            operations.bulk_insert_sql(fields, [["%s"] * len(fields)] * rows),
            operations.on_conflict_suffix_sql(fields, OnConflict.UPDATE, updated, UNIQUE),
        )
    )


def parameters(records: Iterable[AnnualReturn], fields: Sequence[models.Field[Any, Any]]) -> Iterator[list[Any]]:
    """The values of each record as the database takes them."""
    steps = [(field.attname, writer_of(field)) for field in fields]
    for record in records:
        values = record.__dict__
        yield [write(values[name]) if write else values[name] for name, write in steps]


def writer_of(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """How the values of a field are written; None for those that go as they are."""
    if isinstance(field, models.IntegerField | models.ForeignKey):
        return None
    if isinstance(field, models.DecimalField) and connection.vendor == "postgresql":
        return None
    seen: dict[Any, Any] = {}

    def write(value: Any) -> Any:
        if isinstance(value, dict | list):
            return field.get_db_prep_save(value, connection)
        if value not in seen:
            seen[value] = field.get_db_prep_save(value, connection)
        return seen[value]

    return write
