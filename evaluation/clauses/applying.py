"""Articles 1 to 8: purpose, kinds, conditions, procedure, fraud."""

from typing import Final

from evaluation.clauses.base import Duty, Page
from filings.workflow import Action, CaseAction

SELF_CHECK: Final = Page("filings:self-check", "条件自测")
TASKS: Final = Page("filings:application", "备案申请（任务清单与预审）")
WORKSPACE: Final = Page("filings:application-verify", "区县核实")
POLICY: Final = Page("filings:policy", "政策原文")
REGISTER: Final = Page("filings:register", "备案名册")
QUEUE: Final = Page("filings:queue", "申请审核")
FRAUD_CASES: Final = Page("filings:fraud-cases", "弄虚作假核查")

THRESHOLDS: Final = "filings/rules/test_thresholds.py::test_threshold"
YES_OR_NO: Final = "filings/rules/test_thresholds.py::test_yes_or_no"
ITEMS: Final = "filings/rules/test_versions.py::test_verification_items"
PROOFS: Final = "filings/rules/test_versions.py::test_a_requirement_names_the_facts_that_claim_and_its_alternatives"
_CHECKED: Final = (SELF_CHECK, TASKS, WORKSPACE)
_NARRATIVE: Final = "说明目的、依据和定位，不设定可以核对的条件或者程序。"

