"""How fast 20,000 returns are exported as .xlsx, over HTTP to the last byte, against openpyxl's own write-only writer that
is handed the same values in memory.

Run by `make bench` on both databases.
"""

import io
import statistics
import sys
import time
from datetime import date
from random import Random

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from evaluation.demo.figures import plausible_figures
from evaluation.models import AnnualReturn
from evaluation.selectors.returns.exported import exported_rows, returns_sent
from evaluation.statistics.exporting import HEADER
from evaluation.statistics.importing import read_returns, returns_layout
from filings.models import Filing, Space
from tests.factories import make_operator, make_user
from tests.factories_statistics import YEAR, make_window
from zzspace.sheets import read_workbook

BAR = 1.5
RETURNS = 20_000
OPERATORS = 200
RUNS = 5
SEED = 20260305


def populate_spaces(number):
    """So many makerspaces on file."""
    operators = [make_operator() for _ in range(OPERATORS)]
    places = [operators[place % OPERATORS] for place in range(number)]
    spaces = Space.objects.bulk_create(
        [
            Space(operator=operator, district=operator.district, name=f"云帆第{number}工场")
            for number, operator in enumerate(places)
        ],
        batch_size=500,
    )
    Filing.objects.bulk_create(
        [
            Filing(
                space=space,
                operator=space.operator,
                year=2023,
                kind=space.kind,
                old_number=f"郑科众创〔2023〕第{number}号",
                filed_on=date(2023, 6, 1),
                code=f"BENCH{number:08d}",
            )
            for number, space in enumerate(spaces)
        ],
        batch_size=500,
    )
    return spaces


def populate():
    """So many makerspaces on file, each with its return submitted."""
    make_window()
    dice, now = Random(SEED), timezone.now()
    spaces = populate_spaces(RETURNS)
    instants = {"submitted_at": now, "first_submitted_at": now}
    AnnualReturn.objects.bulk_create(
        [
            AnnualReturn(
                space=space,
                year=YEAR,
                state="submitted",
                **instants,
                **plausible_figures(dice, residents=10 + number % 90),
            )
            for number, space in enumerate(spaces)
        ],
        batch_size=500,
    )


def let_database_count():
    """Have PostgreSQL look at its tables, as it does by itself once they are committed: it plans by what it has counted."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def exported(client):
    """The export as a browser gets it."""
    answer = client.get(reverse("evaluation:statistics-export", args=[YEAR]))
    content = answer.getvalue()
    for close_file in answer._resource_closers:  # answer.close() would end the connection too
        close_file()
    return content


def written_plainly(rows):
    """The same values by openpyxl alone."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("年报")
    sheet.append(HEADER)
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def values_in(content):
    (sheet,) = read_workbook(content).sheets
    return [(row.ids, row.figures) for row in read_returns(sheet, returns_layout(sheet))]


def seconds(function, *arguments):
    start = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - start


def main():
    populate()
    let_database_count()
    rows = list(exported_rows(returns_sent(YEAR), None, YEAR))
    client = Client()
    client.force_login(make_user("city"))
    ours, plain = values_in(exported(client)), values_in(written_plainly(rows))  # warms both up
    if ours != plain or len(ours) != RETURNS:
        raise SystemExit("the export and the plain writer differ")
    spent = [(seconds(exported, client), seconds(written_plainly, rows)) for _ in range(RUNS)]
    export, writer = (statistics.median(column) for column in zip(*spent, strict=True))
    lines = (
        (f"export of {RETURNS:,} returns over HTTP, {connection.vendor}", f"{export:.2f} s"),
        ("openpyxl's write-only writer, the same values", f"{writer:.2f} s"),
        (f"ratio, medians of {RUNS} runs (at most {BAR})", f"{export / writer:.3f}"),
    )
    sys.stdout.write("\n" + "".join(f"{label:<62}{value:>12}\n" for label, value in lines))
    return 0 if export <= BAR * writer else 1
