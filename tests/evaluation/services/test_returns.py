"""A return from its beginning to the lock: what is refused, what is written, who is told."""

from datetime import date
from decimal import Decimal

import pytest

from evaluation.models import AnnualReturn
from evaluation.services.returns.deciding import confirm_return, lock_one, reopen_return, send_back_return
from evaluation.services.returns.filling import accept_conversion, save_group, start_return
from evaluation.services.returns.sending import submit_return
from evaluation.services.returns.windows import close_year, set_window
from filings.errors import WorkflowRefused
from filings.models import HistoryLine, Notice
from filings.services.history import broken_chains
from tests.factories import make_mentor, make_space, make_user
from tests.factories_statistics import SOUND, YEAR, make_filed_space, make_return, make_window, money_times

pytestmark = pytest.mark.django_db
LATER = date(2026, 3, 15)


def operator_of(record):
    return make_user("operator", operator=record.space.operator)


def district_of(record):
    return make_user("district", district=record.space.district)


def send(record, actor=None, **options):
    given = {"reasons": {}, "declared": True, "revision": record.revision} | options
    return submit_return(record, actor=actor or operator_of(record), **given)


def last_line(record):
    return HistoryLine.objects.filter(record=f"annualreturn:{record.pk}").latest("sequence")


def test_a_return_begins_with_registers_and_last_year():
    make_window()
    space = make_filed_space()
    make_return(space, state="locked", year=2024, a2=Decimal(1100), b1=Decimal(5000))
    make_mentor(space, valid_from=date(2024, 1, 1))
    actor = make_user("operator", operator=space.operator)
    record = start_return(space, YEAR, actor=actor)
    assert (record.state, record.a2, record.c4, record.b1) == ("open", Decimal(1100), 1, None)
    assert start_return(space, YEAR, actor=actor) == record
    assert last_line(record).action == "start_return"


@pytest.mark.parametrize(
    ("opens_on", "said"),
    [(date(2026, 3, 5), ""), (date(2026, 3, 6), "这个年度的统计还没有开始报送，2026年3月6日开始。")],
)
def test_nothing_begins_before_the_window(opens_on, said):
    make_window(opens_on=opens_on)
    space = make_filed_space()
    actor = make_user("operator", operator=space.operator)
    if not said:
        assert start_return(space, YEAR, actor=actor).state == "open"
        return
    with pytest.raises(WorkflowRefused) as refused:
        start_return(space, YEAR, actor=actor)
    assert refused.value.explanation == said


def test_who_owes_none_begins_none():
    make_window()
    space = make_space()
    with pytest.raises(WorkflowRefused, match="2025年末不在备案名单中"):
        start_return(space, YEAR, actor=make_user("operator", operator=space.operator))
    with pytest.raises(WorkflowRefused, match="不由您填报"):
        start_return(make_filed_space(), YEAR, actor=make_user("operator", operator=space.operator))
    assert AnnualReturn.objects.count() == 0


def test_a_section_is_saved_and_finished_when_it_holds_together():
    record = make_return(b1=None, b2=None)
    actor = operator_of(record)
    saved = save_group(record, "B", {"b1": Decimal(5000)}, revision=0, actor=actor)
    assert (saved.b1, saved.b2, saved.groups_done, saved.revision) == (Decimal(5000), None, [], 1)
    saved = save_group(record, "B", {"b2": Decimal(1999)}, revision=1, actor=actor)
    assert saved.groups_done == []
    saved = save_group(record, "B", {"b2": Decimal(2000), "c1": 99}, revision=2, actor=actor)
    assert (saved.groups_done, saved.c1) == (["B"], SOUND["c1"])


def test_of_two_who_save_one_is_told():
    record = make_return()
    save_group(record, "E", {"e1": 30}, revision=0, actor=operator_of(record))
    with pytest.raises(WorkflowRefused, match="被同一机构的其他账号保存过"):
        save_group(record, "E", {"e1": 31}, revision=0, actor=operator_of(record))
    record.refresh_from_db()
    assert record.e1 == 30


