"""The error workbook: the sender's own rows that were refused, exactly these, as they were sent."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from filings.models import ImportJob
from filings.services.imports.jobs import workbook_of
from filings.services.imports.outcomes import Outcome
from filings.services.imports.plans import Fault
from zzspace.sheets import Sheet, error_workbook


def refused_workbook(job: ImportJob) -> bytes:
    """The refused rows of a job under their own headers, sheet by sheet."""
    sheets = {sheet.name: sheet for sheet in workbook_of(job).sheets}
    refused = job.rows.filter(outcome=Outcome.REFUSED).order_by("position")
    by_sheet = ((sheets[name], list(rows)) for name, rows in groupby(refused, key=lambda row: row.sheet))
    return error_workbook(
        (
            sheet.name,
            sheet.rows[job.headers[sheet.name]],
            marked_faults(sheet, [(row.number, [Fault(**problem) for problem in row.problems]) for row in rows]),
        )
        for sheet, rows in by_sheet
    )


def marked_faults(
    sheet: Sheet, rows: Iterable[tuple[int, Sequence[Fault]]]
) -> Iterator[tuple[list[Any], dict[int, str]]]:
    """Rows by their number with what is wrong by column index; cells without a value as they were shown."""
    bad: dict[int, dict[int, str]] = {}
    for (index, position), cell in sheet.bad.items():
        bad.setdefault(index, {})[position] = cell.text
    for number, faults in rows:
        shown = bad.get(number - 1, {})
        cells: list[Any] = [shown.get(position, cell) for position, cell in enumerate(sheet.rows[number - 1])]
        cells += [shown.get(position, "") for position in range(len(cells), max(shown, default=-1) + 1)]
        said: dict[int, str] = {}
        for fault in faults:
            said[fault.position] = "；".join(filter(None, (said.get(fault.position), fault.message)))
        yield cells, said
