"""manage.py export_statistics: the year's returns as submitted, in the columns of the template."""

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from evaluation.management.sheet_files import (
    add_sheet_arguments,
    district_named,
    suffix_of,
    write_whole,
    year_named,
)
from evaluation.selectors.returns.exported import exported_rows, returns_sent
from evaluation.statistics.exporting import WRITERS


class Command(BaseCommand):
    help = "导出年度统计报表（.xlsx或.csv），列与模板相同；只含报送过的"

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_sheet_arguments(parser, WRITERS)

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["output"])
        write = WRITERS[suffix_of(path, WRITERS)]
        window, district = year_named(options["year"]), district_named(options["district"])
        returns = returns_sent(window.year)
        if district:
            returns = returns.filter(space__district=district)
        rows = Counted(exported_rows(returns, None, window.year))
        write_whole(path, partial(write, rows=rows))
        self.stdout.write(f"已写入{path}：{window}，{rows.count}份报表。")


class Counted:
    """Rows that are counted as they pass."""

    def __init__(self, rows: Iterable[list[Any]]) -> None:
        self.rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[list[Any]]:
        for row in self.rows:
            self.count += 1
            yield row