APPLYING: tuple[Duty, ...] = (
    Duty("a1", "结合我市实际，制定本办法", "政策页登载全文和依据。", pages=(POLICY,), reason=_NARRATIVE),
    Duty(
        "a2",
        "众创空间分为综合性众创空间和专业化众创空间两种类型",
        "登记、申请、备案、评价都区分两种类型，专业化的另按第六条核对。",
        pages=(Page("filings:space-create", "登记众创空间"), REGISTER),
        tests=(
            "filings/rules/test_thresholds.py::test_everything_passes",
            "filings/rules/test_versions.py::test_a_comprehensive_space_needs_none_of_article_6",
            "filings/selectors/test_standing.py::test_a_professional_filing_covers_the_comprehensive_kind",
        ),
    ),
    Duty("a3", "众创空间是我市科技孵化服务体系的重要组成部分", "政策页登载全文。", pages=(POLICY,), reason=_NARRATIVE),
    Duty(
        "a4",
        "负责郑州市众创空间的备案和管理工作",
        "受理、评审、公示由市科技局办理，准予和不予备案须一人拟办、另一人签发。",
        (Action.ACCEPT, Action.START_REVIEW, Action.PUBLICISE, Action.APPROVE, Action.REJECT),
        (Page("filings:round-list", "申报批次管理"), Page("filings:reviews", "评审与公示")),
        (
            "filings/test_workflow.py::test_the_table_allows_exactly_this",
            "journeys/test_filing.py::test_from_registration_to_the_certificate",
        ),
    ),
    Duty(
        "a4",
        "负责河南省、国家众创空间的备案推荐和管理工作",
        "按国家条件逐户计算，列出符合的和差距小的，出具推荐函，记录结果；省级条件的数值录入前不作判断。",
        pages=(Page("filings:upward", "推荐省级、国家级"),),
        tests=(
            "filings/rules/test_national.py::test_condition",
            "filings/services/upward/test_letters.py::test_signing_issues_the_letter_with_its_list",
            "filings/views/test_upward.py::test_the_province_shows_no_verdicts_until_its_figures_are_entered",
        ),
    ),
    Duty(
        "a4",
        "各开发区、区县（市）科技主管部门负责辖区内众创空间的建设、管理和服务",
        "区县只办理本辖区的事项，其他辖区的申请、名册和材料都不可见；禁止申报名单全市共享。",
        pages=(QUEUE,),
        tests=(
            "test_access.py::test_every_page_answers_every_role_as_the_table_says",
            "filings/test_workflow.py::test_can_answers_by_role_reach_and_state",
        ),
    ),
    Duty(
        "a5",
        "郑州市众创空间实行备案管理",
        "备案编号逐年连续，证书可扫码查验，名册公开。",
        (Action.APPROVE,),
        (REGISTER, Page("filings:verify-code", "备案查验")),
        (
            "filings/services/test_meetings.py::TestCarryingOut::test_many_approvals_have_numbers_without_gap",
            "filings/documents/test_certificate.py::test_papers_of_a_filing",
        ),
    ),
    Duty(
        "a5",
        "应具备以下条件",
        "提交前自动预审，全部条件逐项说明算式、差距和依据；任何一项不符合的，区县不能推荐。",
        (Action.SUBMIT,),
        _CHECKED,
        (
            "filings/rules/test_examples.py::test_outcome_takes_the_worst",
            "filings/services/test_recommendation.py::test_no_check_fails_after_corrections",
        ),
    ),
    Duty(
        "a5-1",
        "实际运营时间满1年",
        "核对法人、注册地、运营地和运营时间；发展方向和可持续发展由区县核实。",
        pages=_CHECKED,
        tests=(YES_OR_NO, "filings/rules/test_periods.py::test_add_years", ITEMS),
    ),
    Duty(
        "a5-2",
        "公共服务场地面积不低于众创空间总面积的75%",
        "核对面积、工位、公共场地、占比和租期。",
        pages=_CHECKED,
        tests=(THRESHOLDS, "filings/rules/test_periods.py::test_lease_counts_both_end_days", PROOFS),
    ),
    Duty(
        "a5-3",
        "低收费或免费的日常服务",
        "核对是否声明并附收费标准，标准是否属实由区县核实。",
        pages=_CHECKED,
        tests=(
            YES_OR_NO,
            ITEMS,
            "filings/selectors/test_facts_days.py::test_low_cost_needs_the_declaration_and_the_price_list",
        ),
    ),
    Duty(
        "a5-4",
        "入驻团队和在孵企业数量不低于30家",
        "团队、企业、注册比例、典型案例都从名册计数；“一般”不超过的年限需人工核实。",
        pages=_CHECKED,
        tests=(
            THRESHOLDS,
            "filings/selectors/test_facts_days.py::test_a_team_that_incorporates_goes_on_as_the_startup_it_became",
            "filings/selectors/test_facts.py::test_figures_open_onto_their_rows",
        ),
    ),
    Duty(
        "a5-5",
        "每年获得融资的创业团队或初创企业不少于2家",
        "核对自有、合作资金规模和近12个月获融资数；“密切联系”需人工核实。",
        pages=_CHECKED,
        tests=(THRESHOLDS, "filings/selectors/test_facts.py::test_financing_is_counted_by_resident"),
    ),
    Duty(
        "a5-6",
        "团队成员本科以上学历占50%以上",
        "核对专职人数、学历占比和服务流程文件；能力和流程是否规范由区县核实。",
        pages=_CHECKED,
        tests=(THRESHOLDS, YES_OR_NO, ITEMS),
    ),
    Duty(
        "a5-7",
        "每15家入驻团队和在孵企业至少拥有1名创业导师",
        "核对导师总数和每15家1名，不足的说明还差几名；导师构成由区县核实。",
        pages=_CHECKED,
        tests=(THRESHOLDS, "filings/rules/test_examples.py::test_mentors_needed_are_named_rounded_up", ITEMS),
    ),
    Duty(
        "a5-8",
        "各类活动不少于10场次",
        "核对四项机制文件和近12个月活动场次；资源整合和增值服务由区县核实。",
        pages=_CHECKED,
        tests=(THRESHOLDS, "filings/rules/test_examples.py::test_mechanisms_that_lack_are_named", ITEMS),
    ),
    Duty(
        "a6",
        "除具备第五条规定的条件外，还应同时具备以下条件",
        "专业化申请同时按第五条、第六条核对。",
        pages=_CHECKED,
        tests=("filings/rules/test_thresholds.py::test_everything_passes",),
    ),
    Duty(
        "a6-1",
        "由龙头骨干企业、科研院所、高校等牵头建设",
        "核对牵头单位类型；“等”需人工核实。",
        pages=_CHECKED,
        tests=("filings/rules/test_thresholds.py::test_lead_body",),
    ),
    Duty("a6-2", "具有1000平方米以上", "核对提供入驻的面积。", pages=_CHECKED, tests=(THRESHOLDS,)),
    Duty(
        "a6-3",
        "所有入驻创业团队和创业企业总数的50%以上",
        "核对产业领域占比和互动机制；良性互动由区县核实。",
        pages=_CHECKED,
        tests=(
            THRESHOLDS,
            "filings/selectors/test_facts_days.py::test_the_field_counts_residents_present_in_it",
            ITEMS,
        ),
    ),
    Duty(
        "a6-4",
        "建设有开放性公共技术创新平台",
        "核对平台和仪器设备清单；共享共用由区县核实。",
        pages=_CHECKED,
        tests=(YES_OR_NO, ITEMS),
    ),
    Duty(
        "a7",
        "郑州市众创空间的备案程序为",
        "全过程按状态表办理，每一步留下不可改动的记录。",
        pages=(Page("filings:guide", "办事指南"), TASKS),
        tests=(
            "filings/test_workflow.py::test_the_table_allows_exactly_this",
            "filings/services/test_seals.py::test_a_changed_line",
        ),
    ),
    Duty(
        "a7-1",
        "向所在开发区、区县（市）科技主管部门提出申请",
        "运营机构在开放的批次网上申请，提交时冻结数据。",
        (Action.SUBMIT, Action.RESUBMIT, Action.WITHDRAW),
        (Page("filings:rounds", "申报批次"), TASKS),
        ("filings/services/test_applications.py::test_submit_freezes_day_number_snapshot_and_tells_both_sides",),
    ),
    Duty(
        "a7-2",
        "审核通过后，向市科技局出具书面推荐意见",
        "区县逐项核实、一次性告知补正、实地查看，推荐或者不予推荐须一人拟办、另一人签发。",
        (Action.RETURN, Action.LAPSE, Action.RECOMMEND, Action.DECLINE, Action.OVERTURN),
        (QUEUE, WORKSPACE, Page("filings:joint-recommendations", "批量推荐")),
        (
            "filings/services/test_recommendation.py::test_the_letter_and_the_opinion_sheet",
            "filings/services/test_recommendation.py::test_every_item_is_marked_first",
            "filings/services/test_correction_requests.py::test_return_writes_round_state_line_notice_and_document",
        ),
    ),
    Duty(
        "a7-3",
        "市科技局组织专家评审",
        "抽取或者指定无利害关系的专家评分、汇总，通过的公示，期满准予备案。",
        (
            Action.ACCEPT,
            Action.START_REVIEW,
            Action.FINISH_REVIEW,
            Action.REVIEW_AGAIN,
            Action.PUBLICISE,
            Action.APPROVE,
            Action.REJECT,
        ),
        (Page("filings:reviews", "评审与公示"), Page("filings:notices", "公示公告")),
        (
            "filings/services/test_reviews.py::test_a_review_needs_three_experts",
            "filings/services/test_reviews.py::test_result_is_frozen_with_its_arithmetic",
            "journeys/test_filing.py::test_the_city_rejects_after_a_failed_review",
        ),
    ),
    Duty(
        "a8",
        "取消其参评资格，且2年内不得再次申报",
        "查证须先告知、听取陈述申辩，一人拟办、另一人签发；自认定之日起两年内按信用代码拦截申报。",
        (
            CaseAction.NOTIFY,
            CaseAction.SERVE,
            CaseAction.CORRECT_SERVICE,
            CaseAction.DEFEND,
            CaseAction.CLOSE_HEARING,
            CaseAction.FIND,
            CaseAction.DROP,
            Action.DISQUALIFY,
        ),
        (FRAUD_CASES, Page("filings:bans", "禁止申报")),
        (
            "filings/services/fraud/test_finding.py::test_the_finding_ends_the_application_and_bans_for_two_years",
            "filings/services/fraud/test_finding.py::test_no_draft_is_begun_under_the_ban",
            "filings/rules/test_periods.py::test_ban",
        ),
    ),
    Duty(
        "a8",
        "在审核推荐过程中存在徇私舞弊、有违公平公正等行为的，按照有关规定追究相应责任",
        "任何人可以举报，只有审计员看到；经办人有利害关系须回避；办理记录不可改动。责任追究不由本系统决定。",
        pages=(Page("filings:report-new", "举报"), Page("filings:reports", "举报（审计）")),
        tests=(
            "filings/views/test_reports.py::test_nobody_else_ever_sees_a_report_or_its_files",
            "filings/services/test_recusals.py::test_a_workflow_action_is_refused_with_the_reason",
        ),
    ),
)
