"""What allauth is told of our accounts: sign-up is the operator's own registration form and nothing else."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Closes allauth's sign-up; /accounts/register/ is the product's own."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
