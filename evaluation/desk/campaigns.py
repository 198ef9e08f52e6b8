"""The annual evaluation on navigation and desks: self-assessment, marks, requests for review."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from evaluation.models import MarkingAssignment, ReviewRequest
from evaluation.permissions import own_entries, own_markings
from evaluation.workflow import CampaignState
from filings.models import User
from filings.workflow import Role
from zzspace.desk import DeskItem, DeskSection, NavItem, registry

OPERATOR, DISTRICT = frozenset({Role.OPERATOR.value}), frozenset({Role.DISTRICT.value})
CITY, EXPERT = frozenset({Role.CITY.value}), frozenset({Role.EXPERT.value})
SHOWN = 10


def to_assess(user: User) -> Iterator[DeskItem]:
    """Self-assessments that the operator can still submit."""
    waiting = own_entries(user).filter(
        takes_part=True,
        self_assessed_at=None,
        campaign__state=CampaignState.OPEN,
        campaign__self_due_on__gte=timezone.localdate(),
    )
    for entry in waiting.select_related("space", "campaign").order_by("campaign__self_due_on", "pk")[:SHOWN]:
        yield DeskItem(
            title=str(entry),
            url=reverse("evaluation:self-assessment", args=[entry.pk]),
            text="对专家评分的指标提交说明和证明材料。",
            tag="待自评",
            due_on=entry.campaign.self_due_on,
            due_text="自评截止日",
            button="去自评",
            hot=True,
        )


def to_mark(user: User) -> Iterator[DeskItem]:
    """Makerspaces that the expert has to mark."""
    waiting = own_markings(user).filter(status=MarkingAssignment.Status.ASSIGNED)
    for place in waiting.select_related("entry__space", "entry__campaign").order_by("pk")[:SHOWN]:
        yield DeskItem(
            title=str(place.entry.space),
            url=reverse("evaluation:marking", args=[place.pk]),
            text=str(place.entry.campaign),
            tag="待评分",
            due_on=place.entry.campaign.marks_due_on,
            due_text="评分截止日",
            button="评分",
            hot=True,
        )


def to_reply(_user: User) -> Iterator[DeskItem]:
    """Requests for review that wait for the city."""
    waiting = ReviewRequest.objects.filter(status=ReviewRequest.Status.OPEN)
    for request in waiting.select_related("entry__space", "entry__campaign")[:SHOWN]:
        yield DeskItem(
            title=str(request.entry),
            url=reverse("evaluation:entry-reply", args=[request.entry_id]),
            text=request.reason[:60],
            tag="待答复",
            tone="review",
            button="答复",
            hot=True,
        )


def contribute() -> None:
    """Add the entries."""
    registry.add_nav(
        NavItem("evaluation:grades", "award", "考核评价", OPERATOR, caption="在册事项", position=36),
        NavItem("evaluation:grades", "award", "考核评价", DISTRICT, caption="辖区", position=67),
        NavItem("evaluation:campaigns", "award", "考核评价", CITY, caption="在册管理", position=67),
        NavItem("evaluation:schemes", "list-check", "评价方案", CITY, caption="在册管理", position=68),
        NavItem("evaluation:markings", "checklist", "考核评分", EXPERT, position=22),
    )
    registry.add_sections(
        DeskSection("self-assess", "考核评价自评", OPERATOR, to_assess, position=10, more="/grades/"),
        DeskSection("markings", "考核评价评分", EXPERT, to_mark, position=11, more="/markings/"),
        DeskSection("review-requests", "复核申请", CITY, to_reply, position=46, more="/evaluations/"),
    )
