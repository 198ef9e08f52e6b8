"""The spaces of the demo: who runs them, what their registers come to, when what happened and where the case stands."""

from dataclasses import dataclass, field
from typing import Final

from evaluation.demo.registers import Shape
from evaluation.demo.rounds import CLOSED, FIVE_DAYS, NO_DAYS
from filings.models import Site, Space, SpaceDocument

COMPREHENSIVE, PROFESSIONAL = Space.Kind.COMPREHENSIVE, Space.Kind.PROFESSIONAL
MIXED: Final = ("电子商务", "文化创意", "工业软件", "节能环保", "数字影像")


@dataclass(frozen=True, slots=True)
class Story:
    """A space and its case. `days` are working days ago: submitted, recommended, accepted, review begun, review summed
    up, publicised, decided, as far as it has come; `then` names what happened last (stories.ENDINGS), `ago` working days ago.
    """

    space: str
    operator: str
    district: str
    days: tuple[int, ...]
    then: str = ""
    kind: Space.Kind = COMPREHENSIVE
    focus: str = ""
    shape: Shape = field(default_factory=Shape)
    round: str = FIVE_DAYS
    ago: int = 1
    introduction: str = "面向科技人员、大学生和返乡创业者，提供工位、辅导、路演和投融资对接服务。"

    @property
    def fields(self) -> tuple[str, ...]:
        """What its residents work on."""
        return (self.focus,) if self.focus else MIXED


LARGE: Final = Shape(area=1860, service_share=80, seats=90, tenure=Site.Tenure.OWNED)


def professional(
    space: str,
    operator: str,
    district: str,
    focus: str,
    days: tuple[int, ...],
    *,
    then: str = "",
    shape: Shape = LARGE,
    round_: str = FIVE_DAYS,
    ago: int = 1,
) -> Story:
    """A professional space: larger, with a focus, led by a body of its trade."""
    return Story(
        space,
        operator,
        district,
        days,
        then,
        kind=PROFESSIONAL,
        focus=focus,
        shape=shape,
        round=round_,
        ago=ago,
        introduction=f"聚焦{focus}，由骨干单位牵头，开放研发、试制和检测条件。",
    )


WITH_DISTRICT: Final = (
    professional(
        "芯屿众创空间",
        "xinyu",
        "gxq",
        "智能传感",
        (17,),
        then="verified_12",
        ago=9,
        shape=Shape(area=1320, service_share=78, teams=17, incorporated=4, startups=3, tenure=Site.Tenure.OWNED),
    ),
    Story("梧桐里创客空间", "wutong", "gxq", (14,), "verified", shape=Shape(activities=8)),
    professional(
        "云栈数字众创空间",
        "dahe",
        "gxq",
        "工业软件",
        (11,),
        then="verified_9",
        shape=Shape(area=1600, lease=(3, 6), own_fund=60, partner_fund=60),
    ),
    Story("河洛青年创业坊", "heluo", "gxq", (9,), "resubmitted", ago=2),
    professional(
        "智联测控众创空间",
        "xinyu",
        "gxq",
        "智能网联",
        (8,),
        then="corrected",
        shape=Shape(area=1500, service_share=84, older_at_entry=2, teams=26, tenure=Site.Tenure.OWNED),
    ),
    Story(
        "聚力工场",
        "juli",
        "gxq",
        (6,),
        "fraud_proposed",
        ago=2,
        shape=Shape(area=560, service_share=69, seats=42, teams=15, financed=1),
    ),
    Story("蜂巢创新空间", "fengchao", "gxq", (5,), "fraud_notified", shape=Shape(own_fund=40, partner_fund=0)),
    professional("北斗时空众创空间", "heluo", "gxq", "智能网联", (7,), then="waiting_to_recommend", round_=NO_DAYS),
    Story("木棉创客汇", "wutong", "gxq", (6,), "waiting_to_decline", shape=Shape(mentors=2, financed=1)),
    Story("大河软件众创空间", "dahe", "gxq", (2,), "recused", shape=Shape(lease=(2, 6), over_three_years=3)),
    Story("西流湖创业工坊", "juli", "gxq", (2,), "ready"),
    Story("长椿路众创空间", "fengchao", "gxq", (1,), "visited", shape=Shape(graduates=2)),
    Story("云帆青创空间", "yunfan", "gxq", (7,), "returned", ago=2),
    Story("花园路设计众创空间", "huayuan", "jinshui", (21, 12, 8), "assigned", round=NO_DAYS),
    professional(
        "数字影像众创空间",
        "huayuan",
        "jinshui",
        "数字影像",
        (10,),
        then="verified_16",
        shape=Shape(area=1700, lease=(3, 7)),
    ),
    Story("百川众创空间", "baichuan", "jinshui", (11,), "waiting_to_recommend"),
    Story("麦田设计工坊", "maitian", "jinshui", (5,), "verified_20", round=NO_DAYS),
    Story("桐柏路创客空间", "tongbai", "zhongyuan", (2,), "fraud_dropped", shape=Shape(cases=2)),
    Story(
        "红枣谷农创空间",
        "xianyu",
        "xinzheng",
        (13,),
        "fraud_heard",
        ago=4,
        shape=Shape(lacking=(SpaceDocument.Kind.FINANCIAL_MANAGEMENT,), activities=7),
    ),
)

