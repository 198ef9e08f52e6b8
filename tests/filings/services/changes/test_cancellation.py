"""Giving a filing up: asked by its operator, signed by two of the city, not while the district proposes to end it."""

import pytest
from django.db import IntegrityError, transaction

from filings import models as m
from filings.errors import WorkflowRefused
from filings.services.changes.cancellation import ask_cancellation, prepare_cancellation, take_cancellation_back
from filings.services.changes.transitions import lock_change
from filings.services.filings import file_space
from filings.services.signing import sign_act
from tests.factories import TODAY, make_application, make_compliant_space, make_operator, make_user
from tests.factories_applications import member_of
from tests.factories_changes import (
    ask_to_file,
    district_clerk,
    make_cancelled,
    make_change,
    make_filed,
    number,
    report,
)
from tests.factories_story import city_clerk

pytestmark = pytest.mark.django_db


def ask(filing):
    return ask_cancellation(filing, actor=member_of(filing.operator), reason="停止运营。")


def test_a_filing_is_given_up_with_its_notice_and_open_changes_end():
    filing = make_filed()
    clerk = district_clerk(filing)
    change = report(filing)
    make_cancelled(filing)
    filing.refresh_from_db()
    change.refresh_from_db()
    assert (filing.state, filing.ended_on, change.state) == ("cancelled", TODAY, "closed")
    request = filing.cancellations.get()
    assert (request.cancelled_on, request.notice.kind) == (TODAY, "cancellation_notice")
    assert request.notice.context["filing_number"] == filing.number
    assert clerk.notices.filter(title=f"备案已注销：{filing.space}（{filing.number}）").count() == 1
    line = m.HistoryLine.objects.get(record=f"filing:{filing.pk}", action="cancel_filing")
    assert (line.from_state, line.to_state, line.reason) == ("active", "cancelled", "停止运营。")


def test_it_is_asked_once_and_can_be_taken_back_until_it_is_signed():
    filing = make_filed()
    clerk = district_clerk(filing)
    ask(filing)
    with pytest.raises(WorkflowRefused, match="已经申请注销"):
        ask(filing)
    act = prepare_cancellation(filing, actor=city_clerk(), number=number())
    take_cancellation_back(filing, actor=member_of(filing.operator))
    act.refresh_from_db()
    assert act.status == "lapsed"
    asked = clerk.notices.get(key=f"cancellation-asked:{filing.cancellations.get().pk}")
    assert (asked.url, asked.body, asked.read_at is None) == ("", "运营机构已撤回注销申请。", False)
    with pytest.raises(WorkflowRefused, match="已失效"):
        sign_act(act, actor=city_clerk(can_sign=True))
    with pytest.raises(WorkflowRefused, match="没有待办理的注销申请"):
        prepare_cancellation(filing, actor=city_clerk(), number=number())
    assert ask(filing).is_open
    with pytest.raises(IntegrityError), transaction.atomic():
        m.Cancellation.objects.create(filing=filing, reason="再次", asked_by=member_of(filing.operator))


def test_not_while_the_district_proposes_to_end_the_qualification():
    filing = make_filed()
    ask(filing)
    act = prepare_cancellation(filing, actor=city_clerk(), number=number())
    make_change("cancellation_proposed", filing)
    with pytest.raises(WorkflowRefused, match="市科技局决定以前不能注销"):
        sign_act(act, actor=city_clerk(can_sign=True))
    filing.refresh_from_db()
    assert filing.state == "active"
    other = make_filed()
    make_change("cancellation_proposed", other)
    with pytest.raises(WorkflowRefused, match="市科技局决定以前不能注销"):
        ask(other)


def test_only_its_operator_asks_and_only_the_city_cancels():
    filing = make_filed()
    with pytest.raises(WorkflowRefused, match="只有本机构的成员"):
        ask_cancellation(filing, actor=make_user("operator"), reason="停止运营。")
    ask(filing)
    with pytest.raises(WorkflowRefused, match="您的角色不能办理"):
        prepare_cancellation(filing, actor=district_clerk(filing), number=number())


def test_the_request_of_a_former_operator_ends_with_its_hold_on_the_filing():
    filing, operator = make_filed(), make_operator()
    former = member_of(filing.operator)
    request = ask(filing)
    act = prepare_cancellation(filing, actor=city_clerk(), number=number())
    make_change("filed", filing, "operator", uscc=operator.uscc)
    for row in (filing, request, act):
        row.refresh_from_db()
    assert (filing.state, request.is_open, act.status) == ("active", False, "lapsed")
    line = m.HistoryLine.objects.get(record=f"filing:{filing.pk}", action="close_cancellation")
    assert line.reason == former.notices.get(key=f"cancellation-closed:{request.pk}").body


def test_what_a_former_operator_asked_is_not_carried_out():
    filing = make_filed()
    ask(filing)
    act = prepare_cancellation(filing, actor=city_clerk(), number=number())
    m.Filing.objects.update(operator=make_operator())
    with pytest.raises(WorkflowRefused, match="不是现在的运营机构提出的"):
        sign_act(act, actor=city_clerk(can_sign=True))
    filing.refresh_from_db()
    assert filing.state == "active"


def test_a_superseded_filing_keeps_no_open_request():
    space = make_compliant_space("professional")
    filing = make_filed(space, kind="comprehensive", serial=900)
    request = ask(filing)
    act = prepare_cancellation(filing, actor=city_clerk(), number=number())
    file_space(make_application(space, kind="professional"), on=TODAY)
    for row in (filing, request, act):
        row.refresh_from_db()
    assert (filing.state, request.is_open, act.status) == ("superseded", False, "lapsed")
    line = m.HistoryLine.objects.get(record=f"filing:{filing.pk}", action="close_cancellation")
    assert m.Filing.objects.get(state="active").number in line.reason


def test_what_went_over_to_another_filing_is_not_written_back():
    space = make_compliant_space("professional")
    filing = make_filed(space, kind="comprehensive", serial=900)
    change = make_change("forwarded", filing)
    act = ask_to_file(change)
    new = file_space(make_application(space, kind="professional"), on=TODAY)
    with pytest.raises(WorkflowRefused, match="转入新的备案"):
        sign_act(act, actor=city_clerk(can_sign=True))  # still with the filing as it was read
    with transaction.atomic(), pytest.raises(WorkflowRefused, match="转入新的备案"):
        lock_change(change)
    change.refresh_from_db()
    assert (change.filing, change.state) == (new, "forwarded")
