"""Makers of loads of annual returns: workbooks as people send them, and jobs that have been read."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from evaluation.statistics.exporting import HEADER, sheet_row
from filings import models as m
from filings.services.imports.jobs import run_import, start_import
from tests.factories_statistics import YEAR, make_filed_space, make_return, make_window, sound_figures


def returns_book(*rows: Sequence[Any], header: Sequence[str] = HEADER, title: str = "年报") -> bytes:
    """A workbook, its header in the first row."""
    made = Workbook()
    made.active.title = title
    for row in (header, *rows):
        made.active.append(list(row))
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def returns_row(space: m.Space, year: int = YEAR, **changes: Any) -> list[Any]:
    """The row of a makerspace with sound figures and changes."""
    number = space.filings.get().number
    return sheet_row(number, space.operator.uscc, space.name, year, sound_figures(**changes))


def upload(content: bytes, actor: m.User, *, name: str = "年报.xlsx", year: int = YEAR) -> m.ImportJob:
    """A job whose file was taken in and not read yet."""
    make_window(year)
    return start_import("returns", content, name=name, params={"year": year}, actor=actor, enqueue=lambda _pk: None)


def read(content: bytes, actor: m.User, **options: Any) -> m.ImportJob:
    """A job that was read and waits for its sender, or was refused."""
    job = upload(content, actor, **options)
    run_import(job.pk)
    job.refresh_from_db()
    return job


def make_import_job(actor: m.User) -> m.ImportJob:
    """A job with a new row, one that asks, and one that is refused."""
    spaces = [make_filed_space(**reach(actor)) for _ in range(3)]
    make_return(spaces[1], state="locked", year=YEAR - 1, e1=5)
    make_window()
    rows = [returns_row(spaces[0]), returns_row(spaces[1]), returns_row(spaces[2], e1="许多")]
    return read(returns_book(*rows), actor)


def reach(actor: m.User) -> dict[str, Any]:
    """Fields of a makerspace within an account's reach."""
    if actor.operator_id:
        return {"operator": actor.operator, "district": actor.operator.district}
    return {"district": actor.district} if actor.district_id else {}
