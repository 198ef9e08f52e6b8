"""Whose failed sign-ins are counted: the account's, in whatever case its name is typed. Counting itself is django-axes'."""

from typing import Any

from allauth.account.utils import filter_users_by_username
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
