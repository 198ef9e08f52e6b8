"""The finding: two accounts, the application's end, the ban, the decision; on what had ended the state stays."""

from datetime import date, timedelta

import pytest

from filings import models as m
from filings.documents.issuing import rendered_bytes
from filings.errors import WorkflowRefused
from filings.selectors.fraud import case_of_filing, to_be_revoked
from filings.selectors.standing import ban_in_force, standing_of
from filings.services.applications import create_draft, withdraw_application
from filings.services.daily import run_daily
from filings.services.fraud.finding import prepare_finding
from filings.services.panels import extend_review
from filings.services.seals import broken_records
from filings.services.signing import send_back_act, sign_act, withdraw_act
from filings.workflow import Action, State
from tests.factories import TODAY, make_round
from tests.factories_applications import make_submitted, member_of
from tests.factories_district import clerk_of, make_recommended, prepare, verify_all
from tests.factories_fraud import ANSWER, FINDING, ask_to_find, find, make_case, number
from tests.factories_story import accept, city_clerk, make_experts, make_in_state, put_in_review

pytestmark = pytest.mark.django_db


def titles(user):
    return list(user.notices.values_list("title", flat=True))


def test_the_finding_ends_the_application_and_bans_for_two_years():
    case = make_case("heard")
    application, operator = case.application, case.application.operator
    case = find(case, "郑科诚〔2026〕90号")
    application.refresh_from_db()
    assert (application.state, application.due_on) == (State.DISQUALIFIED, None)
    assert (case.state, case.found_on, case.finding, case.on_defence) == ("found", TODAY, FINDING, ANSWER)
    ban = m.Ban.objects.get()
    assert (ban.uscc, ban.ground, ban.since, ban.until) == (operator.uscc, "fraud", TODAY, date(2028, 3, 5))
    assert (ban.case, ban.source) == (case, "取消参评资格决定书（郑科诚〔2026〕90号）")
    assert standing_of(operator.uscc, None, "comprehensive", TODAY)["fraud_found_on"] == TODAY
    assert broken_records() == []


@pytest.mark.parametrize(("day", "is_banned"), [(date(2028, 3, 5), True), (date(2028, 3, 6), False)])
def test_the_last_day_of_the_ban_is_included(day, is_banned):
    case = make_case("found")
    assert (ban_in_force(case.application.operator.uscc, None, day) is not None) is is_banned


def test_no_draft_is_begun_under_the_ban():
    case = make_case("found")
    space, actor = case.application.space, member_of(case.application.operator)
    with pytest.raises(WorkflowRefused, match="2028年3月5日前（含当日）不得申报。自2028年3月6日起可以申报"):
        create_draft(space, actor=actor, round_=make_round(), kind="comprehensive")


def test_the_history_of_the_application_says_who_prepared_and_who_signed():
    case = make_case("found")
    line = m.HistoryLine.objects.filter(record=f"application:{case.application_id}").order_by("sequence").last()
    act = m.PendingAct.objects.get(case=case)
    assert (line.action, line.from_state, line.to_state, line.reason) == (
        Action.DISQUALIFY,
        State.SUBMITTED,
        State.DISQUALIFIED,
        FINDING,
    )
    assert (line.details["prepared_by"], line.details["signed_by"]) == (act.prepared_by_id, act.decided_by_id)
    assert (line.details["case"], line.details["number"]) == (case.pk, case.decision.number)


def test_operator_and_district_learn_of_it():
    case = make_case("found")
    expected = f"取消参评资格决定：{case.application.space}"
    assert expected in titles(member_of(case.application.operator))
    assert expected in titles(clerk_of(case.application))
    asked = m.Notice.objects.filter(key__startswith="fraud-", key__regex=rf"(served|heard|notified):{case.pk}$")
    assert not asked.filter(read_at__isnull=True, user__role="operator").exists()


def test_the_decision_names_the_bodies_of_appeal_and_the_days():
    case = make_case("found")
    context = case.decision.context
    assert context["appeal"] == {"reconsideration_body": "郑州市人民政府", "court": "有管辖权的人民法院"}
    assert (context["ban_from"], context["ban_until"], context["first_possible_day"]) == (
        "2026年3月5日",
        "2028年3月5日",
        "2028年3月6日",
    )
    assert (context["finding"], context["on_defence"]) == ([FINDING], [ANSWER])
    assert rendered_bytes(case.decision_id)[:5] == b"%PDF-"


# Two accounts ----------------------------------------------------------------------------------------------------


def test_the_preparer_never_signs():
    act = ask_to_find(make_case("heard"))
    act.prepared_by.can_sign = True
    act.prepared_by.save()
    with pytest.raises(WorkflowRefused, match="拟办人不能签发自己拟办的事项"):
        sign_act(act, actor=act.prepared_by)


def test_a_district_signer_does_not_sign_it():
    act = ask_to_find(make_case("heard"))
    with pytest.raises(WorkflowRefused):
        sign_act(act, actor=clerk_of(act.application, can_sign=True))


