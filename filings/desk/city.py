"""Navigation and desk of the city bureau: what waits from acceptance to decision, by stage."""

from collections.abc import Callable, Iterable, Iterator

from django.db.models import QuerySet
from django.urls import reverse

from filings.models import Application, Round, User
from filings.permissions import visible_applications
from filings.selectors.acts import act_label, acts_to_sign, count_to_sign
from filings.selectors.decline_reviews import open_decline_reviews
from filings.selectors.meetings import meeting_counts
from filings.selectors.public_notices import is_over
from filings.selectors.queue import STAGES
from filings.selectors.reviews import LEAST_EXPERTS, cases_of, overdue_reviews, review_cases
from filings.workflow import Role, State
from zzspace.desk import DeskItem, DeskSection, NavItem, registry
from zzspace.wording import date_zh

CITY = frozenset({Role.CITY.value})
REGISTER = "在册管理"
SHOWN = 10


def case_item(application: Application, *, path: str, button: str, tag: str = "", tone: str = "blue") -> DeskItem:
    """A case that waits, with the day by which the city decides."""
    return DeskItem(
        title=str(application.space),
        url=f"/applications/{application.pk}/{path}",
        text=f"{application.get_kind_display()} · {application.district} · {application.number}",
        tag=tag or application.get_state_display(),
        tone=tone,
        due_on=application.due_on,
        due_text="作出决定的期限",
        button=button,
        hot=True,
    )


def cases_in(state: State) -> Callable[[User], QuerySet[Application]]:
    """The cases of a state, the earliest due first."""

    def cases(user: User) -> QuerySet[Application]:
        waiting = visible_applications(user).filter(state=state).select_related("space", "district")
        return waiting.order_by("due_on", "state_since", "pk")[:SHOWN]

    return cases


def acts_waiting(user: User) -> Iterable[DeskItem]:
    """Acts that this account may sign."""
    for act in acts_to_sign(user)[:SHOWN]:
        yield DeskItem(
            title=f"{act_label(act)}：{act.subject.space}",
            url=reverse("filings:act", args=[act.pk]),
            text=f"{act.prepared_by}拟办",
            tag="待签发",
            tone="review",
            button="签发",
            hot=True,
        )


def to_accept(user: User) -> Iterable[DeskItem]:
    """Recommended cases."""
    return (case_item(case, path="accept/", button="受理") for case in cases_in(State.RECOMMENDED)(user))


def to_organise(user: User) -> Iterable[DeskItem]:
    """Accepted cases without a review."""
    return (case_item(case, path="panel/", button="组织评审") for case in cases_in(State.ACCEPTED)(user))


def reviews_to_close(user: User) -> Iterator[DeskItem]:
    """Reviews with every sheet in, those that lack experts, and those with an expert past the due day."""
    late = set(overdue_reviews(user).values_list("pk", flat=True))
    for case in review_cases(user, "scoring")[: SHOWN * 5]:
        if case.experts < LEAST_EXPERTS:
            tag = f"专家还差{LEAST_EXPERTS - case.experts}位"
            yield case_item(case, path="panel/", button="增补专家", tag=tag, tone="review")
        elif case.experts == case.sheets:
            yield case_item(case, path="finish-review/", button="评审汇总", tag="评分已齐", tone="pass")
        elif case.pk in late:
            tag = f"已提交{case.sheets} / {case.experts}位，逾期"
            yield case_item(case, path="panel/", button="催办或改派", tag=tag, tone="fail")


def to_publicise(user: User) -> Iterator[DeskItem]:
    """Reviewed cases: a pass goes before the public, a failure is decided."""
    for case in cases_of(review_cases(user, "publish")[:SHOWN]):
        passed = case.result is not None and case.result.passed
        yield case_item(
            case.application,
            path=case.url.rpartition(f"/{case.application.pk}/")[2],
            button="公示" if passed else "作出决定",
            tag="评审通过" if passed else "评审未通过",
            tone="pass" if passed else "fail",
        )


