"""A user's messages: how many are unread, which come first, who takes them by e-mail too. Sending them is a service."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower

from filings.models import Notice, OutgoingMail, User
from filings.permissions import Viewer, visible_notices


def unread_count(user: Viewer) -> int:
    """Unread messages, for the bell."""
    return visible_notices(user).filter(read_at__isnull=True).count()


def latest_notices(user: User, limit: int = 4) -> QuerySet[Notice]:
    """The newest messages, for the desk."""
    return visible_notices(user)[:limit]


def with_verified_address() -> QuerySet[User]:
    """Active accounts whose address has answered once: nothing is mailed to an address that nobody has confirmed."""
    verified = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True, email=Lower(OuterRef("email")))
    return User.objects.filter(Exists(verified), is_active=True).exclude(email="")


def mail_takers(user_ids: Iterable[int], kind: str) -> list[int]:
    """Those of the accounts that take messages of this kind by e-mail too: all with a verified address but who said no."""
    wanted = list(user_ids)
    if not wanted:
        return []
    accounts = with_verified_address().filter(pk__in=wanted).values_list("pk", "muted_mail")
    return [pk for pk, muted in accounts if kind not in muted]


def has_verified_address(user: User) -> bool:
    """Whether e-mails can reach the account."""
    return with_verified_address().filter(pk=user.pk).exists()


def failed_mails() -> QuerySet[OutgoingMail]:
    """E-mails that were given up, for the administrator."""
    return OutgoingMail.objects.filter(state=OutgoingMail.State.GIVEN_UP)
