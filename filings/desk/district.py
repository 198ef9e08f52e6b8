"""Navigation and desk of role district: what waits for its verification, by due day."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from filings.models import Application, CorrectionRequest, PendingAct, Recommendation, User
from filings.permissions import visible_applications
from filings.rules.periods import working_days_between
from filings.selectors.desks import DeskFigure
from filings.selectors.queue import overview_of, queue_of
from filings.workflow import Role, State
from zzspace.desk import DeskFigures, DeskItem, DeskSection, NavItem, registry
from zzspace.wording import day_zh

DISTRICT = frozenset({Role.DISTRICT.value})
ON_DESK = 8


def to_verify(user: User) -> QuerySet[Application]:
    """Submitted cases of the district without an act that waits for its signature."""
    return visible_applications(user).filter(state=State.SUBMITTED).exclude(acts_waiting())


def acts_waiting() -> Q:
    """Cases with a prepared act."""
    return Q(pk__in=PendingAct.objects.filter(case=None, status=PendingAct.Status.PENDING).values("application"))


def case_items(cases: QuerySet[Application]) -> Iterable[DeskItem]:
    """Cases as lines of the desk, the earliest due first."""
    today = timezone.localdate()
    again = Exists(CorrectionRequest.objects.filter(application=OuterRef("pk")))
    listed = cases.annotate(was_returned=again).select_related("space", "operator")
    for case in listed.order_by("due_on", "state_since", "pk")[:ON_DESK]:
        waited = working_days_between(timezone.localdate(case.state_since), today)
        yield DeskItem(
            title=str(case.space),
            url=reverse("filings:application-verify", args=[case.pk]),
            text=f"{case.operator} · {case.get_kind_display()} · 申请编号{case.number}",
            tag=f"已补正，等待{waited}个工作日" if case.was_returned else f"已等待{waited}个工作日",
            tone="review" if case.was_returned else "blue",
            due_on=case.due_on,
            due_text=f"区县审核期限，{day_zh(case.submitted_at)}提交",
            button="核实",
            hot=True,
        )


def own_cases(user: User) -> Iterable[DeskItem]:
    """What this account handles."""
    return case_items(to_verify(user).filter(handler=user))


def open_cases(user: User) -> Iterable[DeskItem]:
    """What nobody handles yet."""
    return case_items(to_verify(user).filter(handler=None))


def work_figures(user: User) -> Iterable[DeskFigure]:
    """What waits, how long on average, what was recommended this year."""
    today = timezone.localdate()
    overview = overview_of(queue_of(user).filter(state=State.SUBMITTED), today, user=user)
    yield DeskFigure("待审核", overview.total, "件", f"平均等待{overview.mean_wait or 0}个工作日", "/queue/")
    recommended = Recommendation.objects.filter(application__in=visible_applications(user), at__year=today.year)
    yield DeskFigure("今年已推荐", recommended.count(), "件", "已报市科技局", "/queue/?view=done")


def contribute() -> None:
    """Add this role's navigation entries and desk sections."""
    registry.add_nav(
        NavItem(
            "filings:queue",
            "file-text",
            "申请审核",
            DISTRICT,
            position=10,
            count=lambda user: to_verify(user).count(),
            hot=True,
        ),
        NavItem("filings:joint-recommendations", "send", "批量推荐", DISTRICT, position=20),
    )
    registry.add_sections(
        DeskSection("district-own", "我经办的", DISTRICT, own_cases, position=10, more="/queue/?view=mine"),
        DeskSection("district-open", "未分派", DISTRICT, open_cases, position=20, more="/queue/?view=unassigned"),
    )
    registry.add_figures(DeskFigures("district-figures", "审核情况", DISTRICT, work_figures))
