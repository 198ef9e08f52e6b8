"""manage.py verify_history: checks all chains, seals and snapshots; exit 1 and the record's name where one is broken."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from filings.services.seals import broken_records


class Command(BaseCommand):
    help = "Check that no line of the history, no seal and no snapshot was changed or removed."

    def handle(self, *args: Any, **options: Any) -> None:
        problems = broken_records()
        if problems:
            raise CommandError("broken: " + ", ".join(problems), returncode=1)
        self.stdout.write("All chains hold.")
