"""Panels by lot: a draw is proposed, then confirmed or made anew with a reason. Assigning itself is in panels.py."""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from filings.errors import WorkflowRefused
from filings.models import Application, PanelDraw, ReviewAssignment, User
from filings.rules.draws import PoolTooSmallError, Quota, draw
from filings.selectors.draws import changes_since, lots_of, pool_for, proposed_draw, quota_text
from filings.selectors.reviews import review_number
from filings.services.history import append_line, digest_of
from filings.services.panels import assign_experts, lock_for_panel
from zzspace.wording import moment_zh

SEED_BYTES = 16
MOST_DRAWN = 15
ASK_ANEW = "抽取以后申请有过变动，或者有专家应当回避、账号停用，不能再按当时的专家库确认，请重新抽取。"
Status = PanelDraw.Status


def draw_panel(
    application: Application, *, actor: User, quotas: Sequence[Quota], most_open: int, reason: str = ""
) -> PanelDraw:
    """Draw experts from all in use and record seed, pool, exclusions and result: row, history line. Nobody is assigned yet.

    A draw that still waits is discarded first, for which `reason` is needed: nobody draws until it suits.
    """
    with transaction.atomic():
        locked = lock_for_panel(application, actor=actor)
        require_numbers(quotas)
        if waiting := proposed_draw(locked):
            discard(waiting, locked, actor=actor, reason=reason)
        pool = pool_for(locked, most_open=most_open)
        seed, drawn = draw_lots(pool, quotas)
        record = PanelDraw.objects.create(
            application=locked,
            sequence=review_number(locked),
            seed=seed,
            quotas=[{"field": quota.field, "number": quota.number} for quota in quotas],
            most_open=most_open,
            pool=pool,
            drawn=list(drawn),
            by=actor,
        )
        details = {"draw": record.pk, "seed": seed, "pool": digest_of(pool), "experts": list(drawn)}
        text = "、".join(map(quota_text, quotas))
        append_line(locked, actor=actor, action="draw_panel", reason=text, details=details)
    return record


def require_numbers(quotas: Sequence[Quota]) -> None:
    """Guard: somebody is to be drawn, and not a crowd."""
    if not quotas or not 0 < sum(quota.number for quota in quotas) <= MOST_DRAWN:
        raise WorkflowRefused(f"请填写抽取人数，一次最多抽取{MOST_DRAWN}位。")


def draw_lots(pool: Sequence[dict[str, Any]], quotas: Sequence[Quota]) -> tuple[str, tuple[int, ...]]:
    """A new seed and whom it draws from a pool; refused where a field has too few."""
    seed = secrets.token_hex(SEED_BYTES)
    try:
        return seed, draw(lots_of(pool), quotas, seed=seed)
    except PoolTooSmallError as error:
        field = f"“{error.quota.field}”领域" if error.quota.field else "专家库中"
        raise WorkflowRefused(
            f"{field}可以抽取的专家不足，还差{error.lacking}位。请减少人数、放宽领域或在办上限。"
        ) from None


def discard(record: PanelDraw, application: Application, *, actor: User, reason: str) -> None:
    """Put a proposed draw aside with its reason: row, history line. It stays on file."""
    if not reason.strip():
        raise WorkflowRefused(f"{moment_zh(record.at)}的抽取结果还没有确认。重新抽取的，请填写原因。")
    record.status = Status.DISCARDED
    record.ended_reason = reason
    record.save(update_fields=["status", "ended_reason"])
    append_line(application, actor=actor, action="discard_draw", reason=reason, details={"draw": record.pk})


def require_unchanged(record: PanelDraw) -> None:
    """Guard: case and pool are those that were drawn from; else the lots of that day say nothing any more."""
    if changes := changes_since(record):
        raise WorkflowRefused(
            f"{ASK_ANEW}这次结果留存备查。",
            problems=tuple(f"{change}。" for change in changes),
            way_on=reverse("filings:application-draw", args=[record.application_id]),
        )


def confirm_draw(record: PanelDraw, *, actor: User, due_on: date) -> list[ReviewAssignment]:
    """Assign the experts drawn: draw confirmed, history line, places; refused with the way to a new draw when the case
    moved since or somebody of the pool may no longer sit.
    """
    with transaction.atomic():
        locked = lock_for_panel(record.application, actor=actor)
        row = PanelDraw.objects.select_for_update().get(pk=record.pk)
        if row.status != Status.PROPOSED:
            raise WorkflowRefused(f"这次抽取{row.get_status_display()}，不用再办理。")
        row.application = locked
        require_unchanged(row)
        by_pk = User.objects.in_bulk(row.drawn)
        row.status = Status.CONFIRMED
        row.save(update_fields=["status"])
        append_line(locked, actor=actor, action="confirm_draw", details={"draw": row.pk})
        return assign_experts(locked, actor=actor, experts=[by_pk[pk] for pk in row.drawn], due_on=due_on)
