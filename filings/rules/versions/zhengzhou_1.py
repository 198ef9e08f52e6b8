"""The rule set zhengzhou-1: 郑州市众创空间管理办法 as checks and thresholds. Its wordings stand in zhengzhou_1_texts."""

from typing import Final

from filings.rules.checks import Row, Threshold
from filings.rules.checks.days import ban, lease, operating
from filings.rules.checks.figures import all_of, area_at_least, at_least, flag, no_filing, usually_none
from filings.rules.checks.places import capital, lead_body, platform, professional_area, service_share
from filings.rules.checks.residents import (
    bachelor_share,
    focus,
    incorporation_share,
    mentors_per_residents,
    residents,
    startup_share,
)
from filings.rules.versions.base import Version
from filings.rules.versions.zhengzhou_1_clauses import (
    A5_1,
    A5_2,
    A5_3,
    A5_4,
    A5_5,
    A5_6,
    A5_7,
    A5_8,
    A6_1,
    A6_2,
    A6_3,
    A6_4,
    A7,
    A8,
    A15,
)
from filings.rules.versions.zhengzhou_1_documents import DOCUMENTS
from filings.rules.versions.zhengzhou_1_texts import ITEMS, PROFESSIONAL_ITEMS, READINGS


def _table(*thresholds: Threshold) -> dict[str, Threshold]:
    return {threshold.key: threshold for threshold in thresholds}


THRESHOLDS: Final = _table(
    Threshold("fraud_ban_years", 2, "年", A8, "弄虚作假查实后不得再次申报的年限"),
    Threshold("revocation_ban_years", 2, "年", A15, "撤销备案后不得再次申请的年限"),
    Threshold("operating_months", 12, "个月", A5_1, "实际运营时间"),
    Threshold("total_area", 500, "㎡", A5_2, "办公场所面积"),
    Threshold("workstations", 50, "个", A5_2, "创业工位"),
    Threshold("service_share", 75, "%", A5_2, "办公场地、工位和公共服务场地面积占比"),
    Threshold("lease_years", 5, "年", A5_2, "租赁场地的有效租期"),
    Threshold("residents", 30, "家", A5_4, "入驻团队和在孵企业数量"),
    Threshold("startup_share", 25, "%", A5_4, "在孵企业占比"),
    Threshold("incorporation_share", 20, "%", A5_4, "团队每年注册为在孵企业的比例"),
    Threshold("cases", 3, "个", A5_4, "每年典型孵化案例"),
    Threshold("capital", 100, "万元", A5_5, "种子资金或孵化资金规模"),
    Threshold("institutions", 1, "家", A5_5, "有协议的金融、创投机构"),
    Threshold("funded", 2, "家", A5_5, "每年获得融资的团队或企业"),
    Threshold("staff", 5, "人", A5_6, "专职孵化服务人员"),
    Threshold("bachelor_share", 50, "%", A5_6, "本科以上学历占比"),
    Threshold("mentors", 3, "人", A5_7, "创业导师"),
    Threshold("residents_per_mentor", 15, "家", A5_7, "每名创业导师对应的团队和企业"),
    Threshold("activities", 10, "场", A5_8, "每年举办的各类活动"),
    Threshold("professional_area", 1000, "㎡", A6_2, "提供入驻的物理空间"),
    Threshold("focus_share", 50, "%", A6_3, "细分产业领域的入驻占比"),
    Threshold("equipment", 1, "台（套）", A6_4, "专业仪器设备"),
)


def _figure(key: str) -> int:
    return THRESHOLDS[key].value


STANDING_CHECKS: Final = (
    ban(
        Row("standing.fraud_ban", A8, "弄虚作假后的申报限制"),
        "standing.fraud_found_on",
        _figure("fraud_ban_years"),
        event="查实弄虚作假",
        none="没有弄虚作假查实记录",
    ),
    ban(
        Row("standing.revocation_ban", A15, "撤销备案后的申报限制"),
        "standing.revoked_on",
        _figure("revocation_ban_years"),
        event="撤销备案",
        none="没有撤销备案记录",
    ),
    no_filing(
        Row("standing.active_filing", A7, "没有同类备案在册"),
        "standing.active_filing",
        required="该空间没有同一类型的备案在册",
        yes="该空间已有同一类型的备案在册",
        no="没有同一类型的备案在册",
    ),
)

