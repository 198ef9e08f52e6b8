"""The demo: who is in it, that it holds every state, that it is refused elsewhere and changes nothing the second time.

The whole of it is built by tests/browser/test_demo_pages.py; here a few stories stand for all.
"""

from collections import Counter
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluation.demo import cast, evidence, people, registers, stories
from evaluation.demo.clock import at, instant, working_day
from evaluation.management.commands import demo
from filings import models as m
from filings.rules.facts.structure import Statistics
from filings.rules.versions import CURRENT
from filings.selectors.facts import facts_of, facts_on_file
from filings.selectors.sections import SPACE_DOCUMENTS
from filings.selectors.standing import filings_on
from filings.services.seals import broken_records
from tests.factories import make_user

ACCOUNTS = {
    *("operator1", "operator2", "operator3", "district_gxq", "district_gxq_sign", "district_jinshui"),
    *("district_jinshui_sign", "city1", "city_sign", "expert1", "expert2", "expert3", "expert4", "expert5"),
    *("admin", "auditor"),
}
SAMPLE = ("云帆创新工场", "木棉创客汇", "云帆智造众创空间", "麦田创客空间")


@pytest.fixture
def in_demo(settings, monkeypatch):
    """Demo mode without statistics and reserve pool; gives what chooses the stories to play, none unless it is called."""
    settings.DEMO = True
    monkeypatch.setattr(demo, "report_statistics", lambda: None)
    monkeypatch.setattr(demo, "evaluate_years", lambda: None)
    monkeypatch.setattr(demo, "bring_on", lambda: None)

    def play(*spaces):
        sample = [story for story in cast.STORIES if story.space in spaces]
        monkeypatch.setattr(demo, "play_all", lambda: stories.play_all(sample))

    play()
    return play


def state_of(space):
    return m.Application.objects.get(space__name=space).state


def facts_differ():
    """Filings of which the facts counted together with all others are not those counted alone."""
    today = timezone.localdate()
    bulk = {each.filing.pk: each.facts for each in facts_on_file(filings_on(today), as_of=today)}
    return [
        filing
        for filing in filings_on(today)
        if bulk[filing.pk]._replace(statistics=Statistics())
        != facts_of(filing.space, kind=filing.kind, as_of=today, purpose="continuing")
    ]


@pytest.mark.django_db
def test_it_is_refused_outside_demo_mode():
    with pytest.raises(CommandError, match=r"set ZZSPACE_DEMO=1\. Nothing was changed\."):
        call_command("demo")
    assert m.User.objects.count() == 0


@pytest.mark.django_db
def test_it_is_refused_where_other_accounts_are(in_demo):
    make_user("auditor", "somebody")
    with pytest.raises(CommandError, match="accounts that are not the demo's"):
        call_command("demo")
    assert m.User.objects.count() == 1


@pytest.mark.django_db
def test_people_rounds_and_cases(in_demo, capsys):
    in_demo(*SAMPLE)
    call_command("demo")
    assert set(m.User.objects.values_list("username", flat=True)) >= ACCOUNTS
    assert list(m.Round.objects.order_by("pk").values_list("notice_working_days", flat=True)) == [5, 5, 0]
    assert Counter(m.Operator.objects.values_list("status", flat=True)) == {"confirmed": 20, "pending": 3, "refused": 1}
    assert m.JoinRequest.objects.filter(status="pending").count() == 2
    assert [state_of(space) for space in SAMPLE] == ["approved", "submitted", "draft", "draft"]
    assert m.PendingAct.objects.get(status="pending").action == "decline"
    assert m.Filing.objects.get().operator.accounts.get().username == "operator1"
    assert m.HistoryLine.objects.filter(at__gt=timezone.now()).count() == 0
    assert broken_records() == []
    assert facts_differ() == []
    assert capsys.readouterr().out == f"Demo data: {m.User.objects.count()} accounts, 4 cases (4 new).\n"


@pytest.mark.django_db
def test_a_second_run_changes_nothing(in_demo, capsys):
    in_demo("西流湖创业工坊")
    call_command("demo")
    before = [
        (model, model.objects.count()) for model in (m.User, m.Operator, m.Round, m.Space, m.HistoryLine, m.Notice)
    ]
    call_command("demo")
    assert [(model, model.objects.count()) for model, _ in before] == before
    assert "1 cases (0 new)" in capsys.readouterr().out


@pytest.mark.django_db
def test_one_password_opens_every_account(in_demo, settings):
    settings.DEMO_PASSWORD = "Another-word-7"
    settings.SECOND_FACTOR_ROLES = []
    call_command("demo")
    for username in sorted(ACCOUNTS):
        client = Client()
        answer = client.post(reverse("account_login"), {"login": username, "password": "Another-word-7"})
        assert (username, answer.status_code, answer.get("Location")) == (username, 302, "/desk/")


@pytest.mark.django_db
def test_the_complete_draft_can_be_submitted_right_away(in_demo):
    in_demo("云帆智造众创空间")
    call_command("demo")
    draft = m.Application.objects.get(space__name="云帆智造众创空间")
    assert stories.steps.submit(draft).state == "submitted"


# The cast --------------------------------------------------------------------------------------------------------


def test_the_cast_is_about_forty_spaces_in_known_hands():
    names = {(story.operator, story.space) for story in cast.STORIES}
    assert 40 <= len(names) <= 50
    assert {story.operator for story in cast.STORIES} <= {each.key for each in people.ORGANISATIONS}


def test_every_ending_is_known():
    shapes = {"", "complete", *stories.LEFT_OPEN, *stories.PANELS, *stories.POOR_ENDINGS}
    assert {story.then for story in cast.STORIES} - shapes == stories.ENDINGS.keys() - shapes


def test_the_high_tech_zone_has_a_queue():
    assert sum(story.district == "gxq" and len(story.days) == 1 for story in cast.WITH_DISTRICT) >= 8


def test_days_fall_towards_today():
    assert [story.space for story in cast.STORIES if list(story.days) != sorted(story.days, reverse=True)] == []


def test_every_document_that_may_be_asked_for_has_a_file():
    kinds = [kind for rule in CURRENT.documents for kind in rule.any_of if rule.code not in SPACE_DOCUMENTS]
    asked = {kind.code for kind in kinds if not kind.from_register}
    assert [code for code in asked for file in evidence.attachments_for(code, "材料") if not file.size] == []
    assert sum(path.stat().st_size for path in evidence.FOLDER.iterdir()) < 3_000_000


def test_default_figures_meet_every_condition():
    shape = registers.Shape()
    residents = shape.teams + shape.incorporated + shape.startups
    assert residents >= 30
    assert shape.incorporated * 5 >= shape.teams + shape.incorporated
    assert shape.mentors * 15 >= residents


# The clock -------------------------------------------------------------------------------------------------------


def test_the_clock_tells_another_time_and_runs_on():
    moment = datetime(2025, 11, 3, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    with at(moment):
        first, second = timezone.now(), timezone.now()
    assert moment <= first <= second
    assert (timezone.localdate(first), timezone.localdate()) == (date(2025, 11, 3), date(2026, 3, 5))


@pytest.mark.day("2026-03-07")
def test_working_days_back_skip_days_off():
    assert [working_day(ago) for ago in (0, 1, 5)] == [date(2026, 3, 6), date(2026, 3, 5), date(2026, 2, 28)]


def test_no_instant_lies_ahead():
    assert instant(0, 23) < timezone.now()