@pytest.mark.parametrize("state", ["submitted", "confirmed", "locked"])
def test_what_was_sent_is_not_filled_in(state):
    record = make_return(state=state)
    with pytest.raises(WorkflowRefused, match="不能再填写"):
        save_group(record, "E", {"e1": 30}, revision=0, actor=operator_of(record))


def test_converted_figures_are_taken_only_while_they_are_asked_for():
    record = make_return(**money_times(1000), reasons={"change:e1": "扩建"})
    make_return(record.space, state="locked", year=2024)
    actor = operator_of(record)
    taken = accept_conversion(record, "unit:yuan:last_year", reasons={"x": "说明"}, revision=0, actor=actor)
    assert (taken.b1, taken.f5) == (SOUND["b1"], SOUND["f5"])
    assert taken.reasons == {"change:e1": "扩建", "x": "说明"}
    assert last_line(record).details["before"]["b1"] == "5000000.00"
    with pytest.raises(WorkflowRefused, match="不再需要换算"):
        accept_conversion(record, "unit:yuan:last_year", reasons={}, revision=1, actor=actor)


def test_sending_moves_it_and_tells_the_district():
    record = make_return()
    clerk = district_of(record)
    sent = send(record)
    assert (sent.state, sent.first_submitted_at, sent.missed_on) == ("submitted", sent.submitted_at, None)
    assert last_line(record).details["figures"]["b1"] == "5000.00"
    assert list(Notice.objects.filter(user=clerk).values_list("title", flat=True)) == [f"统计报表待审核：{sent}"]
    assert broken_chains() == []


def test_sending_is_refused_with_errors_without_the_declaration_and_when_saved_meanwhile():
    record = make_return(b2=Decimal(1))
    with pytest.raises(WorkflowRefused) as refused:
        send(record)
    assert refused.value.explanation == "报表还有1处需要处理，处理后才能报送。"
    assert "差1,999" in refused.value.problems[0]
    sound = make_return()
    with pytest.raises(WorkflowRefused, match="请先勾选数据真实的声明"):
        send(sound, declared=False)
    with pytest.raises(WorkflowRefused, match="报表又保存过"):
        send(sound, revision=3)
    assert set(AnnualReturn.objects.values_list("state", flat=True)) == {"open"}


def test_each_question_wants_its_reason_and_only_those_are_kept():
    record = make_return(e1=100)
    make_return(record.space, state="locked", year=2024)
    with pytest.raises(WorkflowRefused) as refused:
        send(record, reasons={"change:e1": "多了  "})
    assert refused.value.explanation == "还有1个数据需要说明原因，请补充后再报送。"
    sent = send(record, reasons={"change:e1": " 新建路演厅后每周举办 ", "other": "无关的说明"})
    assert sent.reasons == {"change:e1": "新建路演厅后每周举办"}


def test_a_closed_year_takes_only_what_was_sent_back():
    draft, back = make_return(), make_return(state="returned")
    window = make_window()
    window.closed_at = back.submitted_at
    window.save()
    with pytest.raises(WorkflowRefused, match="已经关闭"):
        send(draft)
    assert send(back).state == "submitted"


def test_sent_back_corrected_and_sent_again():
    record = make_return(state="submitted")
    member, clerk = operator_of(record), district_of(record)
    back = send_back_return(
        record, items={"b1": "与审计报告不符"}, due_on=LATER, reason="请核对", revision=0, actor=clerk
    )
    assert (back.state, back.items, back.due_on) == ("returned", {"b1": "与审计报告不符"}, LATER)
    message = Notice.objects.get(user=member)
    assert "请在3月15日（星期日）前修改后重新报送" in message.body
    again = send(back, actor=member)
    assert (again.state, again.items, again.due_on, again.missed_on) == ("submitted", {}, None, None)
    message.refresh_from_db()
    assert (message.url, message.read_at is not None) == ("", True)


