"""A district enters a makerspace into its pool, and keeps what it knows of one whose operator is not registered."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from filings import permissions
from filings.errors import ChangedMeanwhile, WorkflowRefused
from filings.models import PoolEntry, Space, User
from filings.permissions import Act
from filings.rules.facts import Facts
from filings.selectors.pool.judging import kept_facts
from filings.services.doubles import lock_account
from filings.services.history import append_line, digest_of
from filings.services.pool.assessing import assess_entry, lock_entry
from filings.services.pool.messages import tell_of_entry
from filings.services.submission_guards import require_no_covering_filing
from filings.services.transitions import require
from filings.workflow import Role

ALREADY_IN = "这个众创空间已在储备库中，请在储备库中查找后继续办理。"
CHANGED = (
    "同事刚才保存过这些数据，您这里打开的是之前的内容，所以没有覆盖。"
    "请对照下面列出的现在的内容；需要以您填写的为准的，请再点“保存并重新计算”。"
)
ELSEWHERE = "这个众创空间已由其他区县列入储备库，请联系市科技局。"


@dataclass(frozen=True, slots=True)
class Unregistered:
    """What a district says of a makerspace whose operator is not registered."""

    name: str
    operator_name: str
    uscc: str = ""
    contact_name: str = ""
    contact_phone: str = ""


def enter_space(space: Space, *, actor: User, kind: str) -> PoolEntry:
    """Enter a space of a registered operator: space locked, of the actor's district, not filed for the kind, not in the pool;
    entry, history line, first assessment, message to the operator.
    """
    with transaction.atomic():
        locked = Space.objects.select_for_update(of=("self",)).select_related("operator", "district").get(pk=space.pk)
        if not permissions.pool_candidates(actor).filter(pk=locked.pk).exists():
            raise WorkflowRefused(
                "只能把本辖区内、运营机构已确认、还不在储备库中的众创空间列入储备库。", way_on=reverse("filings:pool")
            )
        today = timezone.localdate()
        require_no_covering_filing(locked, kind, on=today)
        names = {"name": locked.name, "operator_name": locked.operator.name, "uscc": locked.operator.uscc}
        entry = create_entry(actor, {"space": locked, "operator": locked.operator, "kind": kind} | names)
        tell_of_entry(entry)
    return entry


def enter_unregistered(whose: Unregistered, *, actor: User, kind: str, facts: Facts) -> PoolEntry:
    """Enter a makerspace whose operator is not registered, with what is known of it: not the same twice on a day; entry,
    history line with the figures' digest, first assessment.
    """
    with transaction.atomic():
        lock_account(actor)
        require_not_twice(whose, actor, kind)
        names = {name: getattr(whose, name) for name in Unregistered.__slots__}
        known = {"facts": kept_facts(facts), "facts_on": timezone.localdate()}
        return create_entry(actor, {"kind": kind} | names | known)


def require_not_twice(whose: Unregistered, actor: User, kind: str) -> None:
    """Guard: the account has not entered the same today, as by sending a form twice. No constraint does so without a code."""
    same = {name: getattr(whose, name) for name in Unregistered.__slots__} | {"kind": kind, "space": None}
    today = PoolEntry.objects.filter(status=PoolEntry.Status.LIVE, entered_by=actor, entered_on=timezone.localdate())
    if (double := today.filter(**same).first()) is not None:
        way_on = reverse("filings:pool-entry", args=[double.pk])
        raise WorkflowRefused("您今天已经把这个众创空间列入储备库，没有重复列入。", way_on=way_on)


def create_entry(actor: User, fields: dict[str, Any]) -> PoolEntry:
    """Insert an entry of the actor's district and assess it; the constraints let one through."""
    if actor.role != Role.DISTRICT or actor.district is None:
        raise WorkflowRefused("由区县科技主管部门建设储备库。")
    today = timezone.localdate()
    entry = PoolEntry(district=actor.district, entered_by=actor, entered_on=today, **fields)
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:
        raise already_in(entry) from None
    told = {"kind": entry.kind, "space": entry.space_id} | figures_told(entry)
    append_line(entry, actor=actor, action="enter_pool", to_state=entry.status, details=told)
    assess_entry(entry, on=today)
    return entry


def already_in(entry: PoolEntry) -> WorkflowRefused:
    """The refusal of a double; of one that another district keeps no more is told than that."""
    twins = PoolEntry.objects.filter(status=PoolEntry.Status.LIVE, space__isnull=True, uscc=entry.uscc, name=entry.name)
    is_elsewhere = entry.space_id is None and twins.exclude(district=entry.district_id).exists()
    return WorkflowRefused(ELSEWHERE if is_elsewhere else ALREADY_IN, way_on=reverse("filings:pool"))


def figures_told(entry: PoolEntry) -> dict[str, str]:
    """The digest of what a district typed; an entry with a space has none."""
    return {} if entry.space_id else {"facts": digest_of(entry.facts)}


def revision_of(entry: PoolEntry) -> str:
    """Which saving of what a district knows this is."""
    return digest_of([entry.facts, *(getattr(entry, name) for name in Unregistered.__slots__)])


def save_figures(
    entry: PoolEntry, *, actor: User, whose: Unregistered, facts: Facts, revision: str | None = None
) -> PoolEntry:
    """Bring up to date what a district knows of an entry without a space: locked; names, contact, figures with their day;
    history line with the digest; assessed anew.

    `revision` is the saving that the writer's page showed: where somebody has saved something else since, ChangedMeanwhile is
    raised and nothing written. None writes whatever was saved before.
    """
    with transaction.atomic():
        locked = lock_entry(entry)
        require(permissions.can_on_pool(actor, Act.KEEP_POOL, locked))
        if locked.space_id is not None:
            raise WorkflowRefused(
                "这个众创空间的数据按运营机构的登记名册计算，不用由区县填写。",
                way_on=reverse("filings:pool-entry", args=[locked.pk]),
            )
        if revision is not None and revision != revision_of(locked):
            raise ChangedMeanwhile(CHANGED, kept=locked)
        amend(locked, whose, facts)
        append_line(locked, actor=actor, action="save_pool_figures", details=figures_told(locked))
        assess_entry(locked, on=timezone.localdate())
    return locked


def amend(locked: PoolEntry, whose: Unregistered, facts: Facts) -> None:
    """Write what was typed; once an operator is linked, the code is its own."""
    for name in Unregistered.__slots__:
        if locked.operator_id is None or name not in ("uscc", "operator_name"):
            setattr(locked, name, getattr(whose, name))
    locked.facts, locked.facts_on = kept_facts(facts), timezone.localdate()
    try:
        with transaction.atomic():
            locked.save()
    except IntegrityError:
        raise already_in(locked) from None
