"""Bans (禁止申报) for the offices: those in force or all, with the operator's name and the case behind them. Reading only."""

from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from filings.models import Ban, Operator, User
from filings.permissions import visible_bans


def ban_list(user: User, *, on: date, words: str = "", view: str = "in_force") -> QuerySet[Ban]:
    """Bans in force on a day (or all that ever were), by name of the operator, code or space; the latest first."""
    names = Operator.objects.filter(uscc=OuterRef("uscc")).values("name")[:1]
    bans = visible_bans(user).annotate(operator_name=Subquery(names)).select_related("space", "case")
    if view != "all":
        bans = bans.filter(in_force(on))
    if words:
        bans = bans.filter(
            Q(operator_name__icontains=words) | Q(uscc__icontains=words) | Q(space__name__icontains=words)
        )
    return bans.order_by("-since", "-pk")


def in_force(on: date) -> Q:
    """Begun, not over, not lifted by a day."""
    return Q(since__lte=on, until__gte=on) & (Q(lifted_on__isnull=True) | Q(lifted_on__gt=on))