def to_decide(user: User) -> Iterator[DeskItem]:
    """Notices that are over, and those with objections."""
    for application in review_cases(user, "notice").filter(is_waiting=False)[: SHOWN * 3]:
        notice = next((each for each in reversed(application.public_notices.all()) if each.ended_at is None), None)
        if application.objections:
            tag = f"{application.objections}件异议待办"
            yield case_item(application, path="objections/", button="办理异议", tag=tag, tone="review")
        elif application.upheld:
            yield case_item(application, path="review-again/", button="重新评审", tag="异议成立", tone="fail")
        elif notice is not None and is_over(notice):
            yield case_item(application, path="approve/", button="拟办决定", tag="公示期满", tone="pass")


def meetings(user: User) -> Iterator[DeskItem]:
    """Rounds with cases that a meeting may decide on."""
    waiting = meeting_counts(user, Round.objects.all())
    for record in Round.objects.filter(pk__in=waiting)[:SHOWN]:
        yield DeskItem(
            title=f"{record.title}评审会议",
            url=reverse("filings:round-meeting", args=[record.pk]),
            text="评审完成和公示期满的申请，可以一并拟定决定",
            tag=f"{waiting[record.pk]}件待决定",
            button="打开会议",
        )


def to_review(user: User) -> Iterator[DeskItem]:
    """Operators' requests for review of a decline."""
    for review in open_decline_reviews(user)[:SHOWN]:
        application = review.application
        yield DeskItem(
            title=str(application.space),
            url=reverse("filings:application", args=[application.pk]),
            text=f"{application.district}不予推荐，{date_zh(review.asked_at)}申请复核 · {application.number}",
            tag="待复核",
            tone="review",
            button="查看并答复",
            hot=True,
        )


def count_in(*states: State) -> Callable[[User], int]:
    """How many cases stand in some states."""
    return lambda user: visible_applications(user).filter(state__in=states).count()


def contribute() -> None:
    """Add this role's navigation entries and desk sections."""
    waiting = tuple(state for _, states in STAGES.values() for state in states)
    in_review = (State.ACCEPTED, State.IN_REVIEW, State.REVIEWED, State.PUBLICISED)
    registry.add_nav(
        NavItem("filings:desk", "layout-dashboard", "工作台", CITY, position=1),
        NavItem("filings:round-list", "calendar", "申报批次", CITY, position=10),
        NavItem("filings:queue", "file-text", "申请办理", CITY, position=20, count=count_in(*waiting), hot=True),
        NavItem("filings:reviews", "gavel", "评审与公示", CITY, position=30, count=count_in(*in_review)),
        NavItem("filings:acts", "signature", "待签发", CITY, position=40, count=count_to_sign, hot=True),
        NavItem("filings:filings", "certificate", "备案名册", CITY, caption=REGISTER, position=60),
        NavItem("filings:spaces", "building", "在册空间名册", CITY, caption=REGISTER, position=62),
        NavItem("filings:batches", "file-zip", "批量生成", CITY, caption=REGISTER, position=66),
    )
    registry.add_sections(
        DeskSection("city-meeting", "评审会议", CITY, meetings, position=45, more="/rounds/manage/"),
        DeskSection("city-sign", "待签发", CITY, acts_waiting, position=5, more="/acts/"),
        DeskSection("city-accept", "待受理", CITY, to_accept, position=10, more="/queue/?stage=accept"),
        DeskSection("city-declined", "不予推荐的复核", CITY, to_review, position=15, more="/queue/?view=reviews"),
        DeskSection("city-panel", "待组织评审", CITY, to_organise, position=20, more="/reviews/?stage=panel"),
        DeskSection(
            "city-review", "评审到期或评分已齐", CITY, reviews_to_close, position=30, more="/reviews/?stage=scoring"
        ),
        DeskSection("city-publicise", "待公示或决定", CITY, to_publicise, position=40, more="/reviews/?stage=publish"),
        DeskSection("city-decide", "公示期满待决定", CITY, to_decide, position=50, more="/reviews/?stage=notice"),
    )
