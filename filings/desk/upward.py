"""Recommendation upward on the city's desk: letters that wait for a signature, and the entry of the navigation."""

from collections.abc import Iterable

from django.urls import reverse

from filings.models import User
from filings.selectors.upward import waiting_letters
from filings.workflow import Role
from zzspace.desk import DeskItem, DeskSection, NavItem, registry

CITY = frozenset({Role.CITY.value})
SHOWN = 5


def letters_to_sign(user: User) -> Iterable[DeskItem]:
    """Letters that this account may sign."""
    if not user.can_sign:
        return
    for letter in waiting_letters(user).exclude(prepared_by=user)[:SHOWN]:
        yield DeskItem(
            title=f"推荐{letter.title}",
            url=reverse("filings:upward-letter", args=[letter.pk]),
            text=f"{letter.number}，{letter.cases}家，{letter.prepared_by}拟办",
            tag="待签发",
            tone="review",
            button="签发",
            hot=True,
        )


def contribute() -> None:
    """Add the entries."""
    registry.add_nav(NavItem("filings:upward", "trophy", "推荐省级、国家级", CITY, caption="在册管理", position=64))
    registry.add_sections(
        DeskSection("upward-sign", "待签发的推荐函", CITY, letters_to_sign, position=6, more="/upward/letters/")
    )
