"""The example scheme that ships with the product, for the city to copy and set: the three dimensions of the province's index
are known, no weights of Zhengzhou's are published. Its title says that it is an example.
"""

from decimal import Decimal
from typing import Final, NamedTuple

from evaluation.scoring.scales import NOUGHT, Expert, Linear, Scale, Step, Steps
from evaluation.scoring.schemes import COMPREHENSIVE, PROFESSIONAL, Group, Indicator, Scheme

SERVICE, INCUBATION, LASTING, BONUS = "service", "incubation", "lasting", "bonus"


def _linear(floor: int, target: int) -> Linear:
    return Linear(Decimal(floor), Decimal(target))


def _steps(*steps: tuple[int, int]) -> Steps:
    return Steps(tuple(Step(Decimal(start), Decimal(marks)) for start, marks in steps))


class _Row(NamedTuple):
    code: str
    name: str
    full: int
    figure: str
    scale: Scale
    absent: Decimal = NOUGHT


def _group(group: str, *rows: _Row) -> tuple[Indicator, ...]:
    return tuple(
        Indicator(row.code, group, row.name, Decimal(row.full), row.scale, row.figure, row.absent) for row in rows
    )


def _lasting() -> tuple[Indicator, ...]:
    return _group(
        LASTING,
        _Row("S1", "服务收入占比", 7, "service_income_share", _linear(0, 40)),
        _Row("S2", "收入与成本", 6, "income_to_cost", _linear(60, 110)),
        _Row("S3", "在驻团队和企业增长", 7, "residents_growth", _linear(-10, 20), Decimal("4.2")),
    )


def _bonus() -> tuple[Indicator, ...]:
    return _group(
        BONUS,
        _Row("J1", "上市（挂牌）企业", 3, "D16", _steps((1, 2), (2, 3))),
        _Row("J2", "国际合作交流", 2, "E4", _steps((1, 1), (3, 2))),
    )


COMPREHENSIVE_INDICATORS: Final = (
    *_group(
        SERVICE,
        _Row("F1", "工位使用率", 8, "workstation_use", _linear(40, 90)),
        _Row("F2", "专职服务队伍", 8, "staff_per_10", _linear(0, 2)),
        _Row("F3", "创业导师", 6, "mentors_per_15", _linear(0, 2)),
        _Row("F4", "培训和活动", 10, "events", _steps((10, 4), (20, 7), (30, 10))),
        _Row(
            "F5",
            "公共服务平台",
            8,
            "",
            Expert("会议、路演、展示等公共场地和共享设施是否开放、好用，服务是否有记录。"),
        ),
    ),
    *_group(
        INCUBATION,
        _Row("X1", "团队注册为企业", 8, "incorporated_share", _linear(0, 30)),
        _Row("X2", "获得融资占比", 7, "funded_share", _linear(0, 10)),
        _Row("X3", "获得投资", 6, "F3", _steps((1000, 2), (5000, 4), (10000, 6))),
        _Row("X4", "吸纳就业", 6, "D9", _linear(0, 300)),
        _Row("X5", "应届高校毕业生就业", 4, "D10", _linear(0, 60)),
        _Row("X6", "知识产权", 5, "rights_per_10", _linear(0, 20)),
        _Row("X7", "科技型中小企业", 4, "tech_sme_share", _linear(0, 20)),
    ),
    *_lasting(),
    *_bonus(),
)
PROFESSIONAL_INDICATORS: Final = (
    *_group(
        SERVICE,
        _Row("F1", "工位使用率", 6, "workstation_use", _linear(40, 90)),
        _Row("F2", "专职服务队伍", 6, "staff_per_10", _linear(0, 2)),
        _Row("F3", "创业导师", 6, "mentors_per_15", _linear(0, 2)),
        _Row("F4", "培训和活动", 8, "events", _steps((10, 3), (20, 6), (30, 8))),
        _Row(
            "F5",
            "公共技术创新平台",
            14,
            "",
            Expert("研发、试制、检测设备是否向外开放，共享共用和产业资源集成的成效。"),
        ),
    ),
    *_group(
        INCUBATION,
        _Row("X1", "团队注册为企业", 7, "incorporated_share", _linear(0, 30)),
        _Row("X2", "获得融资占比", 6, "funded_share", _linear(0, 10)),
        _Row("X3", "获得投资", 6, "F3", _steps((1000, 2), (5000, 4), (10000, 6))),
        _Row("X4", "吸纳就业", 5, "D9", _linear(0, 300)),
        _Row("X5", "应届高校毕业生就业", 4, "D10", _linear(0, 60)),
        _Row("X6", "知识产权", 7, "rights_per_10", _linear(0, 30)),
        _Row("X7", "科技型中小企业", 5, "tech_sme_share", _linear(0, 25)),
    ),
    *_lasting(),
    *_bonus(),
)
EXAMPLE: Final = Scheme(
    title="众创空间绩效评价指标（示例）",
    note="示例方案：三个方面参照省级评价，权重和分值由市科技局另行确定，不代表郑州市已发布的标准。",
    groups=(
        Group(SERVICE, "综合服务能力", Decimal(40)),
        Group(INCUBATION, "孵化绩效", Decimal(40)),
        Group(LASTING, "可持续发展", Decimal(20)),
        Group(BONUS, "加分项", Decimal(5), bonus=True),
    ),
    kinds={COMPREHENSIVE: COMPREHENSIVE_INDICATORS, PROFESSIONAL: PROFESSIONAL_INDICATORS},
)
EXAMPLE_CODE: Final = "example"
