"""Three middlewares: addresses that nothing can have, what an account must do before anything else, and the page for a
refusal (409).
"""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from filings.errors import WorkflowRefused

NUL = "\0"
ALWAYS_OPEN = ("/accounts/", "/static/", "/healthz")


class NulMiddleware:
    """Answers a path with a NUL in it as one that is not there: PostgreSQL knows no text with NUL to look for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NUL in request.path:
            raise Http404
        return self.get_response(request)


class AccountDutiesMiddleware:
    """Sends an account to change its first password, and to set up its second factor where its role needs one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not request.path.startswith(ALWAYS_OPEN):
            if request.user.must_change_password:
                messages.warning(request, "请先修改初始密码，再办理其他事项。")
                return redirect("account_change_password")
            if request.user.role in settings.SECOND_FACTOR_ROLES and not is_mfa_enabled(request.user):
                messages.warning(request, "您的账号须启用动态口令后使用。")
                return redirect(reverse("mfa_activate_totp"))
        return self.get_response(request)


class RefusalMiddleware:
    """Turns WorkflowRefused into the 409 page: what happened, why, and the way on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, WorkflowRefused):
            return render(request, "409.html", {"refusal": exception}, status=409)
        return None
