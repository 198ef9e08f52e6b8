"""A fraud case from the proposal to the end of the hearing: who may, what is written, who is told, what is refused."""

from datetime import date

import pytest
from django.utils import timezone

from filings import models as m
from filings.errors import WorkflowRefused
from filings.permissions import visible_fraud_cases
from filings.services.applications import withdraw_application
from filings.services.daily import run_daily
from filings.services.decisions import prepare_approval
from filings.services.fraud.proceedings import (
    close_hearing,
    correct_notice_service,
    drop_case,
    notify_operator,
    record_service,
    submit_defence,
)
from filings.services.seals import broken_records
from filings.workflow import Role, State
from tests.factories import TODAY, make_district, make_round, make_user
from tests.factories_applications import make_submitted, make_upload, member_of
from tests.factories_district import clerk_of
from tests.factories_fraud import (
    FACTS,
    ask_to_find,
    defend,
    find,
    make_case,
    notify,
    number,
    propose,
    serve,
)
from tests.factories_story import city_clerk, make_in_state

pytestmark = pytest.mark.django_db


def lines_of(case):
    lines = m.HistoryLine.objects.filter(record=f"fraudcase:{case.pk}").order_by("sequence")
    return [(line.action, line.from_state, line.to_state, line.role) for line in lines]


def titles(user):
    return list(user.notices.order_by("pk").values_list("title", flat=True))


# Proposal --------------------------------------------------------------------------------------------------------


def test_a_district_proposes_with_facts_clause_and_evidence():
    city = city_clerk()
    case = propose(make_submitted())
    assert (case.state, case.manner, case.clause, case.facts) == ("proposed", "misstated", "第五条第（四）项", FACTS)
    assert [(each.part, each.file.name) for each in case.files.all()] == [("evidence", "核查笔录.pdf")]
    assert lines_of(case) == [("propose_fraud", "", "proposed", "district")]
    assert titles(city) == [f"提请取消参评资格：{case.application.space}"]
    assert titles(member_of(case.application.operator)) == [f"申请已提交，编号{case.application.number}"]


def test_the_operator_sees_a_case_only_once_it_is_notified():
    case = propose(make_submitted())
    member = member_of(case.application.operator)
    assert list(visible_fraud_cases(member)) == []
    notify(case)
    assert list(visible_fraud_cases(member)) == [case]
    assert list(visible_fraud_cases(make_user(Role.OPERATOR))) == []


@pytest.mark.parametrize("role", ["operator", "district", "expert", "auditor"])
def test_others_do_not_propose(role):
    application = make_submitted()
    others = {
        "operator": member_of(application.operator),
        "district": make_user("district", district=make_district("jinshui")),
    }
    with pytest.raises(WorkflowRefused):
        propose(application, others.get(role) or make_user(role))
    assert m.FraudCase.objects.count() == 0


def test_one_case_at_a_time():
    case = make_case()
    with pytest.raises(WorkflowRefused, match="已有一件弄虚作假核查") as refused:
        propose(case.application, city_clerk())
    assert refused.value.way_on == f"/fraud-cases/{case.pk}/"


def test_a_second_case_after_the_first_was_dropped():
    case = drop_case(make_case(), actor=city_clerk(), reason="证据不足。")
    assert propose(case.application).pk != case.pk


def test_what_was_found_is_not_found_again():
    case = make_case("found")
    with pytest.raises(WorkflowRefused, match="已经认定弄虚作假"):
        propose(case.application)


# What is closed meanwhile ----------------------------------------------------------------------------------------


def test_withdrawing_is_refused_while_a_case_is_open():
    case = make_case()
    actor = member_of(case.application.operator)
    with pytest.raises(WorkflowRefused, match="办结前不能撤回"):
        withdraw_application(case.application, actor=actor)
    drop_case(case, actor=city_clerk(), reason="证据不足。")
    assert withdraw_application(case.application, actor=actor).state == State.WITHDRAWN


