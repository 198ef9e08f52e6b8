"""A batch from its start to the day its ZIP is deleted: who works on it, how far it is, what becomes of it.

A worker holds a job by attempt and lease: see services.leases.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import Any, Final

import structlog
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from filings.errors import WorkflowRefused
from filings.models import BatchJob, StoredFile, User
from filings.permissions import Act, role_may
from filings.services.batches.kinds import BATCHES, Batch, Made
from filings.services.history import append_line
from filings.services.leases import MOST_TRIES, Overtaken, extend, own, release, take_up, watch
from filings.services.notices import notify
from filings.storing import discard_file, place_stream

log = structlog.get_logger(__name__)

State = BatchJob.State
KEPT_FOR: Final = timedelta(days=14)
"""How long a ZIP is kept: what it holds stays on file, and copies of files about persons do not lie around."""
ZIP: Final = "application/zip"
OUT_OF_TRIES: Final = "多次中断，没有生成。请稍后重新发起；仍不成功的，请联系系统管理员。"


def start_batch(kind: str, params: Mapping[str, Any], *, actor: User, enqueue: Callable[[int], object]) -> BatchJob:
    """Have a batch made in the background: the job's row, a history line with its range, work after commit. Refused where
    there is nothing to make, or more than a batch may hold.
    """
    if not role_may(actor, Act.MAKE_BATCHES):
        raise WorkflowRefused("您的角色不能批量生成。")
    batch = BATCHES[kind]
    title = batch.title(params, actor)
    number = require_size(batch, params, actor)
    with transaction.atomic():
        job = BatchJob.objects.create(kind=kind, params=dict(params), title=title[:120], actor=actor)
        details = {"kind": kind, "params": job.params, "count": number}
        append_line(job, actor=actor, action="start_batch", details=details)
        transaction.on_commit(lambda: enqueue(job.pk))
    return job


def require_size(batch: Batch, params: Mapping[str, Any], actor: User) -> int:
    """How many things a batch would hold; refused where they are more than it may."""
    number, most = batch.number(params, actor), settings.BATCH_MOST
    if number > most:
        raise WorkflowRefused(
            f"一次最多生成{most:,}件，这次选择的有{number:,}件。{batch.fewer}；确有需要的，请联系系统管理员调高上限。"
        )
    return number


def run_batch(pk: int) -> None:
    """Make a batch: the ZIP, then its row, a history line with its digest and a message to whoever asked, in one short
    transaction. Safe to call again; a fault leaves the job for another attempt, MOST_TRIES in all.
    """
    job = take_up(BatchJob, pk)
    if job is None:
        return
    try:
        if job.tries > MOST_TRIES:
            fail(job, OUT_OF_TRIES)
        else:
            make(job)
    except Overtaken:
        return
    except WorkflowRefused as refusal:
        fail(job, refusal.explanation)
    except Exception:
        release(job)
        raise


def make(job: BatchJob) -> None:
    """Write the ZIP into a file of its own, put it in its place and finish."""
    report, batch = watch(job), BATCHES[job.kind]
    with TemporaryFile() as target:
        made = batch.write(job, target, lambda done, total: report("", done, total))
        extend(job)
        stored = place_stream(target, name=batch.file_name(job), content_type=ZIP, actor=job.actor)
    finish(job, stored, made)


def finish(job: BatchJob, stored: StoredFile, made: Made) -> None:
    """The row of the file, the job done, a history line, a message."""
    with own(job) as mine:
        stored.save(force_insert=True)
        mine.state, mine.file, mine.count, mine.finished_at = State.DONE, stored, made.number, timezone.now()
        details = {"kind": mine.kind, "params": mine.params, "count": made.number, "file": stored.sha256}
        append_line(mine, actor=job.actor, action="make_batch", details=details | made.details)
        told = f"共{made.number}件，请在{KEPT_FOR.days}天内下载，到期后删除；需要时可以重新生成。"
        tell_sender(mine, f"已生成：{mine.title}", told)


def fail(job: BatchJob, why: str) -> None:
    """End a batch that cannot be made, with the reason."""
    with own(job) as mine:
        mine.state, mine.message, mine.finished_at = State.FAILED, why[:300], timezone.now()
        append_line(mine, actor=job.actor, action="fail_batch", reason=why)
        tell_sender(mine, f"未能生成：{mine.title}", why)


def tell_sender(job: BatchJob, title: str, body: str) -> None:
    """A message to whoever asked, with the way back to the job."""
    url = reverse("filings:batch", args=[job.pk])
    notify([job.actor], title=title[:120], body=body, url=url, key=f"batch:{job.pk}:{job.state}")


def expire_batches(now: datetime) -> int:
    """Delete the ZIPs that have been kept long enough; gives how many."""
    old = BatchJob.objects.filter(state=State.DONE, finished_at__lt=now - KEPT_FOR)
    expired = 0
    for pk in old.values_list("pk", flat=True):
        with transaction.atomic():
            job = BatchJob.objects.select_for_update().get(pk=pk)
            if job.state == State.DONE and job.file_id:
                file = StoredFile.objects.get(pk=job.file_id)
                job.state, job.file = State.EXPIRED, None
                job.save(update_fields=["state", "file"])
                discard_file(file)
                expired += 1
    return expired
