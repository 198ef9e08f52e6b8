"""Two at once on the reserve pool: one wins, the other is told, nothing is half done. Only PostgreSQL has two writers."""

import pytest

from filings.models import Application, HistoryLine, PoolEntry, SharedResource
from filings.services.history import broken_chains
from filings.services.pool.closing import withdraw_entry
from filings.services.pool.drafting import draft_from_pool
from filings.services.pool.entering import enter_space
from tests.factories import make_district, make_round, make_space, make_user
from tests.factories_applications import member_of
from tests.factories_pool import clerk_in, make_entry, make_resource, make_unregistered
from tests.filings.services.test_recommendation_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_clerks_enter_the_same_space():
    space = make_space()
    clerks = [make_user("district", district=space.district) for _ in range(2)]
    answers = at_once(
        *(lambda clerk=clerk: enter_space(space, actor=clerk, kind="comprehensive").status for clerk in clerks)
    )
    assert min(answers, key=len) == "live"
    assert "储备库" in max(answers, key=len)
    assert PoolEntry.objects.count() == 1
    assert HistoryLine.objects.filter(action="enter_pool").count() == 1


def test_two_members_turn_one_entry_into_a_draft():
    entry = make_entry()
    member, round_ = member_of(entry.operator), make_round()
    members = [member, make_user("operator", operator=entry.operator)]
    answers = at_once(*(lambda each=each: draft_from_pool(entry, actor=each, round_=round_).state for each in members))
    assert "draft" in answers
    assert "已有一件在办的申请" in max(answers, key=len)
    entry.refresh_from_db()
    assert entry.application == Application.objects.get()


def test_the_district_takes_it_out_while_the_operator_drafts():
    entry = make_entry()
    member, clerk, round_ = member_of(entry.operator), clerk_in(entry.keeper), make_round()
    answers = at_once(
        lambda: draft_from_pool(entry, actor=member, round_=round_).state,
        lambda: withdraw_entry(entry, actor=clerk, reason="停止运营。").status,
    )
    entry.refresh_from_db()
    assert entry.status == "withdrawn" == answers[1]
    assert (entry.application is not None) == (answers[0] == "draft") == Application.objects.exists()
    assert broken_chains() == []


def test_a_form_that_an_account_sends_twice_at_once_makes_one_row():
    clerk = clerk_in(make_district())
    named = {"name": "麦田青创空间", "operator_name": "麦田公司"}
    answers = at_once(*[lambda: make_unregistered(**named).status] * 2)
    assert "没有重复列入" in max(answers, key=len)
    answers = at_once(*[lambda: make_resource(clerk, name="公共检测平台").name] * 2)
    assert "没有重复添加" in max(answers, key=len)
    assert (PoolEntry.objects.count(), SharedResource.objects.count()) == (1, 1)
    assert broken_chains() == []
