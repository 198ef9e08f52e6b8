"""Corrections of changes: reminded before and after their day, once each."""

from datetime import date

import pytest

from filings.services.changes.reminders import remind_of_changes
from filings.services.daily import run_daily
from tests.factories_applications import member_of
from tests.factories_changes import district_clerk, make_change

pytestmark = pytest.mark.django_db


def test_the_operator_is_reminded_three_working_days_before_and_after_the_day():
    change = make_change("returned")
    assert change.returned_due_on == date(2026, 3, 19)
    member, clerk = member_of(change.operator), district_clerk(change.filing)
    soon = member.notices.filter(title=f"变更补正即将到期：{change}")
    overdue = f"变更补正已逾期：{change}"
    remind_of_changes(date(2026, 3, 13))
    assert not soon.exists()
    for day in (date(2026, 3, 16), date(2026, 3, 19)):
        remind_of_changes(day)
        assert soon.count() == 1
    assert not member.notices.filter(title=overdue).exists()
    for _ in range(2):
        run_daily(date(2026, 3, 20))
        assert [user.notices.filter(title=overdue).count() for user in (member, clerk)] == [1, 1]
