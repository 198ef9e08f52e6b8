"""The score forms that ship with the product, an example for the city to set: criteria, marks and what they read."""

from typing import NamedTuple


class DefaultCriterion(NamedTuple):
    """`sections` are the clauses of the regulation whose verified facts stand beside the mark."""

    name: str
    sections: tuple[str, ...]
    full_marks: int
    guidance: str


class DefaultForm(NamedTuple):
    kind: str
    version: str
    title: str
    criteria: tuple[DefaultCriterion, ...]


COMPREHENSIVE = DefaultForm(
    "comprehensive",
    "2026",
    "综合性评分表",
    (
        DefaultCriterion(
            "发展方向与可持续能力", ("5.1",), 15, "发展方向是否明确，运营模式是否清晰，收入结构能否支撑持续运营。"
        ),
        DefaultCriterion(
            "孵化场所与公共服务", ("5.2", "5.3"), 15, "场地与工位能否满足创业需要，公共服务是否开放，收费是否低于周边。"
        ),
        DefaultCriterion(
            "团队与企业质量", ("5.4",), 20, "团队和企业的技术、模式创新特征，注册转化情况，典型案例的说服力。"
        ),
        DefaultCriterion(
            "投融资服务", ("5.5",), 15, "孵化资金是否到位并实际使用，合作机构的服务成效，获得融资的情况。"
        ),
        DefaultCriterion(
            "服务队伍与导师", ("5.6", "5.7"), 15, "专职队伍的专业能力，服务流程是否执行，导师辅导是否经常、对口。"
        ),
        DefaultCriterion(
            "运营机制与资源整合", ("5.8",), 20, "遴选、毕业或淘汰、财务、导师机制的执行，活动质量，要素资源的整合。"
        ),
    ),
)

PROFESSIONAL = DefaultForm(
    "professional",
    "2026",
    "专业化评分表",
    (
        DefaultCriterion(
            "发展方向与可持续能力", ("5.1",), 10, "发展方向是否明确，运营模式是否清晰，收入结构能否支撑持续运营。"
        ),
        DefaultCriterion(
            "孵化场所与公共服务", ("5.2", "5.3", "6.2"), 10, "物理空间能否满足创客和上下游小微企业入驻，收费是否低廉。"
        ),
        DefaultCriterion("团队与企业质量", ("5.4",), 15, "团队和企业的技术水平，注册转化情况，典型案例的说服力。"),
        DefaultCriterion(
            "投融资服务", ("5.5",), 10, "孵化资金是否到位并实际使用，合作机构的服务成效，获得融资的情况。"
        ),
        DefaultCriterion("服务队伍与导师", ("5.6", "5.7"), 10, "专职队伍的行业背景，服务流程是否执行，导师是否对口。"),
        DefaultCriterion("运营机制与资源整合", ("5.8",), 15, "各项机制的执行，活动质量，要素资源的整合。"),
        DefaultCriterion(
            "牵头建设与产业聚焦", ("6.1", "6.3"), 15, "牵头主体的产业地位，细分领域是否聚焦，与建设主体的良性互动。"
        ),
        DefaultCriterion(
            "公共技术创新平台", ("6.4",), 15, "研发、试制、检测条件的专业程度，平台开放与共享共用的成效。"
        ),
    ),
)

DEFAULT_FORMS = (COMPREHENSIVE, PROFESSIONAL)
