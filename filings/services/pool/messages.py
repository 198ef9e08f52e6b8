"""Messages about entries of the reserve pool, to the accounts of the operator that one is linked to."""

from collections.abc import Iterable

from django.urls import reverse

from filings.models import GuidanceRecord, PoolEntry, Space, User
from filings.services.notices import notify
from filings.workflow import Role


def members_of(entry: PoolEntry) -> Iterable[User]:
    """The accounts of an entry's operator; none before it is linked."""
    if entry.holder is None:
        return ()
    return User.objects.filter(role=Role.OPERATOR, operator=entry.holder, is_active=True)


def tell_of_entry(entry: PoolEntry) -> None:
    """That a space is in the pool."""
    notify(
        members_of(entry),
        title=f"{entry}已列入众创空间储备库",
        body=f"{entry.keeper.bureau}将协助提升孵化能力。还差哪些条件、有过哪些辅导，可以随时查看；具备条件时可以直接转为备案申请。",
        url=reverse("filings:pool-entry", args=[entry.pk]),
        key=f"pool:{entry.pk}:{entry.holder.pk if entry.holder else None}",
    )


def tell_new_holder(space: Space) -> None:
    """A space that has gone over to another operator: that one learns that it is in the pool."""
    entries = PoolEntry.objects.filter(space=space, status=PoolEntry.Status.LIVE)
    for entry in entries.select_related("space__operator", "space__district"):
        tell_of_entry(entry)


def tell_of_guidance(record: GuidanceRecord) -> None:
    """That a guidance was put on record."""
    entry = record.entry
    notify(
        members_of(entry),
        title=f"新的辅导记录：{entry}",
        body=f"{record.giver}{record.on:%Y-%m-%d}的{record.get_kind_display()}已登记。",
        url=reverse("filings:pool-entry", args=[entry.pk]),
        key=f"guidance:{record.pk}",
    )


def tell_of_leaving(entry: PoolEntry) -> None:
    """That a space was taken out of the pool, and why."""
    notify(
        members_of(entry),
        title=f"{entry}已退出众创空间储备库",
        body=f"原因：{entry.closing_reason}",
        url=reverse("filings:pool-entry", args=[entry.pk]),
        key=f"pool-left:{entry.pk}",
    )
