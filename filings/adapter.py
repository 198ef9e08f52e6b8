"""What allauth is told of our accounts: sign-up is the operator's own form, failed passwords are counted by axes; and how
the account of a session is fetched.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from filings.models import User


class AccountBackend(AuthenticationBackend):
    """allauth's backend; the account of a session comes with its district and organisation, which every page names."""

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.select_related("district", "operator").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None


class AccountAdapter(DefaultAccountAdapter):
    """Closes allauth's sign-up, for /accounts/register/ is the product's own, and its count of failed passwords."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leaves passwords to axes and its lock-out page; allauth's own limit stays for dynamic codes."""
