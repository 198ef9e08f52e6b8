"""The one table of the facts the rules can read: key, label, unit, type, meaning. How they are parsed is not here."""

from enum import StrEnum
from typing import Final, NamedTuple


class FactType(StrEnum):
    COUNT = "count"
    AREA = "area"
    MONEY = "money"
    FLAG = "flag"
    DAY = "day"
    CHOICE = "choice"
    TEXT = "text"


class Fact(NamedTuple):
    """One row: `key` is "group.name" (or the bare name of a heading), `choices` are (value, label) pairs."""

    key: str
    label: str
    type: FactType
    unit: str = ""
    meaning: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = False

    @property
    def group(self) -> str:
        return self.key.partition(".")[0] if "." in self.key else ""

    @property
    def name(self) -> str:
        return self.key.rpartition(".")[2]

    @property
    def group_label(self) -> str:
        return GROUP_LABELS[self.group]

    def choice_label(self, value: str) -> str:
        return dict(self.choices)[value]


GROUP_LABELS: Final = {
    "": "申请",
    "operator": "运营机构",
    "site": "孵化场所",
    "charging": "办公条件与收费",
    "residents": "团队与企业",
    "finance": "投融资",
    "staff": "服务队伍",
    "mentors": "创业导师",
    "mechanisms": "运营机制与活动",
    "professional": "专业化条件",
    "statistics": "统计报送",
    "standing": "申报资格",
}
COUNT, AREA, MONEY = FactType.COUNT, FactType.AREA, FactType.MONEY
FLAG, DAY, CHOICE, TEXT = FactType.FLAG, FactType.DAY, FactType.CHOICE, FactType.TEXT

KIND_CHOICES: Final = (("comprehensive", "综合性"), ("professional", "专业化"))
PURPOSE_CHOICES: Final = (("application", "申请备案"), ("continuing", "持续符合"))
TENURE_CHOICES: Final = (("owned", "自有"), ("leased", "租赁"), ("granted", "无偿使用"))
LEAD_TYPE_CHOICES: Final = (
    ("leading_enterprise", "龙头骨干企业"),
    ("research_institute", "科研院所"),
    ("university", "高校"),
    ("other", "其他"),
)

