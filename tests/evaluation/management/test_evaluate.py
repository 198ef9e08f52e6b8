"""manage.py evaluate: the same bytes for the same input, a preview without a campaign, publication with an account."""

import json
from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from evaluation.models import Campaign, EvaluationScheme, Result
from evaluation.services.campaigns.results import announce_results
from tests.factories import make_user
from tests.factories_evaluation import close_statistics, entry_of, make_open_campaign, make_reported_space, mark_entry
from tests.factories_statistics import make_filed_space

pytestmark = pytest.mark.django_db


def evaluated(*arguments):
    out = StringIO()
    call_command("evaluate", "--year", "2025", *arguments, stdout=out)
    return out.getvalue()


def test_a_preview_without_a_campaign_scores_whoever_would_take_part():
    space, silent = make_reported_space(), make_filed_space()
    waiting = make_reported_space()
    waiting.returns.update(state="confirmed")
    close_statistics()
    waiting.returns.update(state="confirmed", locked_at=None)
    report = json.loads(evaluated("--json"))
    assert report["scheme"] == {"code": "example", "version": 1, "title": "众创空间绩效评价指标（示例）"}
    # 5.60 + 5.93 + 6 + 10, no expert; 6 + 7 + 4 + 5.20 + 3 + 2.78 + 4; 7 + 6 + 4.20; 1 for two international events
    assert [(each["space"], each["total"], each["grade"], each["clause"]) for each in report["results"]] == [
        (space.pk, "77.71", "good", ""),
        (silent.pk, None, "fail", "第十三条"),
    ]
    assert report["waiting"] == [{"space": waiting.pk, "name": waiting.name}]
    assert report["unmarked"] == [space.pk]
    assert not Campaign.objects.exists()


def test_the_same_input_gives_the_same_bytes():
    for number in range(4):
        make_reported_space(a5=60 + number)
    close_statistics()
    first = evaluated("--json")
    assert evaluated("--json") == first
    text = evaluated()
    assert json.loads(first)["digest"] in text
    EvaluationScheme.objects.update(content=EvaluationScheme.objects.get().content | {"title": "另一个"})
    assert json.loads(evaluated("--json"))["digest"] != json.loads(first)["digest"]


def test_publishing_wants_a_campaign_and_an_account_and_keeps_the_guards():
    city = make_user("city")
    space = make_reported_space()
    close_statistics()
    with pytest.raises(CommandError, match="no campaign of 2025"):
        evaluated("--publish", "--as", city.username)
    campaign = make_open_campaign(actor=city)
    mark_entry(entry_of(campaign, space), "18", city=city)
    announce_results(campaign, review_due_on=date(2026, 3, 20), actor=city)
    for arguments, told in (
        (["--publish"], "needs --as USERNAME"),
        (["--publish", "--as", "nobody"], "no active account nobody"),
        (["--publish", "--as", city.username, "--scheme", "test"], "leave --scheme out"),
        (["--as", city.username], "--as goes with --publish alone"),
    ):
        with pytest.raises(CommandError, match=told):
            evaluated(*arguments)
    with pytest.raises(CommandError, match="期满后才能公布"):
        evaluated("--publish", "--as", city.username)
    with time_machine.travel("2026-03-23T10:00:00+08:00"):
        with pytest.raises(CommandError, match="您的角色不能办理"):
            evaluated("--publish", "--as", make_user("district").username)
        assert "良好\t1" in evaluated("--publish", "--as", city.username)
    assert Campaign.objects.get().state == "published"
    assert Result.objects.get().grade == "good"


def test_an_unknown_scheme_is_told():
    with pytest.raises(CommandError, match="no scheme nowhere"):
        evaluated("--scheme", "nowhere")


@pytest.mark.parametrize("year", ["-1", "2014", "2026", "20255"])
def test_a_year_that_cannot_be_evaluated_is_told(year):
    with pytest.raises(CommandError, match="must be a year that is over, 2015 to 2025"):
        call_command("evaluate", f"--year={year}")