WITH_CITY: Final = (
    Story("星火共创空间", "heluo", "gxq", (14, 3)),
    Story("文化路创意空间", "huayuan", "jinshui", (18, 6), "fraud_found", ago=3, round=NO_DAYS),
    professional("龙湖金融科技众创空间", "longhu", "zdxq", "工业软件", (12, 1), then="fraud_waiting"),
    Story("二七商创众创空间", "erqi", "erqi", (20, 10, 7), "returned_by_city", ago=3),
    professional(
        "经开汽车电子众创空间", "jingkai", "jkq", "智能网联", (21, 12, 8), then="drawn", round_=NO_DAYS, ago=5
    ),
    Story("青年梦工坊", "tongbai", "zhongyuan", (19, 9, 5), "waiting_to_reject_formally"),
    professional("工业视觉众创空间", "dahe", "gxq", "工业软件", (29, 20, 17, 13, 6), then="reviewed_again", ago=2),
    Story("云杉创新空间", "baichuan", "jinshui", (23, 13, 10, 5), "one_sheet", ago=2),
    professional("空港物流众创空间", "hanggang", "hkg", "电子商务", (24, 14, 11, 6), then="two_of_five"),
    professional("生物检测众创空间", "xinyu", "gxq", "生物检测", (25, 15, 12, 8), then="all_sheets", round_=NO_DAYS),
    Story("中原里创客空间", "tongbai", "zhongyuan", (25, 16, 13, 9), "wide_spread"),
    professional("新材料众创空间", "xinyu", "gxq", "新材料", (27, 18, 15, 11, 3), then="staged", round_=NO_DAYS),
    Story("黄河文旅众创空间", "huiji", "huiji", (28, 19, 16, 12, 4), "poor"),
    professional("智慧农机众创空间", "heluo", "gxq", "智慧农机", (29, 20, 17, 13, 7, 2)),
    Story("青禾创客汇", "baichuan", "jinshui", (30, 21, 18, 14, 8, 3), "objected"),
    Story("北龙湖青创空间", "longhu", "zdxq", (33, 24, 21, 17, 11, 8), "waiting_to_approve"),
    Story("荥泽新材创客空间", "xianyu", "xingyang", (34, 25, 22, 18, 12, 9)),
    Story("商都文创空间", "shangdu", "guancheng", (35, 26, 23, 19, 13, 7), "waiting_to_reject", ago=3),
)

ENDED: Final = (
    Story("溱洧创客空间", "xianyu", "xinmi", (150, 140, 136, 131, 124, 120, 112), "fraud_found", ago=2, round=CLOSED),
    Story(
        "石佛青创空间",
        "juli",
        "gxq",
        (149, 139, 135, 130, 123, 119, 111),
        focus="新材料",
        shape=Shape(incorporated=18, cases=9, financed=7, activities=32),
        round=CLOSED,
    ),
    Story("云帆创新工场", "yunfan", "gxq", (40, 31, 28, 24, 18, 15, 8)),
    professional("思源高校众创空间", "siyuan", "jinshui", "节能环保", (41, 32, 29, 25, 19, 16, 9)),
    professional("石佛青创空间", "juli", "gxq", "新材料", (43, 34, 31, 27, 21, 18, 11)),
    Story("启明星众创空间", "qimingxing", "gxq", (20,), "declined", ago=12, shape=Shape(area=480, seats=46, staff=4)),
    Story("中牟声屏众创空间", "xianyu", "zhongmu", (12,), "review_asked", ago=6, shape=Shape(teams=14, incorporated=4)),
    Story("启明星创新工坊", "qimingxing", "gxq", (36, 27, 24, 20, 14), "rejected_then_served", ago=10),
    professional(
        "上街铝精众创空间",
        "xianyu",
        "shangjie",
        "新材料",
        (37, 28, 25, 21, 15, 12),
        then="rejected_on_objection",
        ago=8,
    ),
    Story("启明星智造空间", "qimingxing", "gxq", (16,), "withdrawn", ago=12),
    Story("启明星工业设计空间", "qimingxing", "gxq", (38,), "lapsed", ago=35),
)

DRAFTS: Final = (
    Story("云帆智造众创空间", "yunfan", "gxq", (), "complete", round=NO_DAYS),
    Story("麦田创客空间", "maitian", "jinshui", (), "with_gaps", shape=Shape(seats=46, activities=7, mentors=2)),
    Story("启明星青年空间", "qimingxing", "gxq", (), "just_begun"),
)

STORIES: Final = (*ENDED, *WITH_CITY, *WITH_DISTRICT, *DRAFTS)
