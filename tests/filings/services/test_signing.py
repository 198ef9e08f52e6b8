"""Two-step acts: the preparer never signs, another office cannot, what falls away, what goes back."""

import pytest

from filings import models as m
from filings.errors import WorkflowRefused
from filings.selectors.timeline import history_of, timeline_of
from filings.services import signing
from filings.services.applications import withdraw_application
from filings.services.signing import prepare_act, send_back_act, sign_act, withdraw_act
from filings.services.transitions import advance
from filings.workflow import Action, Role
from tests.factories import make_district, make_user
from tests.factories_applications import make_submitted, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def plain_decline(monkeypatch):
    """Declining reduced to its transition, so that the signing alone is under test."""

    def carry_out(act, actor):
        return advance(act.application, Action.DECLINE, actor=actor, reason=act.payload["reason"], signed_act=act)

    monkeypatch.setitem(signing.CARRIED_OUT_BY, Action.DECLINE, carry_out)


@pytest.fixture
def case(plain_decline):
    """A submitted application, who prepares and who signs."""
    application = make_submitted()
    clerk = make_user(Role.DISTRICT, "clerk", can_sign=True)
    signer = make_user(Role.DISTRICT, "signer", can_sign=True)
    return application, clerk, signer


def prepare(application, clerk):
    return prepare_act(application, Action.DECLINE, actor=clerk, payload={"reason": "第五条第（四）项不符合。"})


def test_preparing_waits_and_tells_the_signers(case):
    application, clerk, signer = case
    act = prepare(application, clerk)
    application.refresh_from_db()
    assert (act.status, application.state) == ("pending", "submitted")
    assert signer.notices.filter(title=f"待签发：{application.space}（不予推荐）").count() == 1
    assert not clerk.notices.filter(key=f"act-waiting:{act.pk}").exists()


def test_signing_carries_it_out_and_the_line_names_both(case):
    application, clerk, signer = case
    act = prepare(application, clerk)
    sign_act(act, actor=signer)
    application.refresh_from_db()
    act.refresh_from_db()
    assert (application.state, act.status, act.decided_by) == ("declined", "signed", signer)
    line = m.HistoryLine.objects.get(action="decline")
    assert (line.actor, line.reason) == (signer, "第五条第（四）项不符合。")
    assert line.details == {"prepared_by": clerk.pk, "signed_by": signer.pk, "act": act.pk}


def test_the_preparer_never_signs(case):
    application, clerk, _ = case
    act = prepare(application, clerk)
    with pytest.raises(WorkflowRefused, match="拟办人不能签发自己拟办的事项"):
        sign_act(act, actor=clerk)
    application.refresh_from_db()
    assert application.state == "submitted"


def test_an_account_without_the_flag_does_not_sign(case):
    application, clerk, _ = case
    with pytest.raises(WorkflowRefused, match="您的账号没有签发权限"):
        sign_act(prepare(application, clerk), actor=make_user(Role.DISTRICT))


def test_another_office_does_not_sign(case):
    application, clerk, _ = case
    act = prepare(application, clerk)
    elsewhere = make_user(Role.DISTRICT, district=make_district("jinshui"), can_sign=True)
    with pytest.raises(WorkflowRefused, match="不在您的办理范围内"):
        sign_act(act, actor=elsewhere)
    with pytest.raises(WorkflowRefused, match="您的角色不能办理这一事项"):
        sign_act(act, actor=make_user(Role.CITY, can_sign=True))


def test_a_second_act_waits_for_the_first(case):
    application, clerk, signer = case
    prepare(application, clerk)
    with pytest.raises(WorkflowRefused, match="已有一项待签发的事项"):
        prepare(application, signer)


def test_sending_back_needs_the_signer_and_tells_the_preparer(case):
    application, clerk, signer = case
    act = prepare(application, clerk)
    send_back_act(act, actor=signer, reason="请补充计算依据。")
    act.refresh_from_db()
    assert (act.status, act.reason) == ("sent_back", "请补充计算依据。")
    assert clerk.notices.get(key=f"act-sent-back:{act.pk}").body == "请补充计算依据。"
    assert prepare(application, clerk).status == "pending"


def test_only_the_preparer_withdraws(case):
    application, clerk, signer = case
    act = prepare(application, clerk)
    with pytest.raises(WorkflowRefused, match="只有拟办人可以撤回"):
        withdraw_act(act, actor=signer)
    withdraw_act(act, actor=clerk)
    act.refresh_from_db()
    assert act.status == "withdrawn"


def test_it_falls_away_when_the_record_moves(case):
    application, clerk, signer = case
    act = prepare(application, clerk)
    withdraw_application(application, actor=member_of(application.operator))
    act.refresh_from_db()
    assert act.status == "lapsed"
    assert clerk.notices.get(key=f"act-lapsed:{act.pk}").title == f"拟办的“不予推荐”已失效：{application.space}"
    with pytest.raises(WorkflowRefused, match="这一事项已失效"):
        sign_act(act, actor=signer)


def test_a_signed_act_is_not_signed_twice(case):
    application, clerk, signer = case
    act = prepare(application, clerk)
    sign_act(act, actor=signer)
    with pytest.raises(WorkflowRefused, match="这一事项已签发，不用再办理"):
        sign_act(act, actor=make_user(Role.DISTRICT, can_sign=True))


def test_a_district_with_one_account_signs_at_once_and_the_line_says_so(case):
    application, clerk, left = case
    m.User.objects.filter(pk=left.pk).update(is_active=False)
    m.District.objects.update(single_signer=True)
    clerk.refresh_from_db()
    act = prepare(application, m.User.objects.get(pk=clerk.pk))
    application.refresh_from_db()
    assert (act.status, application.state) == ("signed", "declined")
    details = m.HistoryLine.objects.get(action="decline").details
    assert details["prepared_by"] == details["signed_by"] == clerk.pk
    assert details["single_signer"] is True
    labels = {
        role: timeline_of(history_of(application), (), viewer=make_user(role))[0].label
        for role in (Role.OPERATOR, Role.DISTRICT, Role.CITY)
    }
    assert labels == {
        Role.OPERATOR: "不予推荐",
        Role.DISTRICT: "不予推荐（单账号签发）",
        Role.CITY: "不予推荐（单账号签发）",
    }


def test_single_signing_ends_when_somebody_else_may_sign(case):
    application, clerk, _signer = case
    m.District.objects.update(single_signer=True)
    act = prepare(application, m.User.objects.get(pk=clerk.pk))
    application.refresh_from_db()
    assert (act.status, application.state) == ("pending", "submitted")


def test_a_signed_action_is_refused_without_its_act(case):
    application, clerk, _ = case
    with pytest.raises(WorkflowRefused, match="须先拟办"):
        advance(application, Action.DECLINE, actor=clerk)
