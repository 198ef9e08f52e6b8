"""Shared resources and policies: what the public list shows today, what an office keeps."""

from datetime import date

from django.db.models import Q, QuerySet

from filings.models import SharedResource, SupportPolicy, User
from filings.permissions import kept_policies, kept_resources

WHOLE_CITY = "city"
"""Stands for 全市 among the districts of a filter."""


def current(on: date) -> Q:
    """Neither withdrawn nor past its last day."""
    return Q(withdrawn_on__isnull=True) & (Q(valid_until__isnull=True) | Q(valid_until__gte=on))


def placed(district: str) -> Q:
    """What concerns a district: its own and the whole city's; `city` what is the whole city's alone."""
    everywhere = Q(district__isnull=True)
    return everywhere if district == WHOLE_CITY else everywhere | Q(district_id=district)


def public_resources(
    on: date, *, words: str = "", district: str = "", kind: str = "", field: str = ""
) -> QuerySet[SharedResource]:
    """Resources open on a day by words (name, provider, what it offers), district, kind and field."""
    found = SharedResource.objects.filter(current(on)).select_related("district")
    if district:
        found = found.filter(placed(district))
    if kind:
        found = found.filter(kind=kind)
    if field:
        found = found.filter(field=field)
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(provider__icontains=word) | Q(offers__icontains=word))
    return found.order_by("district__position", "name", "pk")


def resource_fields(on: date) -> list[str]:
    """The fields of what is open, for the filter."""
    fields = SharedResource.objects.filter(current(on)).order_by("field").values_list("field", flat=True)
    return list(fields.distinct())


def public_policies(on: date, *, words: str = "", district: str = "") -> QuerySet[SupportPolicy]:
    """Policies in force on a day, newest first, by words (title, issuer, number, for whom, what) and district."""
    found = SupportPolicy.objects.filter(current(on), valid_from__lte=on).select_related("district")
    if district:
        found = found.filter(placed(district))
    for word in words.split():
        named = Q(title__icontains=word) | Q(issuer__icontains=word) | Q(number__icontains=word)
        found = found.filter(named | Q(who__icontains=word) | Q(what__icontains=word))
    return found


def own_resources(user: User, words: str) -> QuerySet[SharedResource]:
    """What an office keeps, lapsed and withdrawn included, by words."""
    found = kept_resources(user).select_related("district", "kept_by")
    return found.filter(Q(name__icontains=words) | Q(provider__icontains=words)) if words else found


def own_policies(user: User, words: str) -> QuerySet[SupportPolicy]:
    """Likewise policies."""
    found = kept_policies(user).select_related("district", "kept_by")
    return found.filter(Q(title__icontains=words) | Q(issuer__icontains=words)) if words else found
