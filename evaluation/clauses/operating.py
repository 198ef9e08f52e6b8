"""Articles 9 to 17: guidance, reserve pool, evaluation, statistics, changes, revocation, final provisions."""

from typing import Final

from evaluation.clauses.applying import POLICY, REGISTER, SELF_CHECK
from evaluation.clauses.base import Duty, Page
from evaluation.workflow import CampaignAction, ReturnAction
from filings.workflow_changes import ChangeAction
from filings.workflow_revocations import RevocationAction

CHANGES: Final = Page("filings:changes", "变更")
REVOCATIONS: Final = Page("filings:revocations", "撤销备案")
RETURNS: Final = Page("evaluation:returns", "年度统计")
POOL: Final = Page("filings:pool", "众创空间储备库")
RESULTS: Final = Page("evaluation:results", "考核评价结果")
_REVOKING: Final = (
    RevocationAction.NOTIFY,
    RevocationAction.SERVE,
    RevocationAction.CORRECT_SERVICE,
    RevocationAction.DEFEND,
    RevocationAction.CLOSE_HEARING,
    RevocationAction.CHECK_LEGALITY,
    RevocationAction.REVOKE,
    RevocationAction.DROP,
    RevocationAction.REINSTATE,
)

OPERATING: tuple[Duty, ...] = (
    Duty(
        "a9",
        "加强对属地众创空间的指导和服务，及时协调解决相关问题",
        "每晚按现行条件核对在册空间，区县和市科技局看到不再符合的条件和起始日，运营机构收到提示；期限按日期列出。",
        pages=(Page("filings:warnings", "在册预警"), Page("filings:deadlines", "期限")),
        tests=(
            "filings/services/test_screening.py::test_a_check_keeps_its_first_day_over_the_nights_and_ends_when_it_is_met_again",
            "filings/views/test_deadlines.py::test_lines_stand_by_date_under_overdue_today_soon_and_later",
        ),
    ),
    Duty(
        "a9",
        "可按照有关政策规定享受相关优惠待遇",
        "登载在册空间可以享受的政策，在册的从工作台直达；享受与否由各政策的主管部门决定。",
        pages=(Page("filings:policies", "惠及政策"),),
        tests=(
            "filings/services/test_sharing.py::test_policies_are_shown_from_their_first_day_to_their_last",
            "filings/views/test_sharing.py::test_filed_spaces_are_led_there_from_the_desk",
        ),
    ),
    Duty(
        "a10",
        "向众创空间开放，共享科技资源",
        "登载向众创空间开放的平台和服务，按区县、类别、领域查找。",
        pages=(Page("filings:resources", "共享资源"),),
        tests=("filings/views/test_sharing.py::test_filters_of_the_public_list",),
    ),
    Duty(
        "a11",
        "建设郑州市众创空间储备库",
        "区县登记尚未备案的空间，按同一套条件列出差距和走势，可以转为申请草稿。",
        pages=(POOL,),
        tests=(
            "filings/services/pool/test_entering.py::test_the_gap_is_that_of_an_application",
            "filings/services/pool/test_bringing_on.py::test_an_operator_turns_its_entry_into_a_draft",
        ),
    ),
    Duty(
        "a11",
        "发挥好协会、促进会、联盟等社会组织的作用",
        "辅导记录注明由区县还是社会组织提供。",
        pages=(POOL,),
        tests=("filings/services/pool/test_bringing_on.py::test_guidance_keeps_who_gave_it_with_its_files",),
    ),
    Duty(
        "a12",
        "定期组织对备案的郑州市众创空间开展考核评价",
        "每年按方案自动计分、专家评分、复核后公布。",
        (
            CampaignAction.SET_UP,
            CampaignAction.OPEN,
            CampaignAction.SELF_ASSESS,
            CampaignAction.MARK,
            CampaignAction.ANNOUNCE,
            CampaignAction.REQUEST_REVIEW,
            CampaignAction.REPLY,
            CampaignAction.PUBLISH,
            CampaignAction.CORRECT,
        ),
        (Page("evaluation:campaigns", "考核评价"), Page("evaluation:schemes", "评价方案")),
        (
            "evaluation/views/campaigns/test_pages.py::test_a_campaign_from_setting_up_to_the_public_page",
            "evaluation/scoring/test_worked_example.py::test_marks_and_totals",
        ),
    ),
    Duty(
        "a12",
        "总结发现众创空间发展的典型经验",
        "评定典型经验并向社会公布。",
        (CampaignAction.MARK_PRACTICE,),
        (Page("evaluation:practices", "典型经验"),),
        ("evaluation/services/campaigns/test_campaign.py::test_typical_practice_is_marked_once_changed_and_withdrawn",),
    ),
    Duty(
        "a12",
        "评价结果分为优秀、良好、合格、不合格四个等级",
        "按方案的分数线和名额定等级，结果公开。",
        pages=(RESULTS,),
        tests=(
            "evaluation/views/campaigns/test_pages_of_steps.py::test_the_public_counts_are_those_of_results_that_stand",
        ),
    ),
    Duty(
        "a12",
        "评价结果作为郑州市众创空间动态管理、政策激励和资金奖补的主要依据",
        "按等级导出激励名单和收款账户；奖补的数额和发放由资金主管部门决定。",
        (CampaignAction.ISSUE,),
        (Page("evaluation:campaign-documents", "评价文书与名单"),),
        ("evaluation/views/campaigns/test_documents.py::test_the_incentive_list_by_grade_with_accounts",),
    ),
    Duty(
        "a13",
        "及时、准确报送真实完整的统计数据",
        "网上填报或者表格导入，47项指标互相校验，与名册和上年比较，区县审核、市局锁定。",
        (
            ReturnAction.SUBMIT,
            ReturnAction.IMPORT,
            ReturnAction.CONFIRM,
            ReturnAction.SEND_BACK,
            ReturnAction.LOCK,
            ReturnAction.REOPEN,
        ),
        (RETURNS,),
        (
            "evaluation/services/test_returns.py::test_sending_is_refused_with_errors_without_the_declaration_and_when_saved_meanwhile",
            "evaluation/services/test_compliance.py::test_the_calendar_reminds_ahead_on_the_day_and_after",
        ),
    ),
    Duty(
        "a13",
        "未按要求上报统计数据的,当年考核评价不合格",
        "逾期未报送或者经认定未按要求报送的，当年等级自动定为不合格并注明本条。",
        pages=(Page("evaluation:findings", "统计报送认定"),),
        tests=(
            "evaluation/services/test_compliance.py::test_what_breaks_article_13_and_why",
            "evaluation/services/campaigns/test_campaign.py::test_preliminary_results_with_the_forced_grade_and_its_clause",
        ),
    ),
    Duty(
        "a14",
        "需在1个月内向所在开发区、区县（市）科技主管部门提交变更情况说明",
        "五类变更，自变更之日起一个月（遇休息日顺延），逾期的注明天数，不拒收。",
        (ChangeAction.RESUBMIT, ChangeAction.WITHDRAW),
        (CHANGES,),
        (
            "filings/services/changes/test_reporting.py::test_the_month_ends_on_the_corresponding_day_moved_off_days_off",
            "filings/rules/test_periods.py::test_within_one_month",
        ),
    ),
    Duty(
        "a14",
        "对变更事项进行材料审查和实地核查",
        "区县先审材料，再由两名工作人员实地核查；变更前后的条件同时计算。",
        (ChangeAction.CHECK_DOCUMENTS, ChangeAction.CHECK_SITE, ChangeAction.RETURN),
        (CHANGES,),
        (
            "filings/services/changes/test_checking.py::test_step_by_step_to_the_city",
            "filings/services/changes/test_checking.py::test_the_site_is_checked_by_two",
        ),
    ),
    Duty(
        "a14",
        "报市科技局进行变更备案",
        "市局一人拟办、另一人签发变更备案后，名册和证书才按变更之日改变。",
        (ChangeAction.FORWARD, ChangeAction.FILE),
        (CHANGES,),
        ("filings/services/changes/test_filing.py::test_nothing_changes_before_two_accounts_of_the_city_have_filed",),
    ),
    Duty(
        "a14",
        "向市科技局提出取消备案资格建议",
        "不再符合的，区县建议取消；市局说明理由准予变更，或者启动撤销。",
        (ChangeAction.PROPOSE,),
        (CHANGES, REVOCATIONS),
        (
            "filings/services/changes/test_checking.py::test_what_fails_after_the_change_is_not_forwarded",
            "filings/services/revocations/test_proposing.py::test_a_change_takes_its_papers_along_and_waits",
        ),
    ),
    Duty(
        "a15",
        "有下列情况之一的，可撤销郑州市众创空间备案资格",
        "事先告知、送达、陈述申辩、法制审核后，一人拟办、另一人签发；查验页和名册即时显示。“可”撤销：系统只提出，不自动撤销。",
        _REVOKING,
        (REVOCATIONS, REGISTER),
        (
            "filings/services/revocations/test_proceedings.py::test_notice_service_defence_and_legal_check_in_their_order",
            "filings/services/revocations/test_reinstating.py::test_the_filing_is_in_force_again_under_its_number_and_the_ban_is_lifted",
        ),
    ),
    Duty(
        "a15-1",
        "重大事项变更导致资格失效的",
        "从建议取消资格的变更启动，材料一并带入。",
        pages=(CHANGES, REVOCATIONS),
        tests=("filings/services/revocations/test_proposing.py::test_a_change_takes_its_papers_along_and_waits",),
    ),
    Duty(
        "a15-2",
        "考核评价结果连续两年为不合格的",
        "连续两个年度不合格的列在市局工作台，等级更正后自动消失。",
        pages=(Page("evaluation:revocation-proposals", "连续两年不合格"),),
        tests=(
            "evaluation/desk/test_revocations.py::test_a_year_without_a_grade_breaks_the_row",
            "evaluation/services/campaigns/test_revocations.py::test_the_city_opens_it_and_the_two_grades_are_kept",
        ),
    ),
    Duty(
        "a15-3",
        "有严重违法行为的",
        "区县或者市局附证据提出；是否严重违法由人判断。",
        pages=(REVOCATIONS,),
        tests=(
            "filings/services/revocations/test_proposing.py::test_a_district_proposes_for_a_filing_of_its_own_with_evidence",
        ),
    ),
    Duty(
        "a15-4",
        "因严重失信行为被纳入社会信用“黑名单”的",
        "上传名单，按统一社会信用代码与在册机构比对后提出。",
        pages=(REVOCATIONS,),
        tests=(
            "filings/services/imports/test_blacklist.py::test_every_filing_in_force_of_a_listed_operator_is_proposed_and_nothing_else",
        ),
    ),
    Duty(
        "a15",
        "自撤销之日起，2年内不得再次申请备案",
        "对机构和空间同时禁止申报两年（含当日）。",
        pages=(Page("filings:bans", "禁止申报"),),
        checks=("standing.revocation_ban",),
        tests=(
            "filings/services/revocations/test_revoking.py::test_the_filing_ends_with_its_papers_and_a_ban_of_two_years_on_operator_and_space",
            "filings/rules/test_periods.py::test_ban",
        ),
    ),
    Duty(
        "a16",
        "本办法由市科技局负责解释",
        "条文有余地之处，公开“本系统采用的理解”；以市科技局的解释为准。",
        pages=(POLICY,),
        tests=("filings/rules/test_versions.py::test_readings_cite_a_clause",),
    ),
    Duty(
        "a16",
        "可参照本办法制定本区域众创空间管理办法",
        "区县登载自己的办法和数值，仅供参考，不进入市级判断。",
        pages=(Page("filings:measures", "区县标准"), POOL, SELF_CHECK),
        tests=("filings/services/test_measures.py::test_measures_of_absurd_figures_change_nothing",),
    ),
    Duty(
        "a17",
        "本办法有效期5年",
        "施行日期由市科技局填写，五年后的日期自动得出；申请按提交当日有效的版本判断。",
        pages=(POLICY,),
        tests=(
            "filings/rules/test_versions.py::test_dates_are_five_years_apart",
            "filings/rules/test_versions.py::test_a_day_outside_is_judged_by_the_latest_with_a_notice",
        ),
    ),
)
