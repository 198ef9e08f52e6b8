"""What stands against or beside applying as of a day: findings and revocations (Ban), filings in force. Nothing is refused here."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from filings.models import Ban, Filing, Space


def standing_of(operator_uscc: str, space: Space | None, kind: str, as_of: date) -> dict[str, Any]:
    """The facts standing.* of an operator (by its code) and a space: two queries, one without a space.

    A ban lifted by `as_of` is as if it had never been; a professional filing covers the comprehensive kind.
    """
    began = bans_known(operator_uscc, space, as_of).order_by("since").values_list("ground", "since")
    return _standing(began, on_file=space is not None and filings_in_force(space, kind, as_of).exists())


def standings_of(filings: QuerySet[Filing], as_of: date) -> Callable[[str, int, str], dict[str, Any]]:
    """The same for the makerspaces of many filings: a function of operator's code, makerspace and kind. Two queries."""
    of_operator: dict[str, list[tuple[str, date]]] = defaultdict(list)
    of_space: dict[int, list[tuple[str, date]]] = defaultdict(list)
    known = Ban.objects.filter(_not_lifted(as_of), since__lte=as_of).order_by("since")
    for uscc, space, ground, since in known.values_list("uscc", "space_id", "ground", "since"):
        of_operator[uscc].append((ground, since))
        if space and ground == Ban.Ground.REVOCATION:
            of_space[space].append((ground, since))
    kinds: dict[int, set[str]] = defaultdict(set)
    running = filings_on(as_of).filter(space__in=filings.order_by().values("space_id"))
    for space, kind in running.order_by().values_list("space_id", "kind").iterator():
        kinds[space].add(kind)

    def standing(uscc: str, space: int, kind: str) -> dict[str, Any]:
        began = sorted([*of_operator.get(uscc, ()), *of_space.get(space, ())], key=lambda each: each[1])
        return _standing(began, on_file=not kinds[space].isdisjoint(_covering(kind)))

    return standing


def _standing(began: Iterable[tuple[str, date]], *, on_file: bool) -> dict[str, Any]:
    """From bans by their first day, and whether a filing is in force."""
    latest = dict(began)
    return {
        "fraud_found_on": latest.get(Ban.Ground.FRAUD),
        "revoked_on": latest.get(Ban.Ground.REVOCATION),
        "active_filing": on_file,
    }


def bans_known(operator_uscc: str, space: Space | None, as_of: date) -> QuerySet[Ban]:
    """Bans on the operator, or on the space after a revocation, that had begun by a day and were not lifted by then."""
    against = Q(uscc=operator_uscc)
    if space is not None:
        against |= Q(space=space, ground=Ban.Ground.REVOCATION)
    return Ban.objects.filter(against & _not_lifted(as_of), since__lte=as_of)


def _not_lifted(as_of: date) -> Q:
    return Q(lifted_on__isnull=True) | Q(lifted_on__gt=as_of)


def ban_in_force(operator_uscc: str, space: Space | None, on: date) -> Ban | None:
    """The ban that forbids applying on a day, its last day included; of several the one that ends last."""
    return bans_known(operator_uscc, space, on).filter(until__gte=on).order_by("-until", "-pk").first()


def filings_in_force(space: Space, kind: str, as_of: date) -> QuerySet[Filing]:
    """Filings of the space in force on a day that leave no room for an application of this kind."""
    return filings_on(as_of).filter(space=space, kind__in=_covering(kind))


def filings_on(day: date) -> QuerySet[Filing]:
    """Filings in force on a day; on the day of its end a filing is not in force any more."""
    return Filing.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day), filed_on__lte=day)


def _covering(kind: str) -> list[str]:
    return [Space.Kind.PROFESSIONAL.value] if kind == Space.Kind.PROFESSIONAL else Space.Kind.values
