"""Guidance that a makerspace in the pool was given is put on record by its district, its own and that of associations."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from filings import permissions
from filings.errors import WorkflowRefused
from filings.models import GuidanceFile, GuidanceRecord, PoolEntry, User
from filings.permissions import Act
from filings.services.doubles import a_moment_ago
from filings.services.history import append_line
from filings.services.pool.assessing import lock_entry
from filings.services.pool.messages import tell_of_guidance
from filings.services.transitions import require
from filings.storing import check_upload, store_checked


def record_guidance(
    entry: PoolEntry,
    *,
    actor: User,
    kind: str,
    on: date,
    by: str,
    organisation: str = "",
    content: str,
    files: Sequence[UploadedFile[Any]] = (),
) -> GuidanceRecord:
    """Record one guidance: files checked; entry locked and in the pool; not the same twice within a moment; record, files,
    history line with their digests, message to the operator. ValidationError by field where the day lies ahead or the organisation is not named.
    """
    checked = [check_upload(file) for file in files]
    own = by == GuidanceRecord.By.DISTRICT
    if on > timezone.localdate():
        raise ValidationError({"on": "日期不能晚于今天，请在辅导后登记。"})
    if not own and not organisation.strip():
        raise ValidationError({"organisation": "请填写社会组织名称。"})
    with transaction.atomic():
        locked = lock_entry(entry)
        require(permissions.can_on_pool(actor, Act.KEEP_POOL, locked))
        said = {"kind": kind, "on": on, "by": by, "organisation": "" if own else organisation.strip()}
        said["content"] = content.strip()
        require_not_twice(locked, actor, said)
        record = GuidanceRecord.objects.create(entry=locked, recorded_by=actor, **said)
        stored = [store_checked(each, actor=actor, operator=None) for each in checked]
        GuidanceFile.objects.bulk_create([GuidanceFile(record=record, file=file) for file in stored])
        told = {"record": record.pk, "on": on.isoformat(), "by": by, "files": [file.sha256 for file in stored]}
        append_line(locked, actor=actor, action="record_guidance", reason=record.content, details=told)
        tell_of_guidance(record)
    return record


def require_not_twice(locked: PoolEntry, actor: User, said: Mapping[str, Any]) -> None:
    """Guard: the account has not just recorded the same, as by sending a form twice."""
    just_now = locked.guidance.filter(recorded_by=actor, recorded_at__gte=a_moment_ago(), struck_on__isnull=True)
    if just_now.filter(**said).exists():
        way_on = reverse("filings:pool-entry", args=[locked.pk])
        raise WorkflowRefused("刚才已经保存过相同的辅导记录，没有重复登记。", way_on=way_on)


def strike_guidance(record: GuidanceRecord, *, actor: User, reason: str) -> GuidanceRecord:
    """Strike a record that was made by mistake: entry locked and in the pool; the record kept with the reason; history line."""
    if not reason.strip():
        raise ValidationError({"reason": "请填写作废的原因。"})
    with transaction.atomic():
        entry = lock_entry(record.entry)
        require(permissions.can_on_pool(actor, Act.KEEP_POOL, entry))
        locked = GuidanceRecord.objects.select_for_update(of=("self",)).get(pk=record.pk, entry=entry)
        if locked.struck_on is not None:
            raise WorkflowRefused("这条辅导记录已经作废。", way_on=reverse("filings:pool-entry", args=[entry.pk]))
        locked.struck_on, locked.struck_reason = timezone.localdate(), reason.strip()
        locked.save(update_fields=["struck_on", "struck_reason"])
        told = {"record": locked.pk}
        append_line(entry, actor=actor, action="strike_guidance", reason=locked.struck_reason, details=told)
    return locked
