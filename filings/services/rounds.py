"""Opening and editing rounds of applications; who may apply in one is a guard of submitting."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from filings import permissions
from filings.errors import WorkflowRefused
from filings.models import Round, User
from filings.permissions import Act
from filings.selectors.rounds import LOCKED_ONCE_USED, is_used
from filings.services.history import append_line


def require_city(actor: User) -> None:
    """Refuse accounts that never run rounds."""
    if not permissions.role_may(actor, Act.RUN_ROUNDS):
        raise WorkflowRefused("您的角色不能办理这一事项。")


def create_round(*, actor: User, **fields: Any) -> Round:
    """Open a round: write the row and the first line of its history."""
    require_city(actor)
    with transaction.atomic():
        record = Round.objects.create(created_by=actor, **fields)
        append_line(record, actor=actor, action="create_round")
    return record


def edit_round(record: Round, *, actor: User, **fields: Any) -> Round:
    """Change a round: what applications were submitted on stays as it is, the end only moves later.

    Locks the row, so that a submission and a change never pass each other; one history line names the fields.
    """
    require_city(actor)
    with transaction.atomic():
        locked = Round.objects.select_for_update().get(pk=record.pk)
        changed = {name: value for name, value in fields.items() if getattr(locked, name) != value}
        if is_used(locked):
            refuse_locked(changed)
            refuse_earlier_end(locked, changed.get("closes_at"))
        for name, value in changed.items():
            setattr(locked, name, value)
        locked.save()
        if changed:
            append_line(locked, actor=actor, action="edit_round", details={"fields": sorted(changed)})
    return locked


def refuse_locked(changed: Mapping[str, Any]) -> None:
    """Terms on which someone has applied do not change any more."""
    labels = {field.name: str(field.verbose_name) for field in Round._meta.fields}
    problems = [labels[name] for name in LOCKED_ONCE_USED if name in changed]
    if problems:
        raise WorkflowRefused(f"本批次已有申请提交，{'、'.join(problems)}不能再修改。")


def refuse_earlier_end(record: Round, closes_at: datetime | None) -> None:
    """An end that was announced is kept or put later."""
    if closes_at is not None and closes_at < record.closes_at:
        raise WorkflowRefused("本批次已有申请提交，截止时间只能延后。")
