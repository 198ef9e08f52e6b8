"""How fast 20,000 returns of 47 figures come in from an .xlsx with every check, against calamine's parse and a bulk_create
upsert of the same rows with no check at all, and against a plain django-import-export resource with default settings.

Run by `make bench` on both databases.
"""

import io
import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from random import Random
from typing import Any

import python_calamine
import tablib
from django.db import connection, transaction
from django.utils import timezone
from import_export.resources import ModelResource
from openpyxl import Workbook

from evaluation.demo.figures import plausible_figures
from evaluation.models import AnnualReturn
from evaluation.selectors.returns.yardsticks import figures_by_space
from evaluation.services.imports.load import load_file
from evaluation.services.returns.transitions import BULK_FIELDS
from evaluation.statistics.columns import BY_FIELD, FIELDS, ID_COLUMNS, Kind
from evaluation.statistics.exporting import HEADER, sheet_row
from filings.models import Filing, User
from tests.benchmarks.bench_export import let_database_count, populate, seconds
from tests.factories import make_user
from tests.factories_statistics import YEAR

BAR = 1.5
TIMES_FASTER = 10
RUNS = 5
RESOURCE_ROWS = 2_000
RESOURCE_RUNS = 3
SEED = 20260306
REASON = "按实际情况填写"
IS_COUNT = [BY_FIELD[name].kind is Kind.COUNT for name in FIELDS]


class PlainResource(ModelResource):
    """What django-import-export does by itself."""

    class Meta:
        model = AnnualReturn
        import_id_fields = ("space", "year")
        fields = ("space", "year", *FIELDS)


def make_ground() -> list[tuple[Filing, dict[str, Any]]]:
    """Makerspaces on file with last year's returns, and what each reports as it went on."""
    populate()
    now = timezone.now()
    AnnualReturn.objects.update(year=YEAR - 1, state="locked", confirmed_at=now, locked_at=now)
    dice, last = Random(SEED), figures_by_space(AnnualReturn.objects.all())
    let_database_count()
    filings = Filing.objects.select_related("space__operator").order_by("pk")
    return [
        (filing, plausible_figures(dice, residents=20, previous=dict(zip(FIELDS, last[filing.space_id], strict=True))))
        for filing in filings.iterator()
    ]


def sheet_of(header: list[str], rows: Iterator[list[Any]]) -> bytes:
    """A workbook as spreadsheets save it."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("年报")
    sheet.append(header)
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def book_of(ground: list[tuple[Filing, dict[str, Any]]]) -> bytes:
    """The workbook that the city gets."""
    return sheet_of(
        list(HEADER),
        (
            sheet_row(filing.number, filing.space.operator.uscc, filing.space.name, YEAR, figures)
            for filing, figures in ground
        ),
    )


@contextmanager
def undone() -> Iterator[None]:
    """Everything as before for the next run."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def imported(content: bytes, actor: User) -> int | None:
    """As the command does it: read, every check, every question answered with a reason, written, history."""
    with undone():
        load = load_file(
            content, name="年报.xlsx", year=YEAR, actor=actor, reason=REASON, commit=True, skip_refused=False
        )
        return load.written


def upserted(content: bytes, spaces: list[int]) -> int:
    """calamine and bulk_create, with nothing asked and nothing checked."""
    with undone():
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        _, *rows = workbook.get_sheet_by_index(0).to_python()
        now, skip = timezone.now(), len(ID_COLUMNS)
        records = [
            AnnualReturn(
                space_id=space,
                year=YEAR,
                state="confirmed",
                source="city",
                submitted_at=now,
                first_submitted_at=now,
                confirmed_at=now,
                updated_at=now,
                **{
                    name: int(cell) if is_count else Decimal(cell)
                    for name, cell, is_count in zip(FIELDS, row[skip:], IS_COUNT, strict=True)
                },
            )
            for space, row in zip(spaces, rows, strict=True)
        ]
        AnnualReturn.objects.bulk_create(
            records, batch_size=500, update_conflicts=True, unique_fields=["space", "year"], update_fields=BULK_FIELDS
        )
        return len(records)


def taken_by_resource(content: bytes) -> int:
    """The plain resource from the same kind of file."""
    with undone():
        result = PlainResource().import_data(tablib.Dataset().load(content, format="xlsx"), raise_errors=True)
        return int(result.totals["new"])


def medians(*measured: Callable[[], object]) -> list[float]:
    """Of RUNS runs taken in turn, after one that warms up."""
    spent = [[seconds(function) for function in measured] for _ in range(RUNS + 1)][1:]
    return [statistics.median(column) for column in zip(*spent, strict=True)]


def main() -> int:
    ground = make_ground()
    content = book_of(ground)
    sample = sheet_of(
        ["space", "year", *FIELDS],
        ([filing.space_id, YEAR, *figures.values()] for filing, figures in ground[:RESOURCE_ROWS]),
    )
    rows, spaces = len(ground), [filing.space_id for filing, _ in ground]
    del ground
    actor = make_user("city")
    if not imported(content, actor) == upserted(content, spaces) == rows or taken_by_resource(sample) != RESOURCE_ROWS:
        raise SystemExit("not every row came in")
    ours, plain = medians(lambda: imported(content, actor), lambda: upserted(content, spaces))
    slow = statistics.median(seconds(taken_by_resource, sample) for _ in range(RESOURCE_RUNS))
    faster = (slow / RESOURCE_ROWS) / (ours / rows)
    lines = (
        (f"import of {rows:,} returns with every check, {connection.vendor}", f"{ours:.2f} s"),
        ("calamine and an upsert of the same rows, unchecked", f"{plain:.2f} s"),
        (f"ratio, medians of {RUNS} runs (at most {BAR})", f"{ours / plain:.3f}"),
        (f"plain django-import-export, {RESOURCE_ROWS:,} rows", f"{slow:.2f} s"),
        (f"times faster a row (at least {TIMES_FASTER})", f"{faster:.1f}"),
    )
    sys.stdout.write("\n" + "".join(f"{label:<75}{value:>10}\n" for label, value in lines))
    return 0 if ours <= BAR * plain and faster >= TIMES_FASTER else 1