CHECKS: Final = (
    flag(
        Row("5.1.legal_entity", A5_1, "独立法人机构运营"),
        "operator.independent_legal_entity",
        required="运营机构为独立法人单位",
        yes="运营机构是独立法人单位",
        no="运营机构不是独立法人单位",
    ),
    flag(
        Row("5.1.registered_in_city", A5_1, "在郑州市注册"),
        "operator.registered_in_city",
        required="运营机构在郑州市注册",
        yes="运营机构在郑州市注册",
        no="运营机构不在郑州市注册",
    ),
    flag(
        Row("5.1.registered_at_site", A5_1, "注册地与运营地一致"),
        "operator.registered_at_site",
        required="注册地与运营地一致",
        yes="注册地与运营地一致",
        no="注册地与运营地不一致",
    ),
    operating(Row("5.1.operating_1y", A5_1, "实际运营时间"), _figure("operating_months"), lenient_when_continuing=True),
    flag(
        Row("5.1.direction", A5_1, "发展方向与可持续发展"),
        "operator.direction_documented",
        required="提交发展方向、模式和可持续发展说明",
        yes="已提交发展方向、模式和可持续发展说明",
        no="没有提交发展方向、模式和可持续发展说明",
    ),
    area_at_least(Row("5.2.area", A5_2, "场地面积"), "site.total_area_m2", _figure("total_area")),
    flag(
        Row("5.2.concentrated", A5_2, "场地固定集中"),
        "site.concentrated",
        required="办公场所固定集中",
        yes="办公场所固定集中",
        no="办公场所不固定或不集中",
    ),
    at_least(
        Row("5.2.workstations", A5_2, "创业工位"), "site.workstations", _figure("workstations"), gap_unit="个工位"
    ),
    all_of(
        Row("5.2.public_space", A5_2, "公共服务场地"),
        ("site.has_meeting_room", "site.has_training_room", "site.has_roadshow_venue"),
        required="会议室、洽谈培训空间、项目路演场地齐全",
    ),
    service_share(Row("5.2.service_area_ratio", A5_2, "服务面积占比"), _figure("service_share")),
    lease(Row("5.2.lease", A5_2, "租赁期限"), _figure("lease_years")),
    flag(
        Row("5.3.low_cost", A5_3, "低成本或免费的办公条件"),
        "charging.low_cost_or_free",
        required="提供低收费或免费的日常服务，并附收费标准",
        yes="提供低收费或免费的日常服务，已附收费标准",
        no="没有提供低收费或免费的日常服务，或没有收费标准",
    ),
    residents(Row("5.4.residents", A5_4, "入驻团队和在孵企业数量"), _figure("residents")),
    startup_share(Row("5.4.startup_ratio", A5_4, "在孵企业占比"), _figure("startup_share")),
    incorporation_share(
        Row("5.4.incorporation_ratio", A5_4, "团队每年注册为企业的比例"), _figure("incorporation_share")
    ),
    at_least(Row("5.4.cases", A5_4, "典型孵化案例"), "residents.incubation_cases_in_year", _figure("cases")),
    usually_none(
        Row("5.4.startup_age", A5_4, "企业入驻时的成立时间"),
        "residents.startups_older_than_1y_at_entry",
        required="初创公司成立时间「一般不超过1年」",
        found="入驻时成立超过1年的企业",
    ),
    usually_none(
        Row("5.4.residence_time", A5_4, "入驻时间"),
        "residents.over_3y",
        required="入驻时间「一般不超过3年」",
        found="在驻超过3年的团队和企业",
    ),
    capital(Row("5.5.capital", A5_5, "种子资金或孵化资金"), _figure("capital"), _figure("institutions")),
    at_least(Row("5.5.funded", A5_5, "获得融资的团队和企业"), "finance.funded_in_year", _figure("funded")),
    at_least(Row("5.6.staff", A5_6, "专职孵化服务团队"), "staff.full_time", _figure("staff")),
    bachelor_share(Row("5.6.bachelor_ratio", A5_6, "本科以上学历占比"), _figure("bachelor_share")),
    flag(
        Row("5.6.process", A5_6, "规范化服务流程"),
        "staff.service_process_documented",
        required="形成规范化服务流程",
        yes="已形成规范化服务流程",
        no="没有形成规范化服务流程",
    ),
    at_least(Row("5.7.mentors", A5_7, "创业导师数量"), "mentors.total", _figure("mentors")),
    mentors_per_residents(Row("5.7.mentors_per_15", A5_7, "创业导师配比"), _figure("residents_per_mentor")),
    all_of(
        Row("5.8.mechanisms", A5_8, "运营工作机制"),
        (
            "mechanisms.project_selection",
            "mechanisms.graduation_exit",
            "mechanisms.financial_management",
            "mechanisms.mentor_work",
        ),
        required="项目遴选、毕业或淘汰、财务管理、创业导师工作机制齐全",
    ),
    at_least(Row("5.8.activities", A5_8, "各类活动"), "mechanisms.activities_in_year", _figure("activities")),
)

PROFESSIONAL_CHECKS: Final = (
    lead_body(Row("6.1.lead", A6_1, "牵头建设主体")),
    professional_area(Row("6.2.area", A6_2, "物理空间面积"), _figure("professional_area")),
    focus(Row("6.3.focus", A6_3, "产业领域聚焦"), _figure("focus_share")),
    flag(
        Row("6.3.interaction", A6_3, "与建设主体的互动机制"),
        "professional.interaction_mechanism",
        required="与建设主体之间形成良性互动机制",
        yes="已形成与建设主体的良性互动机制",
        no="没有形成与建设主体的良性互动机制",
    ),
    platform(Row("6.4.platform", A6_4, "公共技术创新平台"), _figure("equipment")),
)

ZHENGZHOU_1: Final = Version(
    id="zhengzhou-1",
    title="郑州市众创空间管理办法",
    level="city",
    thresholds=THRESHOLDS,
    standing_checks=STANDING_CHECKS,
    checks=CHECKS,
    professional_checks=PROFESSIONAL_CHECKS,
    verification_items=ITEMS,
    professional_verification_items=PROFESSIONAL_ITEMS,
    documents=DOCUMENTS,
    readings=READINGS,
)
