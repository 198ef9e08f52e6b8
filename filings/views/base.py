"""The view bases with this app's access, and the base of every workflow action on an application."""

from typing import Any, ClassVar

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from filings.errors import WorkflowRefused
from filings.models import Application
from filings.permissions import Act, Decision, can, role_may, visible_applications
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


class StepFormView(RecordFormView):
    """A step on one record, told in the words of its class; where it is not open to the account, 409 leads back to the
    record's page (`get_success_url`).
    """

    title = ""
    button = ""
    danger = False
    consequences: tuple[str, ...] = ()
    done = ""

    def decision(self) -> Decision:
        """Whether the step is open to the account now."""
        raise NotImplementedError

    def lead(self) -> str:
        """What the step is about, in a sentence."""
        raise NotImplementedError

    def take(self, data: dict[str, Any]) -> None:
        """Call the service."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if self.is_allowed(request):
            decision = self.decision()
            if not decision:
                raise WorkflowRefused(decision.reason, way_on=self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = {
            "title": self.title,
            "lead": self.lead(),
            "consequences": self.consequences,
            "button": self.button,
            "danger": self.danger,
            "crumb_url": self.get_success_url(),
            "crumb": self.record,
            "cancel_url": self.get_success_url(),
        }
        return super().get_context_data(**told | kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        self.take(form.cleaned_data)  # type: ignore[attr-defined]  # a form of fields
        messages.success(self.request, self.done)
        return super().form_valid(form)


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
