"""The admin site: open to administrators (accounts, districts, settings) and to the city (settings), through allauth's login."""

from collections.abc import Iterable
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from filings.permissions import Act, role_may


class ZzAdminSite(AdminSite):
    """Who may come in is asked of the access module, not of is_staff."""

    site_header = "郑州市众创空间备案管理系统"
    site_title = "系统管理"
    index_title = "账号、区县、设置与批量导入"
    site_url = "/desk/"

    def has_permission(self, request: HttpRequest) -> bool:
        if request.user.is_authenticated and not role_may(request.user, Act.MANAGE_SETTINGS):
            raise PermissionDenied  # 403 for a role that never may, instead of another login
        return bool(request.user.is_authenticated)

    def register(
        self, model_or_iterable: type[Model] | Iterable[type[Model]], admin_class: Any = None, **options: Any
    ) -> None:
        """Takes in what asks filings.permissions. What libraries bring (sign-in logs, secrets of dynamic codes, tasks)
        stays out for everybody, a superuser too: those who are audited do not delete the log.
        """
        if hasattr(admin_class, "act"):
            super().register(model_or_iterable, admin_class, **options)

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Through allauth, so that lock-out and the second factor hold here too."""
        return secure_admin_login(super().login)(request, extra_context)
