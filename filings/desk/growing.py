"""Articles 9 to 11 and 16 on the desks: the reserve pool; the way to what districts and city keep."""

from collections.abc import Iterable

from django.urls import reverse

from filings.models import User
from filings.selectors.pool.entries import linkable_entries, own_entries
from filings.workflow import Role
from zzspace.desk import DeskItem, DeskSection, NavItem, registry
from zzspace.wording import date_zh

OPERATOR = frozenset({Role.OPERATOR.value})
DISTRICT = frozenset({Role.DISTRICT.value})
CITY = frozenset({Role.CITY.value})
GROWING = "培育与服务"
SHOWN = 8


def in_pool(user: User) -> Iterable[DeskItem]:
    """An operator's own entries: how much is lacking, the last guidance."""
    for entry in own_entries(user)[:SHOWN]:
        lacking = entry.lacking or 0
        guided = f"，{date_zh(entry.guided_on)}有新的辅导" if entry.guided_on else ""
        yield DeskItem(
            title=str(entry),
            url=reverse("filings:pool-entry", args=[entry.pk]),
            text=f"{entry.keeper}储备库，{entry.get_kind_display()}{guided}",
            tag=f"还有{lacking}项不足" if lacking else "可以申请",
            tone="review" if lacking else "pass",
            due_text=f"{date_zh(entry.entered_on)}入库",
            button="查看差距" if lacking or entry.application else "转为备案申请",
        )


def to_link(user: User) -> Iterable[DeskItem]:
    """Entries whose operator has registered meanwhile."""
    for entry in linkable_entries(user)[:SHOWN]:
        without_space = entry.operator_id is not None
        yield DeskItem(
            title=str(entry),
            url=reverse("filings:pool-link", args=[entry.pk]),
            text=f"{entry.run_by}，{entry.uscc}",
            tag="待关联空间" if without_space else "机构已注册",
            tone="review",
            due_text=f"{date_zh(entry.entered_on)}入库",
            button="核对并关联",
        )


def contribute() -> None:
    """Add navigation entries and desk sections."""
    registry.add_nav(
        NavItem("filings:pool", "seedling", "储备培育", OPERATOR, position=12),
        NavItem("filings:pool", "seedling", "储备库", DISTRICT | CITY, caption=GROWING, position=70),
        NavItem("filings:measures-own", "ruler-2", "区县标准", DISTRICT, caption=GROWING, position=71),
        NavItem(
            "filings:resources-kept", "building-community", "共享资源", DISTRICT | CITY, caption=GROWING, position=72
        ),
        NavItem("filings:policies-kept", "gift", "惠及政策", DISTRICT | CITY, caption=GROWING, position=73),
    )
    registry.add_sections(
        DeskSection("operator-pool", "储备库培育", OPERATOR, in_pool, position=14, more="/pool/"),
        DeskSection("pool-link", "储备库：机构已注册，待关联", DISTRICT, to_link, position=25, more="/pool/?view=link"),
    )
