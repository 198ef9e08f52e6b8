"""An entry whose operator has registered meanwhile is linked to it, once its district confirms that it is the same."""

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from filings import permissions
from filings.errors import WorkflowRefused
from filings.models import Operator, PoolEntry, Space, User
from filings.permissions import Act
from filings.services.history import append_line
from filings.services.pool.assessing import assess_entry, lock_entry
from filings.services.pool.entering import ALREADY_IN
from filings.services.pool.messages import tell_of_entry
from filings.services.submission_guards import require_no_covering_filing
from filings.services.transitions import require


def link_entry(entry: PoolEntry, *, actor: User, operator: Operator, space: Space | None = None) -> PoolEntry:
    """Link an entry to the registered operator of its code and, where there is one already, to its space: entry locked;
    the operator confirmed and of the same code; the space its own, in the district, not filed, not in the pool; history
    line; assessed anew, from now on by the registers where there is a space; message to the operator.
    """
    with transaction.atomic():
        locked = lock_entry(entry)
        require(permissions.can_on_pool(actor, Act.KEEP_POOL, locked))
        require_same_operator(locked, operator)
        locked.operator, locked.operator_name, locked.uscc = operator, operator.name, operator.uscc
        if space is not None:
            give_space(locked, space)
        save_linked(locked)
        told = {"operator": operator.pk, "space": locked.space_id}
        append_line(locked, actor=actor, action="link_pool_entry", details=told)
        assess_entry(locked, on=timezone.localdate())
        tell_of_entry(locked)
    return locked


def require_same_operator(locked: PoolEntry, operator: Operator) -> None:
    """Guard: the entry has no space yet, and the operator is the one of its code, confirmed."""
    way_on = reverse("filings:pool-entry", args=[locked.pk])
    if locked.space_id is not None:
        raise WorkflowRefused("这个众创空间已关联到登记的空间，不用再关联。", way_on=way_on)
    if operator.uscc != locked.uscc or operator.status != Operator.Status.CONFIRMED:
        raise WorkflowRefused("只能关联统一社会信用代码相同、已通过确认的运营机构，请核对代码。", way_on=way_on)


def give_space(locked: PoolEntry, space: Space) -> None:
    """Guard and set: the space that the entry is about."""
    way_on = reverse("filings:pool-entry", args=[locked.pk])
    if space.operator_id != locked.operator_id:
        raise WorkflowRefused("只能选择这家运营机构登记的众创空间。", way_on=way_on)
    if space.district_id != locked.district_id:
        raise WorkflowRefused(
            f"“{space}”在{space.district}，请由该区县列入储备库；这里的记录可以退出储备库。", way_on=way_on
        )
    require_no_covering_filing(space, locked.kind, on=timezone.localdate())
    locked.space, locked.name = space, space.name


def save_linked(locked: PoolEntry) -> None:
    """Save; the constraint keeps a space from being in the pool twice."""
    try:
        with transaction.atomic():
            locked.save()
    except IntegrityError:
        raise WorkflowRefused(ALREADY_IN, way_on=reverse("filings:pool")) from None
