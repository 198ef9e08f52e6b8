"""Days by which something of statistics, reviews or the annual evaluation is due, for the page of deadlines."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from evaluation.models import Campaign, Entry, MarkingAssignment, ReportingFinding, ReviewRequest
from evaluation.permissions import own_assignments, own_entries, own_markings, visible_campaigns, visible_findings
from evaluation.selectors.returns.reported import Standing, owing
from evaluation.selectors.returns.windows import windows_under_way
from evaluation.workflow import CampaignState
from filings.models import ReviewAssignment, User
from filings.workflow import Role, State
from zzspace.desk import Deadline, DeadlineSource, registry

OPERATOR, DISTRICT = frozenset({Role.OPERATOR.value}), frozenset({Role.DISTRICT.value})
CITY, EXPERT = frozenset({Role.CITY.value}), frozenset({Role.EXPERT.value})
TO_DO = (Standing.WAITING.value, Standing.RETURNED.value, Standing.MISSING.value)


def returns(user: User, until: date) -> Iterator[Deadline]:
    """Returns not sent: the operator's one by one, the offices' as one line a year and day."""
    today = timezone.localdate()
    for window in windows_under_way(today):
        owed = owing(user, window, today=today).filter(standing__in=TO_DO, due_day__lte=until)
        if user.role == Role.OPERATOR:
            for space in owed.order_by("due_day", "pk"):
                yield Deadline(
                    space.due_day,
                    f"{space.name}：{window.year}年度统计报送",
                    f"{reverse('evaluation:returns')}?year={window.year}",
                    "未按要求报送的，当年考核评价不合格（第十三条）",
                )
        else:
            board = reverse("evaluation:compliance-board", args=[window.year])
            for day, number in owed.order_by("due_day").values_list("due_day").annotate(n=Count("pk")):
                yield Deadline(day, f"{window.year}年度统计：{number}个众创空间未报送", board, "可在统计报送情况页催报")


def replies(user: User, until: date) -> Iterator[Deadline]:
    """Replies to findings that a return was not as required."""
    open_findings = visible_findings(user).filter(status=ReportingFinding.Status.OPEN, reply_due_on__lte=until)
    for finding in open_findings.select_related("space").order_by("reply_due_on", "pk"):
        yield Deadline(
            finding.reply_due_on,
            f"{finding.space}：{finding.year}年度统计情况说明",
            reverse("evaluation:finding", args=[finding.pk]),
            "拟认定未按要求报送统计数据（第十三条）",
        )


def score_sheets(user: User, until: date) -> Iterator[Deadline]:
    """The expert's own score sheets that are not in."""
    still = (ReviewAssignment.Status.ASSIGNED, ReviewAssignment.Status.READY)
    places = own_assignments(user).filter(status__in=still, application__state=State.IN_REVIEW, due_on__lte=until)
    for place in places.select_related("application__space").order_by("due_on", "pk"):
        url = reverse("evaluation:score-sheet", args=[place.pk])
        yield Deadline(place.due_on, f"{place.application.space}：专家评审评分", url, "声明无利害关系后评分")


def marks(user: User, until: date) -> Iterator[Deadline]:
    """The expert's own marks for the annual evaluation that are not in."""
    waiting = own_markings(user).filter(
        status=MarkingAssignment.Status.ASSIGNED, entry__campaign__marks_due_on__lte=until
    )
    for place in waiting.select_related("entry__space", "entry__campaign").order_by("entry__campaign__marks_due_on"):
        yield Deadline(
            place.entry.campaign.marks_due_on,
            f"{place.entry.space}：考核评价评分",
            reverse("evaluation:marking", args=[place.pk]),
            str(place.entry.campaign),
        )


def own_evaluation(user: User, until: date) -> Iterator[Deadline]:
    """Self-assessments, and days until which a review of a preliminary result may still be asked for, once."""
    today = timezone.localdate()
    entries = own_entries(user).filter(takes_part=True).select_related("space", "campaign")
    for entry in entries.filter(
        self_assessed_at=None, campaign__state=CampaignState.OPEN, campaign__self_due_on__range=(today, until)
    ):
        url = reverse("evaluation:self-assessment", args=[entry.pk])
        yield Deadline(entry.campaign.self_due_on, f"{entry.space}：考核评价自评", url, str(entry.campaign))
    asked = ReviewRequest.objects.exclude(status=ReviewRequest.Status.VOID).values("entry")
    for entry in entries.filter(
        campaign__state=CampaignState.PRELIMINARY, campaign__review_due_on__range=(today, until)
    ).exclude(pk__in=asked):
        yield Deadline(
            entry.campaign.review_due_on,
            f"{entry.space}：初评结果申请复核",
            reverse("evaluation:entry", args=[entry.pk]),
            f"{entry.campaign}，对初评结果有异议的，在此日前申请复核",
        )


def campaigns(user: User, until: date) -> Iterator[Deadline]:
    """The days of evaluations under way, while something is lacking."""
    under_way = visible_campaigns(user).filter(state__in=(CampaignState.OPEN, CampaignState.PRELIMINARY))
    for campaign in under_way.order_by("year"):
        url = reverse("evaluation:campaign", args=[campaign.pk])
        days = days_of(campaign) if campaign.state == CampaignState.OPEN else review_day_of(campaign)
        yield from (Deadline(day, str(campaign), url, text) for day, text in days if day <= until)


def days_of(campaign: Campaign) -> Iterator[tuple[date, str]]:
    """The days of an open one. After its last day a self-assessment can no longer be submitted, marks still can."""
    entries = Entry.objects.filter(campaign=campaign, takes_part=True)
    unassessed = entries.filter(self_assessed_at=None).count()
    if unassessed and timezone.localdate() <= campaign.self_due_on:
        yield campaign.self_due_on, f"自评截止，{unassessed}个众创空间尚未提交"
    unmarked = MarkingAssignment.objects.filter(entry__in=entries, status=MarkingAssignment.Status.ASSIGNED).count()
    if unmarked:
        yield campaign.marks_due_on, f"专家评分截止，{unmarked}份评分尚未提交"


def review_day_of(campaign: Campaign) -> Iterator[tuple[date, str]]:
    """The last day to ask for a review; it stands until the city publishes, which may follow."""
    if campaign.review_due_on:
        yield campaign.review_due_on, "申请复核截止，期满后公布结果"


def contribute() -> None:
    """Add the kinds that this app knows."""
    registry.add_deadlines(
        DeadlineSource("returns", "年度统计", OPERATOR | DISTRICT | CITY, returns),
        DeadlineSource("replies", "统计情况说明", OPERATOR | DISTRICT | CITY, replies),
        DeadlineSource("own-evaluation", "考核评价", OPERATOR, own_evaluation),
        DeadlineSource("campaigns", "考核评价", CITY, campaigns),
        DeadlineSource("score-sheets-own", "专家评审", EXPERT, score_sheets),
        DeadlineSource("marks", "考核评价", EXPERT, marks),
    )
