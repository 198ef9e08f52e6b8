"""run_worker: carries out what waits, and takes up at its start what a killed worker left behind."""

import signal
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from filings.management.commands import run_worker
from filings.models import ImportJob
from filings.services.imports.attempts import take_up
from tests.factories import make_user
from tests.factories_loads import returns_book, returns_row, upload
from tests.factories_statistics import make_filed_space


@pytest.fixture(autouse=True)
def _as_before():
    handled = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    yield
    for number, handler in handled.items():
        signal.signal(number, handler)


@pytest.mark.django_db(transaction=True)
def test_a_worker_takes_up_what_another_left_behind(settings, monkeypatch):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(run_worker, "EVERY", 86_400)
    job = upload(returns_book(returns_row(make_filed_space())), make_user("city"))
    take_up(job.pk)
    ImportJob.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    call_command("run_worker", "--batch", "--no-startup-delay", "--no-reload", verbosity=0)
    job.refresh_from_db()
    assert (job.state, job.attempt, DBTaskResult.objects.get().status) == ("ready", 2, "SUCCESSFUL")