FACTS: Final[tuple[Fact, ...]] = (
    Fact("kind", "申请类型", CHOICE, "", "综合性或专业化众创空间", KIND_CHOICES, True),
    Fact("purpose", "计算用途", CHOICE, "", "申请备案看全部条件；持续符合不看申报资格", PURPOSE_CHOICES),
    Fact("as_of", "计算日", DAY, "", "各项数据以这一天为准；申请以首次提交之日为准", (), True),
    Fact("operator.independent_legal_entity", "独立法人", FLAG, "", "运营机构是独立法人单位"),
    Fact("operator.registered_in_city", "在郑州市注册", FLAG, "", "运营机构在郑州市注册"),
    Fact("operator.registered_at_site", "注册地与运营地一致", FLAG, "", "运营机构注册地与众创空间运营地一致"),
    Fact("operator.operating_since", "实际运营开始日", DAY, "", "众创空间实际开始运营的日期"),
    Fact("operator.direction_documented", "发展方向说明", FLAG, "", "已提交发展方向、模式和可持续发展说明"),
    Fact("site.total_area_m2", "众创空间总面积", AREA, "㎡", "全部场地的面积之和"),
    Fact("site.service_area_m2", "服务面积", AREA, "㎡", "提供的办公场地、工位和公共服务场地面积之和"),
    Fact("site.concentrated", "场地固定集中", FLAG, "", "办公场所固定且集中；场地不在一处的不算集中"),
    Fact("site.workstations", "创业工位", COUNT, "个", "提供的创业工位数"),
    Fact("site.has_meeting_room", "会议室", FLAG, "", "有供团队和企业使用的会议室"),
    Fact("site.has_training_room", "洽谈培训空间", FLAG, "", "有洽谈培训空间"),
    Fact("site.has_roadshow_venue", "项目路演场地", FLAG, "", "有项目路演场地"),
    Fact("site.tenure", "场地性质", CHOICE, "", "有多处场地的，按最不稳定的一处", TENURE_CHOICES),
    Fact("site.lease_from", "租赁起始日", DAY, "", "租期的第一天（含当日）"),
    Fact("site.lease_to", "租赁截止日", DAY, "", "租期的最后一天（含当日）；有多份合同的，按最短的一份"),
    Fact("charging.low_cost_or_free", "低收费或免费", FLAG, "", "向创业者提供低收费或免费服务，并附收费标准"),
    Fact("residents.teams", "在驻团队和创客群体", COUNT, "家", "计算日在驻、未注册为企业的团队和创客群体"),
    Fact("residents.startups", "在驻在孵企业", COUNT, "家", "计算日在驻的在孵企业"),
    Fact(
        "residents.teams_in_year",
        "近12个月在驻过的团队",
        COUNT,
        "家",
        "近12个月在驻过的团队和创客群体，含已注册为企业的",
    ),
    Fact(
        "residents.teams_incorporated_in_year",
        "近12个月注册为企业的团队",
        COUNT,
        "家",
        "近12个月在驻过的团队中，近12个月内注册为在孵企业的",
    ),
    Fact("residents.incubation_cases_in_year", "典型孵化案例", COUNT, "个", "近12个月的典型孵化案例"),
    Fact(
        "residents.startups_older_than_1y_at_entry",
        "入驻时成立超过1年的企业",
        COUNT,
        "家",
        "在驻在孵企业中，入驻时成立已超过1年的",
    ),
    Fact("residents.over_3y", "在驻超过3年的团队和企业", COUNT, "家", "计算日在驻已超过3年的团队和企业"),
    Fact("residents.served_in_year", "近12个月服务的团队和企业", COUNT, "家", "近12个月按协议在驻过的团队和企业"),
    Fact("finance.own_seed_fund_wan", "自有种子资金", MONEY, "万元", "自有种子资金规模"),
    Fact("finance.partner_fund_wan", "合作孵化资金", MONEY, "万元", "合作的孵化资金规模"),
    Fact("finance.partner_institutions", "合作的金融和创投机构", COUNT, "家", "签有协议的金融机构、创投机构"),
    Fact("finance.funded_in_year", "获得融资的团队和企业", COUNT, "家", "近12个月获得融资的团队和企业"),
    Fact("staff.full_time", "专职孵化服务人员", COUNT, "人", "专职孵化服务人员数"),
    Fact("staff.full_time_bachelor", "本科及以上人员", COUNT, "人", "专职孵化服务人员中，本科及以上学历的"),
    Fact("staff.service_process_documented", "规范化服务流程", FLAG, "", "已形成规范化服务流程文件"),
    Fact("mentors.total", "创业导师", COUNT, "人", "专职和兼职创业导师数"),
    Fact("mechanisms.project_selection", "项目遴选机制", FLAG, "", "有项目遴选机制文件"),
    Fact("mechanisms.graduation_exit", "毕业或淘汰机制", FLAG, "", "有毕业或淘汰机制文件"),
    Fact("mechanisms.financial_management", "财务管理机制", FLAG, "", "有财务管理机制文件"),
    Fact("mechanisms.mentor_work", "创业导师工作机制", FLAG, "", "有创业导师工作机制文件"),
    Fact("mechanisms.activities_in_year", "各类活动", COUNT, "场", "近12个月举办的各类活动"),
    Fact("professional.lead_type", "牵头建设主体", CHOICE, "", "牵头建设主体的类型", LEAD_TYPE_CHOICES),
    Fact("professional.field", "细分产业领域", TEXT, "", "聚焦的细分产业领域"),
    Fact("professional.residents_in_field", "该领域的团队和企业", COUNT, "家", "在驻团队和企业中属于该领域的"),
    Fact("professional.interaction_mechanism", "与建设主体的互动机制", FLAG, "", "有与建设主体的良性互动机制文件"),
    Fact("professional.open_platform", "公共技术创新平台", FLAG, "", "建有开放性公共技术创新平台"),
    Fact("professional.equipment_items", "专业仪器设备", COUNT, "台（套）", "研发、试制及检测用仪器设备"),
    Fact("statistics.torch_reported", "火炬统计已报送", FLAG, "", "最近一次火炬统计已真实、完整报送"),
    Fact("standing.fraud_found_on", "弄虚作假查实日", DAY, "", "该运营机构最近一次被查实弄虚作假的日期；没有的不填"),
    Fact("standing.revoked_on", "备案撤销日", DAY, "", "该运营机构或该空间最近一次被撤销备案的日期；没有的不填"),
    Fact("standing.active_filing", "已有同类备案", FLAG, "", "该空间已有同一类型的备案在册；没有的不填"),
)
FACTS_BY_KEY: Final = {fact.key: fact for fact in FACTS}
POSITIONS: Final = {fact.key: position for position, fact in enumerate(FACTS)}
