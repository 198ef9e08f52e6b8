"""Lists of the reserve pool: entries with how they stand, counts by district, what may be entered or linked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from filings.models import (
    Application,
    District,
    Filing,
    GuidanceRecord,
    HistoryLine,
    Operator,
    PoolAssessment,
    PoolEntry,
    Round,
    Space,
    User,
)
from filings.permissions import pool_candidates, visible_applications, visible_pool_entries
from filings.selectors.applications import open_rounds
from filings.selectors.timeline import Entry, actor_name, line_label
from filings.workflow import FilingState

ENTRY_JOINS = ("space__district", "space__operator", "operator", "district", "application", "entered_by__district")
VIEWS = (("live", "在库"), ("ready", "具备条件"), ("link", "待关联"), ("closed", "已出库"), ("all", "全部"))
Status = PoolEntry.Status
KEEPER = Coalesce("space__district", "district")
DRAFTED = "draft_from_pool"


def assessed(entries: QuerySet[PoolEntry]) -> QuerySet[Any]:
    """Entries with the figures of their last assessment, guidance and keeper: `lacking` is what does not pass for sure."""
    last = PoolAssessment.objects.filter(entry=OuterRef("pk")).order_by("-on")
    guidance = GuidanceRecord.objects.filter(entry=OuterRef("pk"), struck_on__isnull=True).order_by("-on")
    number = guidance.order_by().values("entry").annotate(n=Count("pk")).values("n")
    return entries.annotate(
        passes=Subquery(last.values("passes")[:1]),
        fails=Subquery(last.values("fails")[:1]),
        reviews=Subquery(last.values("reviews")[:1]),
        missing=Subquery(last.values("missing")[:1]),
        assessed_on=Subquery(last.values("on")[:1]),
        guided_on=Subquery(guidance.values("on")[:1]),
        guided=Coalesce(Subquery(number), 0),
    ).annotate(lacking=F("fails") + F("missing"))


def linkable() -> Q:
    """Entries whose operator has registered and been confirmed meanwhile, and those still without a space."""
    known = Operator.objects.filter(uscc=OuterRef("uscc"), status=Operator.Status.CONFIRMED)
    return Q(space__isnull=True, status=Status.LIVE) & ~Q(uscc="") & Q(Exists(known))


def drafted(user: User) -> Exists:
    """Whether the application that an entry was turned into is within the account's reach; a draft is its operator's alone."""
    return Exists(visible_applications(user).filter(pk=OuterRef("application")))


def application_shown(entry: PoolEntry, user: User) -> Application | None:
    """The application that an entry was turned into, where it is within reach."""
    return visible_applications(user).filter(pk=entry.application_id).first() if entry.application_id else None


def pool_list(user: User, *, view: str = "live", words: str = "", kind: str = "", district: str = "") -> QuerySet[Any]:
    """Entries within reach by view, words (space, operator, code), kind and keeping district; nearest to the conditions first."""
    entries = assessed(visible_pool_entries(user)).annotate(
        can_link=ExpressionWrapper(linkable(), BooleanField()), drafted=drafted(user)
    )
    entries = entries.select_related("space__district", "space__operator", "operator", "district")
    if view == "closed":
        entries = entries.exclude(status=Status.LIVE)
    elif view != "all":
        entries = entries.filter(status=Status.LIVE)
    if view == "ready":
        entries = entries.filter(lacking=0)
    if view == "link":
        entries = entries.filter(linkable())
    if kind:
        entries = entries.filter(kind=kind)
    if district:
        entries = entries.alias(keeper_id=KEEPER).filter(keeper_id=district)
    for word in words.split():
        named = Q(name__icontains=word) | Q(space__name__icontains=word) | Q(operator_name__icontains=word)
        named |= Q(space__operator__name__icontains=word) | Q(operator__name__icontains=word)
        entries = entries.filter(named | Q(space__operator__uscc__iexact=word) | Q(uscc__iexact=word))
    return entries.order_by("lacking", "-entered_on", "-pk")


@dataclass(frozen=True, slots=True)
class DistrictCount:
    """How a district's pool stands: entries, those that lack nothing, those with a draft, those filed out of it."""

    district: District
    live: int
    ready: int
    drafted: int
    filed: int


