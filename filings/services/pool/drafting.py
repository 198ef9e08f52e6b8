"""An operator turns its entry into a draft application in an open round."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from filings import permissions
from filings.errors import WorkflowRefused
from filings.models import Application, PoolEntry, Round, Space, User
from filings.permissions import Act
from filings.services.applications import create_draft
from filings.services.history import append_line
from filings.services.pool.assessing import assess_entry, lock_entry
from filings.services.pool.linking import give_space, save_linked
from filings.services.transitions import require


def draft_from_pool(entry: PoolEntry, *, actor: User, round_: Round, space: Space | None = None) -> Application:
    """Turn an entry into a draft: entry locked and the actor's; `space` is what it is about, where it has none yet; the draft
    begun by create_draft() with its guards (ban, filing, other application, round); the entry marked with it; history line.
    It stays in the pool until the space is filed. All or nothing.
    """
    with transaction.atomic():
        locked = lock_entry(entry)
        require(permissions.can_on_pool(actor, Act.DRAFT_FROM_POOL, locked))
        if locked.space is None:
            if space is None:
                raise WorkflowRefused("请先登记众创空间，再转为备案申请。", way_on=reverse("filings:space-create"))
            give_space(locked, space)
            save_linked(locked)
            assess_entry(locked, on=timezone.localdate())
        application = create_draft(own_space(locked), actor=actor, round_=round_, kind=locked.kind)
        locked.application = application
        locked.save(update_fields=["application"])
        told = {"application": application.pk, "space": locked.space_id}
        append_line(locked, actor=actor, action="draft_from_pool", details=told)
    return application


def own_space(locked: PoolEntry) -> Space:
    """The space of an entry that has one, of the operator as it is on record."""
    if locked.space is None:
        raise ValueError(f"pool entry {locked.pk} has no space")
    return locked.space
