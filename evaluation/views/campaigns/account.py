"""The operator's bank account, into which incentives are paid."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.generic import FormView

from evaluation.forms.campaigns.documents import AccountForm
from evaluation.models import PaymentAccount
from evaluation.permissions import StatisticsAct
from evaluation.services.payment_accounts import keep_account
from evaluation.views.base import RoleView


class AccountView(RoleView, FormView):
    """/organisation/account/: the operator's bank account for incentives."""

    act = StatisticsAct.KEEP_ACCOUNT
    form_class = AccountForm
    template_name = "evaluation/campaigns/account.html"

    def get_initial(self) -> dict[str, Any]:
        user = self.request.user
        account = PaymentAccount.objects.filter(operator_id=user.operator_id).first()
        if account is None:
            return {"holder": user.operator.name if user.operator else ""}
        return {"holder": account.holder, "bank": account.bank, "number": account.number}

    def form_valid(self, form: Form) -> HttpResponse:
        keep_account(actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, "已保存收款账户。")
        return redirect("evaluation:payment-account")

    def form_invalid(self, form: Form) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422 if self.request.htmx else 200
        return response
