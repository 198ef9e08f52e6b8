"""The district replaces the accounts of an organisation that lost them; the new password is shown once, to be handed over."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from filings.errors import WorkflowRefused
from filings.forms.accounts import ReplacementForm
from filings.permissions import Act, can_replace_accounts, visible_operators
from filings.services.account_replacement import Replacement, replace_accounts
from filings.views.base import RecordFormView


@method_decorator(never_cache, name="dispatch")
class AccountsReplaceView(RecordFormView):
    """GET says what will happen; POST replaces and shows the password once. Refused to another district (409)."""

    act = Act.REPLACE_ACCOUNTS
    scope = visible_operators
    select_related = ("district",)
    form_class = ReplacementForm
    template_name = "filings/district/accounts_replace.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed(request):
            decision = can_replace_accounts(request.user, self.record)
            if not decision:
                raise WorkflowRefused(decision.reason, way_on=self.page())
        return super().dispatch(request, *args, **kwargs)

    def page(self) -> str:
        return reverse("filings:operator", args=[self.record.pk])

    @method_decorator(sensitive_variables("password"))
    def form_valid(self, form: ReplacementForm) -> HttpResponse:
        data = form.cleaned_data
        replacement = Replacement(data["username"], data["full_name"], data["phone"], data["email"])
        account, password = replace_accounts(
            self.record, actor=self.request.user, replacement=replacement, reason=data["reason"]
        )
        context = {"record": self.record, "account": account, "password": password}
        return render(self.request, "filings/district/accounts_replaced.html", context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        active = self.record.accounts.filter(is_active=True).order_by("pk")
        return super().get_context_data(
            title="更换机构账号",
            lead=f"{self.record.name}，{self.record.uscc}。机构的账号遗失或经办人离职、无人能登录时使用。",
            consequences=[
                "现有账号立即停用，已登录的立即退出，不能恢复。",
                "新账号的初始密码只显示一次，首次登录须修改；填写了电子邮箱的，也可以用邮箱重设。",
                "名册、申请和办理记录不受影响；更换写入机构的办理记录。",
            ],
            items=[{"text": f"停用：{account.full_name}（{account.username}）"} for account in active],
            button="停用并更换账号",
            danger=True,
            cancel_url=self.page(),
            **kwargs,
        )
