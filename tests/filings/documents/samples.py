"""Contexts of every document template, in plain values, for the layout tests; no records and no database."""

from typing import Any

BUREAU = "郑州市科学技术局"
DISTRICT = "郑州高新技术产业开发区管委会科技创新局"
APPEAL = {"reconsideration_body": "郑州市人民政府", "court": "郑州铁路运输法院"}
LONG_NAME = "郑州市金水区刘胡垌智能传感器与工业互联网跨境电子商务大学生创新创业孵化示范基地暨国际青年创客联合实验众创空间（一期二期）"

ISSUED: dict[str, Any] = {
    "issuer": BUREAU,
    "number": "郑科函〔2026〕12号",
    "addressee": "郑州云帆创业孵化服务有限公司",
    "date": "2026年3月5日",
    "printed_by": "郑州市科学技术局办公室",
    "printed_on": "2026年3月5日",
    "copies": ["郑州高新技术产业开发区管委会科技创新局"],
}
CASE: dict[str, Any] = {
    "space_name": "云帆创新工场",
    "filing_name": "郑州市众创空间（综合性）",
    "application_number": "2026-0001",
    "operator": "郑州云帆创业孵化服务有限公司",
    "uscc": "114101057286859709",
    "address": "郑州高新技术产业开发区科学大道100号云帆大厦3层、4层",
    "district": "郑州高新技术产业开发区",
    "round_title": "2026年度第一批众创空间备案申报",
    "recommended_by": DISTRICT,
    "submitted_on": "2026年2月10日",
    "accepted_on": "2026年3月2日",
    "ruleset": "《郑州市众创空间管理办法》（zhengzhou-1）",
    "as_of": "2026年2月10日",
}
SPACE: dict[str, Any] = {
    "name": CASE["space_name"],
    "kind": "综合性",
    "filing_name": CASE["filing_name"],
    "operator": CASE["operator"],
    "uscc": CASE["uscc"],
    "address": CASE["address"],
    "district": CASE["district"],
    "number": "郑众创备〔2026〕1号",
    "area": "1,050.00",
    "workstations": 86,
    "teams": 24,
    "startups": 12,
    "contact": "李明",
    "phone": "13800001234",
    "opinion": "同意推荐",
}
REASONS = [
    {"clause": "第五条第（二）项", "text": "提供创业工位44个，要求不少于50个，还差6个工位。"},
    {"clause": "第五条第（四）项", "text": "入驻团队和在孵企业27家，要求不低于30家，还差3家。"},
]
CORRECTIONS = [
    {
        "clause": "第五条第（二）项",
        "label": "场地平面图",
        "what": "未标注公共服务场地面积，请上传带面积标注的平面图。",
        "why_later": "",
    },
    {
        "clause": "第五条第（四）项",
        "label": "入驻协议",
        "what": "2份协议未盖章（第7、15份）。",
        "why_later": "由上次补正的名册引起",
    },
]
FRAUD: dict[str, Any] = {
    "manner": "虚报",
    "clause": "第五条第（四）项",
    "facts": [
        "申报在驻创业团队24个。2026年2月25日现场核查，并向团队负责人逐一核实，其中9个团队从未入驻，入驻协议为申报前集中补签。",
        "扣除后，在驻团队和企业为27家，不足30家。",
    ],
    "has_ended": False,
    "is_filed": False,
    "state": "已推荐",
}
CHECK: dict[str, Any] = {
    "clause": "第五条第（二）项",
    "label": "服务场地面积占比",
    "required": "不低于总面积的75%",
    "actual": "80.00%",
    "why": "840.00 ÷ 1,050.00 = 80.00%，不低于75%",
    "verdict": "pass",
    "verdict_label": "符合",
    "verification": "属实",
    "correction": "",
}
FAILED_CHECK: dict[str, Any] = {
    **CHECK,
    "label": "创业工位",
    "required": "不少于50个",
    "actual": "44个",
    "why": "44 < 50，还差6个工位",
    "verdict": "fail",
    "verdict_label": "不符合",
    "verification": "已更正",
    "correction": "工位由52个更正为44个：现场清点，证据为2026年2月20日核查照片",
}


def space_row(name: str) -> dict[str, Any]:
    return {**SPACE, "name": name}


