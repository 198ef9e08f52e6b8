"""What allauth is told of our accounts: sign-up is the operator's own form, failed passwords are counted by axes."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Closes allauth's sign-up, for /accounts/register/ is the product's own, and its count of failed passwords."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leaves passwords to axes and its lock-out page; allauth's own limit stays for dynamic codes."""
