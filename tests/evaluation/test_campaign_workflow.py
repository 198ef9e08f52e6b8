"""States × actions × roles of a year's evaluation against a list written out here; the diagram in the README."""

from itertools import product

import pytest
from django.core.management import CommandError, call_command

from evaluation.management.commands import campaign_diagram
from evaluation.models import Campaign, Entry
from evaluation.permissions import can_in_campaign, own_markings, stated_entries, visible_entries
from evaluation.services.campaigns.marking import assign_markers, declare_marking_conflict
from evaluation.workflow import CampaignAction, CampaignState
from filings.models import Space
from tests.factories import make_district, make_operator, make_user
from tests.factories_evaluation import entry_of, make_campaign, make_open_campaign, make_reported_space, self_assess

ALLOWED = {
    ("city", "set_up_campaign", "draft"),
    ("city", "open_campaign", "draft"),
    ("city", "assign_markers", "open"),
    ("operator", "self_assess", "open"),
    ("expert", "mark_indicators", "open"),
    ("city", "announce_results", "open"),
    ("city", "take_back_results", "preliminary"),
    ("operator", "request_review", "preliminary"),
    ("city", "reply_to_request", "preliminary"),
    ("city", "publish_results", "preliminary"),
    ("city", "correct_result", "preliminary"),
    ("city", "correct_result", "published"),
    ("city", "mark_practice", "preliminary"),
    ("city", "mark_practice", "published"),
    ("city", "issue_documents", "published"),
}


@pytest.mark.django_db
def test_every_state_action_and_role():
    space = Space(operator=make_operator(), district=make_district("gxq"))
    people = {
        "operator": make_user("operator", operator=space.operator),
        "district": make_user("district", district=space.district),
        **{role: make_user(role) for role in ("city", "admin", "auditor", "expert")},
    }
    found = {
        (role, action.value, state.value)
        for role, action, state in product(people, CampaignAction, CampaignState)
        if can_in_campaign(people[role], action, Campaign(year=2025, state=state.value), Entry(space=space))
    }
    assert found == ALLOWED


@pytest.mark.django_db
def test_an_operator_acts_for_its_own_makerspaces_alone():
    space = Space(operator=make_operator(), district=make_district("gxq"))
    stranger = make_user("operator", operator=make_operator())
    decision = can_in_campaign(
        stranger, CampaignAction.SELF_ASSESS, Campaign(year=2025, state="open"), Entry(space=space)
    )
    assert (decision.allowed, decision.reason) == (False, "这家众创空间不是由您所在机构运营。")


@pytest.mark.django_db
def test_who_sees_which_entries():
    mine, other = make_reported_space(), make_reported_space()
    campaign = make_campaign()
    people = {
        "operator": make_user("operator", operator=mine.operator),
        "district": make_user("district", district=make_district("jinshui")),
        **{role: make_user(role) for role in ("city", "admin", "auditor", "expert")},
    }
    entries = {entry_of(campaign, mine), entry_of(campaign, other)}
    assert [set(visible_entries(user)) for user in people.values()] == [set(), set(), entries, set(), set(), set()]
    Campaign.objects.update(state="open", opened_at=campaign.created_at)
    assert set(visible_entries(people["operator"])) == {entry_of(campaign, mine)}
    assert set(visible_entries(make_user("district", district=mine.district))) == {
        entry for entry in entries if entry.space.district_id == mine.district_id
    }


@pytest.mark.django_db
def test_an_expert_reads_what_is_assigned_once_it_is_submitted():
    city, expert = make_user("city"), make_user("expert")
    entry = entry_of(campaign := (make_reported_space() and make_open_campaign(actor=city)), Space.objects.get())
    assign_markers(campaign, entries=[entry.pk], experts=[expert], actor=city)
    assert not stated_entries(expert).exists()
    self_assess(entry)
    assert list(stated_entries(expert)) == [entry]
    assert not stated_entries(make_user("expert")).exists()
    declare_marking_conflict(own_markings(expert).get(), reason="曾任该机构顾问", actor=expert)
    assert not own_markings(expert).exists()
    assert not stated_entries(expert).exists()


def test_the_readme_shows_the_table(tmp_path, monkeypatch):
    call_command("campaign_diagram", check=True)
    monkeypatch.setattr(campaign_diagram, "CAMPAIGNS", campaign_diagram.CAMPAIGNS[1:])
    with pytest.raises(CommandError, match=r"run manage\.py campaign_diagram"):
        call_command("campaign_diagram", check=True)
