"""Whose sign-ins are kept and from where: the account's, in whatever case its name is typed, and the client's address, not
the proxy's. Counting itself is django-axes'.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.utils import filter_users_by_username
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

Credentials = dict[str, Any]


def counted_name(request: HttpRequest | None, credentials: Credentials | None = None) -> str:
    """The name under which a failure is kept: the account's own, found as signing in finds it; else what was typed.

    Signing in takes CITY1 for city1, so that counting by what was typed would give each spelling five tries of its own.
    """
    typed = (credentials or {}).get("username") or (request.POST.get("login", "") if request else "")
    name = str(typed).replace("\0", "")
    account = filter_users_by_username(name).first() if name else None
    return account.get_username() if account else name.casefold()


def client_address(request: HttpRequest) -> str | None:
    """The address of the client, the one that allauth's limits count by; None where there is none (a socket, a test)."""
    try:
        return get_adapter(request).get_client_ip(request)
    except PermissionDenied:
        return None
