"""manage.py verify_packet FILE: whether a packet is as it was made; exit 1 names what is not, exit 2 where it is no packet."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from filings.services.packets.verifying import NotAPacketError, packet_problems


class Command(BaseCommand):
    help = "Check every digest of a packet, its chain of history and its snapshots."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with file.open("rb") as source:
                digest, problems = packet_problems(source)
        except OSError as error:
            raise CommandError(f"{file}: cannot be read ({error.strerror})", returncode=2) from None
        except NotAPacketError as error:
            raise CommandError(f"{file}: not a packet ({error})", returncode=2) from None
        if problems:
            raise CommandError("\n".join(problems), returncode=1)
        self.stdout.write(f"{file}: everything holds; manifest {digest}")
