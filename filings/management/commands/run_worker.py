"""manage.py run_worker: django-tasks' db_worker, which also has loads taken up again whose worker was killed."""

import time
from threading import Thread
from typing import Any, Final, NoReturn

import structlog
from django.db import DatabaseError, connection
from django_tasks_db.management.commands import db_worker

from filings.services.imports.tasks import resume_imports

EVERY: Final = 30
"""Seconds from one look at the loads to the next."""

log = structlog.get_logger(__name__)


class Command(db_worker.Command):
    help = (
        "Carry out background tasks; at the start and every half minute take up again what a killed worker left behind."
    )

    def handle(self, **options: Any) -> None:
        resume_imports()
        Thread(target=look_after_loads, name="look-after-loads", daemon=True).start()
        super().handle(**options)


def look_after_loads() -> NoReturn:
    """Beside the task in hand, however long it takes; a database that is away is asked again."""
    while True:
        time.sleep(EVERY)
        try:
            resume_imports()
        except DatabaseError:
            log.exception("loads_not_looked_after")
        finally:
            connection.close()
