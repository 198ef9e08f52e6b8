"""Writes the organisation's own page. Registration, joining and confirmation stand in services.registration."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse

from filings.errors import WorkflowRefused
from filings.models import Filing, Operator, User
from filings.services.history import append_line
from filings.services.registration import tell_district
from filings.storing import check_upload, store_checked

LOCKED_EXPLANATION = "本机构有备案在册的众创空间。机构名称发生变化的，须按第十四条报告变更，不能直接修改。"


def save_organisation(operator: Operator, *, actor: User, licence: UploadedFile[Any] | None = None) -> Operator:
    """Save an organisation as amended: locked; the code never changes; the name stays while a filing is in force;
    a new licence is stored; a confirmed organisation with a new name goes back to its district for confirmation
    (status, history line, message).
    """
    checked = check_upload(licence) if licence else None
    with transaction.atomic():
        stored = Operator.objects.select_for_update().get(pk=operator.pk)
        if actor.operator_id != stored.pk:
            raise WorkflowRefused("只有本机构的成员可以修改机构信息。")
        renamed = stored.name != operator.name
        if renamed and has_filing(stored):
            raise WorkflowRefused(LOCKED_EXPLANATION, way_on=reverse("filings:filings"))
        operator.uscc, operator.status = stored.uscc, stored.status
        if checked:
            operator.licence = store_checked(checked, actor=actor, operator=stored)
        operator.save()
        if renamed and stored.status == Operator.Status.CONFIRMED:
            ask_for_new_name(operator, actor=actor)
    return operator


def ask_for_new_name(operator: Operator, *, actor: User) -> None:
    """A confirmed organisation under another name waits for its district again, in the caller's transaction."""
    operator.status = Operator.Status.PENDING
    operator.save()
    line = append_line(operator, actor=actor, action="rename", from_state="confirmed", to_state="pending")
    tell_district(operator, title=f"更名后待确认：{operator.name}", key=f"operator:{operator.pk}:{line.sequence}")


def has_filing(operator: Operator) -> bool:
    """Whether a filing of the organisation is in force."""
    return Filing.objects.filter(operator=operator, state="active").exists()
