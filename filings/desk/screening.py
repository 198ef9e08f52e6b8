"""Early warning on the desks: filings within reach that do not meet the conditions any more, what turned last first."""

from collections.abc import Iterable

from django.urls import reverse

from filings.models import User
from filings.selectors.screening import latest_warnings
from filings.workflow import Role
from zzspace.desk import DeskItem, DeskSection, NavItem, registry
from zzspace.wording import date_zh

OPERATOR = frozenset({Role.OPERATOR.value})
DISTRICT = frozenset({Role.DISTRICT.value})
CITY = frozenset({Role.CITY.value})
SHOWN = 5
NAMED = 3


def warnings(user: User) -> Iterable[DeskItem]:
    """Filings with what they do not meet."""
    for screening in latest_warnings(user)[:SHOWN]:
        filing = screening.filing
        named = "、".join(each.label for each in filing.lacks[:NAMED])
        more = f"等{len(filing.lacks)}项" if len(filing.lacks) > NAMED else ""
        whose = "" if user.role == Role.OPERATOR else f"{filing.space.district} · "
        yield DeskItem(
            title=str(filing.space),
            url=f"{reverse('filings:filing', args=[filing.pk])}#warning",
            text=f"{whose}{filing.number} · {named}{more}",
            tag=f"{len(filing.lacks)}项没有达到",
            tone="review",
            due_text=f"{date_zh(max(each.since for each in filing.lacks))}起",
            button="查看",
        )


def contribute() -> None:
    """Add navigation entries and desk sections."""
    registry.add_nav(
        NavItem("filings:warnings", "bell-exclamation", "在册预警", DISTRICT, caption="辖区", position=64),
        NavItem("filings:warnings", "bell-exclamation", "在册预警", CITY, caption="在册管理", position=63),
    )
    registry.add_sections(
        DeskSection("warnings-own", "在册条件提醒", OPERATOR, warnings, position=30),
        DeskSection("warnings-district", "在册预警", DISTRICT, warnings, position=40, more="/warnings/"),
        DeskSection("warnings-city", "在册预警", CITY, warnings, position=60, more="/warnings/"),
    )
