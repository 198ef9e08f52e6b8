"""Grades from before the system: which makerspaces failed a year."""

import pytest

from evaluation.models import HistoricGrade
from evaluation.selectors.grades import failed_in
from filings.models import Space
from tests.factories import make_space, make_user

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
