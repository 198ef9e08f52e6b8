"""What befalls an entry: assessments from day to day, guidance, the link to a registered operator, the draft, its end."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from filings.errors import WorkflowRefused
from filings.models import Application, GuidanceRecord, HistoryLine, Notice, PoolAssessment, PoolEntry
from filings.selectors.pool.entries import pool_list
from filings.services import decisions
from filings.services.daily import run_daily
from filings.services.decisions import prepare_approval
from filings.services.pool.assessing import assess_live_entries
from filings.services.pool.drafting import draft_from_pool
from filings.services.pool.guidance import strike_guidance
from filings.services.pool.linking import link_entry
from filings.services.signing import sign_act
from filings.workflow import State
from tests.factories import (
    TODAY,
    make_compliant_space,
    make_district,
    make_filing,
    make_historic_filing,
    make_mentor,
    make_operator,
    make_round,
    make_space,
    make_user,
)
from tests.factories_applications import member_of
from tests.factories_pool import clerk_in, guide, leave, make_entry, make_unregistered
from tests.factories_story import city_clerk, make_in_state

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


def test_an_assessment_is_kept_only_where_an_answer_changed():
    entry = make_entry(make_space())
    for day in range(1, 4):
        assess_live_entries(TODAY + timedelta(days=day))
    assert [row.on for row in entry.assessments.all()] == [TODAY]
    for _ in range(3):
        make_mentor(entry.space)
    assess_live_entries(TODAY + timedelta(days=4))
    assess_live_entries(TODAY + timedelta(days=4))
    first, second = entry.assessments.all()
    assert second.on == TODAY + timedelta(days=4)
    assert (first.fails - second.fails, "5.7.mentors" in second.checks) == (1, False)


def test_one_entry_that_cannot_be_judged_leaves_the_others_their_turn():
    broken, entry = make_unregistered(), make_entry(make_space())
    PoolEntry.objects.filter(pk=broken.pk).update(facts={"site": {"no_such_fact": 1}})
    PoolAssessment.objects.all().delete()
    assess_live_entries(TODAY)
    assert list(PoolAssessment.objects.values_list("entry", flat=True)) == [entry.pk]


def test_guidance_keeps_who_gave_it_with_its_files():
    entry = make_entry(make_space())
    member = member_of(entry.operator)
    record = guide(entry)
    assert record.giver == "郑州市众创空间协会"
    assert [each.file.name for each in record.files.all()] == ["辅导纪要.pdf"]
    assert guide(entry, by="district", organisation="不写入").giver == entry.keeper.bureau
    assert Notice.objects.filter(user=member, title__startswith="新的辅导记录").count() == 2
    line = HistoryLine.objects.filter(record=f"poolentry:{entry.pk}", action="record_guidance").first()
    assert line.details["files"] == [record.files.get().file.sha256]


def test_the_same_guidance_sent_twice_is_one():
    entry = make_entry()
    record = guide(entry)
    with pytest.raises(WorkflowRefused, match="没有重复登记"):
        guide(entry)
    assert GuidanceRecord.objects.get() == record
    guide(entry, content="另一次辅导。")
    strike_guidance(record, actor=clerk_in(entry.keeper), reason="日期有误。")
    guide(entry)
    assert GuidanceRecord.objects.count() == 3


@pytest.mark.parametrize(("fields", "field"), [({"on": TOMORROW}, "on"), ({"organisation": " "}, "organisation")])
def test_guidance_that_does_not_fit_is_refused_at_its_field(fields, field):
    with pytest.raises(ValidationError) as refused:
        guide(make_entry(make_space()), **fields)
    assert list(refused.value.message_dict) == [field]
    assert GuidanceRecord.objects.count() == 0


def test_a_record_made_by_mistake_is_struck_and_kept():
    entry = make_entry(make_space())
    record, clerk = guide(entry), clerk_in(entry.keeper)
    with pytest.raises(ValidationError):
        strike_guidance(record, actor=clerk, reason=" ")
    struck = strike_guidance(record, actor=clerk, reason="登记到了别的空间。")
    assert (struck.struck_on, struck.struck_reason) == (TODAY, "登记到了别的空间。")
    assert pool_list(clerk).get().guided == 0
    with pytest.raises(WorkflowRefused, match="已经作废"):
        strike_guidance(record, actor=clerk, reason="再一次。")
    with pytest.raises(WorkflowRefused, match="不在您的辖区"):
        strike_guidance(guide(entry), actor=clerk_in(make_district("jinshui")), reason="不是我的。")


def test_link_makes_the_registers_count():
    entry = make_unregistered(uscc="91410100MA9GXQ8K5U")
    operator = make_operator(uscc="91410100MA9GXQ8K5U")
    space = make_compliant_space(operator=operator)
    member = member_of(operator)
    linked = link_entry(entry, actor=clerk_in(entry.district), operator=operator, space=space)
    assert (linked.space, linked.operator, linked.uscc) == (space, operator, operator.uscc)
    assert linked.assessments.get().fails == 0
    assert Notice.objects.filter(user=member, url=f"/pool/{entry.pk}/").exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "统一社会信用代码相同"),
        ({"uscc": "91410100MA9GXQ8K5U", "status": "pending"}, "已通过确认"),
    ],
)
def test_link_takes_the_confirmed_operator_of_the_code_alone(fields, words):
    entry = make_unregistered(uscc="91410100MA9GXQ8K5U")
    with pytest.raises(WorkflowRefused, match=words):
        link_entry(entry, actor=clerk_in(entry.district), operator=make_operator(**fields))


def test_link_to_a_space_elsewhere_or_of_another_is_refused():
    entry = make_unregistered(uscc="91410100MA9GXQ8K5U")
    operator = make_operator(uscc="91410100MA9GXQ8K5U")
    for space in (make_space(), make_space(operator, district=make_district("jinshui"))):
        with pytest.raises(WorkflowRefused):
            link_entry(entry, actor=clerk_in(entry.district), operator=operator, space=space)


def test_an_operator_turns_its_entry_into_a_draft():
    entry = make_entry(make_compliant_space())
    member = member_of(entry.operator)
    application = draft_from_pool(entry, actor=member, round_=make_round())
    entry.refresh_from_db()
    assert (application.state, application.space, application.kind) == (State.DRAFT, entry.space, entry.kind)
    assert entry.application == application
    assert entry.is_live
    with pytest.raises(WorkflowRefused, match="已有一件在办的申请"):
        draft_from_pool(entry, actor=member, round_=make_round())
    assert Application.objects.count() == 1


def test_a_draft_of_a_linked_entry_names_its_space():
    entry = make_unregistered(uscc="91410100MA9GXQ8K5U")
    operator = make_operator(uscc="91410100MA9GXQ8K5U")
    member = member_of(operator)
    entry = link_entry(entry, actor=clerk_in(entry.district), operator=operator)
    with pytest.raises(WorkflowRefused, match="请先登记众创空间"):
        draft_from_pool(entry, actor=member, round_=make_round())
    space = make_space(operator)
    assert draft_from_pool(entry, actor=member, round_=make_round(), space=space).space == space
    entry.refresh_from_db()
    assert entry.space == space


def test_nobody_else_turns_it_into_a_draft():
    entry = make_entry(make_space())
    for actor in (make_user("operator"), clerk_in(entry.keeper)):
        with pytest.raises(WorkflowRefused):
            draft_from_pool(entry, actor=actor, round_=make_round())
    over = make_round(opens_at="2025-01-01T08:00+08:00", closes_at="2025-02-01T08:00+08:00")
    over.refresh_from_db()
    with pytest.raises(WorkflowRefused, match=r"已于2025年2月1日08:00截止"):
        draft_from_pool(entry, actor=member_of(entry.operator), round_=over)
    entry.refresh_from_db()
    assert entry.application is None


def test_the_approval_closes_the_entry_in_its_transaction():
    space = make_compliant_space()
    entry = make_entry(space)
    application = make_in_state(State.PUBLICISED, space, round_=make_round(notice_working_days=0))
    act = prepare_approval(application, actor=city_clerk(), number="郑科备〔2026〕1号")
    signer = city_clerk(can_sign=True)
    sign_act(act, actor=signer)
    entry.refresh_from_db()
    number = application.filing.number
    assert (entry.status, entry.closing_reason, entry.closed_on) == ("filed", f"已备案，备案编号{number}", TODAY)
    line = HistoryLine.objects.filter(record=f"poolentry:{entry.pk}").last()
    assert (line.action, line.to_state, line.actor) == ("close_pool_entry", "filed", signer)


def test_the_approval_locks_the_entry_before_the_counter(monkeypatch):
    order, file_space = [], decisions.file_space
    space = make_compliant_space()
    make_entry(space)
    application = make_in_state(State.PUBLICISED, space, round_=make_round(notice_working_days=0))
    monkeypatch.setattr(decisions, "lock_covered", lambda *asked: order.append(asked))
    monkeypatch.setattr(decisions, "file_space", lambda *a, **k: order.append("counter") or file_space(*a, **k))
    sign_act(
        prepare_approval(application, actor=city_clerk(), number="郑科备〔2026〕1号"), actor=city_clerk(can_sign=True)
    )
    assert order == [(space.pk, "comprehensive"), "counter"]


def test_what_is_on_file_by_another_way_leaves_with_the_daily_run():
    entry, other, higher = (
        make_entry(make_space()),
        make_entry(make_space()),
        make_entry(make_space(), kind="professional"),
    )
    make_historic_filing(entry.space)
    make_filing(higher.space, kind="comprehensive")
    run_daily(TOMORROW)
    states = {each.pk: each.status for each in PoolEntry.objects.all()}
    assert states == {entry.pk: "filed", other.pk: "live", higher.pk: "live"}
    assert HistoryLine.objects.get(record=f"poolentry:{entry.pk}", action="close_pool_entry").role == "system"


def test_who_has_left_is_open_to_nothing():
    entry = make_entry(make_compliant_space())
    member = member_of(entry.operator)
    left = leave(entry)
    assert (left.status, left.closed_on, left.closing_reason) == ("withdrawn", TODAY, "停止运营。")
    assert Notice.objects.filter(user=member, body="原因：停止运营。").exists()
    for again in (
        lambda: leave(entry),
        lambda: guide(entry),
        lambda: draft_from_pool(entry, actor=member, round_=make_round()),
    ):
        with pytest.raises(WorkflowRefused, match="不在储备库中"):
            again()
    with pytest.raises(WorkflowRefused, match="请填写退出储备库的原因"):
        leave(make_entry(entry.space), reason=" ")


def test_days_of_assessments_stay_with_the_entry():
    entry = make_entry(make_space())
    row = entry.assessments.get()
    assert row.ruleset == "zhengzhou-1"
    assert sum(row.counts.values()) == row.passes + len(row.checks)
    assert row.on == date(2026, 3, 5)
