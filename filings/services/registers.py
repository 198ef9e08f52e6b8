"""Writes spaces and the rows of their registers, with the rules that look at other records. Shape is the forms' matter.

What a field can mend is raised as ValidationError by field, so that a form shows it; what no field can is WorkflowRefused.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Model, ProtectedError, Q
from django.urls import reverse

from filings.errors import WorkflowRefused
from filings.models import Application, Filing, FinancingEvent, IncubationCase, Operator, Resident, Site, Space, User
from filings.selectors.registers import EVENT, Register, is_filed, was_counted
from filings.storing import check_upload, store_checked
from filings.workflow import FilingState

LOCKED_WHILE_FILED = ("name", "operator_id", "district_id")
LOCKED_EXPLANATION = (
    "这个众创空间的备案在册。名称、运营主体、场地和面积发生变化的，须按第十四条报告变更，不能直接修改。"
)
Rule = Callable[[Any], None]


def create_space(space: Space, *, actor: User) -> Space:
    """Insert a space of the actor's organisation: refused without one; its name must be new there (ValidationError)."""
    if actor.operator_id is None:
        raise WorkflowRefused(
            "您的账号还没有所属机构。加入申请同意后，才能登记众创空间。", way_on=reverse("filings:desk")
        )
    with transaction.atomic():
        Operator.objects.select_for_update().get(pk=actor.operator_id)
        space.operator_id = actor.operator_id
        check_space_name(space)
        space.save(force_insert=True)
    return space


def save_space(space: Space, *, actor: User) -> Space:
    """Save a space as amended: locked; name and district stay while a filing is in force; the district stays once a
    site or a submitted application depends on it; the name stays the only one of its kind in the organisation.
    """
    with transaction.atomic():
        stored = lock_space(space, actor=actor)
        if is_filed(stored) and any(getattr(stored, name) != getattr(space, name) for name in LOCKED_WHILE_FILED):
            raise WorkflowRefused(LOCKED_EXPLANATION, way_on=way_to_change(stored))
        if stored.district_id != space.district_id:
            check_district_free(stored)
        check_space_name(space)
        space.save()
    return space


def save_row(row: Any, register: Register, *, actor: User, upload: UploadedFile[Any] | None = None) -> Any:
    """Add or amend a row: the upload checked; the space locked; refused where only a change filing may; the row checked
    against other rows (ValidationError by field); the upload stored; the row written.
    """
    checked = check_upload(upload) if upload else None
    with transaction.atomic():
        space = lock_space(row.space, actor=actor)
        require_open(space, register)
        require_standing(row, register)
        if rule := RULES.get(register.key):
            rule(row)
        if checked:
            row.file = store_checked(checked, actor=actor, operator=space.operator)
        row.save()
    return row


def end_row(row: Any, register: Register, *, actor: User, on: date) -> Any:
    """Give a row its last day. Refused for events, which have none; the other rules are save_row's."""
    if not register.end_field:
        raise WorkflowRefused(
            f"{register.title}按日期统计，不用填写截止日。", way_on=register_page(row.space, register)
        )
    if on < getattr(row, register.from_field):
        raise ValidationError({"on": f"不能早于起始日（{getattr(row, register.from_field)}），请核对。"})
    if register.key == "residents" and row.incorporated_on and on < row.incorporated_on:
        raise ValidationError({"on": f"不能早于注册为企业的日期（{row.incorporated_on}），请核对。"})
    setattr(row, register.end_field, on)
    return save_row(row, register, actor=actor)


def delete_row(row: Any, register: Register, *, actor: User) -> None:
    """Take out a row that was entered by mistake: refused where it stood in a submitted application, or where other
    rows refer to it.
    """
    with transaction.atomic():
        space = lock_space(row.space, actor=actor)
        require_open(space, register)
        require_standing(row, register)
        if was_counted(register, row):
            raise WorkflowRefused(
                f"这一行已计入提交过的申请，不能删除。{ending_advice(register)}", way_on=register_page(space, register)
            )
        try:
            row.delete()
        except ProtectedError:
            raise WorkflowRefused(
                "这家团队或企业还有典型案例或融资记录，请先处理这些记录，再删除。",
                way_on=register_page(space, register),
            ) from None


def ending_advice(register: Register) -> str:
    """What to do with a row that cannot be deleted."""
    return "不再有效的，请填写截止日。" if register.end_field else "填写有误的，请修改这一行。"


def lock_space(space: Space, *, actor: User) -> Space:
    """The space's row, locked until the transaction ends; refused outside the actor's organisation."""
    stored = Space.objects.select_for_update(of=("self",)).select_related("operator").get(pk=space.pk)
    if actor.operator_id != stored.operator_id:
        raise WorkflowRefused("只有本机构的成员可以修改登记名册。")
    return stored


def require_open(space: Space, register: Register) -> None:
    """Guard: a register that a filing rests on changes by a change filing alone while the filing is in force."""
    if register.changes_by_filing and is_filed(space):
        raise WorkflowRefused(LOCKED_EXPLANATION, way_on=way_to_change(space))


