"""Two 不合格 in a row on the city's desk: years, grades, a link; gone with a corrected grade, a gap or the filing."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from evaluation.desk.revocations import revocation_items
from evaluation.models import HistoricGrade
from evaluation.selectors.campaigns.standing import two_years_failed
from evaluation.services.campaigns.results import correct_result
from filings.models import Filing
from tests.factories import make_user
from tests.factories_campaign_documents import make_published, make_published_rows, make_report_row
from tests.factories_evaluation import entry_of
from tests.factories_statistics import make_filed_space
from zzspace.desk import registry

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return make_user("city")


def historic(space, city, **years):
    Filing.objects.filter(space=space).update(filed_on=date(2020, 6, 1))  # the filing in force in all of these years
    for year, grade in years.items():
        HistoricGrade.objects.create(space=space, year=int(year[1:]), grade=grade, loaded_by=city)


def told(year):
    return [(each.space, each.years, [grade.label for grade in each.grades]) for each in two_years_failed(year)]


def test_a_loaded_grade_and_a_new_result_make_two_years(city):
    campaign, _good, plain, silent = make_published(city)
    historic(silent, city, y2024="fail")
    historic(plain, city, y2024="fail")
    assert told(2025) == [(silent, (2024, 2025), ["不合格", "不合格"])]
    (item,) = revocation_items(city)
    assert (item.title, item.tag) == (str(silent), "建议撤销备案")
    assert item.text.startswith("2024年度不合格、2025年度不合格")
    assert item.url == f"/grades/{entry_of(campaign, silent).pk}/"


def test_two_published_years_and_two_loaded_ones(city):
    space, old = make_filed_space(), make_filed_space()
    make_report_row(make_published_rows(2024), space)
    make_report_row(make_published_rows(2025), space)
    historic(old, city, y2021="fail", y2022="fail")
    assert told(2025) == [(space, (2024, 2025), ["不合格", "不合格"])]
    assert told(2022) == [(old, (2021, 2022), ["不合格", "不合格"])]
    assert told(2023) == []
    assert [item.title for item in revocation_items(city)] == [str(space), str(old)]
    assert list(revocation_items(city))[1].url == f"/spaces/{old.pk}/"


def test_a_year_without_a_grade_breaks_the_row(city):
    *_others, silent = make_published(city)
    historic(silent, city, y2022="fail", y2023="fail")
    assert told(2025) == []
    assert told(2024) == []
    assert told(2023) == [(silent, (2022, 2023), ["不合格", "不合格"])]


def test_a_corrected_grade_takes_the_proposal_away_and_brings_it_back(city):
    campaign, _good, plain, _silent = make_published(city)
    historic(plain, city, y2024="fail")
    entry = entry_of(campaign, plain)
    assert told(2025) == []
    with time_machine.travel("2026-03-24T10:00:00+08:00"):
        correct_result(entry, reason="弄虚作假", clause="第八条", forced_reason="经查实", actor=city)
    assert told(2025) == [(plain, (2024, 2025), ["不合格", "不合格"])]
    with time_machine.travel("2026-03-25T10:00:00+08:00"):
        correct_result(entry_of(campaign, plain), reason="复查", marks={"T": Decimal(18)}, actor=city)
    assert told(2025) == []
    assert list(revocation_items(city)) == []


def test_nothing_is_proposed_of_what_is_not_on_file_or_not_published(city):
    campaign, *_others, silent = make_published(city)
    historic(silent, city, y2024="fail")
    Filing.objects.filter(space=silent).update(state="revoked", ended_on="2026-03-01")
    assert told(2025) == []
    Filing.objects.filter(space=silent).update(state="active", ended_on=None)
    type(campaign).objects.filter(pk=campaign.pk).update(state="preliminary", published_at=None)
    assert told(2025) == []


def test_it_is_on_the_city_s_desk_alone_and_costs_the_same(city, django_assert_num_queries):
    section = next(each for each in registry.sections if each.key == "revocation-proposals")
    assert section.roles == {"city"}
    spaces = [make_filed_space() for _ in range(3)]
    for number, space in enumerate(spaces, start=1):
        historic(space, city, y2021="fail", y2022="fail")
        with django_assert_num_queries(5):
            assert len(list(revocation_items(city))) == number
