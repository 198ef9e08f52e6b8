"""Each guard refuses alone, with its sentence and the way on."""

from datetime import date, datetime

import pytest
import time_machine

from filings import models as m
from filings.errors import WorkflowRefused
from filings.selectors.applications import draft_of
from filings.services.applications import create_draft, submit_application
from filings.services.submission_guards import TRUTHFULNESS, required_declarations, submission_problems
from tests.factories import SHANGHAI, TODAY, make_compliant_space, make_filing, make_round
from tests.factories_applications import make_complete_draft, make_draft, member_of, submit

pytestmark = pytest.mark.django_db


def refused(application, accepted=None):
    with pytest.raises(WorkflowRefused) as caught:
        submit_application(
            application,
            actor=member_of(application.operator),
            accepted=required_declarations(application.round) if accepted is None else accepted,
        )
    application.refresh_from_db()
    assert application.state == "draft"
    assert not application.snapshots.exists()
    return caught.value


def test_an_organisation_not_yet_confirmed():
    application = make_complete_draft()
    m.Operator.objects.update(status="pending")
    assert refused(application).explanation == (
        "本机构还没有通过确认，暂不能提交申请。请等郑州高新技术产业开发区科学技术局确认后再提交。"
    )


def test_a_round_that_has_closed():
    application = make_complete_draft()
    m.Round.objects.update(title="2026年第一批", closes_at=datetime(2026, 3, 5, 9, 59, 59, tzinfo=SHANGHAI))
    assert refused(application).explanation == (
        "“2026年第一批”已于3月5日09:59截止，请改选开放的批次；没有开放的批次时，草稿会一直保留。"
    )


def test_the_closing_instant_belongs_to_the_round():
    application = make_complete_draft()
    m.Round.objects.update(closes_at=datetime(2026, 3, 5, 10, 30, tzinfo=SHANGHAI))
    with time_machine.travel(datetime(2026, 3, 5, 10, 30, tzinfo=SHANGHAI), tick=False):
        submit(application)
    application.refresh_from_db()
    assert application.state == "submitted"


def test_a_round_that_does_not_take_this_kind():
    application = make_complete_draft()
    m.Round.objects.update(kinds=["professional"], title="专业化专项")
    assert refused(application).explanation.startswith("“专业化专项”不受理综合性众创空间的申请")


def test_a_round_that_has_not_opened():
    space = make_compliant_space()
    round_ = make_round(title="下一批", opens_at=datetime(2026, 4, 1, 8, 30, tzinfo=SHANGHAI))
    with pytest.raises(WorkflowRefused, match="“下一批”自4月1日08:30起受理"):
        create_draft(space, actor=member_of(space.operator), round_=round_, kind="comprehensive")


def ban(operator, until, **fields):
    defaults = {"uscc": operator.uscc, "ground": "fraud", "since": date(2024, 3, 5), "source": "决定书"}
    return m.Ban.objects.create(until=until, **defaults | fields)


def test_a_ban_whose_last_day_is_today():
    application = make_complete_draft()
    ban(application.operator, TODAY)
    assert refused(application).explanation == (
        "依据第八条：弄虚作假，2026年3月5日前（含当日）不得申报。自2026年3月6日起可以申报。"
    )


def test_a_ban_that_ended_yesterday_is_over():
    application = make_complete_draft()
    ban(application.operator, date(2026, 3, 4), since=date(2024, 3, 4))
    assert submit(application).state == "submitted"


def test_under_a_ban_no_draft_is_begun():
    space = make_compliant_space()
    ban(space.operator, date(2026, 5, 10), since=date(2024, 5, 10), ground="revocation")
    with pytest.raises(WorkflowRefused, match="自2026年5月11日起可以申报"):
        make_draft(space)


def test_a_space_has_one_application_under_way():
    application = make_draft()
    with pytest.raises(WorkflowRefused) as caught:
        make_draft(application.space)
    assert caught.value.explanation == (
        f"{application.space}已有一件在办的申请（草稿），现在是“草稿”。同一众创空间同时只能办理一件；请继续办理这一件，或撤回后重新申请。"
    )
    assert caught.value.way_on == f"/applications/{application.pk}/"


def test_a_filing_of_the_same_kind():
    application = make_complete_draft()
    filed = make_compliant_space()
    filing = make_filing(filed)
    filing.space = application.space
    filing.save()
    assert refused(application).explanation == (
        f"{application.space}已有同一类型的备案在册（{filing.number}），不用再申请。"
    )


def test_a_professional_filing_covers_the_comprehensive_kind():
    space = make_compliant_space("professional")
    filing = make_filing(space)
    with pytest.raises(WorkflowRefused) as caught:
        make_draft(space, kind="comprehensive")
    assert caught.value.explanation == (
        f"{space}已备案为专业化众创空间（{filing.number}），专业化备案已包含综合性，不用再申请。"
    )


def test_a_comprehensive_filing_leaves_the_professional_kind_open():
    space = make_compliant_space("professional")
    make_filing(make_compliant_space(operator=space.operator), kind="comprehensive")
    m.Filing.objects.update(space=space)
    assert make_draft(space, kind="professional").kind == "professional"


def test_a_section_that_is_not_confirmed():
    application = make_complete_draft()
    application.sections.filter(code="5.4").update(confirmed_at=None)
    refusal = refused(application)
    assert refusal.explanation == "还有1个部分没有完成，完成后可以提交。"
    assert refusal.problems == ("第五条第（四）项 创业团队和在孵企业：数据待确认",)
    assert refusal.way_on == f"/applications/{application.pk}/"


def test_a_review_without_an_explanation():
    application = make_complete_draft()
    application.space.sites.update(tenure="granted")
    refusal = refused(application)
    assert refusal.problems == ("第五条第（二）项 固定的孵化场所：请说明情况：租赁期限",)


def test_a_check_without_data():
    application = make_complete_draft()
    m.Operator.objects.update(operating_since=None)
    refusal = refused(application)
    assert refusal.explanation == "还有1个部分没有完成，完成后可以提交。"
    assert "实际运营开始日" in refusal.problems[0]


def test_a_document_that_is_absent():
    application = make_complete_draft()
    application.attachments.filter(document="floor_plan").delete()
    refusal = refused(application)
    assert refusal.explanation == "还缺1份证明材料，上传后可以提交。"
    assert refusal.problems == ("第五条第（二）项 固定的孵化场所：场地平面图",)


def test_a_document_is_asked_for_only_where_its_fact_claims_something():
    application = make_complete_draft()
    application.space.financing.all().delete()
    application.attachments.filter(document="financing_evidence").delete()
    assert submit(application).state == "submitted"


def test_declarations_that_were_not_accepted():
    application = make_complete_draft()
    refusal = refused(application, accepted=[TRUTHFULNESS])
    assert refusal.explanation == "请阅读并勾选全部声明后提交。"
    assert refusal.problems == ("没有逾期未完成的市级科技计划项目",)


def test_problems_are_listed_before_anyone_presses_the_button():
    application = make_draft()
    m.Operator.objects.update(status="pending")
    problems = submission_problems(draft_of(application, as_of=TODAY), at=datetime.now(SHANGHAI))
    assert problems[0].text.startswith("本机构还没有通过确认")
    assert [problem.url for problem in problems[1:]] == [
        f"/applications/{application.pk}/sections/5.{number}/" for number in range(1, 9)
    ]


def test_a_complete_draft_has_no_problems():
    application = make_complete_draft()
    assert submission_problems(draft_of(application, as_of=TODAY), at=datetime.now(SHANGHAI)) == []
