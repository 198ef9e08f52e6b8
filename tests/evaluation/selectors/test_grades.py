"""Which makerspaces failed a year, by grades from before the system and by published results."""

import pytest

from evaluation.models import Campaign, HistoricGrade, Result
from evaluation.selectors.grades import failed_in
from filings.models import Space
from tests.factories import make_space, make_user
from tests.factories_evaluation import make_entry, make_result

pytestmark = pytest.mark.django_db


def grade(name, year, value):
    return HistoricGrade.objects.create(
        space=make_space(name=name), year=year, grade=value, loaded_by=make_user("city")
    ).space


def test_the_makerspaces_that_failed_that_year_by_name_in_one_query(django_assert_num_queries):
    grade("乙空间", 2024, "fail")
    grade("甲空间", 2024, "fail")
    grade("前年的", 2023, "fail")
    grade("合格的", 2024, "pass")
    other = grade("别家的", 2024, "fail")
    spaces = Space.objects.exclude(pk=other.pk)
    with django_assert_num_queries(1):
        assert failed_in(spaces, 2024) == sorted(["甲空间", "乙空间"])
    assert failed_in(spaces, 2022) == []


def test_published_results_count_as_they_stand():
    failed, passed = (make_entry(make_space(), "published") for _ in range(2))
    waiting = make_entry(make_space(), "preliminary")
    Campaign.objects.filter(pk=failed.campaign_id).update(year=2024)
    Campaign.objects.filter(pk__in=[passed.campaign_id]).update(year=2023)
    Result.objects.update(grade="fail")
    assert failed_in(Space.objects.all(), 2024) == [failed.space.name]
    assert failed_in(Space.objects.all(), waiting.campaign.year) == []
    Result.objects.filter(entry=failed).update(superseded_at=failed.campaign.opened_at)
    make_result(failed, "pass", version=2)
    assert failed_in(Space.objects.all(), 2024) == []
