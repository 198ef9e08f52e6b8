"""What zhengzhou-1 wants attached: which document proves which checks, and which facts ask for it."""

from typing import Final

from filings.rules.versions.base import DocumentRule, DocumentType


def _one(
    code: str, label: str, checks: tuple[str, ...], claims: tuple[str, ...], *, from_register: bool = False
) -> DocumentRule:
    return DocumentRule(code, label, (DocumentType(code, label, from_register),), checks, claims)


def _tenure(tenure: str, code: str, label: str) -> DocumentRule:
    types = (DocumentType(code, label),)
    return DocumentRule(code, label, types, ("5.2.lease",), ("site.tenure",), when=("site.tenure", tenure))


def _mechanism(name: str, label: str) -> DocumentRule:
    return _one(f"{name}_policy", label, ("5.8.mechanisms",), (f"mechanisms.{name}",))


def _professional(code: str, label: str, checks: tuple[str, ...], claims: tuple[str, ...]) -> DocumentRule:
    return DocumentRule(code, label, (DocumentType(code, label),), checks, claims, professional_only=True)


DOCUMENTS: Final = (
    _one(
        "business_licence",
        "营业执照",
        ("5.1.legal_entity", "5.1.registered_in_city", "5.1.registered_at_site", "5.1.operating_1y"),
        (
            "operator.independent_legal_entity",
            "operator.registered_in_city",
            "operator.registered_at_site",
            "operator.operating_since",
        ),
    ),
    _one("development_plan", "发展规划与运营模式说明", ("5.1.direction",), ("operator.direction_documented",)),
    _tenure("owned", "title_certificate", "产权证明"),
    _tenure("leased", "lease_contract", "租赁合同"),
    _tenure("granted", "free_use_agreement", "无偿使用协议"),
    _one(
        "floor_plan",
        "场地平面图",
        ("5.2.area", "5.2.concentrated", "5.2.workstations", "5.2.service_area_ratio", "6.2.area"),
        ("site.total_area_m2", "site.service_area_m2", "site.concentrated", "site.workstations"),
    ),
    _one(
        "site_photos",
        "场地照片",
        ("5.2.workstations", "5.2.public_space"),
        ("site.workstations", "site.has_meeting_room", "site.has_training_room", "site.has_roadshow_venue"),
    ),
    _one("price_list", "收费标准", ("5.3.low_cost",), ("charging.low_cost_or_free",)),
    _one(
        "residence_agreements",
        "入驻协议",
        ("5.4.residents", "5.4.startup_ratio", "5.4.incorporation_ratio", "5.4.residence_time", "5.7.mentors_per_15"),
        ("residents.teams", "residents.startups", "residents.teams_in_year"),
    ),
    _one(
        "resident_list",
        "入驻名单",
        ("5.4.residents", "5.4.startup_ratio", "5.4.incorporation_ratio", "5.4.residence_time", "5.7.mentors_per_15"),
        ("residents.teams", "residents.startups", "residents.teams_in_year"),
        from_register=True,
    ),
    _one(
        "startup_licences",
        "在孵企业营业执照",
        ("5.4.startup_ratio", "5.4.incorporation_ratio", "5.4.startup_age"),
        ("residents.startups", "residents.teams_incorporated_in_year"),
    ),
    _one("case_materials", "典型案例材料", ("5.4.cases",), ("residents.incubation_cases_in_year",)),
    DocumentRule(
        "fund_evidence",
        "资金证明或合作协议",
        (DocumentType("fund_certificate", "资金证明"), DocumentType("cooperation_agreement", "合作协议")),
        ("5.5.capital",),
        ("finance.own_seed_fund_wan", "finance.partner_fund_wan", "finance.partner_institutions"),
    ),
    _one("financing_evidence", "融资证明", ("5.5.funded",), ("finance.funded_in_year",)),
    _one("diplomas", "学历证明", ("5.6.bachelor_ratio",), ("staff.full_time_bachelor",)),
    DocumentRule(
        "employment_evidence",
        "社保或劳动合同",
        (DocumentType("social_insurance", "社保证明"), DocumentType("employment_contracts", "劳动合同")),
        ("5.6.staff", "5.6.bachelor_ratio"),
        ("staff.full_time",),
    ),
    _one("service_process", "服务流程文件", ("5.6.process",), ("staff.service_process_documented",)),
    _one("mentor_letters", "导师聘书", ("5.7.mentors", "5.7.mentors_per_15"), ("mentors.total",)),
    _mechanism("project_selection", "项目遴选制度"),
    _mechanism("graduation_exit", "毕业或淘汰制度"),
    _mechanism("financial_management", "财务管理制度"),
    _mechanism("mentor_work", "创业导师工作制度"),
    _one("activity_evidence", "活动证明", ("5.8.activities",), ("mechanisms.activities_in_year",)),
    _professional("lead_evidence", "牵头单位证明", ("6.1.lead",), ("professional.lead_type",)),
    _professional(
        "field_statement", "产业领域说明", ("6.3.focus",), ("professional.field", "professional.residents_in_field")
    ),
    _professional(
        "interaction_materials", "互动机制材料", ("6.3.interaction",), ("professional.interaction_mechanism",)
    ),
    _professional(
        "platform_list",
        "平台与仪器设备清单",
        ("6.4.platform",),
        ("professional.open_platform", "professional.equipment_items"),
    ),
)
