"""run_daily: what falls due is told once, however often the command runs."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from filings import models as m
from filings.services.daily import remind_late_experts, run_daily
from filings.workflow import Role
from tests.factories import SHANGHAI, TODAY, make_round, make_user, verify_address
from tests.factories_applications import make_draft, make_submitted, member_of
from tests.factories_city import make_in_review, score

pytestmark = pytest.mark.django_db


def keys_of(user):
    return sorted(user.notices.values_list("key", flat=True))


def test_the_day_before_is_sealed_once():
    application = make_submitted()
    assert run_daily(date(2026, 3, 6)).sealed_on == TODAY
    run_daily(date(2026, 3, 6))
    seal = m.DailySeal.objects.get()
    last = m.HistoryLine.objects.order_by("sequence").last()
    assert (seal.on, seal.heads) == (TODAY, {f"application:{application.pk}": last.digest})


def test_the_district_is_reminded_three_working_days_ahead_and_when_it_is_late():
    application = make_submitted()
    official = make_user(Role.DISTRICT)
    run_daily(date(2026, 3, 20))
    assert keys_of(official) == []
    for day in (date(2026, 3, 23), date(2026, 3, 24), date(2026, 3, 26)):
        run_daily(day)
    assert keys_of(official) == [f"due-soon:{application.pk}:submitted:2026-03-26"]
    run_daily(date(2026, 3, 27))
    run_daily(date(2026, 3, 27))
    assert keys_of(official) == [
        f"due-late:{application.pk}:submitted:2026-03-26",
        f"due-soon:{application.pk}:submitted:2026-03-26",
    ]
    assert official.notices.get(key__startswith="due-soon").title == f"临期提醒：{application.space}（2026-0001）"


def test_a_draft_is_reminded_of_its_round():
    round_ = make_round(title="春季批", closes_at=datetime(2026, 3, 9, 17, 30, tzinfo=SHANGHAI))
    application = make_draft(round_=round_)
    run_daily(TODAY)
    run_daily(TODAY)
    notice = member_of(application.operator).notices.get()
    assert notice.body == "“春季批”3月9日17:30截止，请在截止前核对并提交。"


def test_the_end_of_a_ban_is_told():
    user = make_user(Role.OPERATOR)
    m.Ban.objects.create(
        uscc=user.operator.uscc, ground="fraud", since=date(2024, 3, 4), until=date(2026, 3, 4), source="决定书"
    )
    run_daily(TODAY)
    run_daily(TODAY + timedelta(days=1))
    assert user.notices.get().title == "禁止申报期已满，可以申报"


def test_what_was_not_mailed_is_mailed_once():
    user = verify_address(make_user(Role.OPERATOR))
    notice = m.Notice.objects.create(user=user, title="待发", key="k")
    m.OutgoingMail.objects.create(notice=notice, next_at=timezone.now())
    assert run_daily(TODAY).mailed == 1
    assert run_daily(TODAY).mailed == 0
    assert [message.subject for message in mail.outbox] == ["待发"]


def test_the_command_says_what_it_did(capsys):
    call_command("run_daily", "--on", "2026-03-05")
    assert capsys.readouterr().out == (
        "Sealed 2026-03-04; forms issued: 0; documents rendered: 0; messages mailed: 0; reminders: 0; stray files collected: 0.\n"
    )


def test_one_document_that_cannot_be_rendered_leaves_the_others_their_turn(monkeypatch):
    application = make_submitted()
    first, second = (
        m.Document.objects.create(
            application=application,
            kind=m.Document.Kind.ACCEPTANCE_NOTICE,
            number=number,
            issuer="郑州市科学技术局",
            issued_on=TODAY,
            context={},
        )
        for number in ("郑科〔2026〕1号", "郑科〔2026〕2号")
    )
    seen = []

    def render(pk):
        seen.append(pk)
        if pk == first.pk:
            raise ValueError

    monkeypatch.setattr("filings.services.daily.render_document", render)
    form = application.documents.get(kind="application_form")
    assert run_daily(TODAY).rendered == 2
    assert sorted(seen) == [form.pk, first.pk, second.pk]


def test_experts_past_their_day_and_the_city_are_told_once():
    application = make_in_review()
    late, done = application.assignments.order_by("pk")[:2]
    score(done, 80)
    application.assignments.exclude(pk__in=[late.pk, done.pk]).delete()
    clerk = make_user(Role.CITY)
    for _ in range(2):
        remind_late_experts(late.due_on)
        assert not m.Notice.objects.filter(key__startswith="score-late").exists()
    for _ in range(2):
        remind_late_experts(late.due_on + timedelta(days=1))
    told = m.Notice.objects.filter(key__startswith="score-late")
    assert set(told.values_list("user", flat=True)) == {late.expert_id, clerk.pk, late.assigned_by_id}
    assert told.get(user=late.expert).url == f"/review/{late.pk}/"


def test_messages_that_lead_to_a_closed_sheet_are_settled(client):
    """Such as a review that was ended before its messages were settled with it."""
    application = make_in_review()
    place = application.assignments.first()
    asked = place.expert.notices.get(key=f"review:{place.pk}")
    run_daily(TODAY)
    asked.refresh_from_db()
    assert asked.url == f"/review/{place.pk}/", "an open one is left alone"
    m.Application.objects.filter(pk=application.pk).update(state="disqualified")
    for _ in range(2):
        run_daily(TODAY)
        asked.refresh_from_db()
        assert (asked.url, asked.body) == ("", "这件评审已经结束，不用再办理。")
    client.force_login(place.expert)
    assert client.get(f"/inbox/{asked.pk}/").headers["Location"] == "/inbox/"
