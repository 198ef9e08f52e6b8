"""A year's evaluation from setting up to publication and correction, with what is refused on the way."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from evaluation.models import AnnualReturn, Campaign, Entry, HistoricGrade, MarkingAssignment, Result, TypicalPractice
from evaluation.selectors.campaigns.standing import grades_of, revocation_proposals
from evaluation.services.campaigns.campaigns import create_campaign, force_grade, open_campaign, set_taking_part
from evaluation.services.campaigns.marking import (
    Given,
    assign_markers,
    declare_marking_conflict,
    save_marks,
    submit_marks,
)
from evaluation.services.campaigns.results import (
    announce_results,
    correct_result,
    publish_results,
    take_back_results,
)
from evaluation.services.campaigns.reviews import mark_practice, reply_to_request, request_review, withdraw_practice
from evaluation.services.campaigns.self_assessments import (
    attach_proof,
    remove_proof,
    save_statements,
    submit_self_assessment,
)
from filings.errors import WorkflowRefused
from filings.models import Filing, HistoryLine, Notice, StoredFile
from filings.services.history import broken_chains
from tests.evaluation.scoring.schemes import small_scheme
from tests.factories import make_user
from tests.factories_applications import make_upload
from tests.factories_evaluation import (
    STATEMENT,
    close_statistics,
    entry_of,
    make_campaign,
    make_open_campaign,
    make_reported_space,
    make_scheme,
    mark_entry,
    operator_of,
    self_assess,
)
from tests.factories_statistics import make_filed_space, make_finding

pytestmark = pytest.mark.django_db

REVIEW_DUE = date(2026, 3, 20)
AFTER_REVIEW = "2026-03-23T10:00:00+08:00"


def refused(match):
    return pytest.raises(WorkflowRefused, match=match)


@pytest.fixture
def city():
    return make_user("city")


@pytest.fixture
def marked(city):
    """An open campaign with two makerspaces that were marked, and one that has not reported."""
    good, plain, silent = make_reported_space(a5=108, d7=10), make_reported_space(), make_filed_space()
    close_statistics()
    campaign = make_open_campaign(actor=city)
    mark_entry(entry_of(campaign, good), "18", city=city)
    mark_entry(entry_of(campaign, plain), "16", "15.5", city=city)
    return campaign, good, plain, silent


def announced(marked, city):
    campaign, *spaces = marked
    return (announce_results(campaign, review_due_on=REVIEW_DUE, actor=city), *spaces)


def published(marked, city):
    campaign, *spaces = announced(marked, city)
    with time_machine.travel(AFTER_REVIEW):
        return (publish_results(campaign, actor=city), *spaces)


def standing(campaign, space):
    return Result.objects.get(entry=entry_of(campaign, space), superseded_at=None)


# Setting up --------------------------------------------------------------------------------------------------------


def test_setting_up_takes_in_whoever_was_on_file(city):
    early, late = make_reported_space(), make_filed_space()
    Filing.objects.filter(space=late).update(filed_on=date(2025, 7, 1))
    gone, upgraded = make_filed_space(), make_filed_space()
    Filing.objects.filter(space=gone).update(state="revoked", ended_on=date(2025, 12, 31))
    Filing.objects.filter(space=upgraded).update(state="superseded", ended_on=date(2025, 9, 1))
    old = Filing.objects.get(space=upgraded)
    Filing.objects.create(
        space=upgraded, operator=old.operator, year=2025, old_number="郑科众创〔2025〕第9号", kind="professional",
        code="UP0001", filed_on=date(2025, 9, 1),
    )  # fmt: skip
    campaign = make_campaign(actor=city)
    told = {entry.space: (entry.kind, entry.takes_part, entry.left_out_reason) for entry in campaign.entries.all()}
    assert told == {
        early: ("comprehensive", True, ""),
        late: ("comprehensive", False, "2025年7月1日备案，备案时间不足，本年度不参加评价"),
        upgraded: ("professional", True, ""),  # filed since 2023, as professional since September
    }
    assert HistoryLine.objects.get(record=f"campaign:{campaign.pk}").details["taking_part"] == 2


def test_one_campaign_for_a_year_that_is_over_and_has_no_loaded_grades(city):
    space = make_reported_space()
    make_campaign(actor=city)
    with refused("2025年度考核评价已经设立"):
        make_campaign(make_scheme(code="other"), city)
    days = {"filed_until": date(2026, 6, 30), "self_due_on": date(2027, 5, 1), "marks_due_on": date(2027, 5, 2)}
    with refused("2026年还没有结束"):
        create_campaign(2026, scheme=make_scheme(code="more"), actor=city, **days)
    HistoricGrade.objects.create(space=space, year=2024, grade="good", loaded_by=city)
    with refused("已作为历史数据载入"):
        create_campaign(2024, scheme=make_scheme(code="again"), actor=city, **days)


def test_opening_freezes_the_scheme_and_tells_the_operators(city):
    space = make_reported_space()
    operator = make_user("operator", operator=space.operator)
    campaign = make_open_campaign(actor=city)
    assert (campaign.state, campaign.scheme.is_frozen) == ("open", True)
    notice = Notice.objects.get(user=operator, key=f"campaign-opened:{campaign.pk}")
    assert notice.title == "2025年度考核评价已启动，请提交自评"
    with refused("现在是“评价中”"):
        open_campaign(campaign, actor=city)


def test_a_scheme_with_problems_or_nobody_taking_part_is_not_opened(city):
    with refused("没有参加评价的众创空间"):
        make_open_campaign(actor=city)
    Campaign.objects.all().delete()
    make_reported_space()
    with refused("方案还不能使用"):
        make_open_campaign(make_scheme(small_scheme(good=Decimal(99)), code="wrong"), city)
    assert Campaign.objects.get().state == "draft"


def test_leaving_out_wants_a_reason(city):
    space = make_reported_space()
    campaign = make_open_campaign(actor=city)
    entry = entry_of(campaign, space)
    with refused("请填写调整参评范围的理由"):
        set_taking_part(entry, takes_part=False, reason=" ", actor=city)
    set_taking_part(entry, takes_part=False, reason="停业整修", actor=city)
    assert entry_of(campaign, space).left_out_reason == "停业整修"
    assert HistoryLine.objects.get(record=f"entry:{entry.pk}").reason == "停业整修"
    with refused("现在已经是“不参加本年度评价”"):
        set_taking_part(entry, takes_part=False, reason="再次", actor=city)


def test_who_does_not_take_part_has_nothing_to_correct_or_to_praise(marked, city):
    campaign, good, *_rest = marked
    set_taking_part(entry_of(campaign, good), takes_part=False, reason="停业", actor=city)
    announce_results(campaign, review_due_on=REVIEW_DUE, actor=city)
    entry = entry_of(campaign, good)
    with refused("本年度不参加评价，没有可以更正的结果"):
        correct_result(entry, reason="更正", marks={"T": Decimal(20)}, actor=city)
    with refused("本年度不参加评价，不能评定典型经验"):
        mark_practice(entry, title="平台", text="开放", actor=city)


def test_a_second_reply_reaches_the_operator_too(marked, city):
    campaign, _good, plain, _silent = announced(marked, city)
    entry = entry_of(campaign, plain)
    asked = request_review(entry, reason="有误", actor=operator_of(entry))
    reply_to_request(asked, upheld=False, reply="第一次", actor=city)
    take_back_results(campaign, reason="补充", actor=city)
    announce_results(campaign, review_due_on=REVIEW_DUE, actor=city)
    asked = request_review(entry, reason="仍有误", actor=operator_of(entry))
    reply_to_request(asked, upheld=False, reply="第二次", actor=city)
    told = Notice.objects.filter(key__startswith="entry-replied-", user=operator_of(entry)).order_by("pk")
    assert [notice.body[-3:] for notice in told] == ["第一次", "第二次"]


# Self-assessment and marks -----------------------------------------------------------------------------------------


def test_self_assessment_is_kept_proved_and_submitted_for_good(city):
    space = make_reported_space()
    entry = entry_of(make_open_campaign(actor=city), space)
    actor = operator_of(entry)
    save_statements(entry, statements={"T": "太短"}, actor=actor)
    with refused("自评还不完整") as short:
        submit_self_assessment(entry, actor=actor)
    assert short.value.problems == ("“公共平台”的自评说明至少20字，还差18字。",)
    save_statements(entry, statements={"T": STATEMENT, "W": "不是专家评分的指标"}, actor=actor)
    proof = attach_proof(entry, indicator="T", upload=make_upload(), actor=actor)
    remove_proof(attach_proof(entry, indicator="T", upload=make_upload(), actor=actor), actor=actor)
    with refused("不用提交自评材料"):
        attach_proof(entry, indicator="W", upload=make_upload(), actor=actor)
    done = submit_self_assessment(entry, actor=actor)
    assert [(each.indicator, each.statement) for each in done.assessments.all()] == [("T", STATEMENT)]
    assert StoredFile.objects.filter(operator=space.operator, self_assessment_file=proof).exists()
    assert HistoryLine.objects.get(record=f"entry:{entry.pk}").details == {"files": [proof.file.sha256]}
    with refused("自评已经提交"):
        save_statements(entry, statements={"T": "改"}, actor=actor)
    with refused("不是由您所在机构运营"):
        save_statements(entry, statements={"T": "改"}, actor=make_user("operator"))


@pytest.mark.parametrize(
    ("instant", "open_still"), [("2026-05-15T23:59:00+08:00", True), ("2026-05-16T00:01:00+08:00", False)]
)
def test_the_last_day_of_self_assessment_belongs_to_it(city, instant, open_still):
    space = make_reported_space()
    entry = entry_of(make_open_campaign(actor=city), space)
    with time_machine.travel(instant):
        if open_still:
            self_assess(entry)
        else:
            with refused("自评截止日2026年5月15日已过"):
                self_assess(entry)


def test_experts_mark_within_bounds_with_a_comment_on_low_marks(city):
    space, expert = make_reported_space(), make_user("expert")
    campaign = make_open_campaign(actor=city)
    entry = entry_of(campaign, space)
    assert assign_markers(campaign, entries=[entry.pk], experts=[expert], actor=city).new == 1
    assert assign_markers(campaign, entries=[entry.pk], experts=[expert], actor=city).new == 0
    assert Notice.objects.get(user=expert).title == "2025年度考核评价：请评分1家众创空间"
    place = MarkingAssignment.objects.get()
    with refused("还可以在2026年5月15日前提交自评"):
        submit_marks(place, given={"T": Given(Decimal(18))}, actor=expert)
    self_assess(entry)
    with refused("“公共平台”：请填写0至20之间的分数"):
        save_marks(place, given={"T": Given(Decimal("20.5"))}, actor=expert)
    with refused("评分还不完整") as low:
        submit_marks(place, given={"T": Given(Decimal("11.5"))}, actor=expert)
    assert low.value.problems == ("“公共平台”低于12分，请填写评语。",)
    with refused("不是分配给您的"):
        save_marks(place, given={"T": Given(Decimal(1))}, actor=make_user("expert"))
    done = submit_marks(place, given={"T": Given(Decimal("11.5"), "开放时间不足")}, actor=expert)
    assert (done.status, done.marks.get().marks) == ("submitted", Decimal("11.5"))
    with refused("现在是“已评分”"):
        save_marks(place, given={"T": Given(Decimal(20))}, actor=expert)


def test_related_experts_are_left_out_and_a_conflict_takes_the_place_away(city):
    space = make_reported_space()
    campaign = make_open_campaign(actor=city)
    entry = entry_of(campaign, space)
    colleague = make_user("expert", employer=space.operator.name)
    outcome = assign_markers(campaign, entries=[entry.pk], experts=[colleague], actor=city)
    assert (outcome.new, outcome.related) == (0, 1)
    expert = make_user("expert")
    assign_markers(campaign, entries=[entry.pk], experts=[expert], actor=city)
    declare_marking_conflict(MarkingAssignment.objects.get(), reason="亲属任职", actor=expert)
    assert MarkingAssignment.objects.get().conflict == "亲属任职"
    with refused("只能选择在用的评审专家账号"):
        assign_markers(campaign, entries=[entry.pk], experts=[city], actor=city)


# Results -----------------------------------------------------------------------------------------------------------


def test_preliminary_results_with_the_forced_grade_and_its_clause(marked, city):
    campaign, good, plain, silent = announced(marked, city)
    told = {
        result.entry.space: (str(result.total), result.grade, result.ground, result.rank, result.clause)
        for result in Result.objects.select_related("entry__space")
    }
    assert told == {
        # 108/120 = 90 %: 20; 18; 10/40 = 25 %: 25; 9,000: 10; no year before: 12; none listed
        good: ("85.00", "excellent", "score", 1, ""),
        # 75 %: 14; (16 + 15.5)/2 = 15.75; 9/40 = 22.5 %: 22.5; 10; 12
        plain: ("74.25", "pass", "score", 2, ""),
        silent: ("None", "fail", "forced", None, "第十三条"),
    }
    assert standing(campaign, silent).forced_reason == "未报送统计数据（截止日2026年2月27日）"
    assert standing(campaign, plain).marks["T"] == {"marks": "15.75", "rank": 2}
    assert standing(campaign, plain).inputs["experts"] == {"T": ["16.00", "15.50"]}
    assert campaign.summary["peers"]["comprehensive"]["median"] == "79.63"  # (85 + 74.25)/2 = 79.625
    line = HistoryLine.objects.filter(record=f"campaign:{campaign.pk}").latest("sequence")
    assert (line.action, line.from_state, line.to_state) == ("announce_results", "open", "preliminary")
    assert line.details["digest"] == campaign.summary["digest"]


def test_nothing_is_announced_while_something_is_lacking(city):
    space = make_reported_space()
    campaign = make_open_campaign(actor=city)
    with refused("2025年度统计还没有关闭"):
        announce_results(campaign, review_due_on=REVIEW_DUE, actor=city)
    close_statistics()
    with refused(f"有1家还缺专家评分：{space.name}"):
        announce_results(campaign, review_due_on=REVIEW_DUE, actor=city)
    mark_entry(entry_of(campaign, space), "18", city=city)
    AnnualReturn.objects.update(state="confirmed")
    with refused(f"有1家的统计报表没有锁定：{space.name}"):
        announce_results(campaign, review_due_on=REVIEW_DUE, actor=city)
    AnnualReturn.objects.update(state="locked")
    with refused("不少于5个工作日，最早2026年3月12日"):
        announce_results(campaign, review_due_on=date(2026, 3, 11), actor=city)
    assert not Result.objects.exists()


def test_a_finding_and_a_grade_that_the_city_forces(marked, city):
    campaign, good, plain, _silent = marked
    make_finding(good, "upheld")
    force_grade(entry_of(campaign, plain), clause="第八条", reason="自评材料经查实弄虚作假", actor=city)
    announce_results(campaign, review_due_on=REVIEW_DUE, actor=city)
    found, forced = standing(campaign, good), standing(campaign, plain)
    assert (found.grade, found.clause, found.forced_reason) == ("fail", "第十三条", "统计数据报送不真实：数据失实")
    assert (forced.grade, forced.clause, str(forced.total)) == ("fail", "第八条", "74.25")
    assert campaign.entries.count() == 3
    assert Campaign.objects.get().summary["peers"]["comprehensive"]["number"] == 0


def test_results_taken_back_are_superseded_and_come_anew(marked, city):
    campaign, good, plain, _silent = announced(marked, city)
    request_review(entry_of(campaign, plain), reason="导师人数有误", actor=operator_of(entry_of(campaign, plain)))
    campaign = take_back_results(campaign, reason="补充专家评分", actor=city)
    assert (campaign.state, campaign.review_due_on, campaign.preliminary_at) == ("open", None, None)
    assert not Result.objects.filter(superseded_at=None).exists()
    request = entry_of(campaign, plain).review_requests.get()
    assert (request.status, request.reply) == ("void", "初评结果已收回：补充专家评分")
    mark_entry(entry_of(campaign, plain), "20", city=city)
    announce_results(campaign, review_due_on=REVIEW_DUE, actor=city)
    assert (standing(campaign, plain).version, str(standing(campaign, plain).total)) == (2, "75.67")  # 51.5/3 = 17.17
    assert standing(campaign, good).version == 2
    again = request_review(entry_of(campaign, plain), reason="仍有误", actor=operator_of(entry_of(campaign, plain)))
    assert again.status == "open"


def test_review_upheld_changes_marks_and_denied_changes_nothing(marked, city):
    campaign, good, plain, _silent = announced(marked, city)
    entry, other = entry_of(campaign, plain), entry_of(campaign, good)
    asked = request_review(entry, reason="专家遗漏了共享设备", actor=operator_of(entry))
    with refused("已经申请过复核"):
        request_review(entry, reason="再次申请", actor=operator_of(entry))
    denied = request_review(other, reason="希望加分", actor=operator_of(other))
    with time_machine.travel(AFTER_REVIEW), refused("还有2件复核申请没有答复"):
        publish_results(campaign, actor=city)
    reply_to_request(asked, upheld=True, reply="补计共享设备", marks={"T": Decimal(18)}, actor=city)
    reply_to_request(denied, upheld=False, reply="评分无误", actor=city)
    with refused("已经答复"):
        reply_to_request(denied, upheld=True, reply="改", actor=city)
    result = standing(campaign, plain)
    assert (str(result.total), result.grade, result.stage, result.version) == ("76.50", "good", "reviewed", 2)
    assert (result.reason, result.marks["T"]["marks"]) == ("复核：补计共享设备", "18.00")
    assert standing(campaign, good).version == 1
    assert Notice.objects.filter(key=f"entry-replied-{asked.pk}:{entry.pk}").get().body == "结果已调整。补计共享设备"
    with time_machine.travel(AFTER_REVIEW):
        publish_results(campaign, actor=city)
    assert str(standing(campaign, plain).total) == "76.50"
    assert not broken_chains()


def test_publication_waits_for_the_end_of_the_review(marked, city):
    campaign, *_spaces = announced(marked, city)
    with time_machine.travel("2026-03-20T23:00:00+08:00"), refused("还可以在2026年3月20日前申请复核"):
        publish_results(campaign, actor=city)
    with time_machine.travel("2026-03-21T10:00:00+08:00"):
        published_now = publish_results(campaign, actor=city)
        with refused("现在是“已公布”"):
            publish_results(campaign, actor=city)
    assert published_now.state == "published"
    assert Result.objects.count() == 3  # nothing changed, so no second versions


def test_a_correction_after_publication_stands_beside_the_old_version(marked, city):
    campaign, good, plain, _silent = published(marked, city)
    entry = entry_of(campaign, plain)
    with refused("请填写更正的理由"):
        correct_result(entry, reason=" ", actor=city)
    with refused("没有需要更正的内容"):
        correct_result(entry, reason="核对", actor=city)
    with refused("T：请填写0至20之间的分数"):
        correct_result(entry, reason="核对", marks={"T": Decimal(21)}, actor=city)
    result = correct_result(entry, reason="专家评分录入有误", marks={"T": Decimal(20)}, actor=city)
    assert (str(result.total), result.grade, result.stage, result.rank) == ("78.50", "good", "corrected", 2)
    versions = entry.results.order_by("version")
    assert [(str(each.total), each.grade, bool(each.superseded_at)) for each in versions] == [
        ("74.25", "pass", True),
        ("78.50", "good", False),
    ]
    assert standing(campaign, good).version == 1
    line = HistoryLine.objects.filter(record=f"entry:{entry.pk}").latest("sequence")
    assert (line.action, line.from_state, line.to_state, line.reason) == (
        "correct_result", "pass", "good", "专家评分录入有误",
    )  # fmt: skip


def test_a_correction_keeps_the_cap(city):
    first, second, third = (make_reported_space(a5=120, d7=10) for _ in range(3))
    close_statistics()
    campaign = make_open_campaign(make_scheme(small_scheme(cap_percent=Decimal(34)), code="cap"), city)  # one of three
    for space, marks in ((first, "20"), (second, "18"), (third, "10")):
        mark_entry(entry_of(campaign, space), marks, city=city)
    campaign, *_rest = published((campaign,), city)
    assert [standing(campaign, space).grade for space in (first, second, third)] == ["excellent", "good", "good"]
    held = correct_result(entry_of(campaign, third), reason="更正", marks={"T": Decimal(19)}, actor=city)
    assert (held.grade, held.ground, held.rank) == ("good", "cap", 2)
    level = correct_result(entry_of(campaign, third), reason="再更正", marks={"T": Decimal(20)}, actor=city)
    assert (level.grade, level.ground, level.rank) == ("excellent", "score", 1)


# What follows ------------------------------------------------------------------------------------------------------


def test_two_fails_in_a_row_are_proposed_until_one_is_corrected(marked, city):
    campaign, _good, plain, silent = marked
    HistoricGrade.objects.create(space=silent, year=2024, grade="fail", loaded_by=city)
    HistoricGrade.objects.create(space=plain, year=2023, grade="fail", loaded_by=city)
    assert revocation_proposals() == []
    published(marked, city)
    (proposal,) = revocation_proposals()
    assert (proposal.space, proposal.years) == (silent, (2024, 2025))
    assert [(each.year, each.grade) for each in grades_of([silent.pk])[silent.pk]] == [(2025, "fail"), (2024, "fail")]
    Filing.objects.filter(space=silent).update(state="revoked", ended_on=date(2026, 3, 1))
    assert revocation_proposals() == []
    Filing.objects.filter(space=silent).update(state="active", ended_on=None)
    Result.objects.filter(entry__space=silent).update(superseded_at=campaign.created_at)
    Result.objects.create(
        entry=Entry.objects.get(space=silent), version=2, stage="corrected", total=60, grade="pass", ground="score",
        rank=3, reason="更正", made_by=city,
    )  # fmt: skip
    assert revocation_proposals() == []


def test_typical_practice_is_marked_once_changed_and_withdrawn(marked, city):
    campaign, good, *_rest = announced(marked, city)
    entry = entry_of(campaign, good)
    mark_practice(entry, title="共享中试平台", text="开放设备", actor=city)
    practice = mark_practice(entry, title="共享中试平台", text="开放全部设备", actor=city)
    assert TypicalPractice.objects.get().text == "开放全部设备"
    with refused("请填写撤下的理由"):
        withdraw_practice(practice, reason="", actor=city)
    withdraw_practice(practice, reason="情况变化", actor=city)
    assert not TypicalPractice.objects.get().is_public
