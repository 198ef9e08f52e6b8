"""Writes rows of many tables by the batch: COPY on PostgreSQL, plain inserts on SQLite. Keys are given here, so that a
row may be referred to before it is written.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Field, JSONField, Max, Model

from evaluation import models as e
from filings import models as m

ORDER: tuple[type[Model], ...] = (
    *(m.Operator, m.User, m.StoredFile, m.Round, e.StatisticsYear, m.Space, m.Site, m.Resident, m.IncubationCase),
    *(m.FinancingEvent, m.Activity, m.StaffMember, m.Mentor, m.Fund, m.PartnerInstitution, m.Equipment),
    *(m.SpaceDocument, m.Application, m.ApplicationSection, m.Attachment, m.Snapshot, m.Snapshot.stored_files.through),
    *(
        m.Verification,
        m.Recommendation,
        m.ReviewAssignment,
        m.ConflictDeclaration,
        e.ScoreSheet,
        e.Score,
        m.ReviewResult,
    ),
    *(m.PublicNotice, m.Filing, m.Counter, e.AnnualReturn, e.TorchMark, m.HistoryLine),
)
"""The tables, whatever is referred to mostly before what refers to it."""


class Table:
    """One table with the rows that wait to be written."""

    def __init__(self, model: type[Model]) -> None:
        fields: list[Field[Any, Any]] = list(model._meta.concrete_fields)
        self.model = model
        self.columns = [field.column for field in fields]
        self.defaults = {field.attname: default_of(field) for field in fields}
        self.places = {field.attname: place for place, field in enumerate(fields)}
        self.json = [place for place, field in enumerate(fields) if isinstance(field, JSONField)]
        self.prepared = [field.get_db_prep_save for field in fields]
        self.key = fields[0].attname
        self.last = model._default_manager.aggregate(last=Max("pk"))["last"] or 0
        self.rows: list[list[Any]] = []

    def add(self, values: dict[str, Any]) -> int:
        """Keep a row for the next batch and give its key."""
        self.last += 1
        row = self.defaults | values
        if len(row) != len(self.defaults):
            raise TypeError(f"{self.model.__name__}: no column {sorted(values.keys() - self.defaults.keys())}")
        row[self.key] = self.last
        self.rows.append(list(row.values()))
        return self.last

    def flush(self) -> int:
        """Write what waits."""
        rows, self.rows = self.rows, []
        if rows:
            (copy_rows if connection.vendor == "postgresql" else insert_rows)(self, rows)
        return len(rows)


def default_of(field: Field[Any, Any]) -> Any:
    """What a column holds where a row does not say."""
    return field.get_default() if field.has_default() or not field.null else None


def quoted(table: Table) -> tuple[str, str]:
    """The table's name and its columns for SQL."""
    quote: Callable[[str], str] = connection.ops.quote_name
    return quote(table.model._meta.db_table), ", ".join(quote(column) for column in table.columns if column)


def copy_rows(table: Table, rows: list[list[Any]]) -> None:
    """The protocol that PostgreSQL loads dumps with; the driver knows all types but JSON."""
    name, columns = quoted(table)
    with connection.cursor() as cursor, cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
        for row in rows:
            for place in table.json:
                row[place] = None if row[place] is None else json.dumps(row[place], ensure_ascii=False)
            copy.write_row(row)


def insert_rows(table: Table, rows: list[list[Any]]) -> None:
    """Prepared inserts with the values as the fields want them."""
    name, columns = quoted(table)
    marks = ", ".join(["%s"] * len(table.columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {name} ({columns}) VALUES ({marks})",  # noqa: S608 - names of our own tables
            [[prepare(value, connection) for prepare, value in zip(table.prepared, row, strict=True)] for row in rows],
        )


class Tables:
    """All tables of a run."""

    def __init__(self) -> None:
        self.tables = {model: Table(model) for model in ORDER}
        self.written: Counter[type[Model]] = Counter()

    def add(self, model: type[Model], /, **values: Any) -> int:
        """A row by its columns (foreign keys as name_id); what is not said is the default. Gives the key."""
        return self.tables[model].add(values)

    def set_last(self, model: type[Model], /, **values: Any) -> None:
        """Complete the row that was added last: two rows may refer to each other."""
        table = self.tables[model]
        for name, value in values.items():
            table.rows[-1][table.places[name]] = value

    def flush(self) -> None:
        """Write all that waits, table after table, and have the database look at what refers to what: it would keep
        a note of every row until the end.
        """
        for model, table in self.tables.items():
            self.written[model] += table.flush()
        if connection.vendor == "postgresql":
            connection.check_constraints()

    def finish(self) -> None:
        """The product goes on counting keys after ours, and the planner knows how much there is."""
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self.tables)):
                cursor.execute(statement)
            cursor.execute("ANALYZE")

    def counts(self) -> Iterator[tuple[str, int]]:
        """How many rows each table got that people have a name for."""
        named = (model for model in ORDER if not (model._meta.auto_created or model is m.Counter))
        return ((str(model._meta.verbose_name), self.written[model]) for model in named)
