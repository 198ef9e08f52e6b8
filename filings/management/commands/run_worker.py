"""manage.py run_worker: django-tasks' db_worker, which also has loads and batches taken up again whose worker was killed,
and e-mails sent that were left behind.
"""

import time
from threading import Thread
from typing import Any, Final, NoReturn

import structlog
from django.db import DatabaseError, connection
from django_tasks_db.management.commands import db_worker

from filings.services.batches.tasks import resume_batches
from filings.services.imports.tasks import resume_imports
from filings.services.outbox import resume_mails

EVERY: Final = 30
"""Seconds from one look at what was left behind to the next."""

log = structlog.get_logger(__name__)


class Command(db_worker.Command):
    help = (
        "Carry out background tasks; at the start and every half minute take up again what a killed worker left behind."
    )

    def handle(self, **options: Any) -> None:
        resume_all()
        Thread(target=look_after_work, name="look-after-work", daemon=True).start()
        super().handle(**options)


def resume_all() -> None:
    """Have loads, batches and e-mails go on that no living worker carries."""
    resume_imports()
    resume_batches()
    resume_mails()


def look_after_work() -> NoReturn:
    """Beside the task in hand, however long it takes; a database that is away is asked again."""
    while True:
        time.sleep(EVERY)
        try:
            resume_all()
        except DatabaseError:
            log.exception("work_not_looked_after")
        finally:
            connection.close()