def test_approving_is_refused_while_a_case_is_open():
    application = make_in_state(State.PUBLICISED, round_=make_round(notice_working_days=0))
    case = propose(application, city_clerk())
    with pytest.raises(WorkflowRefused, match="办结前不能准予备案"):
        prepare_approval(application, actor=city_clerk(), number=number())
    drop_case(case, actor=city_clerk(), reason="证据不足。")
    assert prepare_approval(application, actor=city_clerk(), number=number()).status == "pending"


# Notice and service ----------------------------------------------------------------------------------------------


def test_the_prior_notice_is_a_document_and_a_message():
    city_clerk()
    case = make_case("notified")
    document = case.notice
    assert (document.kind, document.issued_on, document.application) == (
        "disqualification_notice",
        TODAY,
        case.application,
    )
    context = document.context
    assert (context["facts"], context["clause"], context["manner"]) == ([FACTS], "第五条第（四）项", "虚报")
    assert (context["defence_days"], context["addressee"]) == (5, case.application.operator.name)
    assert titles(member_of(case.application.operator))[-1] == f"取消参评资格事先告知：{case.application.space}"
    assert m.Notice.objects.get(title__startswith="提请取消参评资格").read_at is not None


def test_less_than_five_working_days_are_refused():
    with pytest.raises(WorkflowRefused, match="不少于5个工作日"):
        notify_operator(make_case(), actor=city_clerk(), number=number(), defence_days=4)


def test_a_number_that_was_used_is_refused():
    first = make_case("notified")
    with pytest.raises(WorkflowRefused, match="已经用过"):
        notify_operator(make_case(), actor=city_clerk(), number=first.notice.number)


def test_service_starts_the_period():
    """Thursday 5 March plus five working days, the day of service not counted."""
    case = make_case("served")
    assert (case.served_on, case.served_how, case.defence_due_on) == (TODAY, "direct", date(2026, 3, 12))
    assert lines_of(case)[-1] == ("serve_fraud_notice", "notified", "served", "city")


@pytest.mark.parametrize("day", [date(2026, 3, 4), date(2026, 3, 6)])
def test_service_before_the_notice_or_in_the_future_is_refused(day):
    case = make_case("notified")
    with pytest.raises(WorkflowRefused, match="送达日期应在"):
        record_service(case, actor=city_clerk(), on=day, how="post")
    case.refresh_from_db()
    assert (case.state, case.served_on) == ("notified", None)


def test_a_district_takes_none_of_the_citys_steps():
    case = make_case()
    with pytest.raises(WorkflowRefused, match="您的角色不能办理"):
        notify_operator(case, actor=clerk_of(case.application), number=number())


# Defence ---------------------------------------------------------------------------------------------------------


def test_the_operator_states_and_defends_once():
    case = defend(make_case("served"))
    assert (case.state, case.defended_at.date(), case.files.get(part="defence").file.operator) == (
        "heard",
        timezone.now().date(),
        case.application.operator,
    )
    assert titles(city_clerk())[-1] == f"已收到陈述申辩：{case.application.space}"
    with pytest.raises(WorkflowRefused, match="现在是“待作出决定”"):
        defend(case)


def test_another_operator_does_not_defend():
    case = make_case("served")
    with pytest.raises(WorkflowRefused, match="不在您的办理范围内"):
        submit_defence(case, actor=make_user(Role.OPERATOR), statement="不属实。")


def test_a_hostile_file_leaves_everything_as_it_was():
    case = make_case("served")
    bad = make_upload("程序.exe")
    with pytest.raises(Exception, match="后缀"):
        defend(case, files=[bad])
    case.refresh_from_db()
    assert (case.state, case.files.filter(part="defence").count()) == ("served", 0)


def test_a_missing_defence_is_recorded_only_after_the_period():
    case = make_case("served")
    with pytest.raises(WorkflowRefused, match="2026年3月12日前（含当日）"):
        close_hearing(case, actor=city_clerk())


@pytest.mark.day("2026-03-12")
def test_the_last_day_belongs_to_the_period():
    case = served_on_the_fifth()
    with pytest.raises(WorkflowRefused):
        close_hearing(case, actor=city_clerk())


