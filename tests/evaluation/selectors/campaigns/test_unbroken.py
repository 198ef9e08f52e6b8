"""Since when a makerspace has been on file: who takes part, and which years of 不合格 still count after it was filed anew."""

from datetime import date

import pytest

from evaluation.selectors.campaigns.standing import revocation_proposals, two_years_failed
from evaluation.selectors.campaigns.taking_part import candidates, default_filed_until
from filings.models import Filing
from tests.factories import make_historic_filing
from tests.factories_evaluation import make_failed_years
from tests.factories_statistics import YEAR, make_filed_space

pytestmark = pytest.mark.django_db


def file_again(space, on, how, *, linked=False, ended_on=None, **fields):
    """End the filing in force, by default on the day of the new one, which takes its place where it is linked."""
    old = Filing.objects.get(space=space, state="active")
    Filing.objects.filter(pk=old.pk).update(state=how, ended_on=ended_on or on)
    return make_historic_filing(space, filed_on=on, supersedes=old if linked else None, **fields)


def taking_part(year=YEAR):
    return {each.space: (each.kind, each.left_out) for each in candidates(year, default_filed_until(year))}


@pytest.mark.parametrize("how", ["revoked", "cancelled"])
def test_one_filed_anew_is_new_for_the_thirtieth_of_june(how):
    anew, early = make_filed_space(), make_filed_space()
    file_again(anew, date(YEAR, 10, 8), how, ended_on=date(YEAR - 1, 4, 1))
    file_again(early, date(YEAR, 6, 30), how, ended_on=date(YEAR - 1, 4, 1))
    told = f"{YEAR}年10月8日备案，备案时间不足，本年度不参加评价"
    assert taking_part() == {anew.pk: ("comprehensive", told), early.pk: ("comprehensive", "")}


def test_an_upgrade_does_not_make_it_younger_but_what_ended_before_it_counts_no_more(django_assert_num_queries):
    upgraded, both = make_filed_space(), make_filed_space()
    file_again(upgraded, date(YEAR, 10, 8), "superseded", linked=True, kind="professional")
    file_again(both, date(YEAR, 8, 1), "cancelled", ended_on=date(YEAR, 2, 1))
    file_again(both, date(YEAR, 10, 8), "superseded", linked=True, kind="professional")
    told = f"{YEAR}年8月1日备案，备案时间不足，本年度不参加评价"
    with django_assert_num_queries(1):
        assert taking_part() == {upgraded.pk: ("professional", ""), both.pk: ("professional", told)}
    assert taking_part(YEAR - 1) == {upgraded.pk: ("comprehensive", ""), both.pk: ("comprehensive", "")}


def test_years_of_an_earlier_filing_are_not_proposed():
    space = make_filed_space()
    make_failed_years(space, 2023, 2024)
    assert [(each.space, each.years) for each in revocation_proposals()] == [(space, (2023, 2024))]
    file_again(space, date(2025, 1, 2), "revoked")
    assert revocation_proposals() == []
    assert two_years_failed(2024) == []
    make_failed_years(space, 2025)
    assert revocation_proposals() == []  # 2024 was of the filing that was revoked
    make_failed_years(space, 2026)
    assert [each.years for each in revocation_proposals()] == [(2025, 2026)]


@pytest.mark.parametrize("linked", [True, False])
def test_years_before_an_upgrade_are_proposed(linked):
    space = make_filed_space()
    make_failed_years(space, 2023, 2024)
    file_again(space, date(2025, 3, 3), "superseded", linked=linked, kind="professional")
    assert [(each.space, each.years) for each in revocation_proposals()] == [(space, (2023, 2024))]
