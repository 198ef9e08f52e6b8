"""Compliance with Article 13 on navigation and desks: findings that wait for a reply or a decision."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from evaluation.models import ReportingFinding
from evaluation.permissions import visible_findings
from evaluation.selectors.returns.board import waiting_findings
from filings.models import User
from filings.workflow import Role
from zzspace.desk import DeskItem, DeskSection, registry

SHOWN = 10


def item_of(finding: ReportingFinding, button: str) -> DeskItem:
    """A finding that waits."""
    return DeskItem(
        title=f"{finding.space}{finding.year}年度统计",
        url=reverse("evaluation:finding", args=[finding.pk]),
        text=finding.reason[:60],
        tag=finding.get_status_display(),
        tone="review",
        due_on=finding.reply_due_on if finding.status == ReportingFinding.Status.OPEN else None,
        due_text="说明期限",
        button=button,
        hot=True,
    )


def to_reply(user: User) -> Iterator[DeskItem]:
    """Findings put to the operator, while it may reply."""
    waiting = visible_findings(user).filter(status=ReportingFinding.Status.OPEN, reply_due_on__gte=timezone.localdate())
    for finding in waiting.select_related("space").order_by("reply_due_on", "pk")[:SHOWN]:
        yield item_of(finding, "去说明")


def to_decide(user: User) -> Iterator[DeskItem]:
    """Findings that the city can decide."""
    waiting = waiting_findings(visible_findings(user), timezone.localdate())
    for finding in waiting.select_related("space").order_by("raised_at", "pk")[:SHOWN]:
        yield item_of(finding, "认定")


def contribute() -> None:
    """Add the entries."""
    more = "/statistics/findings/"
    registry.add_sections(
        DeskSection(
            "findings-reply",
            "拟认定未按要求报送统计",
            frozenset({Role.OPERATOR.value}),
            to_reply,
            position=9,
            more=more,
        ),
        DeskSection(
            "findings-decide", "待认定的统计报送", frozenset({Role.CITY.value}), to_decide, position=45, more=more
        ),
    )
