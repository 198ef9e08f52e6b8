"""A small scheme with all three scales, the same for both kinds, and entrants of it."""

from decimal import Decimal

from evaluation.scoring.evaluating import Entrant
from evaluation.scoring.grades import Forced
from evaluation.scoring.scales import Expert, Linear, Step, Steps
from evaluation.scoring.schemes import KINDS, Group, Indicator, Scheme, Ties

NO_STATISTICS = Forced("第十三条", "未报送统计数据（截止日2027年3月31日）")
INDICATORS = (
    Indicator("W", "a", "工位使用", Decimal(20), Linear(Decimal(40), Decimal(90)), "workstation_use"),
    Indicator("T", "a", "公共平台", Decimal(20), Expert("是否开放、好用")),
    Indicator("I", "b", "注册为企业", Decimal(25), Linear(Decimal(0), Decimal(25)), "incorporated_share"),
    Indicator(
        "V",
        "b",
        "获得投资",
        Decimal(15),
        Steps((Step(Decimal(1000), Decimal(5)), Step(Decimal(5000), Decimal(10)), Step(Decimal(10000), Decimal(15)))),
        "F3",
    ),
    Indicator("G", "c", "在驻增长", Decimal(20), Linear(Decimal(-10), Decimal(20)), "residents_growth", Decimal(12)),
    Indicator(
        "L", "d", "上市企业", Decimal(5), Steps((Step(Decimal(1), Decimal(3)), Step(Decimal(2), Decimal(5)))), "D16"
    ),
)
GROUPS = (
    Group("a", "综合服务能力", Decimal(40)),
    Group("b", "孵化绩效", Decimal(40)),
    Group("c", "可持续发展", Decimal(20)),
    Group("d", "加分项", Decimal(5), bonus=True),
)


def small_scheme(cap_percent=None, ties=Ties.OUT, **changes):
    values = {"title": "小方案", "note": "", "groups": GROUPS, "kinds": dict.fromkeys(KINDS, INDICATORS)}
    return Scheme(**values | {"cap_percent": cap_percent, "ties": ties} | changes)


def entrant(  # noqa: PLR0917 - a row of figures
    key, used, places, new, teams, money, residents, last=None, listed=0, experts=(), kind="comprehensive", forced=None
):
    """Workstations used of places, teams incorporated of teams, investment, residents of this year and last."""
    figures = {
        "a5": used,
        "a4": places,
        "d7": new,
        "d1": teams,
        "f3": Decimal(money),
        "d11": residents,
        "d12": 0,
        "d16": listed,
    }
    before = None if last is None else {"d11": last, "d12": 0}
    given = {"T": tuple(Decimal(mark) for mark in experts)} if experts else {}
    return Entrant(key, kind, figures, before, given, forced)


def unreported(key, kind="comprehensive"):
    return Entrant(key, kind, None, forced=NO_STATISTICS)
