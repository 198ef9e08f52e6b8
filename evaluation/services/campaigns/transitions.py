"""advance_campaign() alone writes a campaign's state; acting_in() is how every other act in a campaign begins."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import timezone

from evaluation.models import Campaign, Entry
from evaluation.permissions import can_in_campaign
from evaluation.workflow import CampaignAction, CampaignState, campaign_transition
from filings.errors import WorkflowRefused
from filings.models import User
from filings.services.history import append_line

Guard = Callable[[Campaign], None]
Effect = Callable[[Campaign], None]


def lock_campaign(campaign: Campaign) -> Campaign:
    """The row, locked until the transaction ends."""
    return Campaign.objects.select_for_update(of=("self",)).select_related("scheme").get(pk=campaign.pk)


@contextmanager
def acting_in(
    campaign: Campaign, action: CampaignAction, *, actor: User, entry: Entry | None = None
) -> Iterator[Campaign]:
    """One transaction with the campaign's row locked, once role, reach and state have been checked on it
    (WorkflowRefused otherwise). The caller writes and appends its line of history.
    """
    with transaction.atomic():
        locked = lock_campaign(campaign)
        decision = can_in_campaign(actor, action, locked, entry)
        if not decision:
            raise WorkflowRefused(decision.reason)
        yield locked


def advance_campaign(
    campaign: Campaign,
    action: CampaignAction,
    *,
    actor: User,
    reason: str = "",
    guards: Iterable[Guard] = (),
    prepare: Iterable[Effect] = (),
    follow: Iterable[Effect] = (),
    details: Callable[[], dict[str, Any]] | None = None,
) -> Campaign:
    """Take a campaign to its next state, all or nothing.

    In one transaction: lock the row; check role and state; run `guards`; run `prepare`, which may set fields and write
    results; write state and instant; append the history line with `details`; run `follow` (messages).
    """
    with acting_in(campaign, action, actor=actor) as locked:
        row = campaign_transition(action, actor.role)
        if row is None or row.target is None:
            raise WorkflowRefused("这一事项不改变考核评价的状态。")
        for guard in guards:
            guard(locked)
        for effect in prepare:
            effect(locked)
        before = locked.state
        enter_state(locked, row.target)
        locked.save()
        append_line(
            locked,
            actor=actor,
            action=action,
            from_state=before,
            to_state=locked.state,
            reason=reason,
            details=details() if details else {},
        )
        for effect in follow:
            effect(locked)
    return locked


def enter_state(campaign: Campaign, target: CampaignState) -> None:
    """Set the state and the instant that goes with it; taken back, what was announced is not any more."""
    now = timezone.now()
    before = campaign.state
    campaign.state = target.value
    if target is CampaignState.OPEN and before == CampaignState.DRAFT:
        campaign.opened_at = now
    if target is CampaignState.PRELIMINARY:
        campaign.preliminary_at = now
    if target is CampaignState.PUBLISHED:
        campaign.published_at = now
    if target is CampaignState.OPEN and before == CampaignState.PRELIMINARY:
        campaign.preliminary_at = campaign.review_due_on = None