def test_an_act_sent_back_leaves_the_case_as_it_was():
    act = ask_to_find(make_case("heard"))
    send_back_act(act, actor=city_clerk(can_sign=True), reason="请补充申辩的复核情况。")
    act.case.refresh_from_db()
    last = m.HistoryLine.objects.filter(record=f"fraudcase:{act.case_id}").order_by("sequence").last()
    assert (act.case.state, last.action, last.reason) == (
        "heard",
        "sent_back_disqualify",
        "请补充申辩的复核情况。",
    )
    withdraw_act(ask_to_find(act.case), actor=city_clerk())
    assert m.Ban.objects.count() == 0


def test_one_finding_waits_at_a_time():
    case = make_case("heard")
    ask_to_find(case)
    with pytest.raises(WorkflowRefused, match="已有一项待签发的事项"):
        ask_to_find(case)


def test_an_act_of_the_district_is_not_in_the_way_and_lapses_with_the_application():
    application = verify_all(make_submitted())
    case = make_case("heard", application)
    recommendation = prepare(application)
    find(case)
    recommendation.refresh_from_db()
    assert recommendation.status == "lapsed"


def test_the_finding_outlives_a_move_of_the_application():
    application = verify_all(make_submitted())
    act = ask_to_find(make_case("heard", application))
    sign_act(prepare(application), actor=clerk_of(application, can_sign=True))
    sign_act(act, actor=city_clerk(can_sign=True))
    application.refresh_from_db()
    assert application.state == State.DISQUALIFIED


@pytest.mark.parametrize(("finding", "on_defence", "word"), [(" ", ANSWER, "认定意见"), (FINDING, " ", "复核情况")])
def test_the_finding_is_written_and_answers_the_defence(finding, on_defence, word):
    with pytest.raises(WorkflowRefused, match=word):
        prepare_finding(make_case("heard"), actor=city_clerk(), number=number(), finding=finding, on_defence=on_defence)


def test_nothing_is_found_before_the_hearing():
    with pytest.raises(WorkflowRefused, match="现在是“陈述申辩期”"):
        ask_to_find(make_case("served"))


# Experts, and what had ended -------------------------------------------------------------------------------------


def test_experts_of_an_open_panel_are_told():
    experts = make_experts()
    application = put_in_review(accept(make_recommended()), experts)
    find(make_case("heard", application))
    assert titles(experts[0])[0] == f"评审终止：{application.space}"


def test_no_message_leads_to_a_sheet_that_the_finding_closed(client):
    """The first message, that of a later day, a reminder: all say that the review is over."""
    application = put_in_review(accept(make_recommended()))
    place = application.assignments.first()
    later = place.due_on + timedelta(days=5)
    extend_review(place, actor=city_clerk(), due_on=later, reason="专家出差。")
    run_daily(later)
    run_daily(later + timedelta(days=1))
    client.force_login(place.expert)
    asked = list(place.expert.notices.order_by("pk"))
    assert [notice.key.partition(":")[0] for notice in asked] == [
        "review", "review-extended", "score-soon", "score-late",
    ]  # fmt: skip
    assert client.get(client.get(f"/inbox/{asked[-1].pk}/").headers["Location"], follow=True).status_code == 200
    find(make_case("heard", application))
    for notice in place.expert.notices.filter(pk__in=[notice.pk for notice in asked]):
        assert (notice.url, notice.body) == ("", "这件评审已经结束，不用再办理。")
        assert client.get(f"/inbox/{notice.pk}/").headers["Location"] == "/inbox/"
    assert "这件评审已经结束，不用再办理。" in client.get("/inbox/").content.decode()


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.APPROVED])
def test_a_finding_on_what_has_ended_leaves_its_state(state):
    application = ended_in(state)
    case = find(make_case("heard", application))
    application.refresh_from_db()
    assert (application.state, m.Ban.objects.get().case) == (state, case)
    last = m.HistoryLine.objects.filter(record=f"application:{application.pk}").order_by("sequence").last()
    assert (last.action, last.to_state) == ("fraud_found", "")
    assert case.decision.context["has_ended"] is True
    assert broken_records() == []


def ended_in(state):
    if state == State.APPROVED:
        return make_in_state(state, round_=make_round(notice_working_days=0))
    application = make_submitted()
    return withdraw_application(application, actor=member_of(application.operator))


def test_a_finding_on_an_approved_application_asks_for_revocation():
    case = find(make_case("heard", ended_in(State.APPROVED)))
    city = city_clerk()
    filing = case.application.filing
    assert f"须启动撤销程序：{case.application.space}" in titles(city)
    assert list(to_be_revoked(city)) == [case]
    assert case_of_filing(filing, city) == case
    m.Filing.objects.filter(pk=filing.pk).update(state="superseded", ended_on=TODAY)
    assert list(to_be_revoked(city)) == []
