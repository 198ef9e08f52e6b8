"""A whole annual evaluation in a browser: scheme, campaign, self-assessment, marks, results, review, publication."""

import os
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from evaluation.models import Campaign, EvaluationScheme, Result
from tests.factories import make_user
from tests.factories_campaign_documents import ISSUED_AT, issue, make_published
from tests.factories_evaluation import (
    STATEMENT,
    close_statistics,
    make_entry,
    make_marking,
    make_open_campaign,
    make_reported_space,
    make_scheme,
)
from tests.factories_statistics import make_filed_space, make_return

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_a_whole_evaluation(come, papers):
    space = make_reported_space(name="云帆创客之家")
    make_return(space, "locked", year=2024, d11=20, d12=18)
    make_reported_space(name="麦田空间", a5=60, d7=4)
    make_filed_space(name="梧桐空间")
    close_statistics()
    city, expert = make_user("city"), make_user("expert", full_name="周评审")
    member = make_user("operator", operator=space.operator)

    office = come(city).visit("/schemes/").press("复制")
    office.fill(code="zz-2025", title="郑州市2025年度方案").press("复制成新方案").reads("方案可以使用")
    scheme = EvaluationScheme.objects.get(code="zz-2025")
    office.visit(f"/schemes/{scheme.pk}/comprehensive/F1/").fill(full="7")
    office.page.locator("main [name='name']").click()  # leaving the field asks what would be wrong
    office.page.get_by_text("各指标满分之和应为40分，现为39分，还差1分。").wait_for()
    office.fill(full="8").press("保存").reads("方案可以使用")
    office.visit(f"/schemes/{scheme.pk}/try/?year=2025").reads("2025年度试算结果", "云帆创客之家")

    office.visit("/evaluations/").fill(year="2025", scheme=str(scheme.pk), filed_until="2025-06-30")
    office.fill(self_due_on="2026-05-15", marks_due_on="2026-05-31").press("设立").reads("参加3家")
    office.press("启动评价").press("启动").reads("评价中")
    campaign = Campaign.objects.get()
    entry = campaign.entries.get(space=space)
    other = campaign.entries.get(space__name="麦田空间")

    operator = come(member).visit(f"/grades/{entry.pk}/self-assessment/")
    operator.fill(upload=papers("预约记录")).press("上传").reads("已上传“预约记录.pdf”")
    operator.fill(F5=STATEMENT).press("保存并去提交").press("提交自评").reads("自评已提交")

    office.visit(f"/evaluations/{campaign.pk}/markers/").fill(experts=str(expert.pk)).press("分配").reads("已分配3项")
    marker = come(expert).visit("/markings/")
    with time_machine.travel("2026-05-20T10:00:00+08:00"):  # the others let the day pass
        marker = come(expert)
        for each, marks in ((entry, "7.5"), (other, "5")):
            place = each.assignments.get()
            marker.visit(f"/markings/{place.pk}/").fill(mark_F5=marks).press("提交评分")
        marker.reads("已评分")
        office = come(city).visit(f"/evaluations/{campaign.pk}/announce/").reads("不合格")
        office.fill(review_due_on="2026-05-28").press("发布初评结果").reads("初评结果")
        office.visit(f"/grades/{campaign.entries.get(space__name='梧桐空间').pk}/").reads("第十三条", "不合格")
        operator = come(member).visit(f"/grades/{entry.pk}/")
        operator.reads("同类2家中第1名", "各项得分", "同类中位数")
        keep_picture(operator, "result")
        operator.press("申请复核").fill(reason="共享设备记录有遗漏").press("提交复核申请").reads("待复核")
        office.visit(f"/grades/{entry.pk}/reply/").fill(upheld="yes", mark_F5="8", reply="补计共享设备").press("答复")
        office.reads("结果已调整", "第2版（有效）")
        office.visit(f"/grades/{entry.pk}/practice/").fill(title="共享设备预约到小时", text="全部设备统一预约。")
        office.press("保存").reads("公布结果后公开")
    with time_machine.travel("2026-05-29T10:00:00+08:00"):
        office = come(city).visit(f"/evaluations/{campaign.pk}/").press("公布结果").press("公布结果").reads("已公布")
        keep_picture(office, "campaign")
        office.visit(f"/grades/{other.pk}/correct/").fill(mark_F5="6", reason="评分录入有误").press("更正")
        office.reads("更正", "评分录入有误")
        visitor = come().visit("/results/").reads("云帆创客之家", "不合格").visit("/practices/")
        visitor.reads("共享设备预约到小时")
    assert Result.objects.filter(superseded_at=None).count() == 3


