"""manage.py import_statistics FILE --year 2025 --as USERNAME: a preview; with --commit everything is written, or nothing."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from evaluation.services.imports.load import Load, load_file
from evaluation.services.imports.returns import ReturnsKind
from filings.errors import WorkflowRefused
from filings.models import User
from zzspace.sheets import UnreadableFile

REFUSED, UNREADABLE = 1, 2


class Command(BaseCommand):
    """Exit code 0: nothing was refused; 1: rows were refused; 2: the file or what was asked cannot be read."""

    help = "Check annual returns in a workbook or CSV; with --commit write them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help=".xlsx, .xls, .ods or .csv")
        parser.add_argument("--year", type=int, required=True, help="the statistics year, as in the sheet")
        parser.add_argument("--as", dest="username", required=True, metavar="USERNAME", help="on whose behalf")
        parser.add_argument("--commit", action="store_true", help="write; without it only a preview")
        parser.add_argument("--json", action="store_true", help="the result as JSON")
        parser.add_argument("--errors", type=Path, metavar="ERR.xlsx", help="where the refused rows are written")
        parser.add_argument("--skip-refused", action="store_true", help="with --commit: write the rows that are good")
        parser.add_argument("--reason", default="", metavar="TEXT", help="the reason given for every question")

    def handle(self, **options: Any) -> None:
        try:
            load = self.load(**options)
        except (UnreadableFile, WorkflowRefused, OSError) as problem:
            raise CommandError(text_of(problem), returncode=UNREADABLE) from problem
        if options["errors"] and load.counts["refused"]:
            options["errors"].write_bytes(load.error_workbook())
        self.stdout.write(json.dumps(load.summary(), ensure_ascii=False) if options["json"] else load.text())
        if load.counts["refused"]:
            sys.exit(REFUSED)

    def load(self, **options: Any) -> Load:
        """The file checked and, with --commit, written."""
        actor = User.objects.filter(username=options["username"], is_active=True).first()
        if actor is None or not ReturnsKind().may(actor, {"year": options["year"]}):
            raise WorkflowRefused(f"{options['username']}: no such account, or one that may not import returns.")
        path: Path = options["file"]
        with transaction.atomic():
            return load_file(
                path.read_bytes(),
                name=path.name,
                year=options["year"],
                actor=actor,
                reason=options["reason"],
                commit=options["commit"],
                skip_refused=options["skip_refused"],
            )


def text_of(problem: Exception) -> str:
    """What is wrong, in one line."""
    if isinstance(problem, WorkflowRefused):
        return " ".join((problem.explanation, *problem.problems))
    if isinstance(problem, OSError):
        return f"{problem.filename}: {problem.strerror}"
    return str(problem)
