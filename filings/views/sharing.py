"""Shared resources (Article 10) and policies (Article 9): the public lists, and what city and districts keep."""

from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.generic import FormView, ListView

from filings.errors import ChangedMeanwhile, WorkflowRefused
from filings.forms.measures import ReasonForm
from filings.forms.revised import tell_changed
from filings.forms.sharing import OfferFilterForm, PolicyForm, ResourceFilterForm, ResourceForm, revision_of
from filings.models import SharedResource, SupportPolicy
from filings.permissions import Act, Decision, kept_policies, kept_resources
from filings.selectors.public import districts
from filings.selectors.sharing import (
    own_policies,
    own_resources,
    public_policies,
    public_resources,
    resource_fields,
)
from filings.services.sharing import add_offer, amend_offer, withdraw_offer
from filings.views.base import PagedListView, RecordFormView, RoleView, StepFormView
from filings.workflow import Role
from zzspace.views import RowsPerPage, words_asked


@method_decorator(login_not_required, name="dispatch")
class ResourceListPage(RowsPerPage, ListView):
    """GET /resources/?q=&district=&kind=&field=: what is open to makerspaces today."""

    template_name = "filings/sharing/resources.html"

    @cached_property
    def filters(self) -> ResourceFilterForm:
        fields = resource_fields(timezone.localdate())
        return ResourceFilterForm(self.request.GET, districts=list(districts()), fields=fields)

    def get_queryset(self) -> QuerySet[SharedResource]:
        return public_resources(timezone.localdate(), **self.filters.asked())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(filters=self.filters, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class PolicyListPage(RowsPerPage, ListView):
    """GET /resources/policies/?q=&district=: policies in force today."""

    template_name = "filings/sharing/policies.html"

    @cached_property
    def filters(self) -> OfferFilterForm:
        return OfferFilterForm(self.request.GET, districts=list(districts()))

    def get_queryset(self) -> QuerySet[SupportPolicy]:
        return public_policies(timezone.localdate(), **self.filters.asked())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(filters=self.filters, **kwargs)


class Resources:
    """What the pages that keep resources have in common."""

    scope = kept_resources
    form_class: ClassVar[Any] = ResourceForm
    model: ClassVar[Any] = SharedResource
    noun = "共享资源"
    one = "resource"
    listed = "filings:resources-kept"


class Policies:
    """What the pages that keep policies have in common."""

    scope = kept_policies
    form_class: ClassVar[Any] = PolicyForm
    model: ClassVar[Any] = SupportPolicy
    noun = "惠及政策"
    one = "policy"
    listed = "filings:policies-kept"


class KeptListView(PagedListView):
    """What an office keeps, lapsed and withdrawn included."""

    act = Act.KEEP_OFFERS
    template_name = "filings/sharing/kept.html"
    noun: str
    one: str

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(words=words_asked(self.request), noun=self.noun, one=self.one, **kwargs)
        today = timezone.localdate()
        return context | {"rows": [(each, each.has_lapsed(today)) for each in context["page_obj"]], "today": today}


class KeptResourcesView(Resources, KeptListView):
    """GET /resources/kept/?q=…"""

    def get_queryset(self) -> QuerySet[SharedResource]:
        return own_resources(self.request.user, words_asked(self.request))


class KeptPoliciesView(Policies, KeptListView):
    """GET /resources/policies/kept/?q=…"""

    def get_queryset(self) -> QuerySet[SupportPolicy]:
        return own_policies(self.request.user, words_asked(self.request))


class OfferFormPage:
    """The form of one, new or as it stands; a district's own are for that district."""

    template_name = "filings/sharing/form.html"
    noun: str
    listed: str
    request: HttpRequest

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]  # mixed into FormView
        return kwargs | {"asks_district": self.request.user.role == Role.CITY}  # type: ignore[union-attr]  # signed in

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(noun=self.noun, listed=reverse(self.listed), **kwargs)  # type: ignore[misc]  # mixed into FormView
        return context

    def saved(self) -> HttpResponse:
        """Back to the list."""
        messages.success(self.request, f"{self.noun}已保存。")
        return redirect(self.listed)


class OfferAddView(OfferFormPage, RoleView, FormView):
    """Put one on the list."""

    act = Act.KEEP_OFFERS

    def form_valid(self, form: Any) -> HttpResponse:
        add_offer(form.instance, actor=self.request.user)
        return self.saved()


class OfferEditView(OfferFormPage, RecordFormView):
    """Amend one; not what was withdrawn."""

    act = Act.KEEP_OFFERS

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request) and self.record.withdrawn_on is not None:
            raise WorkflowRefused("这一条已经撤下，不能再修改；需要时请重新添加。", way_on=reverse(self.listed))
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.record}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            amend_offer(form.instance, actor=self.request.user, revision=form.cleaned_data["revision"] or None)
        except ChangedMeanwhile as changed:
            kept: Any = changed.kept
            tell_changed(form, changed, model_to_dict(kept), revision_of(kept))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        return self.saved()


class OfferWithdrawView(StepFormView):
    """Take one off the public list."""

    act = Act.KEEP_OFFERS
    template_name = "filings/pool/step.html"
    title = "从公开列表撤下"
    button = "撤下"
    danger = True
    done = "已撤下，不再公开。"
    consequences = ("立即从公开列表撤下", "记录保留；正常到期的，请改填有效期")
    listed: str

    def get_form_class(self) -> Any:
        return ReasonForm

    def decision(self) -> Decision:
        is_open = self.record.withdrawn_on is None
        return Decision(allowed=is_open, reason="" if is_open else "这一条已经撤下。")

    def get_success_url(self) -> str:
        return reverse(self.listed)

    def lead(self) -> str:
        return f"{self.record.place}适用。"

    def take(self, data: dict[str, Any]) -> None:
        withdraw_offer(self.record, actor=self.request.user, reason=data["reason"])

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ValidationError as problem:
            form.add_error(None, problem)
            return self.form_invalid(form)


class ResourceAddView(Resources, OfferAddView):
    """/resources/new/"""


class ResourceEditView(Resources, OfferEditView):
    """/resources/1/edit/"""


class ResourceWithdrawView(Resources, OfferWithdrawView):
    """/resources/1/withdraw/"""


class PolicyAddView(Policies, OfferAddView):
    """/resources/policies/new/"""


class PolicyEditView(Policies, OfferEditView):
    """/resources/policies/1/edit/"""


class PolicyWithdrawView(Policies, OfferWithdrawView):
    """/resources/policies/1/withdraw/"""
