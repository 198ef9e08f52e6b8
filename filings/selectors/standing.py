"""What stands against or beside applying as of a day: findings and revocations (Ban), filings in force. Nothing is refused here."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from filings.models import Ban, Filing, Space


def standing_of(operator_uscc: str, space: Space | None, kind: str, as_of: date) -> dict[str, Any]:
    """The facts standing.* of an operator (by its code) and a space: two queries, one without a space.

    A ban lifted by `as_of` is as if it had never been; a professional filing covers the comprehensive kind.
    """
    began = bans_known(operator_uscc, space, as_of).order_by("since").values_list("ground", "since")
    latest = dict(began)
    return {
        "fraud_found_on": latest.get(Ban.Ground.FRAUD),
        "revoked_on": latest.get(Ban.Ground.REVOCATION),
        "active_filing": space is not None and filings_in_force(space, kind, as_of).exists(),
    }


def bans_known(operator_uscc: str, space: Space | None, as_of: date) -> QuerySet[Ban]:
    """Bans on the operator, or on the space after a revocation, that had begun by a day and were not lifted by then."""
    against = Q(uscc=operator_uscc)
    if space is not None:
        against |= Q(space=space, ground=Ban.Ground.REVOCATION)
    standing = Q(lifted_on__isnull=True) | Q(lifted_on__gt=as_of)
    return Ban.objects.filter(against & standing, since__lte=as_of)


def ban_in_force(operator_uscc: str, space: Space | None, on: date) -> Ban | None:
    """The ban that forbids applying on a day, its last day included; of several the one that ends last."""
    return bans_known(operator_uscc, space, on).filter(until__gte=on).order_by("-until", "-pk").first()


def filings_in_force(space: Space, kind: str, as_of: date) -> QuerySet[Filing]:
    """Filings of the space in force on a day that leave no room for an application of this kind."""
    covering = [Space.Kind.PROFESSIONAL] if kind == Space.Kind.PROFESSIONAL else list(Space.Kind)
    running = Q(ended_on__isnull=True) | Q(ended_on__gt=as_of)
    return Filing.objects.filter(running, space=space, kind__in=covering, filed_on__lte=as_of)
