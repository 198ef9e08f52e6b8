"""The process in which calamine runs, its only importer: one file from standard input, its sheets to standard output, within
the memory and the seconds of the command line. Run by its path; it imports nothing of the project.

A file that says it is larger than it is makes the parser ask for memory that is not there, and that ends its process.
"""

import io
import marshal
import resource
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine as calamine

PLAIN = {str, float, int, bool}


def read(content: bytes, most_rows: int, most_columns: int) -> dict[str, Any]:
    """Visible sheets as (name, rows, moments) and the names of hidden ones, or `why` there are none."""
    workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets, skipped = [], []
    for about in workbook.sheets_metadata:
        if about.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        if about.visible != calamine.SheetVisibleEnum.Visible:
            skipped.append(about.name)
            continue
        sheet = workbook.get_sheet_by_name(about.name)
        if sheet.total_width > most_columns:
            return {"why": "columns"}
        if sheet.total_height > most_rows:
            return {"why": "rows"}
        rows = sheet.to_python(skip_empty_area=False)
        sheets.append((about.name, rows, taken_out(rows)))
    return {"sheets": sheets, "skipped": skipped}


def taken_out(rows: list[list[Any]]) -> list[tuple[int, int, str, Any]]:
    """Days, times and spans out of the rows, as (row index, column index, kind, text or seconds): the answer is plain data."""
    found = []
    for number, row in enumerate(rows):
        if PLAIN.issuperset(map(type, row)):
            continue
        for index, cell in enumerate(row):
            if type(cell) not in PLAIN:
                found.append((number, index, *plain(cell)))
                row[index] = ""
    return found


def plain(cell: Any) -> tuple[str, Any]:
    """A cell as its kind and plain data."""
    if isinstance(cell, timedelta):
        return "timedelta", cell.total_seconds()
    for kind in (datetime, date, time):
        if isinstance(cell, kind):
            return kind.__name__, cell.isoformat()
    return "str", str(cell)


def answer(content: bytes, most_rows: int, most_columns: int) -> dict[str, Any]:
    """What was read, or why nothing was."""
    try:
        return read(content, most_rows, most_columns)
    except calamine.PasswordError:
        return {"why": "password"}
    except MemoryError:
        return {"why": "memory"}
    except BaseException:  # noqa: BLE001 - a panic of the parser is no Exception
        return {"why": "damaged"}


def main() -> None:
    """memory in bytes, seconds, most rows, most columns."""
    memory, seconds, most_rows, most_columns = map(int, sys.argv[1:])
    content = sys.stdin.buffer.read()
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.buffer.write(marshal.dumps(answer(content, most_rows, most_columns), 2))


if __name__ == "__main__":
    main()
