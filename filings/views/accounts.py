"""Registration of operators, requests to join, and the district's confirmation of operators."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.generic import FormView

from filings.forms.accounts import AccountForm, CodeForm, OperatorFilterForm, RefusalForm, RegistrationForm
from filings.models import Operator
from filings.permissions import (
    Act,
    can_replace_accounts,
    visible_join_requests,
    visible_operators,
    visible_spaces,
)
from filings.selectors.operators import open_join_requests, operator_worklist
from filings.services import registration
from filings.views.base import PagedListView, RecordFormView, RecordPage, RoleView, ScopedView
from zzspace.views import words_asked


@method_decorator(login_not_required, name="dispatch")
class RegisterStartView(FormView):
    """Step one: the code. It decides whether an organisation is registered or joined."""

    template_name = "filings/accounts/register_start.html"
    form_class = CodeForm

    def form_valid(self, form: CodeForm) -> HttpResponse:
        return redirect("filings:operator-register-details", uscc=form.cleaned_data["uscc"])


@method_decorator(login_not_required, name="dispatch")
class RegisterDetailsView(FormView):
    """Step two: a new organisation with its first account, or an account that asks to join."""

    @cached_property
    def operator(self) -> Operator | None:
        return Operator.objects.filter(uscc=self.kwargs["uscc"]).first()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not CodeForm({"uscc": kwargs["uscc"]}).is_valid():
            return redirect("filings:operator-register")
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self) -> type[AccountForm]:
        return AccountForm if self.operator else RegistrationForm

    def get_template_names(self) -> list[str]:
        return [f"filings/accounts/{'register_join' if self.operator else 'register_details'}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(operator=self.operator, uscc=self.kwargs["uscc"], **kwargs)

    def form_valid(self, form: AccountForm) -> HttpResponse:
        data = form.cleaned_data
        account = registration.NewAccount(
            data["username"], data["password1"], data["full_name"], data["phone"], data["email"]
        )
        if self.operator:
            registration.request_to_join(account, operator=self.operator)
            messages.success(
                self.request,
                f"已提出加入申请。由{self.operator.name}的成员或区县科技主管部门同意后即可办理业务，请登录查看。",
            )
        else:
            organisation = registration.NewOrganisation(
                data["name"],
                self.kwargs["uscc"],
                data["legal_representative"],
                data["registered_address"],
                data["district"],
            )
            registration.register_operator(account, organisation, licence=data["licence"])
            messages.success(self.request, f"登记成功。{data['district'].bureau}确认前，可以先登录填写登记名册。")
        return redirect("account_login")


class OperatorListView(PagedListView):
    """Operators of the district (or all, for the city), those to be confirmed first."""

    act = Act.WORK_QUEUE
    template_name = "filings/district/operators.html"

    def get_queryset(self) -> Any:
        status = self.request.GET.get("status", "")
        return operator_worklist(self.request.user, status=status, words=words_asked(self.request))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(filters=OperatorFilterForm(self.request.GET), **kwargs)


class OperatorPage(RecordPage):
    """One operator with its licence, people and the spaces within reach, for the offices."""

    act = Act.WORK_QUEUE
    scope = visible_operators
    select_related = ("district", "licence", "decided_by")
    template_name = "filings/district/operator.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        decides = (
            self.record.status == Operator.Status.PENDING and self.record.district_id == self.request.user.district_id
        )
        return super().get_context_data(
            decides=decides,
            may_replace=bool(can_replace_accounts(self.request.user, self.record)),
            accounts=self.record.accounts.order_by("pk"),
            spaces=visible_spaces(self.request.user).filter(operator=self.record).select_related("district"),
            **kwargs,
        )


class OperatorConfirmView(RecordPage):
    """Confirm: GET says what follows, POST confirms."""

    act = Act.CONFIRM_OPERATORS
    scope = visible_operators
    template_name = "filings/district/operator_confirm.html"

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        operator = registration.confirm_operator(self.record, actor=request.user)
        messages.success(request, f"已确认{operator.name}，机构已收到通知。")
        return redirect("filings:operators")


class OperatorRefuseView(RecordFormView):
    """Refuse with reason."""

    act = Act.CONFIRM_OPERATORS
    scope = visible_operators
    form_class = RefusalForm
    template_name = "filings/district/operator_refuse.html"

    def form_valid(self, form: RefusalForm) -> HttpResponse:
        operator = registration.refuse_operator(
            self.record, actor=self.request.user, reason=form.cleaned_data["reason"]
        )
        messages.success(self.request, f"已告知{operator.name}未通过的原因。")
        return redirect("filings:operators")


class OrganisationResubmitView(RoleView):
    """The operator, amended, asks for confirmation again."""

    act = Act.KEEP_OPERATOR

    def post(self, request: HttpRequest) -> HttpResponse:
        operator = visible_operators(request.user).first()
        if operator is None:
            return redirect("filings:desk")
        registration.ask_confirmation_again(operator, actor=request.user)
        messages.success(request, "已重新提交，等待区县科技主管部门确认。")
        return redirect("filings:organisation")


class JoinRequestListView(PagedListView):
    """Who asks to join: for the members of the operator and its district."""

    act = Act.ADMIT_MEMBERS
    template_name = "filings/accounts/join_requests.html"

    def get_queryset(self) -> Any:
        return open_join_requests(self.request.user)


class JoinRequestDecisionView(ScopedView):
    """Admit or keep out (POST)."""

    act = Act.ADMIT_MEMBERS
    scope = visible_join_requests
    admits = True

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        decide = registration.admit_member if self.admits else registration.refuse_member
        decided = decide(self.record, actor=request.user)
        messages.success(request, f"{decided.user.full_name}的加入申请{decided.get_status_display()}。")
        return redirect(reverse("filings:join-requests"))
