"""run_worker: carries out what waits, and takes up at its start what a killed worker left behind: loads, batches, e-mails."""

import signal
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from filings.management.commands import run_worker
from filings.models import BatchJob, ImportJob, Notice, OutgoingMail
from filings.services.leases import take_up
from filings.services.outbox import put_in_outbox
from tests.factories import make_user, verify_address
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
    take_up(ImportJob, job.pk)
    ImportJob.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    call_command("run_worker", "--batch", "--no-startup-delay", "--no-reload", verbosity=0)
    job.refresh_from_db()
    assert (job.state, job.attempt, DBTaskResult.objects.get().status) == ("ready", 2, "SUCCESSFUL")


@pytest.mark.django_db(transaction=True)
def test_a_worker_makes_batches_and_sends_mails_that_were_left_behind(settings, monkeypatch, mailoutbox):
    city = verify_address(make_user("city"))
    notice = Notice.objects.create(user=city, title="请签发", key="sign:1")
    with monkeypatch.context() as lost:
        lost.setattr("filings.services.outbox.enqueue_sending", lambda: None)
        put_in_outbox("sign:1", [city.pk])
    batch = BatchJob.objects.create(kind="packets", params={"round": 0}, title="案卷", actor=city)
    BatchJob.objects.update(attempt=1, tries=1, lease_until=timezone.now() - timedelta(seconds=1))
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(run_worker, "EVERY", 86_400)
    call_command("run_worker", "--batch", "--no-startup-delay", "--no-reload", verbosity=0)
    batch.refresh_from_db()
    assert (batch.state, batch.attempt, batch.message) == ("failed", 2, "这个批次没有作出决定的申请。")
    sent = OutgoingMail.objects.get(notice=notice)
    assert (sent.state, "请签发" in [mail.subject for mail in mailoutbox]) == ("sent", True)
