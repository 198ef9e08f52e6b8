"""Tags that know records of this app: the state of an application as a coloured tag. The kit's own tags are zzspace's."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from filings.documents.recommendation_summary import COLUMNS, SummaryColumn, cells_of
from filings.models import Application, ChangeReport, FraudCase, HistoryLine, Revocation
from filings.selectors.audit import line_words
from filings.selectors.facts import SECTIONS
from filings.selectors.queue_lines import QueueLine
from filings.workflow import CaseState, State
from filings.workflow_changes import ChangeState
from filings.workflow_revocations import RevocationState
from zzspace.icons import icon_svg
from zzspace.templatetags.zz import TONES as TONE_OF
from zzspace.templatetags.zz import VERDICTS, status, vbar

register = template.Library()

TONES: dict[State, tuple[str, str]] = {
    State.DRAFT: ("", "pencil"),
    State.SUBMITTED: ("blue", "hourglass"),
    State.RETURNED: ("review", "arrow-back-up"),
    State.RECOMMENDED: ("blue", "send"),
    State.ACCEPTED: ("blue", "inbox"),
    State.IN_REVIEW: ("blue", "users"),
    State.REVIEWED: ("blue", "checklist"),
    State.PUBLICISED: ("blue", "speakerphone"),
    State.APPROVED: ("pass", "circle-check"),
    State.DECLINED: ("fail", "circle-x"),
    State.REJECTED: ("fail", "circle-x"),
    State.WITHDRAWN: ("miss", "arrow-back"),
    State.LAPSED: ("miss", "calendar-x"),
    State.DISQUALIFIED: ("fail", "ban"),
}
"""Colour and icon of each state; the word always stands beside them."""
CLAUSES = {section.code: section.clause for section in SECTIONS}


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


CHANGE_TONES: dict[ChangeState, tuple[str, str]] = {
    ChangeState.REPORTED: ("blue", "inbox"),
    ChangeState.RETURNED: ("review", "arrow-back-up"),
    ChangeState.DOCUMENTS_CHECKED: ("blue", "file-check"),
    ChangeState.SITE_CHECKED: ("blue", "map-pin"),
    ChangeState.FORWARDED: ("blue", "send"),
    ChangeState.CANCELLATION_PROPOSED: ("fail", "alert-triangle"),
    ChangeState.FILED: ("pass", "circle-check"),
    ChangeState.WITHDRAWN: ("miss", "arrow-back"),
    ChangeState.CLOSED: ("miss", "x"),
}


@register.simple_tag
def change_tag(change: ChangeReport) -> SafeString:
    """{% change_tag change %}: where a change stands."""
    tone, icon = CHANGE_TONES[ChangeState(change.state)]
    return status(change.get_state_display(), tone, icon=icon)


REVOCATION_TONES: dict[RevocationState, tuple[str, str]] = {
    RevocationState.PROPOSED: ("review", "flag"),
    RevocationState.NOTIFIED: ("blue", "send"),
    RevocationState.SERVED: ("review", "hourglass"),
    RevocationState.HEARD: ("blue", "message-2"),
    RevocationState.CHECKED: ("blue", "scale"),
    RevocationState.REVOKED: ("fail", "circle-x"),
    RevocationState.DROPPED: ("miss", "x"),
    RevocationState.REINSTATED: ("pass", "rotate"),
}


@register.simple_tag
def revocation_tag(revocation: Revocation) -> SafeString:
    """{% revocation_tag revocation %}: where a revocation stands."""
    tone, icon = REVOCATION_TONES[RevocationState(revocation.state)]
    return status(revocation.get_state_display(), tone, icon=icon)


@register.simple_tag
def late_tag(change: ChangeReport) -> SafeString:
    """{% late_tag change %}: by how many days the report came late."""
    return status(f"逾期{change.days_late}天", "review", icon="clock")


@register.simple_tag
@lru_cache(maxsize=4096)
def address(name: str, pk: int) -> str:
    """{% address 'filings:application' application.pk %}: {% url %} for lists, where the same rows come again."""
    return reverse(name, args=[pk])


@register.simple_tag
def outcome_cell(line: QueueLine) -> SafeString:
    """{% outcome_cell line %}: the bar of a row's verdicts with its outcome in words."""
    return format_html(
        '<div class="vb">{}<div class="fs-13 mt-1 nowrap"><span class="t-{}">{} {}</span></div></div>',
        vbar(line.counts),
        TONE_OF[line.outcome],
        icon_svg(VERDICTS[line.outcome][1]),
        line.word,
    )


@register.filter
def item(mapping: Mapping[str, Any], key: str) -> Any:
    """{{ verified|item:check.id }}: the value under a key that a template cannot write, or None."""
    return mapping.get(key)


@register.filter
def clause_of(code: str) -> str:
    """{{ item.section|clause_of }}: 第五条第（二）项 for 5.2."""
    return CLAUSES.get(code, code)


@register.filter
def words(line: HistoryLine) -> dict[str, str]:
    """{% with said=line|words %}: a line of the history in Chinese (record, role, action, before, after)."""
    return line_words(line)


@register.simple_tag
def summary_columns() -> tuple[SummaryColumn, ...]:
    """{% summary_columns as columns %}: the columns of the 推荐汇总表."""
    return COLUMNS


@register.simple_tag
def summary_cells(number: int, row: Mapping[str, Any]) -> list[tuple[SummaryColumn, Any]]:
    """{% summary_cells forloop.counter row as cells %}: a row of the 推荐汇总表 with its columns."""
    return cells_of(number, row)


@register.filter
def counted_in(key: str, counts: Mapping[str, int]) -> int:
    """{{ item.id|counted_in:doubtful }}: the number that a table of numbers has for a key, 0 where it has none."""
    return counts.get(key, 0)
