"""Article 8 in a real browser: proposed, notified, defended, found and signed; the ban shows when the operator applies again."""

import pytest

from filings import models as m
from filings.workflow import Role, State
from tests.browser.steps import district, fraud
from tests.factories import make_round, make_user
from tests.factories_applications import make_submitted, member_of
from tests.factories_district import clerk_of

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_from_the_proposal_to_the_ban(come, papers):
    application = make_submitted(round_=make_round())
    case = fraud.propose(come(clerk_of(application)), application, papers)
    bureau = come(make_user(Role.CITY, "bureau"))
    fraud.notify_and_serve(bureau, case)
    operator = come(member_of(application.operator))
    fraud.defend(operator, case, papers)
    fraud.find(bureau, case)
    district.sign(come(make_user(Role.CITY, "director", can_sign=True)))
    application.refresh_from_db()
    assert application.state == State.DISQUALIFIED
    operator.visit(f"/applications/{application.pk}/").reads("取消参评资格", "取消参评资格决定书")
    operator.visit(f"/fraud-cases/{case.pk}/").reads("已认定", "2026年3月5日至2028年3月5日（含当日）")
    operator.visit("/applications/new/").reads("自2028年3月6日起可以申报")
    decision = m.Document.objects.get(application=application, kind="disqualification_decision")
    answer = operator.page.request.get(f"{operator.base}/documents/{decision.pk}/file/")
    assert (answer.status, answer.body()[:5]) == (200, b"%PDF-")


def test_a_visitor_reports_misconduct_and_the_auditor_alone_reads_it(come, papers):
    visitor = come()
    with visitor.visit("/").page.expect_navigation():
        visitor.page.locator("footer").get_by_role("link", name="举报").click()
    visitor.look_over().fill(
        about="某区科技主管部门经办人员",
        content="经办人员在核查前收受礼品，没有到现场就写了核查情况，请调查。",
        files=papers("线索"),
    ).press("提交举报")
    visitor.reads("已收到您的举报", "回执编号")
    code = m.MisconductReport.objects.get().code
    visitor.press("用回执编号查询").fill(code=code).press("查询").reads("这件举报于2026年3月5日")
    auditor = come(make_user(Role.AUDITOR, "auditor"))
    auditor.visit("/desk/").press("某区科技主管部门经办人员").reads("没有到现场就写了核查情况", "线索.pdf", "匿名举报")
