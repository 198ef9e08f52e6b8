"""The view bases with this app's access."""

from typing import ClassVar

from django.http import HttpRequest

from evaluation.permissions import Act, StatisticsAct, role_may
from filings.workflow import Action
from zzspace import views


class Access:
    """Asks the permissions whether the role may do the view's `act`."""

    act: ClassVar[Act | Action | StatisticsAct]

    def is_allowed(self, request: HttpRequest) -> bool:
        return role_may(request.user, self.act)


class RoleView(Access, views.RoleView):
    """A view for the roles of its act."""


class ScopedView(Access, views.ScopedView):
    """A view of one record."""


class PagedListView(Access, views.PagedListView):
    """A list of 25, 50 or 100 rows a page."""


class RecordPage(Access, views.RecordPage):
    """A page of one record."""


class RecordFormView(Access, views.RecordFormView):
    """A form on one record."""
