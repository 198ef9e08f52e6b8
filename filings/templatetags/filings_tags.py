"""Tags that know records of this app: the state of an application as a coloured tag. The kit's own tags are zzspace's."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

from filings.models import Application, FraudCase, HistoryLine
from filings.selectors.audit import line_words
from filings.workflow import CaseState, State
from zzspace.templatetags.zz import status

register = template.Library()

TONES: dict[State, tuple[str, str]] = {
    State.DRAFT: ("", "pencil"),
    State.SUBMITTED: ("blue", "hourglass"),
    State.RECOMMENDED: ("blue", "send"),
    State.ACCEPTED: ("blue", "inbox"),
    State.IN_REVIEW: ("blue", "users"),
    State.REVIEWED: ("blue", "checklist"),
    State.PUBLICISED: ("blue", "speakerphone"),
    State.APPROVED: ("pass", "circle-check"),
    State.DECLINED: ("fail", "circle-x"),
    State.REJECTED: ("fail", "circle-x"),
    State.WITHDRAWN: ("miss", "arrow-back"),
    State.DISQUALIFIED: ("fail", "ban"),
}
"""Colour and icon of each state; the word always stands beside them."""


@register.simple_tag
def state_tag(application: Application) -> SafeString:
    """{% state_tag application %}: where an application stands, by colour, icon and word."""
    tone, icon = TONES[State(application.state)]
    return status(application.get_state_display(), tone, icon=icon)


CASE_TONES: dict[CaseState, tuple[str, str]] = {
    CaseState.PROPOSED: ("review", "flag"),
    CaseState.NOTIFIED: ("blue", "send"),
    CaseState.SERVED: ("review", "hourglass"),
    CaseState.HEARD: ("blue", "message-2"),
    CaseState.FOUND: ("fail", "circle-x"),
    CaseState.DROPPED: ("miss", "x"),
}


@register.simple_tag
def case_tag(case: FraudCase) -> SafeString:
    """{% case_tag case %}: where a fraud case stands."""
    tone, icon = CASE_TONES[CaseState(case.state)]
    return status(case.get_state_display(), tone, icon=icon)


@register.filter
def item(mapping: Mapping[str, Any], key: str) -> Any:
    """{{ verified|item:check.id }}: the value under a key that a template cannot write, or None."""
    return mapping.get(key)


@register.filter
def words(line: HistoryLine) -> dict[str, str]:
    """{% with said=line|words %}: a line of the history in Chinese (record, role, action, before, after)."""
    return line_words(line)
