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
NUMBERS: Final = (models.IntegerField, models.DecimalField, models.ForeignKey)
ROWS_A_STATEMENT: Final = 500


def upsert_returns(records: Iterable[AnnualReturn], update: Sequence[str]) -> int:
    """Insert, or where the makerspace has one for the year replace the columns `update`; gives how many."""
    fields = [field for field in AnnualReturn._meta.concrete_fields if not field.primary_key]
    updated = [str(field.column) for field in fields if field.name in update]
    rows = parameters(records, fields)
    statement = upsert_statement(fields, updated)
    written = 0
    with connection.cursor() as cursor:
        while chunk := list(islice(rows, ROWS_A_STATEMENT)):
            if connection.vendor == "postgresql":
                cursor.execute(statement, arrays(chunk, fields))
            else:
                cursor.executemany(statement, chunk)
            written += len(chunk)
    return written


def upsert_statement(fields: Sequence[Any], updated: Sequence[str]) -> str:
    """INSERT … ON CONFLICT DO UPDATE: of one row, or on PostgreSQL of as many as the array of each column holds."""
    operations: Any = connection.ops
    columns = ", ".join(operations.quote_name(field.column) for field in fields)
    if connection.vendor == "postgresql":
        values = f"SELECT * FROM UNNEST ({', '.join(f'%s::{field.db_type(connection)}[]' for field in fields)})"  # noqa: S608 - types of columns only
    else:
        values = operations.bulk_insert_sql(fields, [["%s"] * len(fields)])
    return " ".join(
        (
            operations.insert_statement(on_conflict=OnConflict.UPDATE),
            f"{operations.quote_name(AnnualReturn._meta.db_table)} ({columns})",
            values,
            operations.on_conflict_suffix_sql(fields, OnConflict.UPDATE, updated, UNIQUE),
        )
    )


def arrays(rows: Sequence[Sequence[Any]], fields: Sequence[models.Field[Any, Any]]) -> list[Any]:
    """The rows as an array of each column. Numbers are written here: the driver would ask each how it is written."""
    return [
        numbers_array(column) if isinstance(field, NUMBERS) else list(column)
        for field, column in zip(fields, zip(*rows, strict=True), strict=True)
    ]


def numbers_array(column: Sequence[Any]) -> str:
    """Numbers as PostgreSQL reads an array of them."""
    return f"{{{','.join('NULL' if value is None else str(value) for value in column)}}}"


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
    if isinstance(field, NUMBERS) and connection.vendor == "postgresql":
        return None
    seen: dict[Any, Any] = {}

    def write(value: Any) -> Any:
        if isinstance(value, dict | list):
            return field.get_db_prep_save(value, connection)
        if value not in seen:
            seen[value] = field.get_db_prep_save(value, connection)
        return seen[value]

    return write
