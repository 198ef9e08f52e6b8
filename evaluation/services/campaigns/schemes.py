"""Schemes: copied, edited while they are drafts, frozen by the campaign that uses them. A frozen one never changes."""

from typing import Any

from django.apps import apps as live_apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluation.models import EvaluationScheme
from evaluation.permissions import StatisticsAct, role_may
from evaluation.scoring.example_scheme import EXAMPLE, EXAMPLE_CODE
from evaluation.scoring.scheme_checks import scheme_problems
from evaluation.scoring.schemes import Scheme, scheme_data
from filings.errors import WorkflowRefused
from filings.models import User
from filings.services.history import append_line, digest_of


def require_city(actor: User) -> None:
    """Refuse accounts that never run the evaluation."""
    if not role_may(actor, StatisticsAct.RUN_EVALUATION):
        raise WorkflowRefused("考核评价由市科技局组织，您的角色不能办理。")


def install_example(apps: Any = live_apps, using: str = "default") -> None:
    """Create the example scheme where no scheme is there yet; running it again changes nothing."""
    schemes = apps.get_model("evaluation", "EvaluationScheme").objects.using(using)
    if not schemes.exists():
        schemes.create(code=EXAMPLE_CODE, title=EXAMPLE.title, content=scheme_data(EXAMPLE), is_example=True)


def copy_scheme(source: EvaluationScheme, *, code: str, title: str, actor: User) -> EvaluationScheme:
    """A new draft that begins as a copy: the next version where the code is that of an earlier one.

    Refused while a draft of that code stands. Writes the row and its first history line.
    """
    require_city(actor)
    try:
        with transaction.atomic():
            latest = EvaluationScheme.objects.filter(code=code).order_by("-version").first()
            record = EvaluationScheme.objects.create(
                code=code,
                version=latest.version + 1 if latest else 1,
                title=title.strip(),
                content=source.content | {"title": title.strip()},
                copied_from=source,
                created_by=actor,
            )
            append_line(record, actor=actor, action="copy_scheme", details={"from": source.pk})
    except IntegrityError:
        raise WorkflowRefused(f"方案{code}已有一个草稿，请先修改或启用那一份，或者使用另一个代码。") from None
    return record


def lock_scheme(record: EvaluationScheme) -> EvaluationScheme:
    """The row, locked until the transaction ends."""
    return EvaluationScheme.objects.select_for_update(of=("self",)).get(pk=record.pk)


def refuse_fixed(record: EvaluationScheme, *, way_on: str = "") -> None:
    """Guard: the scheme is a draft of the city's own."""
    if record.is_frozen or record.is_example:
        raise WorkflowRefused("示例和已启用的方案不能修改。请复制成新的方案后修改。", way_on=way_on)


def save_scheme(record: EvaluationScheme, *, scheme: Scheme, revision: int, actor: User) -> EvaluationScheme:
    """Save a draft, with whatever problems it still has; they stand in the way of its use alone.

    Refused once frozen, and where the page shows an older saving. Appends a line with the digest of the content.
    """
    require_city(actor)
    with transaction.atomic():
        locked = lock_scheme(record)
        refuse_fixed(locked)
        if locked.revision != revision:
            raise WorkflowRefused("您打开这一页以后，方案有过变动。请重新打开，核对后再保存。")
        locked.content, locked.title = scheme_data(scheme), scheme.title
        locked.revision += 1
        locked.save()
        append_line(locked, actor=actor, action="save_scheme", details={"content": digest_of(locked.content)})
    return locked


def freeze_scheme(record: EvaluationScheme, *, actor: User) -> EvaluationScheme:
    """Freeze a scheme for a campaign, in the caller's transaction; one that is frozen stays as it is.

    Refused with all that keeps it from use.
    """
    locked = lock_scheme(record)
    if problems := scheme_problems(locked.scheme):
        raise WorkflowRefused("方案还不能使用，请先修改。", problems=tuple(each.text for each in problems))
    if not locked.is_frozen:
        locked.frozen_at = timezone.now()
        locked.save(update_fields=["frozen_at"])
        append_line(locked, actor=actor, action="freeze_scheme", details={"content": digest_of(locked.content)})
    return locked
