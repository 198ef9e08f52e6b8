"""Navigation and desk that roles share: the desk itself where a role's module does not add it, what waits for a signature."""

from collections.abc import Iterable

from django.urls import reverse

from filings.models import User
from filings.selectors.acts import act_label, acts_to_sign, count_to_sign
from filings.selectors.joint_recommendations import joint_to_sign
from filings.workflow import Role
from zzspace.desk import DeskItem, DeskSection, NavItem, registry
from zzspace.wording import date_zh

DISTRICT = frozenset({Role.DISTRICT})
WITHOUT_OWN = frozenset({Role.OPERATOR, Role.DISTRICT})
ON_DESK = 8


def to_sign(user: User) -> Iterable[DeskItem]:
    """Acts that this account may sign, joint recommendations first."""
    for joint in joint_to_sign(user).select_related("round", "prepared_by")[:ON_DESK]:
        yield DeskItem(
            title=f"批量推荐：{joint.number}",
            url=reverse("filings:joint-recommendation", args=[joint.pk]),
            text=str(joint.round),
            tag="待签发",
            tone="review",
            due_text=f"{joint.prepared_by}于{date_zh(joint.prepared_at)}拟办",
            button="查看并签发",
            hot=True,
        )
    for act in acts_to_sign(user)[:ON_DESK]:
        yield DeskItem(
            title=f"{act.subject.space}：{act_label(act)}",
            url=reverse("filings:act", args=[act.pk]),
            text=f"{act.subject.operator}，{'申请' if act.application_id else '备案'}编号{act.subject.number}",
            tag="待签发",
            tone="review",
            due_on=act.due_on,
            due_text=f"{act.prepared_by}于{date_zh(act.prepared_at)}拟办",
            button="查看并签发",
            hot=True,
        )


def contribute() -> None:
    """Add the entries that roles share."""
    registry.add_nav(
        NavItem("filings:desk", "layout-dashboard", "工作台", WITHOUT_OWN, position=1),
        NavItem("filings:acts", "writing-sign", "待签发", DISTRICT, position=30, count=count_to_sign, hot=True),
        NavItem("filings:filings", "certificate", "备案名册", DISTRICT, caption="辖区", position=62),
        NavItem("filings:spaces", "building", "在册空间名册", DISTRICT, caption="辖区", position=64),
        NavItem("filings:batches", "file-zip", "批量生成", DISTRICT, caption="辖区", position=66),
    )
    registry.add_sections(DeskSection("acts", "待签发", DISTRICT, to_sign, position=5, more="/acts/"))
