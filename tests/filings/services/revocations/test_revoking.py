"""A filing is revoked: what ends, what is laid, what is made and shown; two accounts, all or nothing."""

import pytest
from django.db import IntegrityError, transaction

from filings import models as m
from filings.errors import WorkflowRefused
from filings.rules.periods import ban_end
from filings.selectors.standing import ban_in_force
from filings.services.changes.cancellation import ask_cancellation
from filings.services.decisions import prepare_approval
from filings.services.revocations.revoking import prepare_revocation
from filings.services.seals import broken_records
from filings.services.signing import send_back_act, sign_act, withdraw_act
from filings.workflow import Role
from tests.factories import TODAY, make_compliant_space, make_operator, make_round, make_user
from tests.factories_applications import member_of
from tests.factories_changes import district_clerk, make_filed, report
from tests.factories_revocations import (
    ANSWER,
    DEFENCE,
    FINDING,
    again,
    ask_to_revoke,
    drop,
    make_revocation,
    propose,
    propose_change,
    revoke,
)
from tests.factories_story import city_clerk, make_in_state

pytestmark = pytest.mark.django_db


def test_the_filing_ends_with_its_papers_and_a_ban_of_two_years_on_operator_and_space():
    revocation = make_revocation("checked")
    member, clerk = member_of(revocation.operator), district_clerk(revocation.filing)
    revocation = revoke(revocation, "郑科撤〔2026〕66号")
    filing, ban = revocation.filing, m.Ban.objects.get()
    assert (revocation.state, revocation.revoked_on, revocation.finding) == ("revoked", TODAY, FINDING)
    assert (filing.state, filing.ended_on) == ("revoked", TODAY)
    assert (ban.uscc, ban.space, ban.ground) == (revocation.operator.uscc, filing.space, "revocation")
    assert (ban.since, ban.until, ban.source) == (TODAY, ban_end(TODAY), "撤销决定书（郑科撤〔2026〕66号）")
    assert (ban.until.year, ban.until.month, ban.until.day) == (TODAY.year + 2, TODAY.month, TODAY.day)
    told = revocation.decision.context
    assert (told["clause_words"], told["on_defence"]) == ("有严重违法行为的", [ANSWER])
    assert told["appeal"]["court"]
    for person in (member, clerk):
        assert person.notices.filter(title=f"撤销备案决定：{filing.space}（{filing.number}）").count() == 1
    line = m.HistoryLine.objects.get(record=f"filing:{filing.pk}", action="revoke_filing")
    assert (line.from_state, line.to_state, line.details["revocation"]) == ("active", "revoked", revocation.pk)
    assert m.HistoryLine.objects.get(record=f"ban:{ban.pk}").action == "lay_ban"
    assert broken_records() == []


def test_the_ban_holds_against_the_space_under_another_operator_and_the_operator_elsewhere():
    revocation = make_revocation("revoked")
    space = revocation.filing.space
    other = make_operator()
    assert ban_in_force(other.uscc, space, TODAY) == m.Ban.objects.get()
    assert ban_in_force(revocation.operator.uscc, make_compliant_space(operator=other), ban_end(TODAY)) is not None
    assert ban_in_force(other.uscc, None, TODAY) is None


def test_the_preparer_never_signs_and_a_decision_comes_back_or_is_withdrawn():
    revocation = make_revocation("checked")
    preparer = city_clerk()
    act = ask_to_revoke(revocation)
    with pytest.raises(WorkflowRefused, match="签发权限"):
        sign_act(act, actor=make_user(Role.CITY))
    with pytest.raises(WorkflowRefused, match="正在等待签发"):
        ask_to_revoke(revocation)
    send_back_act(act, actor=city_clerk(can_sign=True), reason="请补充送达回证。")
    line = m.HistoryLine.objects.filter(record=f"revocation:{revocation.pk}").latest("sequence")
    assert (line.action, line.reason) == ("sent_back_revoke_filing", "请补充送达回证。")
    withdraw_act(ask_to_revoke(revocation), actor=preparer)
    assert again(revocation).state == "checked"
    assert m.Filing.objects.get().state == "active"


def test_a_defence_is_answered_and_reasons_are_written():

    revocation = make_revocation("checked")
    assert revocation.defence == DEFENCE
    with pytest.raises(WorkflowRefused, match="是否采纳"):
        prepare_revocation(revocation, actor=city_clerk(), number="郑科撤〔2026〕80号", finding=FINDING)
    with pytest.raises(WorkflowRefused, match="撤销的理由"):
        prepare_revocation(revocation, actor=city_clerk(), number="郑科撤〔2026〕80号", finding=" ", on_defence=ANSWER)


def test_changes_under_way_and_a_request_to_give_it_up_end_with_it():
    filing = make_filed()
    ask_cancellation(filing, actor=member_of(filing.operator), reason="停止运营。")
    change = report(filing)
    make_revocation("revoked", filing)
    change.refresh_from_db()
    assert change.state == "closed"
    assert filing.cancellations.get().withdrawn_at is not None


def test_the_change_that_led_here_ends_with_the_filing():
    revocation = make_revocation("revoked", revocation=propose_change())
    assert revocation.change.state == "closed"
    assert revocation.decision.context["clause"] == "第十五条第（一）项"


def test_a_professional_application_is_not_approved_while_the_ban_runs_and_goes_on_once_it_is_lifted():
    application = make_in_state("publicised", round_=make_round(notice_working_days=0))
    filing = make_filed(application.space, kind="comprehensive")
    m.Application.objects.filter(pk=application.pk).update(kind="professional")
    revocation = propose(filing)
    city = city_clerk()
    with pytest.raises(WorkflowRefused, match="正在办理撤销"):
        prepare_approval(application, actor=city, number="郑科备〔2026〕700号")
    revocation = make_revocation("revoked", revocation=revocation)
    assert city.notices.filter(title=f"在办申请受撤销影响：{application.space}").count() == 1
    with pytest.raises(WorkflowRefused, match="不能准予备案"):
        prepare_approval(application, actor=city, number="郑科备〔2026〕700号")
    application.refresh_from_db()
    assert application.state == "publicised"
    make_revocation("reinstated", revocation=revocation)
    assert prepare_approval(application, actor=city, number="郑科备〔2026〕700号").status == "pending"


def test_a_decision_dropped_meanwhile_is_not_signed():
    revocation = make_revocation("checked")
    act = ask_to_revoke(revocation)
    drop(revocation)
    with pytest.raises(WorkflowRefused, match="已失效"):
        sign_act(act, actor=city_clerk(can_sign=True))


def test_the_database_keeps_decision_and_legal_check_together():
    revocation = make_revocation("revoked")
    rows = m.Revocation.objects.filter(pk=revocation.pk)
    for broken in ({"legality": "amend"}, {"decision": None}, {"finding": ""}, {"revoked_on": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**broken)