def way_to_change(space: Space) -> str:
    """Where a change of a filed space is reported."""
    filing = Filing.objects.filter(space=space, state=FilingState.ACTIVE).first()
    return reverse("filings:change-new", args=[filing.pk]) if filing else space_page(space)


def require_standing(row: Any, register: Register) -> None:
    """Guard: an event that the district found not to count stays as it is, as the table has it by now."""
    if register.span != EVENT or row.pk is None:
        return
    struck = register.model._default_manager.filter(pk=row.pk, struck_on__isnull=False)
    if (day := struck.values_list("struck_on", flat=True).first()) is not None:
        raise WorkflowRefused(
            f"这一行经区县核实不予认定（{day}起不计入），不能修改或删除。", way_on=register_page(row.space, register)
        )


def register_page(space: Space, register: Register) -> str:
    """The address of a register."""
    return reverse("filings:space-register", args=[space.pk, register.key])


def space_page(space: Space) -> str:
    """The address of a space."""
    return reverse("filings:space", args=[space.pk])


def check_space_name(space: Space) -> None:
    """Rule: one name once in an organisation."""
    same = Space.objects.filter(operator_id=space.operator_id, name=space.name).exclude(pk=space.pk)
    if same.exists():
        raise ValidationError({"name": "本机构已有同名的众创空间，请换一个名称。"})


def check_district_free(space: Space) -> None:
    """Rule: the district stays once sites or submitted applications rest on it."""
    if space.sites.exists():
        raise ValidationError({"district": "已登记的场地都在原来的区县。请先处理场地，再修改所在区县。"})
    if Application.objects.filter(space=space, submitted_at__isnull=False).exists():
        raise ValidationError({"district": "已提交过申请，所在区县不能再修改。"})


def check_site(site: Site) -> None:
    """Rule: all sites of a space lie in its district."""
    if site.district_id != site.space.district_id:
        raise ValidationError(
            {
                "district": f"一个众创空间的全部场地应在同一个区县（{site.space.district}）。其他区县的场地请另行登记众创空间。"
            }
        )


def check_resident(resident: Resident) -> None:
    """Rules: not in residence twice at a time; its cases and financing stay within its time in residence."""
    others = Resident.objects.filter(overlapping(resident), space=resident.space).exclude(pk=resident.pk)
    if resident.uscc and (same := others.filter(uscc=resident.uscc).first()):
        raise ValidationError({"uscc": f"这个代码已登记在“{same}”（{same.entered_on}入驻），请在原来的一行修改。"})
    if same := others.filter(name=resident.name).first():
        raise ValidationError({"name": f"“{same}”已经登记（{same.entered_on}入驻），请在原来的一行修改。"})
    if resident.pk:
        check_events_within(resident)


def overlapping(resident: Resident) -> Q:
    """Residents whose time in residence meets this one's."""
    later = Q(left_on__isnull=True) | Q(left_on__gte=resident.entered_on)
    return later & Q(entered_on__lte=resident.left_on) if resident.left_on else later


def check_events_within(resident: Resident) -> None:
    """Rule: cases and financing that stand do not come before entry, financing not after leaving."""
    standing = {"resident": resident, "struck_on": None}
    financed = FinancingEvent.objects.filter(**standing).order_by("on")
    dated: list[FinancingEvent | IncubationCase] = [*financed, *IncubationCase.objects.filter(**standing)]
    if early := next((event for event in dated if event.on < resident.entered_on), None):
        raise ValidationError({"entered_on": f"已登记{early.on}的案例或融资，入驻日不能晚于这一天，请核对。"})
    late = next((event for event in financed if resident.left_on and event.on > resident.left_on), None)
    if late:
        raise ValidationError({"left_on": f"已登记{late.on}到账的融资，迁出日不能早于这一天，请核对。"})


def check_case(case: IncubationCase) -> None:
    """Rule: a case is one of the space's own residents, not before it moved in."""
    if case.resident is not None:
        check_belongs(case)
        if case.on < case.resident.entered_on:
            raise ValidationError({"on": f"不能早于该团队或企业的入驻日（{case.resident.entered_on}），请核对。"})


def check_financing(event: FinancingEvent) -> None:
    """Rule: financing came to one of the space's own residents while it was in residence."""
    check_belongs(event)
    entered, left = event.resident.entered_on, event.resident.left_on
    if event.on < entered or (left and event.on > left):
        span = f"{entered}至{left}" if left else f"{entered}起"
        raise ValidationError({"on": f"到账时应在驻（{event.resident}{span}在驻），请核对。"})


def check_belongs(event: IncubationCase | FinancingEvent) -> None:
    """Rule: the resident is one of the same space."""
    if event.resident is not None and event.resident.space_id != event.space_id:
        raise ValidationError({"resident": "请选择本空间的团队或企业。"})


RULES: dict[str, Rule] = {
    "sites": check_site,
    "residents": check_resident,
    "cases": check_case,
    "financing": check_financing,
}
"""The rules of a register that look at other records, called with the row before it is written."""


def is_deletable(row: Model, register: Register) -> bool:
    """Whether delete_row would take the row out, so that a page offers it."""
    if getattr(row, "struck_on", None) is not None or was_counted(register, row):
        return False
    return not isinstance(row, Resident) or not (row.cases.exists() or row.financing.exists())
