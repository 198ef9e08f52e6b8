"""Markers by lot: a draw is proposed, then confirmed or made anew with a reason. Assigning itself is in marking.py."""

from collections.abc import Sequence

from django.urls import reverse

from evaluation.models import Campaign, MarkersDraw
from evaluation.selectors.campaigns.markers import (
    entries_to_mark,
    markers_draw_changes,
    markers_pool,
    proposed_markers_draw,
)
from evaluation.services.campaigns.marking import Assigned, assign_locked
from evaluation.services.campaigns.transitions import acting_in
from evaluation.workflow import CampaignAction
from filings.errors import WorkflowRefused
from filings.models import User
from filings.rules.draws import Quota
from filings.selectors.draws import quota_text
from filings.services.draws import draw_lots, require_numbers
from filings.services.history import append_line, digest_of
from zzspace.wording import moment_zh

Status = MarkersDraw.Status
ASK_ANEW = "抽取以后有专家应当回避或者账号停用，不能再按当时的专家库确认，请重新抽取。这次结果留存备查。"


def draw_markers(
    campaign: Campaign, *, actor: User, kind: str, quotas: Sequence[Quota], most_open: int, reason: str = ""
) -> MarkersDraw:
    """Draw experts from all in use and record seed, pool, exclusions and result: row, history line. Nobody is assigned yet.

    A draw that still waits is discarded first, for which `reason` is needed: nobody draws until it suits.
    """
    with acting_in(campaign, CampaignAction.ASSIGN, actor=actor) as locked:
        require_numbers(quotas)
        if not entries_to_mark(locked, kind).exists():
            raise WorkflowRefused("所选范围内没有参加评价的众创空间。")
        if waiting := proposed_markers_draw(locked):
            discard(waiting, locked, actor=actor, reason=reason)
        pool = markers_pool(locked, kind, most_open=most_open)
        seed, drawn = draw_lots(pool, quotas)
        record = MarkersDraw.objects.create(
            campaign=locked,
            kind=kind,
            seed=seed,
            quotas=[{"field": quota.field, "number": quota.number} for quota in quotas],
            most_open=most_open,
            pool=pool,
            drawn=list(drawn),
            by=actor,
        )
        details = {"draw": record.pk, "seed": seed, "pool": digest_of(pool), "experts": list(drawn)}
        text = "、".join(map(quota_text, quotas))
        append_line(locked, actor=actor, action="draw_markers", reason=text, details=details)
    return record


def discard(record: MarkersDraw, campaign: Campaign, *, actor: User, reason: str) -> None:
    """Put a proposed draw aside with its reason: row, history line. It stays on file."""
    if not reason.strip():
        raise WorkflowRefused(f"{moment_zh(record.at)}的抽取结果还没有确认。重新抽取的，请填写原因。")
    record.status, record.ended_reason = Status.DISCARDED, reason.strip()
    record.save(update_fields=["status", "ended_reason"])
    append_line(campaign, actor=actor, action="discard_draw", reason=reason.strip(), details={"draw": record.pk})


def confirm_markers_draw(record: MarkersDraw, *, actor: User) -> Assigned:
    """Assign the experts drawn to all makerspaces of the draw: draw confirmed, history line, places, messages; refused with
    the way to a new draw when somebody of the pool may no longer mark.
    """
    with acting_in(record.campaign, CampaignAction.ASSIGN, actor=actor) as locked:
        row = MarkersDraw.objects.select_for_update().get(pk=record.pk)
        if row.status != Status.PROPOSED:
            raise WorkflowRefused(f"这次抽取{row.get_status_display()}，不用再办理。")
        row.campaign = locked
        if changes := markers_draw_changes(row):
            raise WorkflowRefused(
                ASK_ANEW,
                problems=tuple(f"{change}。" for change in changes),
                way_on=reverse("evaluation:campaign-draw", args=[locked.pk]),
            )
        row.status = Status.CONFIRMED
        row.save(update_fields=["status"])
        append_line(locked, actor=actor, action="confirm_draw", details={"draw": row.pk})
        by_pk = User.objects.in_bulk(row.drawn)
        entries = list(entries_to_mark(locked, row.kind))
        return assign_locked(locked, entries, [by_pk[pk] for pk in row.drawn], actor=actor)