def test_a_result_on_a_phone(come):
    space = make_reported_space(name="云帆创客之家")
    entry = make_entry(space, "published")
    person = come(make_user("operator", operator=space.operator), viewport={"width": 375, "height": 800})
    person.visit(f"/grades/{entry.pk}/").reads("74.50")
    keep_picture(person, "phone")
    person.visit("/grades/").reads("2014年度")


def test_documents_are_sealed_and_served(come, papers):
    city = make_user("city")
    campaign, _good, _plain, silent = make_published(city)
    issue(campaign, city)
    member = make_user("operator", operator=silent.operator)
    notice = campaign.documents.get(kind="evaluation_failure_notice")
    with time_machine.travel(ISSUED_AT):
        office = come(city).visit(f"/evaluations/{campaign.pk}/documents/").reads("未盖章")
        office.visit(f"/evaluation-documents/{notice.pk}/").reads("还没有登记送达", "自送达之日起60日内")
        office.press("上传盖章件").fill(scan=papers("盖章")).press("上传盖章件").reads("盖章件已上传")
        office.press("登记送达").fill(served_on="2026-03-24", manner="direct").press("登记送达")
        office.reads("2026年5月25日", "2026年9月24日", "已送达")
        operator = come(member).visit(f"/evaluation-documents/{notice.pk}/").reads("查看盖章件", "2026年5月25日")
        operator.visit(f"/grades/{notice.entry_id}/").reads("盖章件，已送达")


def test_marks_are_kept_while_an_expert_types(come):
    entry = make_entry(make_filed_space(name="云帆创客之家"), self_assessed_at=timezone.now())
    expert = make_user("expert")
    place = make_marking(entry, expert)
    marker = come(expert).visit(f"/markings/{place.pk}/")
    marker.fill(mark_T="9.5")
    marker.page.get_by_text("已自动保存").wait_for()
    marker.page.get_by_text("还差：“公共平台”低于12分，请填写评语。").wait_for()
    marker.visit(f"/markings/{place.pk}/")
    assert marker.page.input_value("[name=mark_T]") == "9.5"


def test_experts_are_drawn_and_a_scheme_is_put_in_order(come):
    city, space = make_user("city"), make_filed_space(name="云帆创客之家")
    make_user("expert", full_name="周评审")
    make_user("expert", full_name="吴评审", employer=space.operator.name)
    campaign, draft = make_open_campaign(actor=city), make_scheme(code="zz-2026")
    office = come(city).visit(f"/evaluations/{campaign.pk}/draw/").fill(number_1="1").press("抽取")
    office.reads("结果与记录一致", "工作单位是运营机构").press("确认结果，分配这1位专家").reads("已分配1项评分任务")
    office.visit(f"/grades/{campaign.entries.get().pk}/").reads("周评审").press("撤换").fill(reason="出差").press(
        "撤换"
    )
    office.reads("已撤换周评审", "出差")
    office.visit(f"/schemes/{draft.pk}/").press("增加分组").fill(name="开放合作", full="5").press("保存")
    office.reads("现为105分", "开放合作")
    office.page.locator("button", has_text="开放合作").first.click()
    office.page.wait_for_load_state()
    assert [each.name for each in EvaluationScheme.objects.get(pk=draft.pk).scheme.groups][3] == "开放合作"
    office.visit(f"/evaluations/{campaign.pk}/markers/").visit(f"/evaluations/{campaign.pk}/markers/release/")


def keep_picture(person, name):
    """A picture of the page for whoever wants to look, where a folder is named."""
    folder = os.environ.get("ZZSPACE_PICTURES")
    if folder:
        person.page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
