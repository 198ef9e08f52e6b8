"""The pages of Article 8: from the menu of an application to the decision; desks, lists, hints, recusal."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from filings import models as m
from filings.models import FraudCase
from filings.services.recusals import declare_recusal
from filings.workflow import Role, State
from tests.factories import make_district, make_operator, make_round, make_user
from tests.factories_applications import make_submitted, make_upload, member_of
from tests.factories_correction import make_returned, make_reviewed_decline
from tests.factories_district import clerk_of
from tests.factories_fraud import ANSWER, DEFENCE, FACTS, FINDING, ask_to_find, find, make_ban, make_case, propose
from tests.factories_story import city_clerk, make_in_state

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_ROLES = []


@pytest.fixture
def see(client):
    """Opens a page as somebody and gives status and text."""

    def look(user, path, **data):
        client.force_login(user)
        answer = client.post(path, data, follow=True) if data else client.get(path)
        return answer.status_code, answer.content.decode()

    return look


def case_path(case, step=""):
    return f"/fraud-cases/{case.pk}/{step}"


def test_a_district_proposes_from_the_menu_of_the_application(see):
    application = make_submitted()
    clerk = clerk_of(application)
    page = reverse("filings:application", args=[application.pk])
    assert f"{page}disqualify/" in see(clerk, page)[1]
    status, text = see(clerk, f"{page}disqualify/")
    assert (status, "2年内不得再次申报" in text, "运营机构看不到这件核查" in text) == (200, True, True)
    see(
        clerk,
        f"{page}disqualify/",
        manner="misstated",
        clause="第五条第（四）项",
        facts=FACTS,
        files=[make_upload("核查笔录.pdf")],
    )
    case = FraudCase.objects.get()
    assert (case.application, case.proposed_by, case.files.count()) == (application, clerk, 1)
    text = see(clerk, page)[1]
    assert case_path(case) in text
    assert f"{page}disqualify/" not in text
    assert see(clerk, f"{page}disqualify/")[0] == 409


def test_an_operator_finds_nothing_before_the_notice_and_then_defends(see):
    case = make_case()
    member = member_of(case.application.operator)
    page = reverse("filings:application", args=[case.application_id])
    assert see(member, case_path(case))[0] == 404
    assert "弄虚作假核查" not in see(member, page)[1]
    case = make_case("served")
    member = member_of(case.application.operator)
    desk = see(member, "/desk/")[1]
    assert "请陈述申辩" in desk
    assert "3月12日" in desk
    status, text = see(member, case_path(case))
    assert (status, FACTS in text, "核查笔录.pdf" in text, case.notice.number in text) == (200, True, True, True)
    assert "提请" not in text.split("办理记录")[0]
    see(member, case_path(case, "defend/"), statement=DEFENCE, files=[make_upload("团队说明.pdf")])
    case.refresh_from_db()
    assert (case.state, case.defence) == ("heard", DEFENCE)


def test_the_operator_reads_the_evidence_and_nobody_elses_operator_does(client):
    case = make_case("notified")
    path = reverse("filings:file", args=[case.files.get().file_id])
    answers = {}
    for name, user in (
        ("own", member_of(case.application.operator)),
        ("other", make_user(Role.OPERATOR)),
        ("district", clerk_of(case.application)),
        ("other district", make_user(Role.DISTRICT, district=make_district("jinshui"))),
        ("city", city_clerk()),
    ):
        client.force_login(user)
        answer = client.get(path)
        answers[name] = answer.status_code
        for close in answer._resource_closers:
            close()
    assert answers == {"own": 200, "other": 404, "district": 200, "other district": 404, "city": 200}


def test_the_city_notifies_serves_and_finds(see):
    city, signer = city_clerk(), city_clerk(can_sign=True)
    case = propose(make_submitted())
    see(city, case_path(case, "notify/"), number="郑科诚〔2026〕71号", defence_days="5")
    see(city, case_path(case, "serve/"), served_on="2026-03-05", served_how="direct", served_note="前台签收")
    case.refresh_from_db()
    assert (case.state, case.notice.number, case.served_note) == ("served", "郑科诚〔2026〕71号", "前台签收")
    assert see(city, case_path(case, "find/"))[0] == 409
    see(member_of(case.application.operator), case_path(case, "defend/"), statement=DEFENCE)
    status, text = see(city, case_path(case, "find/"))
    assert (status, DEFENCE in text) == (200, True)
    see(city, case_path(case, "find/"), finding=FINDING, on_defence=ANSWER, number="郑科诚〔2026〕72号")
    act = m.PendingAct.objects.get(case=case)
    assert FINDING in see(signer, f"/acts/{act.pk}/")[1]
    see(signer, f"/acts/{act.pk}/", sign="1")
    case.refresh_from_db()
    assert (case.state, case.decision.number) == ("found", "郑科诚〔2026〕72号")
    text = see(city, case_path(case))[1]
    assert "2028年3月5日（含当日）" in text
    assert "取消参评资格" in see(city, reverse("filings:application", args=[case.application_id]))[1]


def test_a_missing_answer_to_the_defence_is_asked_for_and_nothing_is_lost(see):
    case = make_case("heard")
    status, text = see(city_clerk(), case_path(case, "find/"), finding=FINDING, number="郑科诚〔2026〕73号")
    assert (status, "请写明复核情况和是否采纳。" in text, FINDING in text) == (200, True, True)
    assert m.PendingAct.objects.count() == 0


def test_a_missing_defence_cannot_be_recorded_while_the_period_runs(see):
    case = make_case("served")
    text = see(city_clerk(), case_path(case, "no-defence/"))[1]
    assert "还没有期满" in text
    assert "no-defence" not in see(city_clerk(), case_path(case))[1]
    assert see(city_clerk(), case_path(case, "no-defence/"), go="1")[0] == 409


def test_the_operator_sees_the_ban_before_it_begins_a_draft(see):
    case = make_case("found")
    text = see(member_of(case.application.operator), "/applications/new/")[1]
    assert "2028年3月5日前（含当日）不得申报，自2028年3月6日起可以申报" in text
    assert case.decision.number in text


def test_an_approved_application_leads_to_the_revocation_of_its_filing(see):
    case = find(make_case("heard", make_in_state(State.APPROVED, round_=make_round(notice_working_days=0))))
    city, filing = city_clerk(), case.application.filing
    desk = see(city, "/desk/")[1]
    assert "须启动撤销程序" in desk
    assert f"/fraud-cases/{case.pk}/revocation/" in desk
    for user in (city, clerk_of(case.application), member_of(case.application.operator)):
        text = see(user, f"/filings/{filing.pk}/")[1]
        assert "申请中存在弄虚作假行为" in text
        assert "备案仍在册" in text


def test_a_waiting_finding_is_the_citys_alone(see):
    case = make_case("heard")
    ask_to_find(case)
    assert "认定已拟办，等待签发" in see(city_clerk(), case_path(case))[1]
    for user in (clerk_of(case.application), member_of(case.application.operator)):
        text = see(user, case_path(case))[1]
        assert "等待签发" not in text
        assert "查看拟办内容" not in text
        assert f"/acts/{case.acts.get().pk}/" not in text


def test_hints_are_shown_to_offices_alone(see):
    application = make_submitted()
    banned = make_operator(contact_phone=application.operator.contact_phone)
    make_ban(banned)
    case = make_case("served", application)
    page = reverse("filings:application", args=[application.pk])
    verify = reverse("filings:application-verify", args=[application.pk])
    clerk = clerk_of(application)
    for user, path in ((clerk, page), (clerk, verify), (city_clerk(), page), (city_clerk(), case_path(case))):
        text = see(user, path)[1]
        assert banned.name in text
        assert "供参考，不作为结论" in text
    assert banned.name not in see(member_of(application.operator), page)[1]
    assert banned.name not in see(member_of(application.operator), case_path(case))[1]


def test_lists_of_cases_and_bans_are_searched(see):
    case, other = make_case("found"), make_case()
    city = city_clerk()
    assert (case_path(other) in see(city, "/fraud-cases/")[1], case_path(case) in see(city, "/fraud-cases/")[1]) == (
        True,
        False,
    )
    found = see(city, f"/fraud-cases/?view=all&q={case.application.number}")[1]
    assert (case_path(case) in found, case_path(other) in found) == (True, False)
    bans = see(city, f"/bans/?q={case.application.operator.uscc}")[1]
    assert case.application.operator.name in bans
    assert case_path(case) in bans
    foreign = make_user(Role.DISTRICT, district=make_district("jinshui"))
    text = see(foreign, "/bans/")[1]
    assert case.application.operator.name in text
    assert case_path(case) not in text


def test_an_official_steps_aside_and_finds_the_application_no_more(see):
    application = make_submitted()
    clerk = clerk_of(application)
    page = reverse("filings:application", args=[application.pk])
    text = see(clerk, f"{page}recuse/")[1]
    assert "没有其他账号可以办理" in text
    text = see(clerk, f"{page}recuse/", reason="与申报单位负责人有近亲属关系。")[1]
    assert "已声明回避" in text
    for path in (page, f"{page}verify/", f"{page}recommend/", f"{page}recuse/"):
        assert see(clerk, path)[0] == 404
    assert application.number not in see(clerk, "/queue/")[1]
    colleague = make_user(Role.DISTRICT, district=application.district)
    assert f"{clerk}声明回避" in see(colleague, page)[1]
    assert "声明回避" not in see(member_of(application.operator), page)[1]


def test_queues_cost_no_more_for_who_stepped_aside(client):
    applications = [make_submitted() for _ in range(3)]
    clerk, colleague = clerk_of(applications[0]), make_user(Role.DISTRICT, district=applications[0].district)
    for application in applications[:2]:
        declare_recusal(application, actor=clerk, reason="有近亲属关系。")
    costs = []
    for user in (clerk, colleague):
        client.force_login(user)
        with CaptureQueriesContext(connection) as queries:
            client.get("/queue/")
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_the_operator_finds_the_case_beside_what_it_has_to_correct(see):
    application = make_returned()
    case = make_case("served", application)
    page = reverse("filings:application", args=[application.pk])
    text = see(member_of(application.operator), page)[1]
    assert ("填写内容" in text, case_path(case) in text, "陈述申辩截止" in text) == (True, True, True)


def test_a_review_of_a_decline_with_a_finding_offers_to_uphold_alone(see):
    application = make_reviewed_decline()
    page = reverse("filings:application", args=[application.pk])
    assert f"{page}overturn/" in see(city_clerk(), page)[1]
    find(make_case("heard", application))
    text = see(city_clerk(), page)[1]
    assert (f"{page}overturn/" in text, f"{page}uphold-decline/" in text) == (False, True)
