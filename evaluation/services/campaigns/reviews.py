"""Requests for review of a preliminary result with the city's reply, and typical practice found in an evaluation."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import IntegrityError
from django.utils import timezone

from evaluation.models import Entry, ReviewRequest, TypicalPractice
from evaluation.services.campaigns.messages import OWN_RESULTS, tell_operators
from evaluation.services.campaigns.results import write_correction
from evaluation.services.campaigns.transitions import acting_in
from evaluation.workflow import CampaignAction
from filings.errors import WorkflowRefused
from filings.models import Notice, User
from filings.services.history import append_line
from filings.services.notices import city_staff, notify, settle_notices
from zzspace.wording import date_zh

Status = ReviewRequest.Status


def request_review(entry: Entry, *, reason: str, actor: User) -> ReviewRequest:
    """Ask for a preliminary result to be looked at again, once, by the day given; the city is told."""
    if not reason.strip():
        raise WorkflowRefused("请写明复核理由。")
    try:
        with acting_in(entry.campaign, CampaignAction.REQUEST_REVIEW, actor=actor, entry=entry) as campaign:
            if campaign.review_due_on and timezone.localdate() > campaign.review_due_on:
                raise WorkflowRefused(f"申请复核的期限{date_zh(campaign.review_due_on)}已过。")
            if not entry.results.filter(superseded_at=None).exists():
                raise WorkflowRefused("没有可以复核的初评结果。")
            request = ReviewRequest.objects.create(entry=entry, reason=reason.strip(), requested_by=actor)
            append_line(entry, actor=actor, action=CampaignAction.REQUEST_REVIEW, reason=request.reason)
            notify(
                city_staff(),
                title=f"复核申请：{entry.space}{campaign}",
                body="请核对后答复；答复前不能公布结果。",
                url=f"{OWN_RESULTS}{entry.pk}/",
                key=request_key(request),
                kind=Notice.Kind.HANDLING,
            )
    except IntegrityError:
        raise WorkflowRefused("已经申请过复核，对同一次初评结果只能申请一次。") from None
    return request


def request_key(request: ReviewRequest) -> str:
    """The key of the message that asks for a reply."""
    return f"review-request:{request.pk}"


def reply_to_request(
    request: ReviewRequest, *, upheld: bool, reply: str, actor: User, marks: Mapping[str, Decimal] | None = None
) -> ReviewRequest:
    """Answer a request with reasons: upheld, a new version of the result is written with these marks and the figures of the
    return now; denied, the preliminary result stands. The operator is told.
    """
    if not reply.strip():
        raise WorkflowRefused("请填写复核意见。")
    with acting_in(request.entry.campaign, CampaignAction.REPLY, actor=actor) as campaign:
        locked = ReviewRequest.objects.select_for_update(of=("self",)).select_related("entry__space").get(pk=request.pk)
        if locked.status != Status.OPEN:
            raise WorkflowRefused(f"这件复核申请已经答复（{locked.get_status_display()}）。")
        locked.status = Status.UPHELD if upheld else Status.DENIED
        locked.reply, locked.replied_by, locked.replied_at = reply.strip(), actor, timezone.now()
        locked.save()
        entry = locked.entry
        append_line(
            entry,
            actor=actor,
            action=CampaignAction.REPLY,
            from_state=Status.OPEN,
            to_state=locked.status,
            reason=locked.reply,
        )
        settle_notices([request_key(locked)], body="这件复核申请已经答复。")
        if upheld:
            write_correction(
                campaign,
                entry,
                marks=marks or {},
                clause=entry.forced_clause,
                forced_reason=entry.forced_reason,
                reason=f"复核：{locked.reply}"[:500],
                actor=actor,
                why=locked.reply,
            )
        tell_operators(
            campaign,
            f"replied-{locked.pk}",
            title=f"复核答复：{entry.space}{campaign}",
            body=f"{locked.get_status_display()}。{locked.reply}",
            entry=entry,
        )
    return locked


def mark_practice(entry: Entry, *, title: str, text: str, actor: User) -> TypicalPractice:
    """Mark good practice (典型经验, 第十二条), or change how it is told; public once the results are. A line in the history."""
    if not title.strip() or not text.strip():
        raise WorkflowRefused("请填写典型经验的标题和做法。")
    with acting_in(entry.campaign, CampaignAction.MARK_PRACTICE, actor=actor):
        if not Entry.objects.filter(pk=entry.pk, takes_part=True).exists():
            raise WorkflowRefused("本年度不参加评价，不能评定典型经验。")
        practice, _new = TypicalPractice.objects.update_or_create(
            entry=entry,
            defaults={"title": title.strip(), "text": text.strip(), "marked_by": actor, "is_public": True},
        )
        append_line(entry, actor=actor, action=CampaignAction.MARK_PRACTICE, details={"title": practice.title})
    return practice


def withdraw_practice(practice: TypicalPractice, *, reason: str, actor: User) -> TypicalPractice:
    """Take a practice off the public pages, with the reason."""
    if not reason.strip():
        raise WorkflowRefused("请填写撤下的理由。")
    with acting_in(practice.entry.campaign, CampaignAction.MARK_PRACTICE, actor=actor):
        practice.is_public = False
        practice.save(update_fields=["is_public"])
        append_line(practice.entry, actor=actor, action="withdraw_practice", reason=reason.strip())
    return practice
