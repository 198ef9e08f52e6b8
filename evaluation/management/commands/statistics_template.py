"""manage.py statistics_template: the year's workbook to fill in, with the makerspaces that owe a return."""

from argparse import ArgumentParser
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
from evaluation.selectors.returns.exported import template_rows
from evaluation.selectors.returns.windows import owing_spaces
from evaluation.statistics.exporting import write_template

SUFFIXES = ("xlsx",)


class Command(BaseCommand):
    help = "生成年度统计报表模板（.xlsx），填好应报送的众创空间"

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_sheet_arguments(parser, SUFFIXES)

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["output"])
        suffix_of(path, SUFFIXES)
        window, district = year_named(options["year"]), district_named(options["district"])
        spaces = owing_spaces(window.year)
        if district:
            spaces = spaces.filter(district=district)
        rows = list(template_rows(spaces, window.year))
        write_whole(path, partial(write_template, rows=rows))
        self.stdout.write(f"已写入{path}：{window}模板，{len(rows)}家众创空间。")
