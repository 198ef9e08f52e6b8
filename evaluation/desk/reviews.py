"""The expert's reviews on navigation and desks."""

from collections.abc import Iterator

from evaluation.selectors.score_sheets import progress_of, reviews_of
from filings.models import ReviewAssignment, User
from filings.workflow import Role
from zzspace.desk import DeskItem, DeskSection, NavItem, registry

EXPERT = frozenset({Role.EXPERT.value})
SHOWN = 20
Status = ReviewAssignment.Status


def reviews_waiting(user: User) -> int:
    """Reviews that the expert has not submitted."""
    return progress_of(user).waiting


def review_items(user: User) -> Iterator[DeskItem]:
    """The expert's open reviews that are not submitted."""
    for review in reviews_of(user).exclude(status=Status.SUBMITTED)[:SHOWN]:
        application = review.application
        undeclared = review.status == Status.ASSIGNED
        yield DeskItem(
            title=str(application.space),
            url=f"/review/{review.pk}/",
            text=f"{application.get_kind_display()} · {application.district} · {application.round}",
            tag="待声明" if undeclared else f"已评{review.marked} / {review.criteria}项",
            tone="review" if undeclared else "blue",
            due_on=review.due_on,
            due_text="提交评分的期限",
            button="声明并评分" if undeclared else "继续评分",
            hot=True,
        )


def contribute() -> None:
    """Add the entries of score sheets."""
    registry.add_nav(
        NavItem(
            "evaluation:reviews", "clipboard-check", "我的评审", EXPERT, position=20, count=reviews_waiting, hot=True
        )
    )
    registry.add_sections(
        DeskSection("reviews", "待评审", EXPERT, review_items, position=10, more="/review/"),
    )
