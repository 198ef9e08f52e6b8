"""The demo's reserve pool: entries in each situation, guidance, measures, what is open; played once, through the services."""

import pytest

from evaluation.demo.growing import bring_on
from filings import models as m
from filings.models.measures import DistrictMeasure
from filings.selectors.pool.entries import linkable_entries
from filings.selectors.sharing import public_policies, public_resources
from filings.services.seals import broken_records
from filings.workflow import Role
from tests.factories import TODAY, make_district, make_operator, make_round, make_user
from tests.factories_applications import member_of
from tests.factories_pool import clerk_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def played():
    """What bring_on() finds in the demo: offices, three confirmed operators with accounts, an open round."""
    make_district("gxq", position=1)
    clerk_in(make_district("jinshui", position=2))
    make_user(Role.CITY, "city1")
    for _ in range(3):
        member_of(make_operator())
    make_round()
    bring_on()


def test_every_situation_is_there(played):
    by_name = {entry.name: entry for entry in m.PoolEntry.objects.all()}
    assert {name: entry.status for name, entry in by_name.items()} == {
        "旧厂房创客空间": "withdrawn",
        "拾光创客空间": "live",
        "麦田青创空间": "live",
        "启明里众创空间": "live",
        "云杉创客空间": "live",
    }
    assert list(linkable_entries(clerk_in(make_district()))) == [by_name["云杉创客空间"]]
    assert by_name["启明里众创空间"].application.state == "draft"
    assert set(m.GuidanceRecord.objects.values_list("by", flat=True)) == {"district", "association", "alliance"}
    fails = [row.fails for row in by_name["拾光创客空间"].assessments.all()]
    assert fails == sorted(fails, reverse=True)
    assert len(fails) > 1


def test_what_is_open_and_what_has_lapsed(played):
    assert (public_resources(TODAY).count(), m.SharedResource.objects.count()) == (4, 5)
    assert (public_policies(TODAY).count(), m.SupportPolicy.objects.count()) == (2, 3)
    assert DistrictMeasure.objects.get().is_in_force(TODAY)
    assert broken_records() == []


def test_it_is_played_once(played):
    before = m.HistoryLine.objects.count()
    bring_on()
    assert m.HistoryLine.objects.count() == before
