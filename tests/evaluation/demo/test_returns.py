"""The demo's annual statistics: how many makerspaces, which years are locked, where the open returns stand."""

from collections import Counter
from datetime import date

import pytest
from django.utils import timezone

from evaluation.demo.earlier import EARLIER, Due
from evaluation.demo.people import ORGANISATIONS, account, create_accounts, register_operators
from evaluation.demo.returns import filed_on, history_of, report_statistics
from evaluation.models import AnnualReturn, HistoricGrade, StatisticsYear
from evaluation.selectors.returns.reported import Standing, owing, standing_counts
from evaluation.statistics.checks import errors_of
from filings import models as m
from filings.services.districts import install_districts
from filings.services.seals import broken_records


def play():
    install_districts()
    create_accounts()
    register_operators()
    report_statistics()


@pytest.mark.django_db
def test_two_locked_years_and_an_open_one():
    play()
    assert Counter(AnnualReturn.objects.order_by("year").values_list("year", "state", "source")) == {
        (2023, "locked", "historic"): 22,
        (2024, "locked", "historic"): 26,
        (2025, "open", "form"): 2,
        (2025, "submitted", "form"): 4,
        (2025, "confirmed", "form"): 14,
        (2025, "returned", "form"): 3,
    }
    assert Counter(HistoricGrade.objects.values_list("year", "grade")) == {(2023, "pass"): 21, (2023, "fail"): 1}
    window = StatisticsYear.objects.get()
    assert (window.year, window.opens_on, window.closes_on) == (2025, date(2026, 1, 22), date(2026, 4, 14))
    standing = standing_counts(owing(account("city1"), window, today=timezone.localdate()))
    assert standing == {
        Standing.WAITING: 5,
        Standing.RETURNED: 2,
        Standing.REPORTED: 18,
        Standing.LATE: 0,
        Standing.MISSING: 1,
    }


@pytest.mark.django_db
def test_what_came_before_is_historic_and_its_history_holds():
    play()
    filings = m.Filing.objects.all()
    assert (filings.count(), {filing.is_historic for filing in filings}) == (26, {True})
    assert m.Space.objects.get(name="冬青街传感众创空间").focus_field == "智能传感"
    assert m.HistoryLine.objects.filter(at__gt=timezone.now()).count() == 0
    assert broken_records() == []


@pytest.mark.django_db
def test_a_second_time_nothing_is_added():
    play()
    before = m.HistoryLine.objects.count()
    report_statistics()
    assert m.HistoryLine.objects.count() == before


def test_every_operator_of_the_demo_that_can_sign_in_owes_a_return():
    keys = {each.key for each in ORGANISATIONS if each.username}
    due = {space.operator: space.due for space in EARLIER if space.operator in keys}
    assert due == {"yunfan": Due.BEGUN, "maitian": Due.RETURNED, "qimingxing": Due.NOT_BEGUN}


def test_figures_hold_together_in_every_year():
    for space in EARLIER:
        years = history_of(space, 2025)
        assert list(years) == list(range(max(2023, filed_on(space, 2025).year), 2026))
        assert [errors_of(figures) for figures in years.values()] == [[] for _ in years]
