"""Operators that share a site, a legal representative or a phone with one that is banned or was found under Article 8.

A hint to the reviewer, never a verdict: nothing here refuses anything, and no phone is shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from filings.models import Ban, Operator, Site
from filings.selectors.bans import in_force


@dataclass(frozen=True, slots=True)
class Relation:
    """Another operator, what it shares, and the ban or finding against it."""

    name: str
    uscc: str
    shared: tuple[str, ...]
    ban: Ban
    is_in_force: bool


def relations_of(operator: Operator, *, on: date) -> list[Relation]:
    """The hints on an operator as of a day: four queries, one where nobody else is or was under a ban."""
    against = Ban.objects.filter(in_force(on) | Q(ground=Ban.Ground.FRAUD))
    held = Operator.objects.filter(Exists(against.filter(uscc=OuterRef("uscc")))).exclude(pk=operator.pk)
    if not held.exists():
        return []
    addresses = set(Site.objects.filter(space__operator=operator).values_list("address", flat=True)) - {""}
    same_place = Site.objects.filter(address__in=addresses, space__operator=OuterRef("pk"))
    same_person = Q(legal_representative=operator.legal_representative) & ~Q(legal_representative="")
    same_phone = Q(contact_phone=operator.contact_phone) & ~Q(contact_phone="")
    related = held.annotate(shares_site=Exists(same_place)).filter(same_person | same_phone | Q(shares_site=True))
    found = list(related.order_by("pk")[:20])
    bans = latest_bans({each.uscc for each in found}, on=on) if found else {}
    return [
        Relation(each.name, each.uscc, shared_by(operator, each), bans[each.uscc], bans[each.uscc].until >= on)
        for each in found
    ]


def shared_by(operator: Operator, other: Operator) -> tuple[str, ...]:
    """What two operators have in common, in words."""
    facts = (
        ("场地地址相同", getattr(other, "shares_site", False)),
        ("法定代表人相同", other.legal_representative == operator.legal_representative),
        ("联系电话相同", other.contact_phone == operator.contact_phone),
    )
    return tuple(word for word, holds in facts if holds)


def latest_bans(codes: Iterable[str], *, on: date) -> dict[str, Ban]:
    """The ban of each code that ends last."""
    bans = Ban.objects.filter(in_force(on) | Q(ground=Ban.Ground.FRAUD), uscc__in=codes).order_by("until", "pk")
    return {ban.uscc: ban for ban in bans}
