"""Has a workbook parsed in a process of its own (calamine_process.py): a hostile file costs seconds and never the server."""

import marshal
import subprocess
import sys
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from zzspace.sheets.cells import Sheet, UnreadableFile, Workbook
from zzspace.sheets.faults import Places
from zzspace.sheets.parcels import (
    DAMAGED,
    MOST_COLUMNS,
    MOST_ROWS,
    PROTECTED,
    TOO_LARGE,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
)
from zzspace.sheets.writing import UNWRITABLE

PROGRAM: Final = Path(__file__).with_name("calamine_process.py")
MOST_MEMORY: Final = 1024 * 1024 * 1024
"""Bytes that parsing one file may take."""
MOST_SECONDS: Final = 60
WHY: Final = {
    "damaged": DAMAGED,
    "password": PROTECTED,
    "rows": TOO_MANY_ROWS,
    "columns": TOO_MANY_COLUMNS,
    "memory": TOO_LARGE,
}
ZIP: Final = b"PK"
ESCAPE: Final = b"_x"
"""How .xlsx writes a character that XML cannot hold; in a clean copy it stands uncompressed."""
MOMENTS: Final[Mapping[str, Any]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda seconds: timedelta(seconds=seconds),
    "str": str,
}


def parsed(content: bytes, bad: Mapping[str, Places]) -> Workbook:
    """The workbook of a file, with the bad cells of its sheets by name; UnreadableFile where there is none."""
    limits = (MOST_MEMORY, MOST_SECONDS, MOST_ROWS, MOST_COLUMNS)
    command = [sys.executable, "-I", str(PROGRAM), *map(str, limits)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program under our own interpreter, without settings or secrets
            command,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            timeout=MOST_SECONDS,
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as problem:
        raise UnreadableFile(TOO_LARGE) from problem
    answer = marshal.loads(done.stdout)  # noqa: S302 - from that program; dates and all else would take pickle
    if "why" in answer:
        raise UnreadableFile(WHY[answer["why"]])
    has_escapes = not content.startswith(ZIP) or ESCAPE in content
    for _, rows, moments in answer["sheets"]:
        for row, column, kind, plain in moments:
            rows[row][column] = MOMENTS[kind](plain)
        if has_escapes:
            leave_out_unwritable(rows)
    sheets = tuple(Sheet(name, rows, bad.get(name, {})) for name, rows, _ in answer["sheets"])
    return Workbook(sheets, tuple(answer["skipped"]))


def leave_out_unwritable(rows: list[list[Any]]) -> None:
    """Take out of all text what no sheet and no database can hold: the formats can write such characters as escapes."""
    for row in rows:
        for column, cell in enumerate(row):
            if type(cell) is str and UNWRITABLE.search(cell):
                row[column] = UNWRITABLE.sub("", cell)
