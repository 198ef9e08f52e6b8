"""Article 15 on the desks: revocations whose step is one's own, and those that go on in the district."""

from collections.abc import Iterable

from django.urls import reverse

from filings.models import User
from filings.selectors.revocations.lists import open_revocations, waiting_revocations
from filings.workflow import Role
from filings.workflow_revocations import RevocationState
from zzspace.desk import DeskItem, DeskSection, NavItem, registry
from zzspace.wording import date_zh

OPERATOR = frozenset({Role.OPERATOR.value})
DISTRICT = frozenset({Role.DISTRICT.value})
CITY = frozenset({Role.CITY.value})
SHOWN = 8
BUTTONS: dict[RevocationState, str] = {
    RevocationState.PROPOSED: "核对",
    RevocationState.NOTIFIED: "登记送达",
    RevocationState.SERVED: "陈述申辩",
    RevocationState.HEARD: "登记法制审核",
    RevocationState.CHECKED: "作出决定",
}


def own_step(user: User) -> Iterable[DeskItem]:
    """Revocations whose next step is the account's role's; of a defence that never came the city takes note."""
    for revocation in waiting_revocations(user)[:SHOWN]:
        state = RevocationState(revocation.state)
        asked = state == RevocationState.SERVED
        silent = asked and user.role == Role.CITY
        yield DeskItem(
            title=f"{revocation.filing.space}：{'没有陈述申辩' if silent else '撤销备案'}",
            url=reverse("filings:revocation", args=[revocation.pk]),
            text=f"{revocation.filing.number}，{revocation.text.short}（{revocation.text.clause}）",
            tag="陈述申辩期满" if silent else revocation.get_state_display(),
            tone="fail" if state == RevocationState.PROPOSED else "review",
            due_on=revocation.defence_due_on if asked else None,
            due_text="陈述申辩截止" if asked else f"{date_zh(revocation.state_since)}起",
            button="记录" if silent else BUTTONS[state],
            hot=True,
        )


def in_district(user: User) -> Iterable[DeskItem]:
    """What goes on against makerspaces of the district: to know of, for the city decides."""
    for revocation in open_revocations(user)[:SHOWN]:
        yield DeskItem(
            title=f"{revocation.filing.space}：撤销备案",
            url=reverse("filings:revocation", args=[revocation.pk]),
            text=f"{revocation.filing.number}，{revocation.text.short}（{revocation.text.clause}），由市科技局办理",
            tag=revocation.get_state_display(),
            tone="blue",
            due_text=f"{date_zh(revocation.state_since)}起",
            button="查看",
        )


def contribute() -> None:
    """Add navigation entries and desk sections."""
    registry.add_nav(
        NavItem(
            "filings:revocations", "certificate-off", "撤销备案", CITY, position=45
        ),  # no count: lists keep to 15 queries
        NavItem("filings:revocations", "certificate-off", "撤销备案", DISTRICT, caption="辖区", position=67),
        NavItem("filings:revocations", "certificate-off", "撤销备案", OPERATOR, caption="备案结果", position=44),
    )
    registry.add_sections(
        DeskSection("revocation-defence", "撤销备案：请陈述申辩", OPERATOR, own_step, position=4, more="/revocations/"),
        DeskSection("revocations-district", "正在办理的撤销", DISTRICT, in_district, position=48, more="/revocations/"),
        DeskSection("revocations-city", "撤销备案", CITY, own_step, position=7, more="/revocations/"),
    )
