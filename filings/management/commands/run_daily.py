"""manage.py run_daily [--on DATE]: everything that falls due by the calendar; running it twice on a day does nothing twice."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from filings.services.daily import run_daily


class Command(BaseCommand):
    help = "Seal yesterday's history, issue and render lacking documents, mail waiting messages, remind of due days, collect stray files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--on", type=date.fromisoformat, metavar="DATE", help="the day to take for today (2026-03-05)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        report = run_daily(options["on"] or timezone.localdate())
        self.stdout.write(
            f"Sealed {report.sealed_on}; forms issued: {report.forms}; documents rendered: {report.rendered}; "
            f"messages mailed: {report.mailed}; reminders: {report.reminders}; stray files collected: {report.collected}."
        )
