"""Whose reserve pool, measures, shared resources and policies an account sees and keeps."""

from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from filings import models as m
from filings.models.measures import DistrictMeasure
from filings.permissions.acts import YES, Act, Decision, Viewer, role_may
from filings.workflow import Role

Offer = TypeVar("Offer", "m.SharedResource", "m.SupportPolicy")


def visible_pool_entries(user: Viewer) -> QuerySet[m.PoolEntry]:
    """Entries of the pool: an operator's own once they are linked to it; those that a district keeps, by the space's district
    where there is a space; all for the city.
    """
    entries = m.PoolEntry.objects.all()
    if not role_may(user, Act.SEE_POOL):
        return entries.none()
    if user.role == Role.OPERATOR:
        own = Q(space__isnull=True, operator_id=user.operator_id) | Q(space__operator_id=user.operator_id)
        return entries.filter(own) if user.operator_id else entries.none()
    if user.role == Role.DISTRICT:
        return entries.filter(kept_by(user.district_id or ""))
    return entries


def kept_by(district: str) -> Q:
    """Entries that a district keeps now."""
    return Q(space__isnull=True, district_id=district) | Q(space__district_id=district)


def kept_guidance(user: Viewer) -> QuerySet[m.GuidanceRecord]:
    """Guidance records of the entries that a district keeps."""
    if not role_may(user, Act.KEEP_POOL):
        return m.GuidanceRecord.objects.none()
    return m.GuidanceRecord.objects.filter(entry__in=visible_pool_entries(user))


def pool_candidates(user: Viewer) -> QuerySet[m.Space]:
    """Spaces that a district may enter: of confirmed operators, in the district, not in the pool."""
    if not role_may(user, Act.KEEP_POOL):
        return m.Space.objects.none()
    live = m.PoolEntry.objects.filter(space=OuterRef("pk"), status=m.PoolEntry.Status.LIVE)
    here = m.Space.objects.filter(district_id=user.district_id, operator__status=m.Operator.Status.CONFIRMED)
    return here.filter(~Exists(live))


def can_on_pool(user: m.User, act: Act, entry: m.PoolEntry) -> Decision:
    """Role, reach and state for something done to an entry."""
    if not role_may(user, act):
        return Decision(allowed=False, reason="您的角色不能办理这一事项。")
    if user.role == Role.OPERATOR and (entry.holder is None or entry.holder.pk != user.operator_id):
        return Decision(allowed=False, reason="只有本机构的成员可以办理。")
    if user.role == Role.DISTRICT and entry.keeper.pk != user.district_id:
        return Decision(allowed=False, reason="这个众创空间不在您的辖区，由场地所在区县办理。")
    if not entry.is_live:
        now = entry.get_status_display()
        return Decision(allowed=False, reason=f"这个众创空间现在是“{now}”，不在储备库中，不能再办理这一事项。")
    return YES


def kept_measures(user: Viewer) -> QuerySet[DistrictMeasure]:
    """The measures that a district has published itself; everybody reads the published ones on public pages."""
    if not role_may(user, Act.KEEP_MEASURES):
        return DistrictMeasure.objects.none()
    return DistrictMeasure.objects.filter(district_id=user.district_id)


def kept_resources(user: Viewer) -> QuerySet[m.SharedResource]:
    """Shared resources that an office keeps: the city all, a district those of its own."""
    return _kept(user, m.SharedResource.objects.all())


def kept_policies(user: Viewer) -> QuerySet[m.SupportPolicy]:
    """Policies that an office keeps, likewise."""
    return _kept(user, m.SupportPolicy.objects.all())


def _kept(user: Viewer, offers: QuerySet[Offer]) -> QuerySet[Offer]:
    if not role_may(user, Act.KEEP_OFFERS):
        return offers.none()
    return offers.filter(district_id=user.district_id) if user.role == Role.DISTRICT else offers
