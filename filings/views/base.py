"""The view bases with this app's access, and the base of every workflow action on an application."""

from typing import ClassVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from filings.errors import WorkflowRefused
from filings.models import Application
from filings.permissions import Act, can, role_may, visible_applications
from filings.workflow import Action
from zzspace import views


class Access:
    """Asks filings.permissions whether the role may do the view's `act`."""

    act: ClassVar[Act | Action]

    def is_allowed(self, request: HttpRequest) -> bool:
        return role_may(request.user, self.act)


class RoleView(Access, views.RoleView):
    """A view for roles that may do `act` (403 for others)."""


class ScopedView(Access, views.ScopedView):
    """A view of one record out of `scope(user)` (404 when out of reach)."""


class PagedListView(Access, views.PagedListView):
    """A list of 25, 50 or 100 rows a page."""


class RecordPage(Access, views.RecordPage):
    """A page of one record."""


class RecordFormView(Access, views.RecordFormView):
    """A form on one record."""


class ApplicationFormView(RecordFormView):
    """A form on one application within reach."""

    scope = visible_applications
    select_related = ("space", "operator", "district", "round")

    @property
    def application(self) -> Application:
        return self.record

    def application_page(self) -> str:
        """Where the user goes on: the application's page."""
        return reverse("filings:application", args=[self.application.pk])


class ApplicationActionView(ApplicationFormView):
    """A workflow action on one application: GET explains and asks, POST carries out; a wrong state is 409."""

    act: ClassVar[Action]

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if self.is_allowed(request):
            decision = can(request.user, self.act, self.application)
            if not decision:
                raise WorkflowRefused(decision.reason, way_on=self.application_page())
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self) -> str:
        return self.application_page()
