"""Processes as a server runs them, on the database, files, progress and queue of the tests."""

import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC

import time_machine
from django.db import connection

from tests.source import ROOT


@contextmanager
def shared_with_workers(settings):
    """The world of a server's processes: their queue, their folder of files, their clock. Gives their environment."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": settings.DATA_DIR / "files"}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    own = {
        "DATABASE_URL": address_of_database(),
        "DJANGO_SETTINGS_MODULE": "zzspace.settings",
        "LOG_LEVEL": "ERROR",
        "SECRET_KEY": settings.SECRET_KEY,
        "ZZSPACE_DATA_DIR": str(settings.DATA_DIR),
    }
    with time_machine.travel(time_machine.escape_hatch.datetime.datetime.now(UTC)):
        yield {**os.environ, **own}


def address_of_database():
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    return "postgres://{USER}@{HOST}:{PORT}/{NAME}".format(**database)


@contextmanager
def managing(environment, *arguments):
    """A process of manage.py; killed at the end unless it has ended by itself."""
    command = [sys.executable, "manage.py", *map(str, arguments)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


def worker(environment, *options):
    """A worker that looks for tasks all the time."""
    return managing(environment, "run_worker", "--no-startup-delay", "--interval=0.05", *options)
