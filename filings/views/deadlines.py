"""The page of deadlines: what falls due on one's own desk, by date."""

from datetime import date, timedelta
from itertools import groupby
from typing import Any, Final

from django.utils import timezone
from django.views.generic import TemplateView

from filings.forms.deadlines import DeadlineFilterForm
from filings.permissions import Act
from filings.selectors.timeline import days_left
from filings.views.base import RoleView
from zzspace.desk import Deadline, DeadlineSource, deadline_sources, deadlines_of
from zzspace.wording import days_zh

SOON: Final = 5
"""Working days ahead that count as soon."""
MOST: Final = 300
"""Lines that one page shows, the earliest; the page says how many more there are."""
WHEN: Final = ("已过期限", "今天", f"{SOON}个工作日内", "以后")


def when(days: int) -> str:
    """The heading under which a day stands, from the working days left."""
    return WHEN[0 if days < 0 else 1 if days == 0 else 2 if days <= SOON else 3]


class DeadlinesView(RoleView, TemplateView):
    """GET /desk/deadlines/?kind=&days=: overdue, today, soon, later."""

    act = Act.SEE_DEADLINES
    template_name = "filings/desk/deadlines.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, today = self.request.user, timezone.localdate()
        form = DeadlineFilterForm(self.request.GET or None, sources=deadline_sources(user))
        until = today + timedelta(days=form.days)
        found = deadlines_of(user, until=until, key=form.kind_chosen)
        return super().get_context_data(
            form=form,
            until=until,
            groups=by_heading(found[:MOST], today),
            total=len(found),
            more=max(0, len(found) - MOST),
            **kwargs,
        )


def by_heading(found: list[tuple[DeadlineSource, Deadline]], today: date) -> list[tuple[str, list[dict[str, Any]]]]:
    """The lines under their headings, in order of days."""
    lines = [line_of(source, deadline, today) for source, deadline in found]
    return [(heading, list(group)) for heading, group in groupby(lines, key=lambda line: when(line["days"]))]


def line_of(source: DeadlineSource, deadline: Deadline, today: date) -> dict[str, Any]:
    """One line for components/due.html, with the working days left."""
    days = days_left(deadline.due_on, today) or 0
    soon = 0 <= days <= SOON
    return {"source": source, "deadline": deadline, "days": days, "soon": soon, "meta": days_zh(deadline.due_on)}
