"""Since when a makerspace has been on file without a break: an upgrade goes on with the filing before it, anything else begins anew."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet

from filings.models import Filing
from filings.workflow import FilingState


def unbroken(filings: QuerySet[Filing]) -> Iterator[tuple[Filing, date]]:
    """Each of the filings with the day on which its unbroken chain began, by makerspace, the oldest first. One query.

    All filings of a makerspace must be among them. One that was upgraded (已升级) was superseded by the next; that says the
    same as `supersedes`, and stands as well on filings loaded from before the system, which have no such link.
    """
    before: Filing | None = None
    since = date.min
    for filing in filings.order_by("space_id", "filed_on", "pk").iterator():
        goes_on = before and before.space_id == filing.space_id and before.state == FilingState.SUPERSEDED
        if not goes_on:
            since = filing.filed_on
        yield filing, since
        before = filing
