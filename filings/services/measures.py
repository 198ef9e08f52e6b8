"""A district publishes its own measures (Article 16), gives them a last day, takes a mistaken one back. For reference alone:
no other service reads them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from filings import permissions
from filings.errors import WorkflowRefused
from filings.models import User
from filings.models.measures import DistrictMeasure, MeasureFigure
from filings.permissions import Act
from filings.selectors.measures import OWN_THRESHOLDS
from filings.services.history import append_line, digest_of
from filings.storing import check_upload, store_checked
from filings.workflow import Role


@dataclass(frozen=True, slots=True)
class MeasureText:
    """What the document says of itself."""

    title: str
    effective_from: date
    effective_until: date | None = None
    number: str = ""
    note: str = ""


def publish_measure(
    text: MeasureText, *, actor: User, file: UploadedFile[Any], figures: Mapping[str, tuple[int, str]]
) -> DistrictMeasure:
    """Publish measures of the actor's district: the file checked; none of the same title and first day; row, file, own figures (threshold → value and note), history
    line with their digests. ValidationError by field where the days or the names of figures do not fit.
    """
    if not permissions.role_may(actor, Act.KEEP_MEASURES) or actor.district is None:
        raise WorkflowRefused("由区县科技主管部门发布本区县的标准。")
    checked = check_upload(file)
    require_days(text)
    if unknown := sorted(set(figures) - set(OWN_THRESHOLDS)):
        raise ValidationError({"file": f"没有这些指标：{'、'.join(unknown)}"})
    with transaction.atomic():
        stored = store_checked(checked, actor=actor, operator=None)
        given = {name: getattr(text, name) for name in MeasureText.__slots__}
        measure = insert_measure(DistrictMeasure(district=actor.district, file=stored, published_by=actor, **given))
        MeasureFigure.objects.bulk_create(
            [
                MeasureFigure(measure=measure, threshold=key, value=value, note=note)
                for key, (value, note) in figures.items()
            ]
        )
        told = {"file": stored.sha256, "figures": digest_of({key: value for key, (value, _) in figures.items()})}
        append_line(measure, actor=actor, action="publish_measure", reason=measure.title, details=told)
    return measure


def insert_measure(measure: DistrictMeasure) -> DistrictMeasure:
    """Insert; the constraint keeps the same measures from being public twice, as by sending a form twice."""
    try:
        with transaction.atomic():
            measure.save(force_insert=True)
    except IntegrityError:
        raise WorkflowRefused(
            "同名、同一天施行的区县标准已经发布，没有重复发布。需要更换的，请先撤下已发布的一份。",
            way_on=reverse("filings:measures-own"),
        ) from None
    return measure


def require_days(text: MeasureText) -> None:
    """Rule: the last day is not before the first."""
    if text.effective_until is not None and text.effective_until < text.effective_from:
        raise ValidationError({"effective_until": "有效期不能早于施行日期，请核对。"})


def end_measure(measure: DistrictMeasure, *, actor: User, until: date) -> DistrictMeasure:
    """Give measures their last day, or another one: locked, the actor's own, not withdrawn; history line."""
    with transaction.atomic():
        locked = lock_measure(measure, actor=actor)
        if until < locked.effective_from:
            raise ValidationError({"until": f"不能早于施行日期（{locked.effective_from}），请核对。"})
        locked.effective_until = until
        locked.save(update_fields=["effective_until"])
        append_line(locked, actor=actor, action="end_measure", details={"until": until.isoformat()})
    return locked


def withdraw_measure(measure: DistrictMeasure, *, actor: User, reason: str) -> DistrictMeasure:
    """Take measures off the public pages that were published by mistake, with a reason: locked, the actor's own; history
    line. Row and file are kept.
    """
    with transaction.atomic():
        locked = lock_measure(measure, actor=actor)
        if not reason.strip():
            raise ValidationError({"reason": "请填写撤下的原因。"})
        locked.withdrawn_on, locked.withdrawal_reason = timezone.localdate(), reason.strip()
        locked.save(update_fields=["withdrawn_on", "withdrawal_reason"])
        append_line(locked, actor=actor, action="withdraw_measure", reason=locked.withdrawal_reason)
    return locked


def lock_measure(measure: DistrictMeasure, *, actor: User) -> DistrictMeasure:
    """The row, locked; refused where it is another district's or was withdrawn meanwhile."""
    locked = DistrictMeasure.objects.select_for_update(of=("self",)).select_related("district").get(pk=measure.pk)
    way_on = reverse("filings:measures-own") if actor.role == Role.DISTRICT else ""
    if not permissions.kept_measures(actor).filter(pk=locked.pk).exists():
        raise WorkflowRefused("只能修改本区县发布的标准。", way_on=way_on)
    if locked.withdrawn_on is not None:
        raise WorkflowRefused("这份区县标准已经撤下，不能再修改；需要时请重新发布。", way_on=way_on)
    return locked
