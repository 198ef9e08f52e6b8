"""The district replaces the accounts of an organisation that lost them: the old ones end, a new one begins with a password
for once.
"""

import secrets
import string
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.urls import reverse

from filings import permissions
from filings.errors import WorkflowRefused
from filings.models import Operator, User
from filings.services.history import append_line
from filings.services.notices import notify
from filings.workflow import Role

REPLACE = "replace_accounts"
UNCLEAR = "0O1lI"
"""Characters that are mistaken for each other on paper."""
LENGTH = 12


@dataclass(frozen=True, slots=True)
class Replacement:
    """Who takes over: name and reach of the person, the new user name."""

    username: str
    full_name: str
    phone: str
    email: str = ""


def replace_accounts(operator: Operator, *, actor: User, replacement: Replacement, reason: str) -> tuple[User, str]:
    """Replace all accounts of an operator: operator locked; checked that the actor's district confirms it and a reason is
    given; messages to the old accounts, which end; the new account with a password that must be changed at the first
    sign-in; history line with the ids and the reason. Returns the account and its password, which is stored nowhere else.
    """
    password = one_time_password()
    way_on = reverse("filings:operator", args=[operator.pk])
    try:
        with transaction.atomic():
            locked = Operator.objects.select_for_update().get(pk=operator.pk)
            if not permissions.can_replace_accounts(actor, locked):
                raise WorkflowRefused("由机构首个场地所在区县的科技主管部门更换账号。", way_on=way_on)
            if not reason.strip():
                raise WorkflowRefused("请写明更换账号的原因和核实身份的经过。", way_on=way_on)
            ended = end_accounts(locked)
            user = User.objects.create_user(
                username=replacement.username,
                password=password,
                email=replacement.email,
                role=Role.OPERATOR.value,
                full_name=replacement.full_name,
                phone=replacement.phone,
                operator=locked,
                must_change_password=True,
            )
            append_line(
                locked, actor=actor, action=REPLACE, reason=reason.strip(), details={"ended": ended, "user": user.pk}
            )
    except IntegrityError:
        raise WorkflowRefused("这个用户名刚刚已有人使用，请返回换一个用户名。", way_on=way_on) from None
    return user, password


def end_accounts(operator: Operator) -> list[int]:
    """Tell the accounts of a locked operator that they end, then end them: their sessions with them. Gives their ids."""
    accounts = list(operator.accounts.filter(is_active=True).order_by("pk"))
    notify(
        accounts,
        title=f"账号已停用：{operator.name}",
        body=f"{operator.district.bureau}应机构的要求更换了账号，本账号不再能登录。如有疑问，请与其联系。",
        key=f"accounts-replaced:{operator.pk}:{max((account.pk for account in accounts), default=0)}",
    )
    User.objects.filter(pk__in=[account.pk for account in accounts]).update(is_active=False)
    return [account.pk for account in accounts]


def one_time_password() -> str:
    """A random password of all three kinds that can be read off paper."""
    kinds = [
        "".join(char for char in kind if char not in UNCLEAR)
        for kind in (string.ascii_lowercase, string.ascii_uppercase, string.digits)
    ]
    chosen = [secrets.choice(kind) for kind in kinds]
    chosen += [secrets.choice("".join(kinds)) for _ in range(LENGTH - len(kinds))]
    secrets.SystemRandom().shuffle(chosen)
    return "".join(chosen)