def pool_counts(user: User) -> list[DistrictCount]:
    """By district in their order, those without any entry too: two queries."""
    rows = (
        assessed(visible_pool_entries(user))
        .annotate(keeper_id=KEEPER, drafted=drafted(user))
        .values_list("keeper_id", "status", "lacking", "drafted")
    )
    sums: dict[str, list[int]] = {}
    for keeper, status, lacking, is_drafted in rows:
        counted = sums.setdefault(keeper, [0, 0, 0, 0])
        live = status == Status.LIVE
        for place, counts in enumerate((live, live and lacking == 0, live and is_drafted, status == Status.FILED)):
            counted[place] += bool(counts)
    return [DistrictCount(district, *sums.get(district.pk, (0, 0, 0, 0))) for district in District.objects.all()]


def candidates(user: User, words: str = "") -> QuerySet[Any]:
    """Spaces that a district may enter, by words, those without any filing first: a comprehensive one may be brought on to a
    professional one, which leaves nothing to bring on.
    """
    filed = Exists(Filing.objects.filter(space=OuterRef("pk"), state=FilingState.ACTIVE))
    found = pool_candidates(user).exclude(fully_filed()).annotate(is_filed=filed)
    found = found.select_related("operator", "district")
    for word in words.split():
        named = Q(name__icontains=word) | Q(operator__name__icontains=word)
        found = found.filter(named | Q(operator__uscc__iexact=word))
    return found.order_by("is_filed", "name", "pk")


def linkable_entries(user: User) -> QuerySet[PoolEntry]:
    """Entries that wait for their district to confirm the link."""
    return (
        visible_pool_entries(user)
        .filter(linkable())
        .select_related("district", "space__district", "space__operator", "operator")
    )


def operator_to_link(entry: PoolEntry) -> Operator | None:
    """The registered, confirmed operator of an entry's code."""
    if not entry.uscc or entry.space_id is not None:
        return None
    return Operator.objects.filter(uscc=entry.uscc, status=Operator.Status.CONFIRMED).first()


def spaces_for(entry: PoolEntry, operator: Operator | None) -> QuerySet[Space]:
    """The spaces of an operator that an entry without one may be about: in its district, not in the pool, not filed."""
    if operator is None:
        return Space.objects.none()
    live = PoolEntry.objects.filter(space=OuterRef("pk"), status=Status.LIVE)
    found = Space.objects.filter(~Exists(live), operator=operator, district=entry.district_id)
    return found.exclude(fully_filed()).order_by("name", "pk")


def fully_filed() -> Q:
    """Spaces whose filing in force covers both kinds."""
    professional = Filing.objects.filter(space=OuterRef("pk"), state=FilingState.ACTIVE, kind=Space.Kind.PROFESSIONAL)
    return Q(Exists(professional))


def rounds_for(entry: PoolEntry, at: datetime) -> list[Round]:
    """Open rounds that take the entry's kind."""
    return open_rounds(at, entry.kind)


def guidance_of(entry: PoolEntry) -> list[GuidanceRecord]:
    """Guidance records with their files, newest first, struck ones too."""
    records = list(entry.guidance.select_related("recorded_by").prefetch_related("files__file"))
    for record in records:
        record.entry = entry
    return records


def pool_timeline(entry: PoolEntry, viewer: User) -> list[Entry]:
    """The history of an entry, newest first; what the guidance says stands with the guidance. That it was turned into an
    application is told where that is within reach.
    """
    lines = HistoryLine.objects.filter(record=f"poolentry:{entry.pk}").order_by("-sequence")
    told = list(lines.select_related("actor__district", "actor__operator"))
    begun = [line.details.get("application") for line in told if line.action == DRAFTED]
    shown = set(visible_applications(viewer).filter(pk__in=begun).values_list("pk", flat=True)) if begun else set()
    return [
        Entry(
            label=line_label(line.action),
            who=actor_name(line, viewer),
            at=line.at,
            reason="" if line.action == "record_guidance" else line.reason,
            documents=(),
        )
        for line in told
        if line.action != DRAFTED or line.details.get("application") in shown
    ]


def own_entries(user: User) -> QuerySet[Any]:
    """An operator's entries in the pool, for its desk."""
    live = assessed(visible_pool_entries(user)).filter(status=Status.LIVE)
    return live.select_related("space__district", "space__operator", "operator", "district", "application").order_by(
        "-entered_on", "-pk"
    )
