"""The demo's clock: the only place in the product that tells the services another time than now.

Cases in a demo should have waited for days, so their steps are taken under the days on which they would have been.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from unittest import mock

from django.utils import timezone

from filings.rules.periods import ONE_DAY, is_working_day

_real_now = timezone.now


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let `timezone.now()` tell `moment` and run on from there."""
    begun = _real_now()
    first = moment.astimezone(UTC)

    def now() -> datetime:
        return first + (_real_now() - begun)

    with mock.patch("django.utils.timezone.now", now):
        yield


def working_day(ago: int) -> date:
    """The working day that lies `ago` working days back; 0 is today or, on a day off, the last one before it."""
    day = timezone.localdate(_real_now())
    while True:
        if is_working_day(day):
            if ago == 0:
                return day
            ago -= 1
        day -= ONE_DAY


def instant(ago: int, hour: int, minute: int = 0) -> datetime:
    """A time of day on a past working day; never later than now."""
    moment = datetime.combine(working_day(ago), time(hour, minute), timezone.get_default_timezone())
    return min(moment, _real_now() - timedelta(minutes=1))