@pytest.mark.day("2026-03-13")
def test_after_the_period_a_missing_defence_is_recorded():
    case = close_hearing(served_on_the_fifth(), actor=city_clerk())
    assert (case.state, case.defence, case.defended_at) == ("heard", "", None)
    assert titles(city_clerk())[-1] == f"未陈述申辩：{case.application.space}"


@pytest.mark.day("2026-03-13")
def test_a_late_defence_is_taken_until_its_absence_is_recorded():
    assert defend(served_on_the_fifth()).state == "heard"


def served_on_the_fifth():
    """Served on 5 March with the period to 12 March, whatever day it is."""
    case = make_case("notified")
    m.Document.objects.filter(pk=case.notice_id).update(issued_on=TODAY)
    return serve(case, TODAY)


# Drop ------------------------------------------------------------------------------------------------------------


def test_a_case_dropped_before_the_notice_never_reaches_the_operator():
    case = drop_case(make_case(), actor=city_clerk(), reason="入驻协议真实，证据不足。")
    assert (case.state, case.drop_reason) == ("dropped", "入驻协议真实，证据不足。")
    assert titles(clerk_of(case.application))[-1] == f"不予认定弄虚作假：{case.application.space}"
    assert f"不予认定弄虚作假：{case.application.space}" not in titles(member_of(case.application.operator))


def test_a_case_dropped_after_the_hearing_is_told_to_the_operator_and_its_act_lapses():
    case = make_case("heard")
    act = ask_to_find(case)
    drop_case(case, actor=city_clerk(), reason="申辩成立。")
    act.refresh_from_db()
    assert act.status == "lapsed"
    assert titles(member_of(case.application.operator))[-1] == f"不予认定弄虚作假：{case.application.space}"
    assert m.Ban.objects.count() == 0


def test_dropping_needs_a_reason():
    with pytest.raises(WorkflowRefused, match="请写明不予认定的理由"):
        drop_case(make_case(), actor=city_clerk(), reason="  ")


def test_what_was_found_is_not_dropped():
    with pytest.raises(WorkflowRefused, match="现在是“已认定”"):
        drop_case(make_case("found"), actor=city_clerk(), reason="申辩成立。")


# The calendar ----------------------------------------------------------------------------------------------------


def test_the_operator_is_reminded_once_before_the_end_and_the_city_after_it():
    case = make_case("served")
    member, city = member_of(case.application.operator), city_clerk()
    for day in (date(2026, 3, 10), date(2026, 3, 11), date(2026, 3, 11), date(2026, 3, 13), date(2026, 3, 14)):
        run_daily(day)
    assert titles(member).count(f"陈述申辩期限将到：{case.application.space}") == 1
    assert titles(city).count(f"陈述申辩期限已过：{case.application.space}") == 1


def test_chains_hold_through_a_whole_case():
    case = find(make_case("heard"))
    assert [line[0] for line in lines_of(case)] == [
        *("propose_fraud", "notify_fraud", "serve_fraud_notice", "defend_fraud", "prepare_disqualify", "find_fraud"),
    ]
    assert broken_records() == []


def test_a_wrong_day_of_service_is_corrected_and_told_anew():
    case = make_case("served")
    m.Document.objects.filter(pk=case.notice_id).update(issued_on=date(2026, 2, 25))
    given = {"on": date(2026, 2, 26), "how": "post", "reason": "回证所载日期登记错误。"}
    case = correct_notice_service(case, actor=city_clerk(), **given)
    assert (case.state, case.served_on, case.defence_due_on) == ("served", date(2026, 2, 26), date(2026, 3, 4))
    member = member_of(case.application.operator)
    first = member.notices.get(title__startswith="请陈述申辩")
    assert (first.url, first.body) == ("", "送达记录已更正，期限以更正后的为准。")
    assert "2026年2月26日" in member.notices.get(title__startswith="送达日期已更正").body
    assert lines_of(case)[-1] == ("correct_fraud_service", "served", "served", "city")
    with pytest.raises(WorkflowRefused, match="不能再办理"):
        correct_notice_service(defend(case), actor=city_clerk(), **given)