def test_sent_again_after_the_day_stays_on_record():
    record = make_return(state="returned", due_on=date(2026, 3, 4))
    assert send(record).missed_on == date(2026, 3, 4)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"items": {}}, "请至少选择一个需要修改的指标"),
        ({"items": {"z9": "?"}}, "请至少选择一个需要修改的指标"),
        ({"due_on": date(2026, 3, 4)}, "修改期限不能早于今天"),
        ({"reason": "  "}, "请填写退回理由"),
        ({"revision": 7}, "报表有过变动"),
    ],
)
def test_what_sending_back_wants(changes, said):
    record = make_return(state="submitted")
    given = {"items": {"b1": "核对"}, "due_on": LATER, "reason": "核对", "revision": 0} | changes
    with pytest.raises(WorkflowRefused, match=said):
        send_back_return(record, actor=district_of(record), **given)
    record.refresh_from_db()
    assert record.state == "submitted"


def test_checked_locked_and_opened_again():
    record = make_return(state="submitted")
    city = make_user("city")
    checked = confirm_return(record, revision=0, actor=district_of(record))
    assert (checked.state, checked.confirmed_at is not None) == ("confirmed", True)
    locked = lock_one(checked, revision=1, actor=city)
    assert (locked.state, locked.locked_at is not None) == ("locked", True)
    with pytest.raises(WorkflowRefused, match="请填写重新开放的理由"):
        reopen_return(locked, reason=" ", revision=2, actor=city)
    opened = reopen_return(locked, reason="营业收入有误", revision=2, actor=city)
    assert (opened.state, opened.locked_at) == ("confirmed", None)
    assert last_line(record).reason == "营业收入有误"


def test_a_second_decision_is_explained():
    record = make_return(state="submitted")
    confirm_return(record, revision=0, actor=district_of(record))
    with pytest.raises(WorkflowRefused, match="这份统计报表现在是“区县已审核”"):
        confirm_return(record, revision=0, actor=make_user("city"))


def test_a_window_is_set_and_changed_by_the_city_alone():
    city = make_user("city")
    window = set_window(YEAR, opens_on=date(2026, 1, 1), closes_on=date(2026, 3, 31), actor=city)
    set_window(YEAR, opens_on=date(2026, 1, 1), closes_on=date(2026, 4, 30), actor=city)
    window.refresh_from_db()
    assert window.closes_on == date(2026, 4, 30)
    lines = HistoryLine.objects.filter(record=f"statisticsyear:{window.pk}").order_by("sequence")
    assert [(line.action, line.details["closes_on"]) for line in lines] == [
        ("set_window", "2026-03-31"),
        ("change_window", "2026-04-30"),
    ]
    with pytest.raises(WorkflowRefused):
        set_window(2024, opens_on=date(2025, 1, 1), closes_on=date(2025, 3, 31), actor=make_user("district"))


@pytest.mark.day("2026-04-01")
def test_closing_locks_what_is_checked():
    checked, draft, back = make_return(state="confirmed"), make_return(), make_return(state="returned")
    window, city = make_window(), make_user("city")
    assert close_year(window, actor=city) == 1
    states = dict(AnnualReturn.objects.values_list("pk", "state"))
    assert states == {checked.pk: "locked", draft.pk: "open", back.pk: "returned"}
    line = HistoryLine.objects.get(record=f"statisticsyear:{window.pk}")
    assert (line.action, line.details) == ("close_year", {"locked": [checked.pk]})
    with pytest.raises(WorkflowRefused, match="这个年度已经关闭"):
        close_year(window, actor=city)
    with pytest.raises(WorkflowRefused, match="已经关闭，不能再修改报送时间"):
        set_window(YEAR, opens_on=window.opens_on, closes_on=window.closes_on, actor=city)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("过后才能关闭年度", marks=pytest.mark.day("2026-03-31")),
        pytest.param("还有1份已报送的报表没有审核", marks=pytest.mark.day("2026-04-01")),
    ],
)
def test_closing_waits_for_the_last_day_and_for_what_was_sent(said):
    make_return(state="submitted")
    with pytest.raises(WorkflowRefused, match=said):
        close_year(make_window(), actor=make_user("city"))