REVOKED: dict[str, Any] = {
    **CASE,
    "filing_number": SPACE["number"],
    "filed_on": "2025年6月1日",
    "clause": "第十五条第（三）项",
    "clause_words": "有严重违法行为的",
    "facts": [
        "2026年2月，市场监督管理局查明该机构虚构在孵企业骗取房租补贴，作出行政处罚决定（郑市监罚〔2026〕18号）。"
    ],
}
CONTEXTS: dict[str, dict[str, Any]] = {
    "recommendation_letter": {
        **ISSUED,
        **CASE,
        "issuer": DISTRICT,
        "number": "郑高科函〔2026〕3号",
        "addressee": BUREAU,
        "rows": [SPACE],
        "verification": "对照《郑州市众创空间管理办法》第五条规定的条件，逐项核实32项，其中属实31项，更正后符合1项。2026年2月20日进行了实地核查，场地、工位、入驻名单与申报内容一致。",
        "opinion": "该众创空间发展方向明确、运营规范，符合综合性众创空间备案条件，同意推荐。",
        "printed_by": "郑州高新技术产业开发区管委会科技创新局",
        "copies": [],
    },
    "recommendation_summary": {
        **ISSUED,
        **CASE,
        "issuer": DISTRICT,
        "rows": [space_row(f"第{n}众创空间") for n in range(1, 13)],
    },
    "correction_notice": {
        **ISSUED,
        **CASE,
        "issuer": DISTRICT,
        "authority": "我单位",
        "items": CORRECTIONS,
        "due_on": "2026年3月19日",
        "is_later": True,
    },
    "decline_notice": {
        **ISSUED,
        **CASE,
        "issuer": DISTRICT,
        "reasons": REASONS,
        "review_body": BUREAU,
        "review_contact": "0371-67170000",
        "appeal": APPEAL,
    },
    "rejection_notice": {
        **ISSUED,
        **CASE,
        "grounds": "经组织专家评审，评审结果为未通过",
        "reasons": REASONS,
        "appeal": APPEAL,
        "contact": "联系人：张某某，电话：0371-67170000",
    },
    "upward_letter": {
        **ISSUED,
        "number": "郑科推〔2026〕3号",
        "addressee": "河南省科学技术厅",
        "level": "国家级",
        "level_name": "国家备案众创空间",
        "year": 2026,
        "batch": "第一批",
        "basis": "国家众创空间备案暂行规定（国科火字〔2017〕120号）",
        "is_checked": True,
        "checked_on": "2026年3月5日",
        "met": 1,
        "review": 0,
        "lacking": 0,
        "unread": 0,
        "opinion": "该众创空间运营规范、成效较好，同意推荐。",
        "rows": [{**SPACE, "verdict": "符合", "explanation": ""}],
        "table_date": "2026年3月5日",
    },
    "change_notice": {
        **ISSUED,
        **CASE,
        "number": "郑科变〔2026〕1号",
        "filing_number": SPACE["number"],
        "former_name": "云帆创客工场",
        "kind": "名称",
        "happened_on": "2026年2月10日",
        "reported_on": "2026年2月12日",
        "checked_by": DISTRICT,
        "by_district": False,
        "rows": [{"what": "众创空间名称", "before": "云帆创客工场", "after": CASE["space_name"]}],
        "reporter": "",
        "is_on_certificate": True,
        "other_numbers": [],
    },
    "cancellation_notice": {
        **ISSUED,
        **CASE,
        "number": "郑科变〔2026〕2号",
        "filing_number": SPACE["number"],
        "filed_on": "2025年6月1日",
        "asked_on": "2026年3月2日",
        "cancelled_on": "2026年3月5日",
    },
    "disqualification_notice": {
        **ISSUED,
        **CASE,
        **FRAUD,
        "number": "郑科诚〔2026〕1号",
        "defence_days": 5,
        "office": "郑州市科学技术局高新技术处",
        "office_phone": "0371-67170000",
        "office_address": "郑州市中原区淮河西路23号",
    },
    "disqualification_decision": {
        **ISSUED,
        **CASE,
        **FRAUD,
        "number": "郑科诚〔2026〕2号",
        "notice_number": "郑科诚〔2026〕1号",
        "notified_on": "2026年3月5日",
        "served_on": "2026年3月6日",
        "defended_on": "2026年3月10日",
        "finding": ["上述9个团队的负责人均书面说明从未入驻，工位登记和门禁记录与之一致，足以认定。"],
        "on_defence": ["所称部分团队在家办公，没有提供证据，与团队负责人的书面说明不一致，不予采纳。"],
        "ban_from": "2026年3月20日",
        "ban_until": "2028年3月20日",
        "first_possible_day": "2028年3月21日",
        "appeal": APPEAL,
    },
    "revocation_notice": {
        **ISSUED,
        **REVOKED,
        "number": "郑科撤〔2026〕1号",
        "defence_days": 5,
        "office": "郑州市科学技术局高新技术处",
        "office_phone": "0371-67170000",
        "office_address": "郑州市中原区淮河西路23号",
    },
    "revocation_decision": {
        **ISSUED,
        **REVOKED,
        "number": "郑科撤〔2026〕2号",
        "notice_number": "郑科撤〔2026〕1号",
        "notified_on": "2026年3月5日",
        "served_on": "2026年3月6日",
        "defended_on": "2026年3月10日",
        "finding": ["行政处罚决定已经生效，骗取补贴的事实清楚，属于严重违法行为。"],
        "on_defence": ["退回款项不改变违法事实，申请复议不停止执行，不予采纳。"],
        "revoked_on": "2026年3月20日",
        "ban_from": "2026年3月20日",
        "ban_until": "2028年3月20日",
        "first_possible_day": "2028年3月21日",
        "appeal": APPEAL,
    },
    "reinstatement_decision": {
        **ISSUED,
        **REVOKED,
        "number": "郑科撤〔2026〕3号",
        "decision_number": "郑科撤〔2026〕2号",
        "revoked_on": "2026年3月20日",
        "overturned_by": "行政复议",
        "overturning_body": "郑州市人民政府",
        "overturning_number": "郑政复决〔2026〕7号",
        "overturned_on": "2026年6月1日",
        "reason": ["复议机关认定处罚决定违法，撤销备案的依据不复存在。"],
        "reinstated_on": "2026年6月5日",
    },
    "acceptance_notice": {
        **ISSUED,
        **CASE,
        "decide_by": "2026年6月30日",
        "materials": ["备案申请书", "推荐函", "推荐汇总表", "预审意见表"],
    },
    "public_notice": {
        **ISSUED,
        **CASE,
        "number": "郑科〔2026〕20号",
        "rows": [space_row(f"第{n}众创空间") for n in range(1, 8)],
        "starts_on": "2026年4月1日",
        "ends_on": "2026年4月8日",
        "working_days": 5,
        "objection_unit": "郑州市科学技术局高新技术处",
        "objection_contact": "王某某",
        "objection_phone": "0371-67170000",
        "objection_address": "郑州市中原区淮河西路23号",
    },
    "filing_notice": {
        **ISSUED,
        **CASE,
        "number": "郑科〔2026〕25号",
        "addressee": "各开发区、区县（市）科技主管部门，有关单位",
        "rows": [space_row(f"第{n}众创空间") for n in range(1, 8)],
    },
    "certificate": {
        **CASE,
        "number": "郑众创备〔2026〕1号",
        "issuer": BUREAU,
        "date": "2026年6月21日",
        "filed_on": "2026年6月21日",
        "qr_text": "http://localhost:8000/verify/7Q2MZK4T/",
        "verify_address": "localhost:8000/verify/",
    },
    "prescreen_opinion": {
        **CASE,
        "issuer": DISTRICT,
        "date": "2026年2月25日",
        "outcome_label": "需人工核实",
        "checks": [CHECK, FAILED_CHECK] * 8,
        "items": [
            {
                "clause": "第五条第（三）项",
                "label": "收费低成本或免费",
                "finding": "属实",
                "note": "工位费每月每个150元",
            }
        ],
        "site_visit": {"on": "2026年2月20日", "by": "赵某、钱某", "findings": "场地集中，公共服务场地开放使用。"},
        "opinion": "经逐项核实，更正后各项条件均符合规定，同意推荐。",
        "prepared_by": "赵某",
        "signed_by": "孙某",
        "stamp": "申请编号 2026-0001　数据摘要 3f2a9c0d",
    },
    "application_form": {
        **CASE,
        "snapshot_digest": "3f2a9c0d71e84b56" * 4,
        "stamp_digest": "3f2a9c0d71e84b56",
        "legal_representative": "周某",
        "contact": "李明",
        "phone": "13800001234",
        "sections": [
            {
                "clause": "第五条第（一）项",
                "title": "独立法人机构运营",
                "rows": [{"label": "独立法人", "value": "是"}, {"label": "实际运营开始日", "value": "2023年5月8日"}],
            },
            {
                "clause": "第五条第（二）项",
                "title": "固定的孵化场所",
                "rows": [
                    {"label": "众创空间总面积", "value": "1,050.00平方米"},
                    {"label": "创业工位", "value": "86个"},
                ],
            },
        ],
        "registers": [
            {
                "title": "入驻团队和在孵企业名单",
                "columns": ["名称", "类型", "入驻日期"],
                "rows": [["郑州某某科技有限公司", "在孵企业", "2025-03-01"]] * 6,
            }
        ],
        "checks": [CHECK, FAILED_CHECK] * 4,
        "outcome_label": "不符合",
        "attachments": [
            {"requirement": "营业执照", "name": "营业执照.pdf", "pages": 1, "page": 1, "digest": "a1b2c3d4e5f6"}
        ],
        "declarations": ["我单位没有逾期未完成的市级项目。", "我单位未被列入社会信用“黑名单”。"],
    },
    "review_summary": {
        **CASE,
        "issuer": BUREAU,
        "date": "2026年3月28日",
        "rows": [
            {
                **SPACE,
                "number": "2026-0001",
                "scores": ["86", "88", "84"],
                "average": "86.00",
                "spread": "4",
                "result": "通过",
                "note": "",
            }
        ]
        * 5,
        "pass_mark": "平均分不低于70分",
        "prepared_by": "吴某",
        "signed_by": "郑某",
        "stamp": "2026年度第一批",
    },
    "score_sheet": {
        **CASE,
        "groups": [
            {
                "title": "一、孵化条件",
                "rows": [
                    {
                        "clause": "第五条第（二）项",
                        "label": "孵化场所",
                        "guide": "场地固定集中，公共服务场地齐备",
                        "full": 20,
                        "score": "17",
                        "comment": "场地条件较好",
                    }
                ]
                * 3,
            }
        ],
        "full": 60,
        "total": "51",
        "conclusion": "建议通过",
        "comment": "运营团队稳定，服务机制健全。",
        "expert": "冯某某",
        "expert_unit": "郑州大学",
        "submitted_on": "2026年3月25日",
        "stamp": "申请编号 2026-0001",
    },
}
