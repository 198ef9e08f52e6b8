"""Experts as markers of an evaluation: what speaks against each at each makerspace, the pool of a draw. Nothing is written here."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from evaluation.models import Campaign, Entry, MarkersDraw, MarkingAssignment
from filings.models import User
from filings.selectors.draws import pool_entry
from filings.selectors.experts import DECLARED, Conflict, conflicts_at, expert_accounts

Status = MarkingAssignment.Status
NAMED: Final = 3
"""Conflicts that a recorded pool names of one expert."""
TO_MARK: Final = Q(marking_assignments__status=Status.ASSIGNED, marking_assignments__entry__campaign__state="open")
ConflictsByEntry = Mapping[int, Mapping[int, tuple[Conflict, ...]]]
"""By entry and expert."""


def entries_to_mark(campaign: Campaign, kind: str = "") -> QuerySet[Entry]:
    """Those who take part, all or of one kind, with makerspace and operator."""
    entries = campaign.entries.filter(takes_part=True).select_related("space__operator").order_by("pk")
    return entries.filter(kind=kind) if kind else entries


def conflicts_in(entries: Collection[Entry], experts: Collection[User]) -> ConflictsByEntry:
    """What speaks against each expert at each makerspace: what every panel asks, and a conflict declared in an evaluation
    of the same operator or makerspace. Four queries.
    """
    at_spaces = conflicts_at([entry.space for entry in entries], experts)
    declared = declared_in_evaluations(entries, experts)
    found: dict[int, dict[int, tuple[Conflict, ...]]] = {}
    for entry in entries:
        off = declared[f"operator:{entry.space.operator_id}"] | declared[f"space:{entry.space_id}"]
        at_space = at_spaces[entry.space_id]
        found[entry.pk] = dict(at_space) | {
            expert: (*at_space.get(expert, ()), Conflict(DECLARED, is_certain=True))
            for expert in off
            if not any(conflict.reason == DECLARED for conflict in at_space.get(expert, ()))
        }
    return found


def declared_in_evaluations(entries: Collection[Entry], experts: Collection[User]) -> dict[str, set[int]]:
    """Experts that stepped aside in an evaluation, by makerspace (space:1) and by operator (operator:1). One query."""
    same = Q(entry__space__in=[entry.space_id for entry in entries]) | Q(
        entry__space__operator__in={entry.space.operator_id for entry in entries}
    )
    places = MarkingAssignment.objects.filter(same, status=Status.CONFLICT, expert__in=[each.pk for each in experts])
    found: dict[str, set[int]] = defaultdict(set)
    for expert, space, operator in places.values_list("expert", "entry__space", "entry__space__operator"):
        found[f"space:{space}"].add(expert)
        found[f"operator:{operator}"].add(expert)
    return found


@dataclass(frozen=True, slots=True)
class Marker:
    """An expert who may be assigned: makerspaces still to be marked, and what speaks against it, by makerspace."""

    expert: User
    load: int
    conflicts: tuple[tuple[str, str, bool], ...]

    @property
    def label(self) -> str:
        """For a list to choose from."""
        about = "，".join(filter(None, (self.expert.employer, self.expert.expertise)))
        told = f"{self.expert}（{about}）" if about else str(self.expert)
        return f"{told}，待评{self.load}家" if self.load else told

    @property
    def hint(self) -> str:
        """What speaks against it, in a sentence; "" where nothing does."""
        named = "；".join(f"{space}：{reason}" for space, reason, _ in self.conflicts[:NAMED])
        return f"{named}等{len(self.conflicts)}项" if len(self.conflicts) > NAMED else named


def markers_for(campaign: Campaign) -> list[Marker]:
    """Every expert in use by name, with load and conflicts at those who take part. Six queries."""
    experts = list(
        expert_accounts().annotate(load=Count("marking_assignments", filter=TO_MARK)).order_by("full_name", "pk")
    )
    entries = list(entries_to_mark(campaign))
    found = conflicts_in(entries, experts)
    against: dict[int, list[tuple[str, str, bool]]] = defaultdict(list)
    for entry in entries:
        for expert, conflicts in found[entry.pk].items():
            against[expert] += [(str(entry.space), each.reason, each.is_certain) for each in conflicts]
    return [Marker(expert, expert.load, tuple(against[expert.pk])) for expert in experts]


def markers_pool(campaign: Campaign, kind: str, *, most_open: int) -> list[dict[str, Any]]:
    """Every expert in use with fields and what excludes from this draw, by account number: whoever is drawn marks all
    makerspaces, so a conflict at one of them excludes, and so does a name that may be chance.
    """
    experts = list(expert_accounts().annotate(load=Count("marking_assignments", filter=TO_MARK)).order_by("pk"))
    entries = list(entries_to_mark(campaign, kind))
    found = conflicts_in(entries, experts)
    places = MarkingAssignment.objects.filter(entry__in=entries).order_by().values_list("expert", flat=True).distinct()
    seen = set(places)
    return [
        pool_entry(
            expert,
            [
                *(["已分配过本次评分"] if expert.pk in seen else []),
                *conflict_words(entries, found, expert.pk),
                *([f"待评{expert.load}家，已达上限{most_open}家"] if expert.load >= most_open else []),
            ],
        )
        for expert in experts
    ]


def conflict_words(entries: Collection[Entry], found: ConflictsByEntry, expert: int) -> list[str]:
    """What speaks against an expert, makerspace by makerspace; the first of them."""
    words = [f"{entry.space}：{each.reason}" for entry in entries for each in found[entry.pk].get(expert, ())]
    return words[:NAMED] if len(words) <= NAMED else [*words[:NAMED], f"等{len(words)}项"]


def markers_draw_changes(record: MarkersDraw) -> list[str]:
    """What has changed since a draw so that its pool holds no more, in sentences; [] when it may be confirmed."""
    names = {each["expert"]: each["name"] for each in record.pool if not each["excluded"]}
    in_use = list(expert_accounts().filter(pk__in=names).order_by("pk"))
    gone = sorted(names.keys() - {expert.pk for expert in in_use})
    entries = list(entries_to_mark(record.campaign, record.kind))
    found = conflicts_in(entries, in_use)
    words = [(expert, conflict_words(entries, found, expert.pk)) for expert in in_use]
    return [f"{names[pk]}的账号已停用" for pk in gone] + [
        f"{expert}应当回避：{told[0]}" for expert, told in words if told
    ]


def proposed_markers_draw(campaign: Campaign) -> MarkersDraw | None:
    """The draw that waits to be confirmed."""
    return campaign.draws.filter(status=MarkersDraw.Status.PROPOSED).first()


def markers_on(campaign: Campaign) -> list[tuple[User, int, int]]:
    """Experts on a campaign by name: makerspaces that each marks, and how many of them are submitted."""
    on = MarkingAssignment.objects.filter(entry__campaign=campaign, status__in=(Status.ASSIGNED, Status.SUBMITTED))
    rows = on.order_by().values("expert").annotate(n=Count("pk"), done=Count("pk", Q(status=Status.SUBMITTED)))
    counts = {row["expert"]: (row["n"], row["done"]) for row in rows}
    experts = User.objects.filter(pk__in=counts).order_by("full_name", "pk")
    return [(expert, *counts[expert.pk]) for expert in experts]
